"""Writes the empty sheets that can be filled in any office program and brought in without a map."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from desktop_client.capture.sheets import bad_file
from desktop_client.capture.template_layout import flat_columns, template_sheets
from desktop_client.capture.template_pages import Book
from shared_models.catalogue import Catalogue

__all__ = ["write_template"]


def write_template(path: Path, catalogue: Catalogue) -> None:
    """
    A workbook with the sheets to fill in, how to fill them, what every column means, and all codes, in both languages.

    With the ending .csv it is one flat sheet with the labels in both languages above the names of the columns. Raises
    ProblemError when the place cannot be written.
    """
    try:
        if path.suffix.lower() == ".csv":
            path.write_bytes(_flat(catalogue).encode("utf-8-sig"))
            return
        # Strings stay strings: a card number with leading zeros keeps them.
        with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as workbook:
            book = Book(workbook, template_sheets(catalogue), catalogue)
            book.write_start()
            book.write_forms()
            book.write_meanings()
            book.write_codes()
    except (XlsxWriterException, OSError) as error:
        raise bad_file("template_not_written", path) from error


def _flat(catalogue: Catalogue) -> str:
    columns = list(flat_columns(catalogue))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.label.en for column in columns])
    writer.writerow([column.label.ur for column in columns])
    writer.writerow([column.path for column in columns])
    return text.getvalue()
