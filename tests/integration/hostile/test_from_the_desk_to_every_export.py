"""What the desk takes of a hostile string is the same text at the other desk, at head office and in every export."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from desktop_client.services import people
from shared_models.catalogue import load_catalogue, sentence
from shared_models.records.changes import Value
from sync_server.cli import main
from tests.hostile_strings import every_string, printable
from tests.integration.hostile.conftest import WORDS, Written, leaves_of

# The library that writes sheets marks a text that spells the format's own escape, but not where two of them overlap.
TWO_ESCAPES = "_x005F_x0041_"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _exported(written: Written, form: str, folder: Path) -> Path:
    file, office = folder / f"records.{form}", written.net.trial.head_office
    where = ["--data", str(written.net.folder / "head-office")]
    if office.engine.dialect.name != "sqlite":
        where += ["--database-url", office.engine.url.render_as_string(hide_password=False)]
    done = CliRunner().invoke(main, ["export", "records", "--format", form, "--out", str(file), *where])
    assert done.exit_code == 0, done.stderr
    return file


def _fields(rows: Iterable[Any]) -> dict[str, dict[str, Value]]:
    return {row["id"]: row["fields"] for row in rows}


def _told(rows: dict[str, dict[str, Value]]) -> dict[str, dict[str, Value]]:
    """Without what is worked out from other answers."""
    fields = load_catalogue().fields
    worked_out = {path for path, field in fields.items() if field.kind == "computed"}
    return {name: {path: row[path] for path in row if path not in worked_out} for name, row in rows.items()}


def _alike_everywhere(written: Written, folder: Path) -> None:
    lines = _exported(written, "jsonl", folder).read_text("utf-8").splitlines()
    assert _told(_fields(map(json.loads, lines))) == written.answers
    for desk in (written.first, written.second):
        there = _fields(msgspec.json.decode(msgspec.json.encode(row)) for row in people.export(desk.desk))
        assert _told(there) == written.answers


def test_it_comes_out_as_it_went_in(written: Written, tmp_path: Path) -> None:
    assert written.of_text.keys() == set(every_string())
    log = written.net.log()
    assert set(log.values()) == {"accepted"}
    assert len(log) == 2 * len(written.of_text)
    _alike_everywhere(written, tmp_path)


def test_it_comes_out_of_postgresql_as_it_went_in(written_in_postgresql: Written, tmp_path: Path) -> None:
    _alike_everywhere(written_in_postgresql, tmp_path)


def test_every_field_of_words_takes_some_and_refuses_some_and_says_why(written: Written) -> None:
    taken = {path for answers in written.answers.values() for path in answers}
    refused = {path for found in written.refused.values() for path in found}
    assert set(leaves_of(WORDS)) <= taken & refused
    for text, found in written.refused.items():
        for one in found.values():
            told = [sentence(one, lang) for lang in ("en", "ur")]
            assert one.code not in told, printable(text)


def test_no_cell_of_a_sheet_is_a_formula_and_each_says_what_was_answered(written: Written, tmp_path: Path) -> None:
    with _exported(written, "csv", tmp_path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for path, value in written.answers[row["id"]].items():
            if not isinstance(value, str):
                continue
            assert row[path].removeprefix("'") == value.removeprefix("'"), (path, printable(value))
            if row[path].startswith(FORMULA):
                assert all(sign in "+-0123456789 ()./" for sign in value), (path, printable(value))


def test_a_spreadsheet_opens_and_says_what_was_answered(written: Written, tmp_path: Path) -> None:
    with CalamineWorkbook.from_path(_exported(written, "xlsx", tmp_path)) as book:
        header, *rows = book.get_sheet_by_name("export").to_python(skip_empty_area=False)
    places = {str(name): at for at, name in enumerate(header)}
    assert len(rows) == len(written.answers)
    for row in rows:
        for path, value in written.answers[str(row[places["id"]])].items():
            cell = row[places[path]]
            if isinstance(value, str) and isinstance(cell, str) and value != TWO_ESCAPES:
                assert cell == value, (path, printable(value))
