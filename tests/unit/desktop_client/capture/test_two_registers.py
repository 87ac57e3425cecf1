"""What becomes of the two old registers, row by row and to the last number."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop_client.capture.cells import cell_text
from desktop_client.capture.finishing import MappedRow
from desktop_client.capture.map_files import load_map
from desktop_client.capture.registers import open_register
from desktop_client.services.importing import SOURCE, ImportSummary, import_file
from shared_models.catalogue import completeness, load_catalogue
from tests.unit.desktop_client.capture.memory_desk import BringIn, MemoryDesk, ReportLines

REGISTERS = Path(__file__).parents[4] / "examples" / "registers"
TODAY = date(2026, 3, 1)
FILES = {
    "lahore": (REGISTERS / "register_lahore_2018.xlsx", REGISTERS / "lahore_2018.toml"),
    "karachi": (REGISTERS / "register_karachi_2019.csv", REGISTERS / "karachi_2019.toml"),
}
OUTCOMES = ("registered", "registered_with_notes", "already_there", "already_there_differs", "skipped", "refused")


@dataclass(frozen=True)
class Imported:
    """One register after its first import; the tests only read it."""

    summary: ImportSummary
    people: dict[str, dict[str, object]]
    largest_transaction: int
    told: list[tuple[int, int]]
    lines: list[dict[str, str]]


@pytest.fixture(scope="module")
def imported(new_desk: type[MemoryDesk], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Imported]:
    found: dict[str, Imported] = {}
    for office, (path, map_path) in FILES.items():
        desk, report = new_desk(), tmp_path_factory.mktemp(office) / "report.csv"
        told: list[tuple[int, int]] = []

        def tell(done: int, total: int, told: list[tuple[int, int]] = told) -> None:
            told.append((done, total))

        catalogue = load_catalogue()
        summary = import_file(path, desk, catalogue, today=TODAY, map_path=map_path, report=report, progress=tell)
        with report.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        found[office] = Imported(summary, desk.known, desk.largest_transaction, told, lines)
    return found


def _outcomes(summary: ImportSummary) -> tuple[int, ...]:
    return tuple(getattr(summary, name) for name in OUTCOMES)


@pytest.mark.parametrize(
    ("office", "rows", "outcomes"),
    [("lahore", 644, (370, 270, 0, 0, 4, 0)), ("karachi", 520, (196, 324, 0, 0, 0, 0))],
)
def test_every_row_has_one_outcome(
    imported: dict[str, Imported], office: str, rows: int, outcomes: tuple[int, ...]
) -> None:
    one = imported[office]
    assert (one.summary.rows, _outcomes(one.summary)) == (rows, outcomes)
    assert sum(outcomes) == rows
    assert set(one.summary.as_json()) == {"rows", "report", *OUTCOMES}
    assert one.told == [(done, rows) for done in range(1, rows + 1)]
    assert one.largest_transaction == 200


@pytest.mark.parametrize(
    ("office", "rules"),
    [
        ("lahore", {"zeros_restored": 16, "number_too_short": 11, "skipped": 4, "age_without_date": 3}),
        ("karachi", {"gender_suggested": 84, "nothing_dropped": 80, "ambiguous": 54, "number_too_short": 18}),
    ],
)
def test_the_report_names_what_was_not_simply_understood(
    imported: dict[str, Imported], office: str, rules: dict[str, int]
) -> None:
    lines = imported[office].lines
    assert Counter(line["rule"] for line in lines) == rules
    assert all(line["suggestion"] and not line["suggestion"].startswith("importing.") for line in lines)


@pytest.mark.parametrize("office", FILES)
def test_a_second_run_registers_nobody(
    imported: dict[str, Imported], office: str, bring_in: BringIn, desk: MemoryDesk
) -> None:
    first = imported[office]
    desk.known = {reference: dict(values) for reference, values in first.people.items()}
    completed = next(iter(desk.known.values()))  # what a colleague added since is no difference of the register
    completed["episode.plan"] = "STAY"
    for values in desk.known.values():  # a desk that no longer knows the source compares what the row says
        del values[SOURCE]
        if values.pop("person.gender!", None):
            values["person.gender"] = "M"
    before = {reference: dict(values) for reference, values in desk.known.items()}
    assert _outcomes(bring_in(*FILES[office])) == (0, 0, len(before), 0, first.summary.skipped, 0)
    assert desk.known == before


@pytest.mark.parametrize("office", FILES)
def test_hardly_any_cell_is_left_to_the_note_for_want_of_understanding(office: str) -> None:
    path, map_path = FILES[office]
    catalogue = load_catalogue()
    opened = open_register(path, load_map(map_path, catalogue), catalogue, TODAY)
    rows = [row for row in opened.read() if isinstance(row, MappedRow)]
    assert sum(row.noted for row in rows) / sum(row.cells for row in rows) < 0.005


@pytest.mark.parametrize("office", FILES)
def test_permission_stays_open_and_quick_mode_has_an_answer_or_a_reason_everywhere(
    imported: dict[str, Imported], office: str
) -> None:
    for values in imported[office].people.values():
        assert "episode.c_register" not in values
        assert values["episode.consent_method"] == "LEGACY_PAPER"
        assert values["episode.tasks.1.kind"] == "ASK_CONSENT"
        assert values["episode.return_date!"] == "NV"
        assert completeness(values) == "QUICK"
        assert len(str(values.get("episode.interviewer_note", ""))) <= 1000


def test_a_number_cell_gets_its_zeros_back_and_a_text_of_twelve_digits_does_not(imported: dict[str, Imported]) -> None:
    people = imported["lahore"].people
    assert people["LHE-2018-6"]["person.documents.1.number"] == "0719293117483"
    short = people["LHE-2018-16"]
    assert "person.documents.1.number" not in short
    assert short["person.documents.1.number!"] == "NV"
    assert "[CNIC #] 015655619068" in str(short["episode.interviewer_note"])
    assert short["person.documents.2.number"] == "CK5693685"
    numbers = [value for values in people.values() for path, value in values.items() if path.endswith("1.number")]
    assert all(isinstance(number, str) for number in numbers)


def test_one_cell_feeds_several_fields(imported: dict[str, Imported]) -> None:
    people = imported["lahore"].people
    aamina = people["LHE-2018-12"]
    assert aamina["person.name_latin"] == "Aamina Khatoon"
    assert aamina["person.father_name_latin"] == "Saleam Afridi"
    assert aamina["person.gender"] == "F"
    assert aamina["person.birth"] == "1972~"  # 47 on 11 June 2019
    assert aamina["episode.registered_on"] == "2019-06-11"
    assert aamina["episode.needs!"] == "NA"
    assert aamina["episode.total_years_abroad"] == "14"
    village = people["LHE-2018-3"]
    assert village["person.address_permanent.locality_latin"] == "Chak 176/JB"
    assert village["person.address_permanent.district"] == "PB-SKP"
    assert village["person.address_permanent.province"] == "PK-PB"
    out_pass = people["LHE-2018-6"]
    assert out_pass["episode.travel_document"] == "ETD"
    assert out_pass["episode.return_type!"] == "NV"
    abu_dhabi = people["LHE-2018-16"]
    assert (abu_dhabi["episode.trips.1.country"], abu_dhabi["episode.trips.1.city"]) == ("ARE", "Abu Dhabi")
    assert abu_dhabi["episode.return_from_country"] == "ARE"


def test_a_lost_card_alone_is_the_reason_for_having_no_papers(imported: dict[str, Imported]) -> None:
    people = imported["karachi"].people
    assert people["KHI/0004/19"]["person.documents!"] == "LOST"
    assert not [path for path in people["KHI/0004/19"] if path.startswith("person.documents.")]


def test_karachi_alone_is_a_province_and_a_question(imported: dict[str, Imported]) -> None:
    people = imported["karachi"].people
    (line,) = [
        line
        for line in imported["karachi"].lines
        if line["legacy_ref"] == "KHI/0028/19" and line["column"] == "district"
    ]
    assert "Malir (SD-MLR)" in line["suggestion"]
    person = people["KHI/0028/19"]
    assert person["person.address_permanent.province"] == "PK-SD"
    assert person["person.address_permanent.district!"] == "NV"
    assert person["person.address_permanent.locality_latin"] == "Karachi"


def test_digit_parity_suggests_a_gender_and_stores_none(imported: dict[str, Imported]) -> None:
    people = imported["karachi"].people
    suggested = [line for line in imported["karachi"].lines if line["rule"] == "gender_suggested"]
    assert suggested
    assert all(people[line["legacy_ref"]]["person.gender!"] == "NV" and not line["stored"] for line in suggested)


def test_nothing_beside_another_need_is_dropped(imported: dict[str, Imported]) -> None:
    people = imported["karachi"].people
    first = people["KHI/0001/19"]  # nothing / loan for shop
    assert first["episode.needs.N07"] == 1
    assert "episode.needs!" not in first
    both = people["KHI/0008/19"]  # medical / taxi loan
    assert (both["episode.needs.N14"], both["episode.needs.N07"]) == (1, 2)


def test_the_same_person_twice_is_registered_twice(imported: dict[str, Imported]) -> None:
    people = imported["lahore"].people
    names = Counter((values["person.name_latin"], values["person.father_name_latin"]) for values in people.values())
    assert names["SALEEM", "MAHMOUD HUSSAIN"] == 2


def test_dates_say_no_more_than_the_register(imported: dict[str, Imported]) -> None:
    people = imported["karachi"].people
    assert people["KHI/0006/19"]["episode.registered_on"] == "2018-10"
    assert people["KHI/0007/19"]["episode.registered_on"] == "2018"
    assert people["KHI/0010/19"]["episode.registered_on!"] == "NV"
    assert people["KHI/0003/19"]["person.birth"] == "1985-07-18"


def test_a_changed_row_is_told_field_by_field_and_changes_nothing(
    imported: dict[str, Imported], bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    desk.known = {reference: dict(values) for reference, values in imported["karachi"].people.items()}
    text = FILES["karachi"][0].read_text("utf-8-sig").replace("0336 8817749;Thatta", "0336 8817740;Sukkur")
    summary = bring_in(text, FILES["karachi"][1])
    assert (summary.already_there, summary.already_there_differs) == (519, 1)
    differing = {
        line["column"]: (line["value"], line["stored"]) for line in report_lines() if line["rule"] == "differs"
    }
    assert differing == {
        "person.phones.1.number": ("'+923368817740", "'+923368817749"),
        "person.address_permanent.district": ("SD-SUK", "SD-THT"),
    }
    assert desk.known == imported["karachi"].people


def test_every_word_of_the_remarks_is_a_field_or_in_the_note(imported: dict[str, Imported]) -> None:
    people = imported["lahore"].people
    rows = CalamineWorkbook.from_path(FILES["lahore"][0]).get_sheet_by_index(0).to_python(skip_empty_area=False)[3:]
    for row in rows:
        if not row[13]:
            continue
        values = people[f"LHE-2018-{cell_text(row[0])}"]
        if row[13] == "فون بھائی کا ہے":
            assert values["person.phones.1.owner"] == "SIBLING"
        elif row[13] == "پاسپورٹ کمپنی کے پاس ہے":
            assert "HELD_BY_EMPLOYER" in values.values()
        else:
            assert f"[Remarks] {row[13]}" in str(values["episode.interviewer_note"])
