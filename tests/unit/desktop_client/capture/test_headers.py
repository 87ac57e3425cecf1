"""Header cells as offices write them: both scripts, any digits, line breaks, twice the same, and names nobody knows."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_client.services.importing import ImportSummary
from shared_models.catalogue import Catalogue
from tests.unit.desktop_client.capture.filled_template import write_flat
from tests.unit.desktop_client.capture.memory_desk import BringIn, MemoryDesk, ReportLines


@pytest.fixture
def bring_rows(tmp_path: Path, bring_in: BringIn) -> BringIn:
    def run(header: Sequence[str], *rows: Sequence[str]) -> ImportSummary:
        write_flat(tmp_path / "own.csv", header, rows)
        return bring_in(tmp_path / "own.csv")

    return run


@pytest.mark.parametrize(
    "header",
    [
        "person.gender", " person.gender ", "Person.Gender", "person.gender\u00a0", "\u202bperson.gender\u202c",
        "gender\n", "GENDER", "● Gender", "جنس", "جنس\u00a0", "جنس ", "○ جنس",
    ],
)  # fmt: skip
def test_a_name_is_understood_however_its_cell_was_typed(
    bring_rows: BringIn, desk: MemoryDesk, report_lines: ReportLines, header: str
) -> None:
    bring_rows(["person.name_latin", header], ["Ali", "مرد"])
    assert desk.only()["person.gender"] == "M"
    assert report_lines() == []


@pytest.mark.parametrize(
    "header", ["person.documents.۲.number", "Papers 2: Number", "Papers ۲ number", "دستاویزات ۲ نمبر"]
)
def test_rows_are_named_by_position_in_any_digits_as_path_or_in_words(
    bring_rows: BringIn, desk: MemoryDesk, catalogue: Catalogue, header: str
) -> None:
    field = catalogue.fields["person.documents.number"]
    header = (
        header.replace("Number", field.label("en")).replace("number", field.name).replace("نمبر", field.label("ur"))
    )
    header = header.replace("Papers ۲ number", f"Papers ۲ {field.label('en')}")
    columns = ["person.name_latin", "person.documents.1.type", "person.documents.2.type", header]
    bring_rows(columns, ["Ali", "CNIC", "Passport", "AB1234567"])
    assert desk.only()["person.documents.2.number"] == "AB1234567"


def test_a_column_named_twice_is_read_once_and_the_rest_is_kept(
    bring_rows: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    bring_rows(["person.name_latin", "person.gender", "person.gender", "جنس"], ["Ali", "M", "F", "X"])
    assert desk.only()["person.gender"] == "M"
    assert desk.only()["episode.interviewer_note"] == "[person.gender (2)] F\n[جنس] X"
    rules = [(line["column"], line["rule"]) for line in report_lines()]
    assert rules[:2] == [("person.gender (2)", "column_twice"), ("جنس", "column_twice")]


def test_a_column_nobody_knows_is_told_once_and_its_words_are_kept(
    bring_rows: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    bring_rows(["person.name_latin", "shoe size", ""], ["Ali", "\u202e۴۲ اردو and English", ""])
    assert desk.only()["episode.interviewer_note"] == "[shoe size] ۴۲ اردو and English"
    assert [line["rule"] for line in report_lines()] == ["column_unknown", "unlisted_column"]
    assert "template" in report_lines()[0]["suggestion"]


@pytest.mark.parametrize("path", ["person.photo", "episode.disability", "episode.members.1.person", "episode.person"])
def test_what_the_program_makes_itself_is_not_read(
    bring_rows: BringIn, desk: MemoryDesk, report_lines: ReportLines, path: str
) -> None:
    bring_rows(["person.name_latin", path], ["Ali", "yes"])
    assert path not in desk.only()
    assert "episode.interviewer_note" not in desk.only()
    assert [(line["column"], line["rule"]) for line in report_lines()] == [(path, "made_by_program")]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("sealed.vulnerability", "trafficking"), ("episode.vulnerability", "signs of forced labour"),
        ("episode.vulnerability", "V14"), ("episode.return_reasons", "R21"), ("episode.return_reason_main", "R21"),
    ],
)  # fmt: skip
def test_what_belongs_in_a_private_conversation_reaches_neither_note_nor_report(
    tmp_path: Path, bring_rows: BringIn, desk: MemoryDesk, report_lines: ReportLines, header: str, words: str
) -> None:
    bring_rows(["person.name_latin", header], ["Ali", words])
    assert words not in str(desk.only())
    assert [line["rule"] for line in report_lines()] == ["only_sealed"]
    assert words not in (tmp_path / "report.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    "field",
    ["c_register", "c_followup_contact", "c_referral_general", "c_statistics", "c_share_intl", "c_photo", "guardian_name"],
)  # fmt: skip
def test_no_column_brings_permission(
    bring_rows: BringIn, desk: MemoryDesk, report_lines: ReportLines, catalogue: Catalogue, field: str
) -> None:
    for header in (f"episode.{field}", catalogue.fields[f"episode.{field}"].label("ur")):
        desk.known.clear()
        bring_rows(["person.name_latin", header], ["Ali", "yes"])
        assert f"episode.{field}" not in desk.only()
        assert desk.only()["episode.interviewer_note"] == f"[{header}] yes"
        assert [line["rule"] for line in report_lines()] == ["not_for_a_file"]


def test_a_reason_column_says_why_there_are_no_rows(bring_rows: BringIn, desk: MemoryDesk) -> None:
    bring_rows(["person.name_latin", "person.documents!", "episode.members!"], ["Ali", "گم ہو گئے", "there is none"])
    assert (desk.only()["person.documents!"], desk.only()["episode.members!"]) == ("LOST", "NONE")


@pytest.mark.parametrize(
    ("path", "words", "stored"),
    [
        ("episode.debt_total", "1200 SAR", {"minor": 120_000, "currency": "SAR"}),
        ("episode.debt_total", "ریال ۱٬۲۰۰", {"minor": 120_000, "currency": "SAR"}),
        ("episode.debt_total", "Rs. 5,000", {"minor": 500_000, "currency": "PKR"}),
        ("episode.debt_total", "12.345 OMR", {"minor": 12_345, "currency": "OMR"}),
        ("episode.total_years_abroad", "۷٫۵", "7.5"),
        ("episode.return_date", "15-03-1445 ھ", "2023-09-30"),
        ("episode.return_date", "1445 AH", "2024~"),
        ("person.birth", "about 1985", "1985~"),
        ("episode.plan_when", "06-2031", "2031-06"),
        ("person.surname_latin", "Bhatti", "Bhatti"),
    ],
)
def test_every_kind_of_answer_is_read_as_people_write_it(
    bring_rows: BringIn, desk: MemoryDesk, path: str, words: str, stored: object
) -> None:
    bring_rows(["person.name_latin", path], ["Ali", words])
    assert desk.only()[path] == stored


@pytest.mark.parametrize(
    ("path", "words", "rule"),
    [
        ("episode.debt_total", "1200", "currency_assumed"), ("episode.return_date", "15-03-1445 ھ", "islamic_date"),
        ("episode.return_date", "15-03-1445", "not_allowed"), ("episode.debt_total", "a lot", "not_allowed"),
        ("episode.hh_size", "400", "not_allowed"), ("episode.transit", "IRN", "column_unknown"),
        ("episode.debt_total", "1200 SAR PKR", "not_allowed"), ("episode.return_date", "06-2031", "impossible_date"),
    ],
)  # fmt: skip
def test_what_was_guessed_or_not_understood_is_told(
    bring_rows: BringIn, report_lines: ReportLines, path: str, words: str, rule: str
) -> None:
    bring_rows(["person.name_latin", path], ["Ali", words])
    assert report_lines()[0]["rule"] == rule


def test_several_answers_keep_their_order_and_their_commas(
    bring_rows: BringIn, desk: MemoryDesk, catalogue: Catalogue
) -> None:
    reasons = catalogue.lists["REASON"]
    with_comma = next(row for row in reasons.rows if "," in row.en)
    cells = ["Ali", "IRN; Türkiye; یونان", f"{with_comma.en}; {reasons.rows[0].ur}", "a job in Pakistan، N14"]
    bring_rows(
        ["person.name_latin", "episode.trips.1.transit_countries", "episode.return_reasons", "episode.needs"], cells
    )
    values = desk.only()
    assert [values[f"episode.trips.1.transit_countries.{code}"] for code in ("IRN", "TUR", "GRC")] == [1, 2, 3]
    assert (
        values[f"episode.return_reasons.{with_comma.code}"] is values[f"episode.return_reasons.{reasons.rows[0].code}"]
    )
    assert (values["episode.needs.N01"], values["episode.needs.N14"]) == (1, 2)


def test_usual_answers_are_taken_only_where_they_change_nothing_that_was_said(
    bring_rows: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    header = [
        "legacy_ref", "person.name_latin", "person.nationality", "person.address_permanent.district",
        "episode.respondent_name", "person.documents.1.number",
    ]  # fmt: skip
    bring_rows(
        header, ["1", "Ali", "", "Lahore", "", "35202-1234567-1"], ["2", "Aslam", "does not know", "", "Bashir", "AB1234567"]
    )  # fmt: skip
    first, second = desk.known["1"], desk.known["2"]
    assert first["person.nationality.PAK"] is True
    assert (first["person.address_permanent.country"], first["episode.respondent"]) == ("PAK", "SELF")
    assert first["person.documents.1.type"] == "CNIC"
    assert not {"episode.c_share_intl", "episode.consent_version"} & {*first, *second}
    assert second["person.nationality!"] == "DK"
    assert "person.address_permanent.country" not in second
    assert not {"person.nationality.PAK", "episode.respondent", "person.documents.1.type"} & set(second)
    assert [line["rule"] for line in report_lines()] == ["default_taken", "gender_suggested"]
