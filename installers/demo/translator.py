"""A translator's part in the demonstration: types other words into the sheet, and reads them in what a desk writes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

URDU, BY, ON = 2, 4, 5
WHO, DAY = "Noor Bano", "2026-11-24"
# Two words that could be better: key of the text -> its Urdu as the translator writes it.
WORDS = {
    "fields/person.name_latin": "پورا نام (انگریزی حروف میں)",
    "fields/person.name_urdu": "پورا نام (اردو حروف میں)",
}


def fill_in(sheet: Path, words: Mapping[str, str], back: Path) -> None:
    """The sheet as it comes back, with these words in place of the old ones."""
    rows = CalamineWorkbook.from_path(sheet).get_sheet_by_name("Texts").to_python()
    with xlsxwriter.Workbook(str(back), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("Texts")
        for number, row in enumerate(rows):
            cells = list(row)
            if str(cells[0]) in words:
                cells[URDU], cells[BY], cells[ON] = words[str(cells[0])], WHO, DAY
            page.write_row(number, 0, cells)


def urdu_in_template(template: Path) -> dict[str, str]:
    """Column name to its Urdu label, as the import template of a desk (.csv) has it: English, Urdu, names."""
    with template.open(encoding="utf-8-sig", newline="") as opened:
        _english, urdu, names = list(csv.reader(opened))[:3]
    return dict(zip(names, urdu, strict=True))
