"""One sheet of a register: its header, its columns and what they mean, and which of its rows are people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop_client.capture.cells import SourceRow, is_blank
from desktop_client.capture.maps import RegisterMap
from desktop_client.capture.rows import RowReader
from shared_models.catalogue import Catalogue
from shared_models.text.normalise import fold_key

__all__ = ["Sheet", "Skipped", "people_in"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no person: blank, a total, a repeated header."""

    sheet: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A sheet that was understood: the names of its columns, its rows below the header, the map that reads them.

    `repeated` are the columns that name again what an earlier one names.
    """

    name: str
    columns: tuple[str, ...]
    header: SourceRow
    rows: tuple[SourceRow, ...]
    map: RegisterMap
    repeated: frozenset[str] = frozenset()

    def reader(self, file: str, catalogue: Catalogue, today: date) -> RowReader:
        """What reads the rows, from the top."""
        return RowReader(self.map, self.columns, sheet=self.name, file=file, catalogue=catalogue, today=today)


def people_in(sheet: Sheet) -> Iterator[SourceRow | Skipped]:
    """The rows of the sheet, those that are no people marked as skipped."""
    skip = [re.compile(expression, re.IGNORECASE) for expression in sheet.map.rows.skip]
    header = _comparable(sheet.header.texts())
    for row in sheet.rows:
        texts = row.texts()
        line = " ".join(filter(None, texts))
        if is_blank(row) or _comparable(texts) == header or any(pattern.search(line) for pattern in skip):
            yield Skipped(sheet.name, row.number, line)
        else:
            yield row


def _comparable(texts: Sequence[str]) -> list[str]:
    folded = [fold_key(text) for text in texts]
    while folded and not folded[-1]:
        folded.pop()
    return folded
