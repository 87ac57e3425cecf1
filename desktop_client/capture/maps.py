"""The map language: what a register's columns mean, written in TOML by somebody who knows the register."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

__all__ = ["TABLE", "Column", "Dates", "Meaning", "Pattern", "Place", "RegisterMap", "Value"]

Value = str | int | bool
# What one word means: the value of the column's own field, or values for several fields.
Meaning = str | dict[str, Value]
TABLE = "table:"
DITTO = ("ditto", "-do-", "do", '"', "''", "〃", "ایضاً", "ایضا")


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How this office writes dates: the order of day, month, year, and which two-digit years lie in this century."""

    order: Literal["dmy", "mdy", "ymd"] = "dmy"
    pivot: Annotated[int, msgspec.Meta(ge=0, le=99)] = 30


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A regular expression over the whole cell; each named group feeds a field or a table, `set` adds fixed values."""

    match: str
    groups: dict[str, str]
    set: dict[str, Value] = {}


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    One column of the register.

    `to` names the fields it feeds. `words` (or the shared table named by `table`) say what single words mean; `patterns`
    take a cell apart; `split` cuts it into several answers first. `missing` are this column's own words for "no answer",
    kept as reason at `missing_at` (else at `to`); a `silent` column leaves no reason at all when it is empty.
    `with_values` are set beside an understood answer, `otherwise` beside one that was not understood. `digits` is the
    length of a number whose leading zeros a spreadsheet may have dropped. `keep` are words that also stay in the note,
    because their codes say less; a `remark` column goes to the note by nature. With a look-up in a code list come
    `parent_to` (the province of a district), `place_to` (`Dubai` of `ARE`) and `word_to` (where an ambiguous word stays).
    """

    header: str
    key: str = ""
    to: list[str] = []
    table: str = ""
    words: dict[str, Meaning] = {}
    patterns: list[Pattern] = []
    split: list[str] = []
    missing: dict[str, str] = {}
    missing_at: str = ""
    silent: bool = False
    with_values: dict[str, Value] = msgspec.field(name="with", default_factory=dict)
    otherwise: dict[str, Value] = {}
    remove: list[str] = []
    digits: int = 0
    age_at: str = ""
    dates: Dates | None = None
    keep: list[str] = []
    parent_to: str = ""
    place_to: str = ""
    word_to: str = ""
    remark: bool = False
    ditto: bool = True

    @property
    def name(self) -> str:
        return self.key or self.header

    def is_only_named(self, template: str) -> bool:
        """Whether the column has no other use than its place in the reference."""
        return f"{{{self.name}}}" in template and not (self.to or self.words or self.table or self.patterns)


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the rows are: the header row is the first one with a cell of this text; which rows are no people."""

    header: str = ""
    skip: list[str] = []


class RegisterMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    A whole map. `ignore` lists the columns left out on purpose, each with its reason.

    The templates of `legacy_ref_else` are tried in turn for a row where a place of `legacy_ref` is empty.
    """

    about: str
    legacy_ref: str
    legacy_ref_else: list[str] = []
    rows: Place = Place()
    dates: Dates = Dates()
    missing: dict[str, str] = {}
    ditto: tuple[str, ...] = DITTO
    tables: dict[str, dict[str, Meaning]] = {}
    defaults: dict[str, Value] = {}
    ignore: dict[str, str] = {}
    column: list[Column] = []
