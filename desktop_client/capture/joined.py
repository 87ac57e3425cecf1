"""Puts together what a workbook says of one person on several sheets: one line a person, more lines for papers, trips, kin."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop_client.capture.cells import SourceRow, cell_text, is_blank
from desktop_client.capture.drafts import Draft
from desktop_client.capture.findings import Finding, Note
from desktop_client.capture.finishing import NAMES, MappedRow, RowDraft
from desktop_client.capture.own_columns import NUMBER_KEY
from desktop_client.capture.paths import ROW_LEAF
from desktop_client.capture.people_rows import Sheet, Skipped, people_in
from desktop_client.capture.rows import RowReader
from shared_models.catalogue import Catalogue
from shared_models.text import fold_digits

__all__ = ["Book", "is_joined", "open_book"]


def is_joined(sheet: Sheet) -> bool:
    """Whether the lines of the sheet say by a number whose they are, and something about them."""
    return len(sheet.map.column) > 1 and any(column.name == NUMBER_KEY for column in sheet.map.column)


@dataclass
class _Part:
    """A sheet beside the first one: its reader, its rows by the number of the person, its section when it has rows."""

    sheet: Sheet
    reader: RowReader
    section: str
    lines: dict[str, list[SourceRow]] = field(default_factory=lambda: defaultdict(list))


class Book:
    """
    The joined sheets of one workbook. The first sheet with names has the people; every other line belongs to one.

    `rows` counts the rows of the first sheet and the lines that belong to nobody: these are refused and reported.
    """

    def __init__(self, people: Sheet | None, others: Sequence[Sheet], file: str, catalogue: Catalogue, today: date):
        self.sheets = (*([people] if people else []), *others)
        self._people, self._catalogue = people, catalogue
        self._reader = people.reader(file, catalogue, today) if people else None
        self._parts = [self._part(sheet, file, today) for sheet in others]
        known = {number for row in people.rows if (number := _number(people, row))} if people else set()
        self._of_nobody = [
            (part.sheet, row)
            for part in self._parts
            for number, lines in part.lines.items()
            if number not in known
            for row in lines
        ]
        self.rows = (len(people.rows) if people else 0) + len(self._of_nobody)

    def read(self) -> Iterator[MappedRow | Skipped]:
        """The people in the order of the first sheet, then what belongs to nobody."""
        met: set[str] = set()
        for row in people_in(self._people) if self._people else ():
            yield row if isinstance(row, Skipped) else self._person(row, met)
        for sheet, row in self._of_nobody:
            yield self._nobody(sheet, row)

    def _part(self, sheet: Sheet, file: str, today: date) -> _Part:
        part = _Part(sheet, sheet.reader(file, self._catalogue, today), _section_of(sheet))
        for row in sheet.rows:
            # A line with nothing but its number, and the name shown beside it, says nothing.
            if not is_blank(row) and _says_something(sheet, row):
                part.lines[_number(sheet, row)].append(row)
        return part

    def _person(self, source: SourceRow, met: set[str]) -> MappedRow:
        assert self._people is not None and self._reader is not None  # noqa: S101, PT018 -- there is a row of it
        row = RowDraft(self._people.name, source.number, Draft(self._catalogue))
        noted, marks, cells = self._reader.fill(row, source), [self._reader.mark_of(source)], 0
        number = _number(self._people, source)
        if number in met:
            row.find("", number, "number_twice")
            number = ""
        met.add(number)
        for part in self._parts:
            lines = part.lines.get(number, []) if number else []
            noted += self._take_rows(row, part, lines) if part.section else self._take_plain(row, part, lines)
            marks += [part.reader.mark_of(line) for line in lines]
            cells += sum(sum(map(bool, line.texts())) for line in lines)
        mark = marks[0] if len(marks) == 1 else hashlib.sha256(" ".join(marks).encode()).hexdigest()[:32]
        return self._reader.finished(row, source, noted, mark, cells)

    def _take_plain(self, row: RowDraft, part: _Part, lines: Sequence[SourceRow]) -> int:
        return sum(part.reader.fill(row, line) for line in lines)

    def _take_rows(self, row: RowDraft, part: _Part, lines: Sequence[SourceRow]) -> int:
        noted, taken = 0, set[int]()
        most = self._catalogue.sections[part.section].max_rows or len(lines) + 1
        for source in lines:
            line = RowDraft(part.sheet.name, source.number, Draft(self._catalogue))
            noted += part.reader.fill(line, source)
            row.notes += line.notes
            row.findings += line.findings
            if line.draft.values and not row.draft.add_row(part.section, line.draft, taken, most):
                row.sheet, row.number = part.sheet.name, source.number
                words = " | ".join(filter(None, source.texts()))
                row.notes.append(Note(part.sheet.name, words))
                row.find("", words, "too_many_rows", "", str(most))
        return noted

    def _nobody(self, sheet: Sheet, source: SourceRow) -> MappedRow:
        words = " | ".join(filter(None, source.texts()))
        found = Finding(sheet.name, source.number, "", words, "number_unknown", "", _number(sheet, source))
        cells = sum(map(bool, source.texts()))
        return MappedRow(source.number, sheet.name, "", {}, {}, (found,), "", refused=True, cells=cells, noted=0)


def open_book(sheets: Sequence[Sheet], file: str, catalogue: Catalogue, today: date) -> Book:
    """
    The book of sheets whose lines bear the number of a person; empty without sheets.

    A further sheet with names has people of its own: nobody's answers may be mixed with another's.
    """
    people = next((sheet for sheet in sheets if _has_names(sheet)), None)
    return Book(people, [sheet for sheet in sheets if not _has_names(sheet)], file, catalogue, today)


def _has_names(sheet: Sheet) -> bool:
    return any(path in NAMES for column in sheet.map.column for path in column.to)


def _section_of(sheet: Sheet) -> str:
    """The section whose rows the lines are, when every column belongs to one; empty for one line a person."""
    paths = [path for column in sheet.map.column for path in column.to]
    rows = [ROW_LEAF.match(path) for path in paths]
    sections = {row[1] if row else "" for row in rows}
    return sections.pop() if len(sections) == 1 else ""


def _says_something(sheet: Sheet, row: SourceRow) -> bool:
    silent = {column.header for column in sheet.map.column if column.name == NUMBER_KEY} | set(sheet.map.ignore)
    names = (*sheet.columns, *[""] * len(row.cells))
    return any(text and name not in silent for name, text in zip(names, row.texts(), strict=False))


def _number(sheet: Sheet, row: SourceRow) -> str:
    """The number by which the line names its person, in whatever digits."""
    header = next(column.header for column in sheet.map.column if column.name == NUMBER_KEY)
    place = sheet.columns.index(header)
    return fold_digits(cell_text(row.cells[place])).casefold() if place < len(row.cells) else ""
