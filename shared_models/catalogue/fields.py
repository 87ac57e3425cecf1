"""Fields, sections and record kinds as frozen values: what the catalogue says about each of them."""

from dataclasses import dataclass
from typing import NamedTuple

from shared_models.catalogue.conditions import Condition

__all__ = ["Field", "Leaf", "RecordKind", "Section", "Text"]

LONG_TEXT = 200  # longer texts may have lines


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages, and who wrote it ("ours" where no source gives the Urdu)."""

    en: str
    ur: str
    source: str = ""

    def of(self, lang: str) -> str:
        return self.ur if lang == "ur" else self.en


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field, as every reader of the catalogue sees it: form, checks, access, import, export, reports.

    `path` has no row id (`person.documents.number`). `question` is its place among the twelve questions of quick mode
    (0 = not one of them); of fields with the same `alternatives` word one is enough in quick mode. `quick_unless`
    names the case in which quick mode does without an answer. `formula` names what a computed field is worked out by,
    `paper` the type of paper whose number a field always holds.
    """

    path: str
    kind_of_record: str
    section: str
    name: str
    kind: str
    text: Text
    help_text: Text
    sort: int
    required_quick: bool = False
    required_complete: bool = False
    question: int = 0
    alternatives: str = ""
    complete_alternatives: str = ""
    quick_unless: Condition | None = None
    relevant_when: Condition | None = None
    code_list: str = ""
    default: object = None
    sensitivity: str = "S1"
    access_group: str = ""
    merge: str = "leaf"
    survivorship: str = "newest"
    match_role: str = ""
    report_role: str = ""
    promoted: bool = False
    repeated: bool = False
    ranked: bool = False
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    not_after: str = ""
    formula: str = ""
    paper: str = ""
    missing_reasons: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def label(self, lang: str) -> str:
        return self.text.of(lang)

    def help(self, lang: str) -> str:
        return self.help_text.of(lang)

    @property
    def has_lines(self) -> bool:
        """Whether the text may hold more than one line."""
        return self.kind == "text" and self.max_length > LONG_TEXT

    @property
    def row_section(self) -> str:
        """`person.documents` for a field in rows, else empty."""
        return f"{self.kind_of_record}.{self.section}" if self.repeated else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a record: plain, a named group (`address_permanent`) or repeated rows (`documents`).

    `newest_by` names the date by which one row is the newest: only of that one a complete registration asks everything.
    """

    path: str
    kind_of_record: str
    name: str
    text: Text
    help_text: Text
    sort: int
    shape: str = "plain"  # "plain", "group" or "rows"
    sensitivity: str = "S1"
    access_group: str = ""
    required_quick: bool = False
    required_complete: bool = False
    question: int = 0
    missing_reasons: tuple[str, ...] = ()
    max_rows: int = 0
    newest_by: str = ""

    def label(self, lang: str) -> str:
        return self.text.of(lang)

    def help(self, lang: str) -> str:
        return self.help_text.of(lang)

    @property
    def repeated(self) -> bool:
        return self.shape == "rows"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record and where it may be seen ("office" or "everyone")."""

    name: str
    text: Text
    scope: str
    sort: int

    def label(self, lang: str) -> str:
        return self.text.of(lang)


class Leaf(NamedTuple):
    """A leaf path taken apart: its field, the row id, the member of a set, and which part of the field it holds."""

    field: Field
    row: str = ""
    member: str = ""
    part: str = "value"  # "value", "reason" (path + "!") or "void" (a row withdrawn)
    key: str = ""  # the same for this leaf in every row
    section: str = ""  # of the row: `person.documents`
