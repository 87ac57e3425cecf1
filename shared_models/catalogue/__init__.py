"""
What every field is: its label, kind, checks, rights and place, read from reference data and asked by all faces.

To add a field:

1. write one entry in `reference/fields/<kind of record>/<section>.toml` (a field of rows or a group stands in its section);
2. if it chooses from a new list, write the list in `reference/lists/`;
3. run `python -m shared_models.catalogue.dictionary`, which writes the documents that a test compares.

To add a kind of field: one `FieldKind` in a module of `kinds/`, and its editor in the desk's table of editors.
A cross-field rule: see `rules`.
"""

from shared_models.catalogue.access import access, mask, sensitivity
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.codes import Code, CodeList
from shared_models.catalogue.completeness import completeness, unanswered
from shared_models.catalogue.computed import computed_values
from shared_models.catalogue.context import Context, NearPerson, day_in_pakistan
from shared_models.catalogue.fields import Field, Leaf, RecordKind, Section
from shared_models.catalogue.leaves import collect, expand, is_relevant, leaf_path, living_rows, members_of
from shared_models.catalogue.loading import CatalogueError, load_catalogue, read_catalogue
from shared_models.catalogue.problems import Problem, ProblemError, problem, sentence
from shared_models.catalogue.rules import check_record, check_registration, check_state
from shared_models.catalogue.tokens import load_tokens
from shared_models.catalogue.validation import check_leaf, check_value, parse_value, show_value

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Code",
    "CodeList",
    "Context",
    "Field",
    "Leaf",
    "NearPerson",
    "Problem",
    "ProblemError",
    "RecordKind",
    "Section",
    "access",
    "check_leaf",
    "check_record",
    "check_registration",
    "check_state",
    "check_value",
    "collect",
    "completeness",
    "computed_values",
    "day_in_pakistan",
    "expand",
    "is_relevant",
    "leaf_path",
    "living_rows",
    "load_catalogue",
    "load_tokens",
    "mask",
    "members_of",
    "parse_value",
    "problem",
    "read_catalogue",
    "sensitivity",
    "sentence",
    "show_value",
    "unanswered",
]
