"""The shape of the reference files: read strictly, so that a misspelled word in them is found at once."""

from typing import Any

import msgspec

__all__ = ["CodeEntry", "FieldEntry", "KindEntry", "ListEntry", "RuleEntry", "SectionEntry"]


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    en: str
    ur: str
    label_source: str = ""


class KindEntry(_Entry, frozen=True):
    """A record kind."""

    scope: str = "office"


class SectionEntry(_Entry, frozen=True):
    """A section of a record kind; its fields inherit sensitivity, access group and missing reasons."""

    help_en: str = ""
    help_ur: str = ""
    shape: str = "plain"
    sensitivity: str = "S1"
    access_group: str = ""
    required_quick: bool = False
    required_complete: bool = False
    question: int = 0
    missing_reasons: tuple[str, ...] = ()
    max_rows: int = 0
    newest_by: str = ""


class FieldEntry(_Entry, frozen=True):
    """A field. What is left out has the value most fields have."""

    kind: str
    section: str
    help_en: str
    help_ur: str
    required_quick: bool = False
    required_complete: bool = False
    question: int = 0
    alternatives: str = ""
    complete_alternatives: str = ""
    quick_unless: dict[str, Any] | None = None
    relevant_when: dict[str, Any] | None = None
    code_list: str = ""
    default: str | int | bool | None = None
    sensitivity: str = ""
    access_group: str = ""
    merge: str = "leaf"
    survivorship: str = "newest"
    match_role: str = ""
    report_role: str = ""
    promoted: bool = False
    ranked: bool = False
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    not_after: str = ""
    formula: str = ""
    paper: str = ""
    missing_reasons: tuple[str, ...] | None = None
    since: str = ""
    until: str = ""


class CodeEntry(_Entry, frozen=True):
    """A row of a code list."""

    code: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    favourite: bool = False
    active_from: str = ""
    active_to: str = ""
    sensitivity: str = ""
    extra: dict[str, str] = {}


class ListEntry(_Entry, frozen=True):
    """A code list with its rows in the order people see them."""

    rows: tuple[CodeEntry, ...]


class RuleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the function of the same name looks at; `number` is its place in the list of cross-field checks."""

    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    number: str = ""
    limit: int = 0
    by_currency: dict[str, int] = {}
    by_sector: dict[str, int] = {}
