"""One row of a register as a registration, read column by column in the order of the map."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date

from desktop_client.capture.admission import ONLY_SEALED, why_not
from desktop_client.capture.cells import Cell, SourceRow, cell_text, is_number
from desktop_client.capture.columns import CellReader, CellReading
from desktop_client.capture.drafts import Draft
from desktop_client.capture.findings import NOTED, Note
from desktop_client.capture.finishing import MappedRow, RowDraft, finish, shown
from desktop_client.capture.maps import RegisterMap
from desktop_client.capture.values import Values
from shared_models.catalogue import Catalogue

__all__ = ["RowReader", "fingerprint"]


class RowReader:
    """Reads the rows of one sheet, from the top: a ditto mark needs the row above."""

    def __init__(
        self,
        register: RegisterMap,
        columns: Sequence[str],
        *,
        sheet: str,
        file: str,
        catalogue: Catalogue,
        today: date,
    ) -> None:
        self._register, self._sheet, self._file = register, sheet, file
        self._catalogue, self._today = catalogue, today
        self._columns = tuple(columns)
        values = Values(catalogue, register.dates, today)
        readers = {column.header: CellReader(column, register, values) for column in register.column}
        # In the order of the map, because one column may count on another (an age on its date).
        self._readers = [(self._columns.index(name), reader) for name, reader in readers.items() if name in columns]
        listed = set(readers) | set(register.ignore)
        self.unlisted = tuple(name for name in self._columns if name not in listed)
        self._references = (register.legacy_ref, *register.legacy_ref_else)
        self._above: dict[str, Cell] = {}

    def read(self, source: SourceRow) -> MappedRow:
        """The registration in the row `source`."""
        row = RowDraft(self._sheet, source.number, Draft(self._catalogue))
        noted = self.fill(row, source)
        return self.finished(row, source, noted, fingerprint(self._columns, source.cells))

    def fill(self, row: RowDraft, source: SourceRow) -> int:
        """Put what `source` says into `row`; how many of its cells had words that no rule understood."""
        notes, findings = len(row.notes), len(row.findings)
        row.sheet, row.number = self._sheet, source.number
        for index, reader in self._readers:
            if any(map(reader.column.is_only_named, self._references)):
                continue
            header = self._columns[index]
            reading, stands_for = reader.read(_cell(source, index), self._above.get(header), row.draft.values)
            self._above[header] = stands_for
            _take(row, reading, header, self._catalogue)
        self._take_unlisted(row, source)
        rules = {one.column for one in row.findings[findings:] if one.rule in NOTED}
        return len({note.column for note in row.notes[notes:]} & rules)

    def finished(self, row: RowDraft, source: SourceRow, noted: int, mark: str, cells: int = 0) -> MappedRow:
        """The registration that `row` has become; `mark` changes with its source, `cells` stood on other sheets."""
        row.sheet, row.number = self._sheet, source.number
        texts = [text for text in source.texts() if text]
        person, episode = finish(row, self._catalogue, self._register.defaults, self._today)
        if not row.has_name:
            row.find("", " | ".join(texts), "no_name")
        return MappedRow(
            number=source.number,
            sheet=self._sheet,
            legacy_ref=self._reference(source),
            person=person,
            episode=episode,
            findings=tuple(row.findings),
            fingerprint=mark,
            refused=not row.has_name,
            cells=len(texts) + cells,
            noted=noted,
        )

    def mark_of(self, source: SourceRow) -> str:
        """A mark that changes when any cell of the row changes."""
        return fingerprint(self._columns, source.cells)

    def _take_unlisted(self, row: RowDraft, source: SourceRow) -> None:
        """What stands in columns that the map does not list is kept too; so is what stands beyond the header."""
        beyond = range(len(self._columns), len(source.cells))
        for index in [*map(self._columns.index, self.unlisted), *beyond]:
            name = self._columns[index] if index < len(self._columns) else f"column {index + 1}"
            text = cell_text(_cell(source, index))
            if text:
                row.notes.append(Note(name, text))
                row.find(name, text, "unlisted_column")

    def _reference(self, source: SourceRow) -> str:
        """The template with its places filled; a row without its number is named by its place in the file."""
        places = {"sheet": self._sheet, "row": str(source.number), "file": self._file}
        for index, reader in self._readers:
            places[reader.column.name] = cell_text(_cell(source, index))
        for template in self._references:
            if all(places.get(place) for place in _PLACE.findall(template)):
                return _PLACE.sub(lambda match: places[match[1]], template)
        return _PLACE.sub(lambda match: places.get(match[1], "") or f"row{source.number}", self._register.legacy_ref)


_PLACE = re.compile(r"\{([^{}]+)\}")


def fingerprint(columns: Sequence[str], cells: Sequence[Cell]) -> str:
    """A mark that changes when any cell of the row changes, also from a number to the text that looks like it."""
    content = [
        [name, "number" if is_number(cell) else "text", cell_text(cell)]
        for name, cell in zip(columns, cells, strict=False)
        if cell_text(cell)
    ]
    return hashlib.sha256(json.dumps(sorted(content), ensure_ascii=False).encode()).hexdigest()[:32]


def _cell(source: SourceRow, index: int) -> Cell:
    return source.cells[index] if index < len(source.cells) else ""


def _take(row: RowDraft, reading: CellReading, header: str, catalogue: Catalogue) -> None:
    refused = [
        (path, value, rule)
        for path, value in reading.values
        if (rule := why_not(path, catalogue) or ("" if row.draft.put(path, value) else "contradicts"))
    ]
    for path, reason in reading.reasons.items():
        row.draft.reason(path, reason)
    row.notes += [Note(header, text) for text in reading.notes]
    for remark in reading.remarks:
        row.find(header, remark.value, remark.rule, shown(remark.stored), remark.detail)
    if any(rule != ONLY_SEALED for _path, _value, rule in refused) and reading.text not in reading.notes:
        row.notes.append(Note(header, reading.text))
    for path, value, rule in refused:
        standing = row.draft.values.get(path, row.draft.values.get(path + "!"))
        words = "" if rule == ONLY_SEALED else str(value)
        row.find(header, words, rule, shown({path: standing}) if standing is not None else "")
