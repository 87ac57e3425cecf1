"""frc-server reference: a sheet goes out and comes back, a folder is edited; what may not follow is not published."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shared_models.catalogue import load_catalogue
from shared_models.catalogue.loading import REFERENCE_FOLDER
from sync_server.cli import main
from tests.reference_versions import fill_in, read_sheet

GENDER = "fields/person.gender"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "ho"
    assert _run(folder, "init", "--json").exit_code == 0
    return folder


def _run(data: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--data", str(data)])


def _json(data: Path, *words: str | Path) -> Any:
    answer = _run(data, *words, "--json")
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def _sheet(data: Path) -> Path:
    file = data.parent / "texts.xlsx"
    _json(data, "reference", "sheet", file)
    return file


def test_the_sheet_holds_every_text_side_by_side_with_who_wrote_it(data: Path) -> None:
    file = data.parent / "texts.xlsx"
    told = _json(data, "reference", "sheet", file)
    head, *rows = read_sheet(file)
    assert head[:7] == ["key", "English", "Urdu", "written by", "reviewed by", "reviewed on", "comment"]
    assert len(rows) == told["texts"]
    by_key = {str(row[0]): row for row in rows}
    field = load_catalogue().fields["person.gender"]
    assert by_key[GENDER][1:4] == [field.text.en, field.text.ur, field.text.source or "given"]
    kinds = {key.partition("/")[0] for key in by_key}
    assert kinds == {"kinds", "sections", "fields", "lists", "problems"}
    assert by_key["problems/reference.unknown"][3] == "ours"


def test_two_changed_words_make_the_next_version_which_later_sheets_begin_with(data: Path) -> None:
    shipped = load_catalogue().version
    typed = {
        GENDER: {"Urdu": "فرد کی جنس", "reviewed by": "Noor", "reviewed on": "2026-11-24", "comment": "clearer"},
        "problems/reference.unknown": {"English": "  Head office has   no such version. "},
        "lists/GENDER": {"reviewed by": "Noor", "reviewed on": "2026-11-24"},
    }
    made = _json(data, "reference", "publish", fill_in(_sheet(data), typed, data.parent / "back.xlsx"))
    assert made["number"] == 1
    assert made["version"] > shipped
    assert [one["sha256"] for one in _json(data, "reference", "list")] == [made["sha256"]]
    rows = {str(row[0]): row for row in read_sheet(_sheet(data))}
    assert rows[GENDER][2:7] == ["فرد کی جنس", "reviewed", "Noor", "2026-11-24", "clearer"]
    assert rows["problems/reference.unknown"][1] == "Head office has no such version."
    assert rows["lists/GENDER"][3] == "reviewed"
    again = {GENDER: {"Urdu": "جنس", "reviewed by": "", "reviewed on": "", "comment": ""}}
    second = _json(data, "reference", "publish", fill_in(_sheet(data), again, data.parent / "back.xlsx"))
    assert second["version"] > made["version"]
    rows = {str(row[0]): row for row in read_sheet(_sheet(data))}
    assert rows[GENDER][2] == "جنس"
    assert rows["lists/GENDER"][4] == "Noor"
    assert _json(data, "audit", "verify")["whole"]


WRONG: dict[str, tuple[dict[str, object], str]] = {
    GENDER: ({"Urdu": "Gender"}, "no Urdu letters"),
    f"{GENDER}/help": ({"Urdu": "zan/mard"}, "no Urdu letters"),
    "fields/person.birth": ({"Urdu": ""}, "empty in one language"),
    "fields/person.birth/help": ({"key": "fields/person.nothing"}, "no text with the key"),
    "fields/person.name_latin": ({"English": "x" * 3000}, "longer than"),
    "lists/GENDER": ({"reviewed by": "Noor"}, "who reviewed it or when"),
    "lists/GENDER/M": ({"reviewed by": "Noor", "reviewed on": "yesterday"}, "who reviewed it or when"),
    "problems/reference.text_wrong": ({"Urdu": "متن غلط ہے۔"}, "keep these places"),
    "problems/reference.nothing_new": ({"English": "Nothing after {version.__class__}."}, "keep these places"),
    "problems/reference.sheet_columns": ({"English": "The column {column is missing."}, "keep these places"),
}


def test_every_row_that_is_wrong_is_named_and_nothing_at_all_is_published(data: Path) -> None:
    out = _sheet(data)
    numbers = {str(row[0]): at for at, row in enumerate(read_sheet(out), start=1)}
    typed: dict[str, dict[str, object]] = {"lists/GENDER/F": {"Urdu": "خاتون"}}
    typed |= {key: cells for key, (cells, _) in WRONG.items()}
    answer = _run(data, "reference", "publish", fill_in(out, typed, data.parent / "back.xlsx"))
    assert answer.exit_code == 1
    lines = answer.stderr.splitlines()
    for key, (_, words) in WRONG.items():
        assert [line for line in lines if line.startswith(f"Row {numbers[key]}:") and words in line], key
        assert [line for line in lines if line.startswith(f"سطر {numbers[key]}:")], key
    assert f"Things to put right: {len(WRONG)}." in answer.stderr
    assert f"Row {numbers['lists/GENDER/F']}:" not in answer.stderr
    assert _json(data, "reference", "list") == []


@pytest.mark.tail
def test_a_sheet_that_was_overtaken_a_doubled_row_and_an_untouched_sheet_are_told(data: Path) -> None:
    out = _sheet(data)
    first = fill_in(out, {GENDER: {"Urdu": "فرد کی جنس"}}, data.parent / "first.xlsx")
    _json(data, "reference", "publish", first)
    late = _run(data, "reference", "publish", fill_in(out, {GENDER: {"Urdu": "صنف"}}, data.parent / "late.xlsx"))
    assert (late.exit_code, "after the sheet was sent" in late.stderr) == (1, True)
    doubled = fill_in(out, {}, data.parent / "doubled.xlsx", more=[read_sheet(out)[5]])
    assert "stands in the sheet twice" in _run(data, "reference", "publish", doubled).stderr
    assert "Nothing differs" in _run(data, "reference", "publish", first).stderr
    text = data.parent / "no.xlsx"
    text.write_text("key,English")
    assert "cannot be read as a sheet" in _run(data, "reference", "publish", text).stderr
    assert len(_json(data, "reference", "list")) == 1


@pytest.mark.tail
def test_a_folder_is_written_edited_and_published_and_keeps_the_reviewed_words(data: Path) -> None:
    words = fill_in(_sheet(data), {GENDER: {"Urdu": "فرد کی جنس"}}, data.parent / "back.xlsx")
    _json(data, "reference", "publish", words)
    folder = data.parent / "edited"
    _json(data, "reference", "write", folder)
    assert "is not empty" in _run(data, "reference", "write", folder).stderr
    shutil.rmtree(folder)
    shutil.copytree(REFERENCE_FOLDER, folder)  # an edition that began with what the program ships with
    file = folder / "lists" / "people.toml"
    file.write_text(file.read_text("utf-8").replace('"woman"', '"lady"', 1), "utf-8")
    made = _json(data, "reference", "publish", folder)
    assert made["number"] == 2
    rows = {str(row[0]): row for row in read_sheet(_sheet(data))}
    assert rows["lists/GENDER/F"][1] == "lady"
    assert rows[GENDER][2] == "فرد کی جنس"


def test_a_folder_without_a_name_of_old_records_is_not_published(data: Path) -> None:
    folder = shutil.copytree(REFERENCE_FOLDER, data.parent / "edited")
    file = folder / "fields" / "person" / "identity.toml"
    file.write_text(file.read_text("utf-8").replace('["person.gender"]', '["person.sex"]'), "utf-8")
    answer = _run(data, "reference", "publish", folder)
    assert answer.exit_code == 1
    assert "person.gender" in answer.stderr
    (folder / "kinds.toml").write_text("[person]\n", "utf-8")
    assert "holds together" in _run(data, "reference", "publish", folder).stderr
    assert "holds together" in _run(data, "reference", "publish", data).stderr
    assert _json(data, "reference", "list") == []
