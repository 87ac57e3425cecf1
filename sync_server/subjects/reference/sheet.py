"""The translator's sheet: every text in English and Urdu side by side, who wrote it, and room for whoever reviews it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import xlsxwriter

from shared_models.catalogue.texts import texts_of
from sync_server.subjects.reference.publishing import PreviousVersion

SHEET: Final = "Texts"
# (heading, width); the last two are hidden and tell what was changed.
COLUMNS: Final = (
    ("key", 34), ("English", 52), ("Urdu", 52), ("written by", 11), ("reviewed by", 18), ("reviewed on", 12),
    ("comment", 30), ("English as sent", 20), ("Urdu as sent", 20),
)  # fmt: skip
_HIDDEN_FROM: Final = 7
_URDU: Final = frozenset({2, 8})
_ABOUT: Final = (
    ("How to use this sheet", "اس شیٹ کا استعمال"),
    (
        "Change the English or the Urdu where they could be better. Leave the first column and the first row as they are.",
        "جہاں بہتر ہو سکے انگریزی یا اردو متن بدلیں۔ پہلا کالم اور پہلی سطر نہ بدلیں۔",
    ),
    (
        "Words in braces, like {name}, are filled in later: keep them letter for letter, place them where they belong.",
        "خطوط وحدانی والے الفاظ جیسے {name} بعد میں بھرے جاتے ہیں: انہیں جوں کا توں رکھیں، جہاں موزوں ہو وہاں لکھیں۔",
    ),
    (
        "Whoever has checked a row writes the name and the day (2026-11-24), also where nothing needed a change.",
        "جس نے سطر جانچی وہ نام اور تاریخ (2026-11-24) لکھے، چاہے کچھ بدلنا نہ پڑا ہو۔",
    ),
)


def write_sheet(file: Path, base: PreviousVersion) -> int:
    """Write the sheet of a version; how many texts it holds. Raises OSError where it cannot be written."""
    rows = _rows(base)
    try:
        with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            _write_texts(book, rows)
            _write_about(book, base.reference.catalogue.version)
    except xlsxwriter.exceptions.FileCreateError as failure:
        raise OSError(file.name) from failure
    return len(rows)


def _rows(base: PreviousVersion) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for key, text in texts_of(base.reference.catalogue, base.reference.sentences):
        if not text.en and not text.ur:
            continue
        review = base.reviewed.get(key)
        current = review is not None and (review.en, review.ur) == (text.en, text.ur)
        said = (review.reviewed_by, review.reviewed_on, review.comment) if review and current else ("", "", "")
        rows.append((key, text.en, text.ur, text.source or "given", *said, text.en, text.ur))
    return rows


def _write_texts(book: xlsxwriter.Workbook, rows: list[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet(SHEET)
    head = book.add_format({"bold": True, "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    urdu = book.add_format(
        {"text_wrap": True, "valign": "top", "num_format": "@", "reading_order": 2, "align": "right"}
    )
    for at, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width, urdu if at in _URDU else plain, {"hidden": at >= _HIDDEN_FROM})
        sheet.write_string(0, at, heading, head)
    for number, row in enumerate(rows, start=1):
        for at, text in enumerate(row):
            sheet.write_string(number, at, text, urdu if at in _URDU else plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), _HIDDEN_FROM - 1)


def _write_about(book: xlsxwriter.Workbook, version: str) -> None:
    sheet = book.add_worksheet("About")
    english = book.add_format({"text_wrap": True, "valign": "top"})
    urdu = book.add_format({"text_wrap": True, "valign": "top", "reading_order": 2, "align": "right"})
    sheet.set_column(0, 1, 70)
    for number, (en, ur) in enumerate((*_ABOUT, (f"Version {version}", f"ورژن {version}"))):
        sheet.write_string(number, 0, en, english)
        sheet.write_string(number, 1, ur, urdu)
