"""Rows for other programs, written whole or not at all and readable by their owner only."""

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.cli.frame import actor, opened, show
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.came_back import records_to_repair
from sync_server.subjects.export_columns import Column, cells_of, columns_of
from sync_server.subjects.exports import ROWS, sealed_records
from sync_server.subjects.linkage import pair_rows

PARQUET_ROWS = 5_000  # in memory at once
XLSX_MOST_ROWS = 1_048_575
_NUMBER = re.compile(r"[+-]?[0-9][0-9 ()./-]*")

FIELDS = "fields"

Row = dict[str, Any]


@click.command()
@click.argument("subject", type=click.Choice([*ROWS, "pairs"]))
@click.option("--format", "form", required=True, type=click.Choice(["jsonl", "csv", "xlsx", "parquet"]))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
@opened
def export(head_office: HeadOffice, subject: str, form: str, out: Path, as_json: bool) -> None:
    """Write records, pairs, conflicts, receipts or closings to a file."""
    rows = {**ROWS, "pairs": pair_rows}[subject]
    with reading(head_office.engine) as connection:
        count = _write(out, form, lambda: rows(connection, head_office))
        sealed = sealed_records(connection) if subject == "records" else 0
        to_repair = records_to_repair(connection) if subject == "records" else 0
    with writing(head_office.engine) as connection:
        append_audit(connection, head_office.clock(), actor(), "export.made", subject, {"format": form, "count": count})
    document: dict[str, Any] = {"rows": count, "out": str(out)}
    text = f"{count} rows in {out}."
    if sealed:
        document["sealed_left_out"] = sealed
        text += f" {sealed} sealed entries are left out: only the focal point's key opens them."
    if to_repair:
        document["to_repair_left_out"] = to_repair
        text += f" {to_repair} records are left out because they need repair: the console lists them under Came back."
    show(document, as_json=as_json, text=text)


def _write(out: Path, form: str, rows: Callable[[], Iterable[Row]]) -> int:
    """Write beside the target, then take its place: a broken export never looks like a whole one."""
    partial = out.with_name(out.name + ".partial")
    writers = {"jsonl": _write_jsonl, "csv": _write_csv, "xlsx": _write_xlsx, "parquet": _write_parquet}
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
        writer.writerow([column.name for column in columns])
        for count, row in enumerate(rows(), start=1):  # noqa: B007
            cells = _cells(row)
            writer.writerow([harmless(_text(cells.get(column.name))) for column in columns])
    return count


def _write_xlsx(file: Path, rows: Callable[[], Iterable[Row]]) -> int:
    columns, count = _columns(rows()), 0
    with xlsxwriter.Workbook(str(file), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("export")
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.name)
        for count, row in enumerate(rows(), start=1):
            if count > XLSX_MOST_ROWS:
                raise ProblemError(Problem("server.sheet_full", "", {"rows": str(XLSX_MOST_ROWS)}))
            cells = _cells(row)
            for at, column in enumerate(columns):
                _write_cell(sheet, count, at, cells.get(column.name), is_number=column.is_number)
        _write_meanings(book, columns)
    return count


def _write_parquet(file: Path, rows: Callable[[], Iterable[Row]]) -> int:
    """Texts and numbers by column, in pieces: an analyst's table may be larger than this machine's memory."""
    columns, count = _columns(rows()), 0
    schema = pa.schema([(column.name, pa.float64() if column.is_number else pa.string()) for column in columns])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for piece in batched(rows(), PARQUET_ROWS):
            cells = [_cells(row) for row in piece]
            arrays = [
                pa.array([_typed(row.get(column.name), is_number=column.is_number) for row in cells], field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(cells)
    return count


def _typed(value: object, *, is_number: bool) -> str | float | None:
    text = _text(value)
    if not text:
        return None
    return float(text) if is_number else text


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Lists of at most `size` rows."""
    remaining = iter(rows)
    while piece := list(islice(remaining, size)):
        yield piece


def _write_cell(sheet: Any, line: int, at: int, value: object, *, is_number: bool) -> None:
    text = _text(value)
    if text and is_number:
        sheet.write_number(line, at, float(text))
    elif text:
        sheet.write_string(line, at, text)


def _write_meanings(book: Any, columns: list[Column]) -> None:
    """A second sheet that says in both languages what each column of a field is."""
    known = [(column, column.field) for column in columns if column.field is not None]
    if not known:
        return
    sheet = book.add_worksheet("columns")
    lines = [("column", "section", "row", "English", "اردو", "kind", "list")]
    lines += [
        (column.name, column.section, str(column.row or ""), field.label("en"), field.label("ur"), field.kind,
         field.code_list)
        for column, field in known
    ]  # fmt: skip
    for number, line in enumerate(lines):
        for at, text in enumerate(line):
            sheet.write_string(number, at, text)


def harmless(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula; telephone numbers keep their plus."""
    if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _columns(rows: Iterable[Row]) -> list[Column]:
    """The columns that every row has in their order, then those of the fields when the rows are records."""
    fixed: dict[str, None] = {}
    cells: set[str] = set()
    of_records = False
    for row in rows:
        of_records = of_records or FIELDS in row
        fixed.update(dict.fromkeys(name for name in row if name != FIELDS))
        cells.update(cells_of(row.get(FIELDS, {})))
    return columns_of(fixed, cells) if of_records else [Column(name) for name in fixed]


def _cells(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != FIELDS} | cells_of(row.get(FIELDS, {}))


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
