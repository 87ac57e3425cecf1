"""A map is proved before the first row: every slip is named with its line; and each of its words does what it says."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from desktop_client.capture.map_files import load_map
from shared_models.catalogue import Catalogue, ProblemError, sentence
from tests.unit.desktop_client.capture.memory_desk import BringIn, MemoryDesk, ReportLines

GOOD = """about = "x"
legacy_ref = "X-{no}"
[[column]]
header = "no"
[[column]]
header = "name"
to = ["person.name_latin"]
"""


@pytest.mark.parametrize(
    ("addition", "code", "line", "named"),
    [
        ('hedaer = "x"', "map_key", "8", "hedaer"),
        ("to = 5", "map_syntax", None, None),
        ('age_at = "person.brith"', "map_unknown_field", "8", "person.brith"),
        ('table = "needs"', "map_unknown_table", "8", "needs"),
        ('remove = ["("]', "map_expression", "8", "("),
        ('missing = { "nil" = "LOST" }', "map_value_not_allowed", "8", "LOST"),
        ('words = { "a" = { "person.gender" = "Q" } }', "map_value_not_allowed", "8", "Q"),
        ('words = { "a" = { "person.documents.number" = "1" } }', "map_unknown_field", "8", "person.documents.number"),
        ('with = { "episode.needs.N77" = 1 }', "map_unknown_field", "8", "episode.needs.N77"),
        ('patterns = [{ match = ".*", groups = { a = "person.gender" } }]', "map_unknown_group", "8", "a"),
        ('patterns = [{ match = "(?P<a>.*)", groups = { a = "table:b" } }]', "map_unknown_table", "8", "b"),
        ("digits = 'thirteen'", "map_key", None, "digits"),
        ("= broken", "map_syntax", None, "line 8"),
    ],
)
def test_a_slip_in_a_map_is_named_with_its_line(
    tmp_path: Path, catalogue: Catalogue, addition: str, code: str, line: str | None, named: str | None
) -> None:
    path = tmp_path / "map.toml"
    path.write_text(GOOD + addition + "\n", "utf-8")
    with pytest.raises(ProblemError) as refused:
        load_map(path, catalogue)
    found = refused.value.problem
    assert found.code == f"importing.{code}"
    if line:
        assert found.params["line"] == line
    for lang in ("en", "ur"):
        text = sentence(found, lang)
        assert "map.toml" in text
        assert named is None or named in text


@pytest.mark.parametrize(
    ("reference", "code"),
    [("X", "map_reference_constant"), ("{sheet}", "map_reference_constant"), ("{nr}", "map_unknown_column")],
)  # fmt: skip
def test_a_reference_that_does_not_tell_rows_apart_is_refused(
    tmp_path: Path, catalogue: Catalogue, reference: str, code: str
) -> None:
    path = tmp_path / "map.toml"
    path.write_text(GOOD.replace("X-{no}", reference), "utf-8")
    with pytest.raises(ProblemError) as refused:
        load_map(path, catalogue)
    assert refused.value.problem.code == f"importing.{code}"


def test_a_map_that_is_not_there_is_a_sentence(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(ProblemError) as refused:
        load_map(tmp_path / "map.toml", catalogue)
    assert refused.value.problem.code == "importing.map_unreadable"


def test_words_are_folded_before_look_up(bring_in: BringIn, desk: MemoryDesk) -> None:
    text = GOOD + '[[column]]\nheader = "back"\nto = ["episode.return_from_country"]\nwords."far  off" = "GRC"\n'
    words = ["FAR OFF", "far-off", "S.Arabia", "سعودي عرب", "oman "]
    bring_in("no,name,back\n" + "".join(f"{n},Ali,{word}\n" for n, word in enumerate(words)), text)
    found = [values["episode.return_from_country"] for values in desk.known.values()]
    assert found == ["GRC", "GRC", "SAU", "SAU", "OMN"]


def test_tables_splits_and_groups_feed_several_fields(bring_in: BringIn, desk: MemoryDesk) -> None:
    text = (
        GOOD
        + """
[[column]]
header = "why"
split = ["+"]
table = "why"
[[column.patterns]]
match = '(?P<why>\\w+) from (?P<where>\\w+)'
groups = { why = "table:why", where = "episode.return_from_country" }
[tables.why]
"outpass" = { "episode.travel_document" = "ETD", "episode.return_type" = "DEP" }
"sick" = { "episode.return_reasons" = "R11" }
"""
    )
    bring_in("no,name,why\n1,Ali,outpass from Oman + sick + lonely\n", text)
    values = desk.only()
    assert values["episode.travel_document"] == "ETD"
    assert values["episode.return_type"] == "DEP"
    assert values["episode.return_from_country"] == "OMN"
    assert values["episode.return_reasons.R11"] is True
    assert values["episode.interviewer_note"] == "[why] lonely"


def test_the_first_column_stands_and_what_contradicts_it_is_kept(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    text = GOOD + '[[column]]\nheader = "a"\nto = ["person.gender"]\n[[column]]\nheader = "b"\nto = ["person.gender"]\n'
    bring_in("no,name,a,b\n1,Ali,male,female\n2,Aslam,,male\n", text)
    assert desk.known["X-1"]["person.gender"] == "M"
    assert desk.known["X-1"]["episode.interviewer_note"] == "[b] female"
    assert desk.known["X-2"]["person.gender"] == "M"
    assert "person.gender!" not in desk.known["X-2"]
    assert [line["rule"] for line in report_lines()] == ["contradicts"]


def test_permission_cannot_come_from_a_file(bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines) -> None:
    bring_in("no,name,ok\n1,Ali,yes\n", GOOD + '[[column]]\nheader = "ok"\nto = ["episode.c_register"]\n')
    assert "episode.c_register" not in desk.only()
    assert desk.only()["episode.consent_method"] == "LEGACY_PAPER"
    assert [line["rule"] for line in report_lines()] == ["not_for_a_file"]


@pytest.mark.parametrize(
    ("word", "stored"),
    [("no", "NA"), ("NIL", "NA"), ("N/A", "NA"), ("n.a.", "NA"), ("lost", "NV"), ("", "NV"), ("0300-1234567", None)],
)
def test_words_for_no_phone_become_a_reason(bring_in: BringIn, desk: MemoryDesk, word: str, stored: str | None) -> None:
    text = (
        GOOD
        + """[[column]]
header = "phone"
to = ["person.phones.1.number"]
missing_at = "person.phones"
missing = { "no" = "NA", "nil" = "NA", "n/a" = "NA", "lost" = "NV" }
"""
    )
    bring_in(f"no,name,phone\n1,Ali,{word}\n", text)
    assert desk.only().get("person.phones!") == stored
    assert desk.only().get("person.phones.1.number") == (None if stored else "+923001234567")


def test_no_more_needs_are_stored_than_the_field_takes(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    text = GOOD + '[[column]]\nheader = "needs"\nto = ["episode.needs"]\nsplit = ["/"]\n'
    cell = "job/training/business/loan/medical/advice/job"
    bring_in(f"no,name,needs\n1,Ali,{cell}\n", text)
    ranks = {path[-3:]: value for path, value in desk.only().items() if path.startswith("episode.needs.")}
    assert ranks == {"N01": 1, "N03": 2, "N06": 3, "N07": 4, "N14": 5}
    assert desk.only()["episode.interviewer_note"] == f"[needs] {cell}"
    assert [line["rule"] for line in report_lines()] == ["contradicts"]


def test_number_and_date_cells_are_read_as_what_they_mean(bring_in: BringIn, desk: MemoryDesk, tmp_path: Path) -> None:
    text = (
        GOOD
        + """[[column]]
header = "phone"
to = ["person.phones.1.number"]
missing_at = "person.phones"
[[column]]
header = "years"
to = ["episode.total_years_abroad"]
[[column]]
header = "born"
to = ["person.birth"]
"""
    )
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["no", "name", "phone", "years", "born"])
        sheet.write_row(1, 0, [1, "Ali", 3001234567, 2.5])
        sheet.write_datetime(1, 4, date(1985, 3, 24), day)
        sheet.write_row(2, 0, [2, "Aslam", 923001234567, 3, 31130])
    bring_in(path, text)
    first, second = desk.known["X-1"], desk.known["X-2"]
    assert first["person.phones.1.number"] == second["person.phones.1.number"] == "+923001234567"
    assert (first["episode.total_years_abroad"], second["episode.total_years_abroad"]) == ("2.5", "3")
    assert first["person.birth"] == second["person.birth"] == "1985-03-24"
