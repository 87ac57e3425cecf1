"""Opens a register: which sheets belong to it, where their header stands, which rows are people and which are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_client.capture.cells import Grid, SourceRow, cell_text
from desktop_client.capture.choices import GUIDES
from desktop_client.capture.findings import Finding
from desktop_client.capture.finishing import MappedRow
from desktop_client.capture.joined import is_joined, open_book
from desktop_client.capture.lines import read_lines
from desktop_client.capture.maps import RegisterMap
from desktop_client.capture.own_columns import OwnNames, own_header, own_map
from desktop_client.capture.people_rows import Sheet, Skipped, people_in
from desktop_client.capture.sheets import bad_file, read_grids
from shared_models.catalogue import Catalogue
from shared_models.text.normalise import fold_key

__all__ = ["Register", "Skipped", "open_register"]


@dataclass(frozen=True)
class Register:
    """An opened register: how many rows it has, warnings about the whole file, and its rows, read one by one."""

    rows: int
    findings: tuple[Finding, ...]
    read: Callable[[], Iterator[MappedRow | Skipped]]


def open_register(path: Path, register: RegisterMap | None, catalogue: Catalogue, today: date) -> Register:
    """
    The register in the file at `path`, read by a map, or by the catalogue's own names where there is none.

    Raises ProblemError when the file cannot be read or none of its sheets has the header.
    """
    if path.suffix.lower() == ".jsonl":
        lines = read_lines(path, catalogue, today)
        return Register(len(lines), (), lambda: iter(lines))
    grids, warnings = read_grids(path)
    found = list(_sheets(grids, register, catalogue))
    if not found:
        raise _no_header(path, register)
    findings = [Finding("", 0, "", path.name, rule, "", detail) for rule, detail in warnings]
    for sheet in found:
        findings += _own_findings(sheet) if register is None else _column_findings(sheet)
    book = open_book([sheet for sheet in found if register is None and is_joined(sheet)], path.stem, catalogue, today)
    alone = [sheet for sheet in found if sheet not in book.sheets]

    def read() -> Iterator[MappedRow | Skipped]:
        yield from book.read()
        for sheet in alone:
            reader = sheet.reader(path.stem, catalogue, today)
            yield from (reader.read(row) if isinstance(row, SourceRow) else row for row in people_in(sheet))

    return Register(book.rows + sum(len(sheet.rows) for sheet in alone), tuple(findings), read)


def _sheets(grids: Sequence[Grid], register: RegisterMap | None, catalogue: Catalogue) -> Iterator[Sheet]:
    names = OwnNames(catalogue)
    for grid in grids:
        if register is None and grid.name in GUIDES:
            continue
        index = own_header(grid, names) if register is None else _header_index(grid, register)
        if index is not None:
            header = grid.rows[index]
            columns, again = _names(header)
            used = register or own_map(columns, names, catalogue)
            read = {column.header for column in used.column} | set(used.ignore)
            again |= {name for name in columns if register is None and names.path_of(name) and name not in read}
            yield Sheet(grid.name, columns, header, grid.rows[index + 1 :], used, again)


def _header_index(grid: Grid, register: RegisterMap) -> int | None:
    wanted = fold_key(register.rows.header or register.column[0].header)
    for index, row in enumerate(grid.rows):
        if any(fold_key(text) == wanted for text in row.texts() if text):
            return index
    return None


def _names(header: SourceRow) -> tuple[tuple[str, ...], frozenset[str]]:
    """The column names, and those of them that repeat one; a name that returns gets a number, none gets its place."""
    names: list[str] = []
    texts = list(header.texts())
    while texts and not texts[-1]:
        texts.pop()
    again: set[str] = set()
    for place, text in enumerate(texts, 1):
        name, count = text or f"column {place}", 2
        while name in names:
            name, count = f"{text} ({count})", count + 1
        if text and name != text:
            again.add(name)
        names.append(name)
    return tuple(names), frozenset(again)


def _no_header(path: Path, register: RegisterMap | None) -> Exception:
    if register is None:
        return bad_file("no_known_columns", path)
    return bad_file("no_header", path, header=register.rows.header or register.column[0].header)


def _column_findings(sheet: Sheet) -> Iterator[Finding]:
    """Columns of the map that the sheet does not have, and columns of the sheet that the map does not list."""
    listed = {column.header for column in sheet.map.column} | set(sheet.map.ignore)
    for name in sorted(listed - set(sheet.columns)):
        yield Finding(sheet.name, sheet.header.number, name, "", "column_absent")
    for name in sheet.columns:
        if name not in listed:
            yield Finding(sheet.name, sheet.header.number, name, "", "column_not_listed")


def _own_findings(sheet: Sheet) -> Iterator[Finding]:
    """Columns that are no question of the program, and those that a file cannot fill in, with the reason."""
    listed = {column.header for column in sheet.map.column}
    for place, name in enumerate(sheet.columns):
        unnamed = place >= len(sheet.header.cells) or not cell_text(sheet.header.cells[place])
        if name in listed or (unnamed and not any(row.texts()[place : place + 1] != ("",) for row in sheet.rows)):
            continue
        rule = sheet.map.ignore.get(name, "column_twice" if name in sheet.repeated else "column_unknown")
        if rule:
            yield Finding(sheet.name, sheet.header.number, name, "", rule)
