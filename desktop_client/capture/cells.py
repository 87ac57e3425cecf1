"""One cell of somebody's sheet: its type is kept, because a number that was meant as text has lost its zeros."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared_models.text.normalise import clean_text

__all__ = ["Cell", "Grid", "SourceRow", "cell_text", "is_blank", "is_number"]

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as it stands in the file; `number` counts from 1 as spreadsheet programs do."""

    number: int
    cells: tuple[Cell, ...]

    def texts(self) -> tuple[str, ...]:
        return tuple(map(cell_text, self.cells))


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of one sheet, titles and totals included, without the blank rows at its end."""

    name: str
    rows: tuple[SourceRow, ...]


def cell_text(cell: Cell) -> str:
    """The cell as a person reads it: whole numbers without a point, dates as ISO, no invisible marks."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return clean_text(str(cell))


def is_number(cell: Cell) -> bool:
    """Whether the file holds a number here (a date or a yes/no is none)."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_blank(row: SourceRow) -> bool:
    return not any(row.texts())
