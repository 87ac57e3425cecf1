"""Reading and checking single values and leaves by the catalogue, the same on desk and server."""

from collections.abc import Container, Mapping
from typing import Final

from shared_models.catalogue.access import SEALED
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import Context
from shared_models.catalogue.fields import Field, Leaf
from shared_models.catalogue.kinds import FIELD_KINDS, Surroundings
from shared_models.catalogue.kinds.choices import check_member
from shared_models.catalogue.kinds.kind import Check
from shared_models.catalogue.kinds.words import check_text
from shared_models.catalogue.loading import load_catalogue
from shared_models.catalogue.problems import Problem, ProblemError, problem

__all__ = [
    "CHOSEN",
    "HASHED",
    "MAX_PATH_LETTERS",
    "check_inside",
    "check_known",
    "check_leaf",
    "check_value",
    "parse_value",
    "plain_checks",
    "right_choices",
    "show_value",
]

MAX_PATH_LETTERS: Final = 200
MAX_TYPED_LETTERS: Final = 20_000  # no paste is read beyond it
MAX_RIGHT_CHOICES: Final = 8192  # more than all codes of all fields
CHOSEN: Final = frozenset({"code", "codes", "yes_no"})
HASHED: Final = frozenset({str, bool, int})
_RIGHT: Final = ("right choices",)
_PLAIN: Final = ("plain checks",)
_NO_ROW: Mapping[str, object] = {}


def parse_value(
    field: Field,
    text: str,
    catalogue: Catalogue | None = None,
    *,
    context: Context | None = None,
    row: Mapping[str, object] = _NO_ROW,
) -> object:
    """
    The value that a person typed as `text`.

    `row` holds the other fields of the same row by name: a document number is read by the type of paper. Raises
    ProblemError. A value that comes back always passes `check_value`.
    """
    if len(text) > MAX_TYPED_LETTERS:
        raise ProblemError(problem("field.too_long", field.path, limit=field.max_length, length=len(text)))
    return FIELD_KINDS[field.kind].parse(field, text, _around(field, catalogue, field.path, context, row))


def check_value(
    field: Field,
    value: object,
    catalogue: Catalogue | None = None,
    *,
    path: str = "",
    context: Context | None = None,
    row: Mapping[str, object] = _NO_ROW,
) -> Problem | None:
    """
    What is wrong with a stored or sent value, None when nothing is. None (cleared) is always allowed.

    Without `context` nothing is judged by today's date, without `row` a document number only by its letters.
    """
    if value is None:
        return None
    if field.kind == "rows":
        return problem("field.wrong_type", path or field.path)
    return FIELD_KINDS[field.kind].check(field, value, _around(field, catalogue, path or field.path, context, row))


def check_leaf(
    path: str,
    value: object,
    catalogue: Catalogue,
    *,
    context: Context | None = None,
    row: Mapping[str, object] = _NO_ROW,
) -> Problem | None:
    """
    What is wrong with one leaf of a change: an unknown path, a member, a missing reason or a value.

    What only a sealed entry may hold is never a leaf: a field of the highest class, or such a code of a list.
    """
    if len(path) > MAX_PATH_LETTERS:
        return problem("field.unknown", path[:MAX_PATH_LETTERS])
    leaf = catalogue.leaf_of(path)
    if leaf is None:
        return problem("field.unknown", path)
    kind = type(value)
    if kind in HASHED and (leaf.key, kind, value) in right_choices(catalogue):
        return None
    return check_known(leaf, value, path, catalogue, context=context, row=row)


def check_known(
    leaf: Leaf,
    value: object,
    path: str,
    catalogue: Catalogue,
    *,
    context: Context | None = None,
    row: Mapping[str, object] = _NO_ROW,
) -> Problem | None:
    """As `check_leaf`, for a leaf path that is taken apart already."""
    if leaf.field.sensitivity == SEALED:
        return problem("sealed.belongs_inside", path)
    if value is None:
        return None
    if leaf.field.code_list and leaf.part == "value" and (leaf.member or value) in _sealed_codes(leaf.field, catalogue):
        return problem("sealed.belongs_inside", path)
    return _check_leaf(leaf, value, path, catalogue, context, row)


def plain_checks(catalogue: Catalogue) -> Mapping[str, Check]:
    """
    By field path, the function that judges a value of it by itself; fields are left out where `check_known` has more to say.

    Most answers of a registration are such plain values.
    """
    known: Mapping[str, Check] | None = catalogue.derived.get(_PLAIN)
    if known is None:
        known = catalogue.derived[_PLAIN] = {
            path: FIELD_KINDS[field.kind].check
            for path, field in catalogue.fields.items()
            if field.kind in FIELD_KINDS and field.kind not in CHOSEN
            if field.sensitivity != SEALED and not field.code_list
        }
    return known


def check_inside(path: str, value: object, catalogue: Catalogue, *, context: Context | None = None) -> Problem | None:
    """What is wrong with one answer inside a sealed entry; only fields of the highest class belong there."""
    leaf = catalogue.leaf_of(path) if len(path) <= MAX_PATH_LETTERS else None
    if leaf is None or leaf.field.kind_of_record != "sealed" or leaf.field.sensitivity != SEALED:
        return problem("field.unknown", path[:MAX_PATH_LETTERS])
    return None if value is None else _check_leaf(leaf, value, path, catalogue, context, _NO_ROW)


def _sealed_codes(field: Field, catalogue: Catalogue) -> Container[object]:
    """The codes of a field that may stand in a sealed entry only."""
    name = ("sealed codes", field.code_list)
    found: Container[object] | None = catalogue.derived.get(name)
    if found is None:
        rows = catalogue.lists[field.code_list].rows
        # A tuple: it is asked about values of every type, also those that have no hash.
        found = catalogue.derived[name] = tuple(row.code for row in rows if row.sensitivity == SEALED)
    return found


def _check_leaf(
    leaf: Leaf,
    value: object,
    path: str,
    catalogue: Catalogue,
    context: Context | None,
    row: Mapping[str, object],
) -> Problem | None:
    if leaf.part == "void":
        return check_text(leaf.field, value, Surroundings(path))
    if leaf.part == "value" and leaf.field.kind not in CHOSEN:
        around = Surroundings(path, None, context.today if context else None, row)
        return FIELD_KINDS[leaf.field.kind].check(leaf.field, value, around)
    return _check_chosen(leaf, value, path, catalogue)


def right_choices(catalogue: Catalogue) -> set[tuple[str, type, object]]:
    """
    The choices that were found right before, as (key of the leaf, type, value).

    Neither day nor row matter to a code, a member or a reason, so an answer that was right once is right again.
    """
    right: set[tuple[str, type, object]] | None = catalogue.derived.get(_RIGHT)
    if right is None:
        right = catalogue.derived[_RIGHT] = set()
    return right


def _check_chosen(leaf: Leaf, value: object, path: str, catalogue: Catalogue) -> Problem | None:
    found = _check_choice(leaf, value, path, catalogue)
    right = right_choices(catalogue)
    if found is None and type(value) in HASHED and leaf.field.sensitivity != SEALED and len(right) < MAX_RIGHT_CHOICES:
        right.add((leaf.key, type(value), value))
    return found


def _check_choice(leaf: Leaf, value: object, path: str, catalogue: Catalogue) -> Problem | None:
    if leaf.part == "reason":
        return _check_reason(leaf, value, path)
    if leaf.field.kind == "codes":
        return _check_set_leaf(leaf, value, path, catalogue)
    return check_value(leaf.field, value, catalogue, path=path)


def show_value(field: Field, value: object, lang: str, catalogue: Catalogue | None = None) -> str:
    """The value as people read it in `lang`."""
    catalogue = catalogue or load_catalogue()
    return FIELD_KINDS[field.kind].show(value, catalogue.codes_of(field), lang)


def _check_reason(leaf: Leaf, value: object, path: str) -> Problem | None:
    if not isinstance(value, str):
        return problem("field.wrong_type", path)
    return None if value in leaf.field.missing_reasons else problem("field.reason_not_allowed", path, word=value[:20])


def _check_set_leaf(leaf: Leaf, value: object, path: str, catalogue: Catalogue) -> Problem | None:
    codes = catalogue.codes_of(leaf.field)
    if not leaf.member:
        return problem("field.wrong_type", path)
    if codes is None or leaf.member not in codes:
        return problem("field.code_unknown", path, word=leaf.member[:20])
    return check_member(leaf.field, value, Surroundings(path))


def _around(
    field: Field, catalogue: Catalogue | None, path: str, context: Context | None, row: Mapping[str, object]
) -> Surroundings:
    catalogue = catalogue or load_catalogue()
    codes = catalogue.lists[field.code_list] if field.code_list else None
    return Surroundings(path, codes, context.today if context else None, row)
