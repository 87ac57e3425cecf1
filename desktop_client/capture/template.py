"""Writes the empty sheet that can be filled in any office program and brought in without a map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from desktop_client.capture.admission import may_come_from_a_file
from desktop_client.capture.own_columns import IMPORTED_KINDS, REFERENCE, first_row
from desktop_client.capture.sheets import bad_file
from shared_models.catalogue import Catalogue, Field

__all__ = ["template_columns", "write_template"]

ROWS_OF_A_SECTION = 2
PREPARED_ROWS = 5000
_HEADER_ROW = 2  # the labels in both languages stand above the names of the columns
_COLUMN_WIDTH, _TEXT_WIDTH = 22, 44


def template_columns(catalogue: Catalogue) -> Iterator[tuple[str, Field]]:
    """Every column a file may bring, in the order people are asked; rows of a section twice."""
    for section in (one for kind in IMPORTED_KINDS for one in catalogue.sections_of(kind)):
        fields = [
            field
            for field in catalogue.fields_of(section.kind_of_record, section.name)
            if field.kind not in {"link", "attachment", "computed"}
        ]
        positions = range(1, ROWS_OF_A_SECTION + 1 if section.repeated else 2)
        for path, field in ((first_row(field, position), field) for position in positions for field in fields):
            if may_come_from_a_file(path, catalogue) or path == REFERENCE:
                yield path, field


def write_template(path: Path, catalogue: Catalogue) -> None:
    """A workbook with the sheet to fill in, what every column means, and all codes, in both languages."""
    try:
        # Strings stay strings: a card number with leading zeros keeps them.
        with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
            columns = list(template_columns(catalogue))
            _write_form(book, columns, catalogue)
            _write_meanings(book, columns)
            _write_codes(book, columns, catalogue)
    except (XlsxWriterException, OSError) as error:
        raise bad_file("template_not_written", path) from error


def _write_form(book: xlsxwriter.Workbook, columns: list[tuple[str, Field]], catalogue: Catalogue) -> None:
    sheet = book.add_worksheet("registrations")
    label, header = book.add_format({"text_wrap": True, "italic": True}), book.add_format({"bold": True})
    text = book.add_format({"num_format": "@"})
    for place, (path, field) in enumerate(columns):
        sheet.set_column(place, place, _COLUMN_WIDTH, text)
        sheet.write_string(0, place, field.label("en"), label)
        sheet.write_string(1, place, field.label("ur"), label)
        sheet.write_string(_HEADER_ROW, place, path, header)
        codes = catalogue.codes_of(field)
        if codes is not None and field.kind == "code":
            end = sum(1 for _row in codes.rows)
            sheet.data_validation(
                _HEADER_ROW + 1,
                place,
                _HEADER_ROW + PREPARED_ROWS,
                place,
                # A hint, not a lock: a word that is not in the list is reported on import.
                {"validate": "list", "source": _range_of(columns, codes.name, end), "error_type": "information"},
            )
    sheet.freeze_panes(_HEADER_ROW + 1, 0)


def _write_meanings(book: xlsxwriter.Workbook, columns: list[tuple[str, Field]]) -> None:
    sheet = book.add_worksheet("columns")
    _write_rows(
        book,
        sheet,
        ("column", "English", "اردو", "kind", "needed", "codes", "help", "مدد"),
        [
            (
                path,
                field.label("en"),
                field.label("ur"),
                field.kind,
                "yes" if field.required_quick else "",
                field.code_list,
                field.help("en"),
                field.help("ur"),
            )
            for path, field in columns
        ],
    )


def _write_codes(book: xlsxwriter.Workbook, columns: list[tuple[str, Field]], catalogue: Catalogue) -> None:
    sheet = book.add_worksheet("codes")
    rows = [
        (code.code, code.en, code.ur, name, code.parent)
        for name in _lists(columns)
        for code in catalogue.lists[name].rows
    ]
    _write_rows(book, sheet, ("code", "English", "اردو", "list", "belongs to"), rows)
    # Beside the table every list once more on its own, as the choices of its columns.
    for place, name in enumerate(_lists(columns)):
        for line, code in enumerate(catalogue.lists[name].rows, 1):
            sheet.write_string(line, _FIRST_CHOICE_COLUMN + place, code.code)
        sheet.write_string(0, _FIRST_CHOICE_COLUMN + place, name)


_FIRST_CHOICE_COLUMN = 7


def _lists(columns: list[tuple[str, Field]]) -> list[str]:
    return list(dict.fromkeys(field.code_list for _path, field in columns if field.code_list))


def _range_of(columns: list[tuple[str, Field]], name: str, length: int) -> str:
    letters = xlsxwriter.utility.xl_col_to_name(_FIRST_CHOICE_COLUMN + _lists(columns).index(name))
    return f"=codes!${letters}$2:${letters}${length + 1}"


def _write_rows(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    header: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> None:
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, len(header) - 1, _COLUMN_WIDTH, wrapped)
    if len(header) > len("codes!"):
        sheet.set_column(len(header) - 2, len(header) - 1, _TEXT_WIDTH, wrapped)
    for place, title in enumerate(header):
        sheet.write_string(0, place, title, bold)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, cell)
    sheet.freeze_panes(1, 1)
