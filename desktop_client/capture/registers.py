"""Opens a register: which sheets belong to it, where their header stands, which rows are people and which are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_client.capture.cells import Grid, SourceRow, is_blank
from desktop_client.capture.findings import Finding
from desktop_client.capture.finishing import MappedRow
from desktop_client.capture.lines import read_lines
from desktop_client.capture.maps import RegisterMap
from desktop_client.capture.own_columns import own_header, own_map
from desktop_client.capture.rows import RowReader
from desktop_client.capture.sheets import bad_file, read_grids
from shared_models.catalogue import Catalogue
from shared_models.text.normalise import fold_key

__all__ = ["Register", "Skipped", "open_register"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no person: blank, a total, a repeated header."""

    sheet: str
    number: int
    text: str


@dataclass(frozen=True)
class Register:
    """An opened register: how many rows it has, warnings about the whole file, and its rows, read one by one."""

    rows: int
    findings: tuple[Finding, ...]
    read: Callable[[], Iterator[MappedRow | Skipped]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    columns: tuple[str, ...]
    header: SourceRow
    rows: tuple[SourceRow, ...]


def open_register(path: Path, register: RegisterMap | None, catalogue: Catalogue, today: date) -> Register:
    """
    The register in the file at `path`, read by a map, or by the catalogue's own names where there is none.

    Raises ProblemError when the file cannot be read or none of its sheets has the header.
    """
    if path.suffix.lower() == ".jsonl":
        lines = read_lines(path, catalogue, today)
        return Register(len(lines), (), lambda: iter(lines))
    grids, warnings = read_grids(path)
    found: list[tuple[_Sheet, RegisterMap]] = []
    for grid in grids:
        index = _header_index(grid, register, catalogue)
        if index is not None:
            sheet = _cut(grid, index)
            found.append((sheet, register or own_map(sheet.columns, catalogue)))
    if not found:
        raise _no_header(path, register)
    findings = [Finding("", 0, "", path.name, rule, "", detail) for rule, detail in warnings]
    findings += [finding for sheet, used in found for finding in _column_findings(sheet, used)]

    def read() -> Iterator[MappedRow | Skipped]:
        for sheet, used in found:
            yield from _read_sheet(sheet, used, path.stem, catalogue, today)

    return Register(sum(len(sheet.rows) for sheet, _used in found), tuple(findings), read)


def _header_index(grid: Grid, register: RegisterMap | None, catalogue: Catalogue) -> int | None:
    if register is None:
        return own_header(grid, catalogue)
    wanted = fold_key(register.rows.header or register.column[0].header)
    for index, row in enumerate(grid.rows):
        if any(fold_key(text) == wanted for text in row.texts() if text):
            return index
    return None


def _cut(grid: Grid, index: int) -> _Sheet:
    header = grid.rows[index]
    return _Sheet(grid.name, _names(header), header, grid.rows[index + 1 :])


def _names(header: SourceRow) -> tuple[str, ...]:
    """The column names; a name that returns gets a number, a column without one is named by its place."""
    names: list[str] = []
    texts = list(header.texts())
    while texts and not texts[-1]:
        texts.pop()
    for place, text in enumerate(texts, 1):
        name, again = text or f"column {place}", 2
        while name in names:
            name, again = f"{text} ({again})", again + 1
        names.append(name)
    return tuple(names)


def _no_header(path: Path, register: RegisterMap | None) -> Exception:
    if register is None:
        return bad_file("no_known_columns", path)
    return bad_file("no_header", path, header=register.rows.header or register.column[0].header)


def _column_findings(sheet: _Sheet, register: RegisterMap) -> Iterator[Finding]:
    """Columns of the map that the sheet does not have, and columns of the sheet that the map does not list."""
    listed = {column.header for column in register.column} | set(register.ignore)
    for name in sorted(listed - set(sheet.columns)):
        yield Finding(sheet.name, sheet.header.number, name, "", "column_absent")
    for name in sheet.columns:
        if name not in listed:
            yield Finding(sheet.name, sheet.header.number, name, "", "column_not_listed")


def _read_sheet(
    sheet: _Sheet,
    register: RegisterMap,
    file: str,
    catalogue: Catalogue,
    today: date,
) -> Iterator[MappedRow | Skipped]:
    reader = RowReader(register, sheet.columns, sheet=sheet.name, file=file, catalogue=catalogue, today=today)
    skip = [re.compile(expression, re.IGNORECASE) for expression in register.rows.skip]
    header = _comparable(sheet.header.texts())
    for row in sheet.rows:
        texts = row.texts()
        line = " ".join(filter(None, texts))
        if is_blank(row) or _comparable(texts) == header or any(pattern.search(line) for pattern in skip):
            yield Skipped(sheet.name, row.number, line)
        else:
            yield reader.read(row)


def _comparable(texts: Sequence[str]) -> list[str]:
    folded = [fold_key(text) for text in texts]
    while folded and not folded[-1]:
        folded.pop()
    return folded
