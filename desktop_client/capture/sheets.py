"""Opens the files that offices have: separated text in whatever encoding it was saved, and spreadsheets."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple, NoReturn

from python_calamine import CalamineError, CalamineWorkbook

from desktop_client.capture.cells import Cell, Grid, SourceRow, is_blank
from shared_models.catalogue.problems import Problem, ProblemError

__all__ = ["SUFFIXES", "FileWarning", "bad_file", "read_grids"]

SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_CELLS = 10_000_000
MAX_CELL_CHARACTERS = 4_000_000
_SNIFFED_ROWS = 30
_SPREADSHEET, _OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MOST_CONTROLS = 0.02
_SHOWN_CELLS = 10
# A formula that was written by a program and never calculated: the sheet shows a value only once it is opened.
_UNCALCULATED = re.compile(
    rb'<c\b[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>',
)


class FileWarning(NamedTuple):
    """What the report must say about the file as a whole: a rule, and a detail for its sentence."""

    rule: str
    detail: str = ""


def bad_file(code: str, path: Path, **params: str) -> ProblemError:
    """The refusal of a whole file: which file, what is wrong with it, what to do next."""
    return ProblemError(Problem(code=f"importing.{code}", path="", params={"file": path.name, **params}, level="block"))


def read_grids(path: Path) -> tuple[tuple[Grid, ...], tuple[FileWarning, ...]]:
    """
    Every sheet of the file, and the warnings that concern it as a whole (such as a guessed encoding).

    A file that cannot be read raises ProblemError; nothing of it has been registered then.
    """
    head = _head(path)
    if head.startswith(_OLD_OR_LOCKED):
        raise bad_file("old_or_locked", path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        if not head.startswith(_SPREADSHEET):
            raise bad_file("not_a_spreadsheet", path)
        warnings = _look_inside(path)
        return _read_spreadsheet(path), warnings
    if suffix not in SUFFIXES:
        raise bad_file("unknown_kind_of_file", path)
    if head.startswith(_SPREADSHEET):
        raise bad_file("spreadsheet_in_disguise", path)
    return _read_separated(path)


def _head(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise bad_file("too_large", path)
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise bad_file("cannot_open", path) from error


def _without_blank_end(name: str, rows: Iterable[SourceRow]) -> Grid:
    kept = list(rows)
    while kept and is_blank(kept[-1]):
        kept.pop()
    return Grid(name, tuple(kept))


# -------------------------------------------------------------------------------------------- spreadsheets


def _read_spreadsheet(path: Path) -> tuple[Grid, ...]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            return tuple(_read_sheet(path, book, name) for name in book.sheet_names)
    except ProblemError:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise bad_file("damaged_spreadsheet", path) from error


def _look_inside(path: Path) -> tuple[FileWarning, ...]:
    """Refuses a file that unpacks to something huge, and finds formulas without a value."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise bad_file("too_large", path)
            sheets = [entry for entry in entries if entry.filename.startswith("xl/worksheets/")]
            cells = [cell.decode() for entry in sheets for cell in _UNCALCULATED.findall(archive.read(entry))]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise bad_file("damaged_spreadsheet", path) from error
    return (FileWarning("formula_without_value", ", ".join(cells[:_SHOWN_CELLS])),) if cells else ()


def _read_sheet(path: Path, book: CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise bad_file("too_large", path)
    rows = sheet.to_python(skip_empty_area=False)
    return _without_blank_end(name, (SourceRow(number, tuple(cells)) for number, cells in enumerate(rows, 1)))


# -------------------------------------------------------------------------------------------- separated text


def _read_separated(path: Path) -> tuple[tuple[Grid, ...], tuple[FileWarning, ...]]:
    text, warnings = _decode(path)
    delimiter = _sniff(path, text)
    rows = _parse(path, text, delimiter)
    return (_without_blank_end(path.stem, (SourceRow(number, tuple(cells)) for number, cells in rows)),), warnings


def _decode(path: Path) -> tuple[str, tuple[FileWarning, ...]]:
    content = path.read_bytes()
    if content.startswith(_UTF16_MARKS):
        encodings = ["utf-16"]
    else:
        controls = sum(content.count(code) for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a")
        if controls > max(16, len(content) * _MOST_CONTROLS):
            raise bad_file("not_text", path)
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, (FileWarning("encoding_guessed"),) if encoding == "cp1252" else ()
    raise bad_file("unknown_encoding", path)


def _sniff(path: Path, text: str) -> str:
    """The separator that cuts the first rows into most columns, most evenly."""
    head = "\n".join(text.splitlines()[:_SNIFFED_ROWS])

    def columns(delimiter: str) -> float:
        try:
            return float(median([len(cells) for _number, cells in _parse(path, head, delimiter) if any(cells)] or [0]))
        except ProblemError:
            return 0

    return max(",;\t", key=columns)


def _parse(path: Path, text: str, delimiter: str) -> list[tuple[int, list[Cell]]]:
    """The rows with the line each begins on, so that a report names the line an editor shows."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[Cell]]] = []
    begins = 1
    try:
        for cells in reader:
            rows.append((begins, list(cells)))
            begins = reader.line_num + 1
    except csv.Error as error:
        _refuse_line(path, reader.line_num, error)
    return rows


def _refuse_line(path: Path, line: int, error: Exception) -> NoReturn:
    raise bad_file("damaged_line", path, line=str(line)) from error
