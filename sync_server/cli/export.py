"""Rows for other programs, written whole or not at all and readable by their owner only."""

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import xlsxwriter

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.cli.frame import actor, opened, show
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.exports import ROWS

LATER_SUBJECTS = ("pairs",)
LATER_FORMATS = ("parquet",)
XLSX_MOST_ROWS = 1_048_575
_NUMBER = re.compile(r"[+-]?[0-9][0-9 ()./-]*")

Row = dict[str, Any]


@click.command()
@click.argument("subject", type=click.Choice([*ROWS, *LATER_SUBJECTS]))
@click.option("--format", "form", required=True, type=click.Choice(["jsonl", "csv", "xlsx", *LATER_FORMATS]))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
@opened
def export(head_office: HeadOffice, subject: str, form: str, out: Path, as_json: bool) -> None:
    """Write records, conflicts or receipts to a file."""
    for asked, later in ((subject, LATER_SUBJECTS), (form, LATER_FORMATS)):
        if asked in later:
            raise ProblemError(Problem("server.later", "", {"command": f"export {asked}"}))
    with reading(head_office.engine) as connection:
        count = _write(out, form, lambda: ROWS[subject](connection, head_office))
    with writing(head_office.engine) as connection:
        append_audit(connection, head_office.clock(), actor(), "export.made", subject, {"format": form, "count": count})
    show({"rows": count, "out": str(out)}, as_json=as_json, text=f"{count} rows in {out}.")


def _write(out: Path, form: str, rows: Callable[[], Iterable[Row]]) -> int:
    """Write beside the target, then take its place: a broken export never looks like a whole one."""
    partial = out.with_name(out.name + ".partial")
    writers = {"jsonl": _write_jsonl, "csv": _write_csv, "xlsx": _write_xlsx}
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        count = writers[form](partial, rows)
        partial.replace(out)
    except OSError:
        raise ProblemError(Problem("server.file_not_written", "", {"file": out.name})) from None
    finally:
        partial.unlink(missing_ok=True)
    return count


def _write_jsonl(file: Path, rows: Callable[[], Iterable[Row]]) -> int:
    count = 0
    with file.open("wb") as opened_file:
        for count, row in enumerate(rows(), start=1):  # noqa: B007 (the last number is the answer)
            opened_file.write(msgspec.json.encode(row) + b"\n")
    return count


def _write_csv(file: Path, rows: Callable[[], Iterable[Row]]) -> int:
    columns, count = _columns(rows()), 0
    # The mark at the beginning lets spreadsheet programs see that Urdu is UTF-8.
    with file.open("w", encoding="utf-8-sig", newline="") as opened_file:
        writer = csv.writer(opened_file)
        writer.writerow(columns)
        for count, row in enumerate(rows(), start=1):  # noqa: B007
            cells = dict(_cells(row))
            writer.writerow([harmless(cells.get(column, "")) for column in columns])
    return count


def _write_xlsx(file: Path, rows: Callable[[], Iterable[Row]]) -> int:
    columns, count = _columns(rows()), 0
    with xlsxwriter.Workbook(str(file), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("export")
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column)
        for count, row in enumerate(rows(), start=1):
            if count > XLSX_MOST_ROWS:
                raise ProblemError(Problem("server.sheet_full", "", {"rows": str(XLSX_MOST_ROWS)}))
            cells = dict(_cells(row))
            for at, column in enumerate(columns):
                if cells.get(column):
                    sheet.write_string(count, at, cells[column])
    return count


def harmless(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula; telephone numbers keep their plus."""
    if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _columns(rows: Iterable[Row]) -> list[str]:
    """The fixed columns in their order, then every path that occurs."""
    fixed: dict[str, None] = {}
    paths: set[str] = set()
    for row in rows:
        for name, value in row.items():
            if name == "fields" and isinstance(value, dict):
                paths.update(value)
            else:
                fixed[name] = None
    return [*fixed, *sorted(paths)]


def _cells(row: Row) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name == "fields" and isinstance(value, dict):
            yield from ((path, _text(inner)) for path, inner in value.items())
        else:
            yield name, _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
