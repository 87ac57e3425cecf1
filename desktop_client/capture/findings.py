"""What the reading of a register has to tell: one finding for everything that was not simply understood."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NOTED", "Finding", "Note"]

# The rules after which the cell's own words stand in the interviewer's note.
NOTED = frozenset(
    {
        "not_understood", "ambiguous", "impossible_date", "age_without_date", "number_too_short", "contradicts",
        "not_allowed", "ditto_without_row", "unlisted_column", "name_cleaned", "not_for_a_file",
        "made_by_program", "too_many_rows",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One line of the report: where, which value, which rule, and what was stored instead.

    `detail` fills the place of the same name in the rule's sentence (candidates, a suggested code, a bound).
    """

    sheet: str
    row: int
    column: str
    value: str
    rule: str
    stored: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Words kept exactly for the interviewer's note, with the column they stood in."""

    column: str
    text: str

    def line(self) -> str:
        return f"[{self.column}] {self.text}"
