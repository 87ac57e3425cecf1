"""Files full of hostile strings are imported: every cell is stored, kept in the note or told in the report, and none runs."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from desktop_client.capture.admission import may_come_from_a_file
from desktop_client.services import people
from desktop_client.services.importing import ImportSummary, import_file
from desktop_client.services.registrar import DeskRegistrar
from shared_models.catalogue import check_leaf, load_catalogue
from shared_models.text.normalise import has_forbidden_marks
from tests.head_offices import Clock
from tests.hostile_strings import every_string, printable
from tests.integration.hostile.conftest import SAMPLE, WORDS, leaves_of
from tests.networks import open_copy, template

LONGEST_CELL = 30_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
OUTCOMES = ("registered", "registered_with_notes", "refused", "skipped", "already_there", "already_there_differs")


def _columns(row: int) -> tuple[str, ...]:
    """The columns of one file: the fields of words take turns, so that all are filled over the rows of all files."""
    open_to_files = [path for path in leaves_of(WORDS) if may_come_from_a_file(path, load_catalogue())]
    return tuple(path for path in open_to_files[row % 2 :: 2] if path != "person.name_latin")


def _rows(texts: Iterable[str], columns: tuple[str, ...]) -> list[Mapping[str, str]]:
    return [
        {"person.legacy_ref": f"H-{number}", "person.name_latin": "Amina Bibi", **dict.fromkeys(columns, text)}
        for number, text in enumerate(texts)
    ]


def _write(file: Path, rows: list[Mapping[str, str]]) -> None:
    if file.suffix == ".jsonl":
        lines = ({"legacy_ref": row["person.legacy_ref"], "fields": {**row}} for row in rows)
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    elif file.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            for at, line in enumerate([tuple(rows[0]), *(tuple(row.values()) for row in rows)]):
                for place, text in enumerate(line):
                    sheet.write_string(at, place, text)
    else:
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(rows[0])
            writer.writerows(row.values() for row in rows)


def _import(folder: Path, file: Path) -> tuple[ImportSummary, dict[str, dict[str, object]]]:
    desk = open_copy(folder, Clock())
    try:
        report = file.with_name("report.csv")
        summary = import_file(file, DeskRegistrar(desk), load_catalogue(), today=date(2026, 9, 1), report=report)
        return summary, {str(row["id"]): row["fields"] for row in people.export(desk)}
    finally:
        desk.engine.dispose()


@pytest.mark.parametrize(("suffix", "start"), [(".csv", 0), (".csv", 1), (".xlsx", 2), (".jsonl", 3)])
def test_every_line_is_answered_and_no_cell_of_the_report_runs(tmp_path: Path, suffix: str, start: int) -> None:
    writable = [text for text in every_string() if not any("\ud800" <= sign <= "\udfff" for sign in text)]
    # A workbook itself cannot hold controls and non-characters.
    if suffix == ".xlsx":
        writable = [text for text in writable if not has_forbidden_marks(text)]
    texts = [text for text in writable if len(text) < LONGEST_CELL][start :: SAMPLE // 2]
    file = tmp_path / f"register{suffix}"
    _write(file, _rows(texts, _columns(start)))
    shutil.copytree(template().folder, tmp_path / "desk")
    summary, stored = _import(tmp_path / "desk", file)
    assert summary.rows == len(texts) == sum(getattr(summary, name) for name in OUTCOMES)
    assert summary.registered + summary.registered_with_notes == len(texts)
    catalogue = load_catalogue()
    for answers in stored.values():
        for path, value in answers.items():
            assert not isinstance(value, str) or not has_forbidden_marks(value), (path, printable(value))
            assert path.startswith("episode.task") or check_leaf(path, value, catalogue) is None or "document" in path
    with file.with_name("report.csv").open(encoding="utf-8-sig", newline="") as report:
        cells = [cell for line in csv.reader(report) for cell in line]
    assert not [cell for cell in cells if cell.startswith(FORMULA) or has_forbidden_marks(cell)]
