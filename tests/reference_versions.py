"""What tests of reference versions do as people do: fill in a translator's sheet, edit a copy of the reference data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import reference as versions
from sync_server.subjects.reference.publishing import previous_version

COLUMN = {
    name: at
    for at, name in enumerate(("key", "English", "Urdu", "written by", "reviewed by", "reviewed on", "comment"))
}
# What changes, by key: column name -> what is typed there.
Typed = Mapping[str, Mapping[str, object]]


def read_sheet(file: Path) -> list[list[object]]:
    """The rows of a sheet, its heading first."""
    return [list(row) for row in CalamineWorkbook.from_path(file).get_sheet_by_name("Texts").to_python()]


def fill_in(file: Path, typed: Typed, back: Path, more: list[list[object]] | None = None) -> Path:
    """The sheet as it comes back after somebody typed into it; `more` are rows added at its end."""
    rows = read_sheet(file)
    for row in rows[1:]:
        for column, text in typed.get(str(row[0]), {}).items():
            row[COLUMN[column]] = text
    with xlsxwriter.Workbook(str(back), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Texts")
        for number, row in enumerate(rows + (more or [])):
            sheet.write_row(number, 0, row)
    return back


def publish_words(office: HeadOffice, folder: Path, typed: Typed) -> versions.Published:
    """A sheet goes out, comes back with these words, and is published."""
    with reading(office.engine) as connection:
        before = previous_version(connection, office)
    out = folder / "out.xlsx"
    versions.write_sheet(out, before)
    with writing(office.engine) as connection:
        return versions.publish_sheet(connection, office, fill_in(out, typed, folder / "back.xlsx"), "test")


def publish_folder(office: HeadOffice, folder: Path) -> versions.Published:
    """A folder of edited reference data is published."""
    with writing(office.engine) as connection:
        return versions.publish_folder(connection, office, folder, "test")
