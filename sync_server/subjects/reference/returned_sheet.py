"""A translator's sheet that came back: what was changed in it, and which rows cannot be taken as they are."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from shared_models.catalogue.fields import Text
from shared_models.catalogue.in_use import Reference
from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.catalogue.texts import Reviewed, ReviewedText, texts_of
from shared_models.text.normalise import clean_text, is_arabic
from sync_server.subjects.reference.places import places_of

MAX_FILE_BYTES: Final = 20 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 200 * 1024 * 1024
MAX_ROWS: Final = 50_000
MAX_TEXT: Final = 2_000
MAX_NOTE: Final = 500
MAX_KEY: Final = 200
_SHEET: Final = "Texts"
_NEEDED: Final = ("key", "English", "Urdu")
_NOTES: Final = ("reviewed by", "reviewed on", "comment")
_SENT: Final = ("English as sent", "Urdu as sent")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet, the texts, what the reviewer noted, and the texts as they were sent out."""

    number: int
    key: str
    texts: tuple[str, str]
    notes: tuple[str, str, str]
    sent: tuple[str, str] | None


@dataclass(slots=True)
class CheckedSheet:
    """What the rows that were touched become, and everything that is wrong with them."""

    reviewed: dict[str, ReviewedText] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_rows(file: Path) -> list[SheetRow]:
    """The rows of a returned sheet. Raises ProblemError `reference.sheet_unreadable` and `reference.sheet_columns`."""
    try:
        if file.stat().st_size > MAX_FILE_BYTES or _unpacked(file) > MAX_UNPACKED_BYTES:
            raise ProblemError(problem("reference.sheet_unreadable", file=file.name))
        with CalamineWorkbook.from_path(file) as book:
            grid = book.get_sheet_by_name(_SHEET).to_python(skip_empty_area=False, nrows=MAX_ROWS)
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as failure:
        raise ProblemError(problem("reference.sheet_unreadable", file=file.name)) from failure
    heads = [_text(cell).strip() for cell in grid[0]] if grid else []
    for column in _NEEDED:
        if column not in heads:
            raise ProblemError(problem("reference.sheet_columns", column=column))
    return [row for number, cells in enumerate(grid[1:], start=2) if (row := _row(number, heads, cells)) is not None]


def _unpacked(file: Path) -> int:
    with zipfile.ZipFile(file) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _row(number: int, heads: Sequence[str], cells: Sequence[object]) -> SheetRow | None:
    found = {head: _text(cell) for head, cell in zip(heads, cells, strict=False)}
    if not any(found.values()):
        return None
    sent = (found.get(_SENT[0], ""), found.get(_SENT[1], ""))
    by, on, comment = (clean_text(found.get(name, ""))[:MAX_NOTE] for name in _NOTES)
    texts = (found.get("English", ""), found.get("Urdu", ""))
    return SheetRow(number, found.get("key", "").strip(), texts, (by, on, comment), sent if any(sent) else None)


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def check_rows(rows: Sequence[SheetRow], reference: Reference, reviewed: Reviewed) -> CheckedSheet:
    """What was changed, against the version it is to follow; a row that nobody touched says nothing."""
    present = dict(texts_of(reference.catalogue, reference.sentences))
    checked = CheckedSheet()
    found: list[Problem] = []
    seen: set[str] = set()
    for row in rows:
        now = present.get(row.key)
        if now is None:
            found.append(problem("reference.sheet_key_unknown", row=row.number, key=row.key[:MAX_KEY]))
        elif row.key in seen:
            found.append(problem("reference.sheet_key_twice", row=row.number, key=row.key))
        else:
            seen.add(row.key)
            wrong = list(_faults(row, now))
            found += wrong
            if not wrong and (made := _reviewed(row, now, reviewed.get(row.key))) is not None:
                checked.reviewed[row.key] = made
    checked.problems = tuple(found)
    return checked


def _is_changed(row: SheetRow, now: Text) -> bool:
    return row.texts != (row.sent or (now.en, now.ur)) and _cleaned(row) != (now.en, now.ur)


def _cleaned(row: SheetRow) -> tuple[str, str]:
    return clean_text(row.texts[0]), clean_text(row.texts[1])


def _faults(row: SheetRow, now: Text) -> Iterator[Problem]:
    places: dict[str, Any] = {"row": row.number, "key": row.key}
    by, on, _ = row.notes
    if bool(by) != bool(on) or (on and not _is_day(on)):
        yield problem("reference.sheet_review", **places)
    if not _is_changed(row, now):
        return
    english, urdu = _cleaned(row)
    if row.sent is not None and row.sent != (now.en, now.ur):
        yield problem("reference.sheet_changed_meanwhile", **places)
    elif not english or not urdu:
        yield problem("reference.sheet_empty", **places)
    elif max(len(english), len(urdu)) > MAX_TEXT:
        yield problem("reference.sheet_letters", limit=MAX_TEXT, **places)
    elif english == urdu or not is_arabic(urdu):
        yield problem("reference.sheet_not_urdu", **places)
    elif row.key.startswith("problems/"):
        kept = places_of(now.en)
        if places_of(english) != kept or places_of(urdu) != kept:
            named = " ".join(f"{{{name}}}" for name in sorted(kept or ())) or "-"
            yield problem("reference.sheet_places", places=named, **places)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _reviewed(row: SheetRow, now: Text, before: ReviewedText | None) -> ReviewedText | None:
    """The row as a reviewed text; None when nobody touched it."""
    english, urdu = _cleaned(row) if _is_changed(row, now) else (now.en, now.ur)
    counts = before is not None and (before.en, before.ur) == (now.en, now.ur)
    notes = (before.reviewed_by, before.reviewed_on, before.comment) if before and counts else ("", "", "")
    if (english, urdu, row.notes) == (now.en, now.ur, notes):
        return None
    entry = before.before if before and counts else (now.en, now.ur)
    return ReviewedText(row.key, *entry, english, urdu, *row.notes)
