"""Files as they really come: broken, mislabelled, hostile. A sentence or a report line, never a traceback or a loss."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from desktop_client.capture.cells import Cell
from desktop_client.services.importing import import_file
from shared_models.catalogue import Catalogue, ProblemError, sentence
from tests.unit.desktop_client.capture.memory_desk import TODAY, BringIn, MemoryDesk, ReportLines

MAP = """
about = "a small register"
legacy_ref = "X-{no}"
[rows]
header = "No"
skip = ['^total']
[missing]
"nil" = "NV"
[[column]]
header = "No"
key = "no"
[[column]]
header = "Name"
to = ["person.name_latin"]
ditto = false
[[column]]
header = "Father"
to = ["person.father_name_latin"]
remove = ['\\(late\\)']
[[column]]
header = "Card"
to = ["person.documents.1.number"]
digits = 13
missing_at = "person.documents"
with = { "person.documents.1.type" = "CNIC" }
otherwise = { "person.documents.1.type" = "CNIC", "person.documents.1.number!" = "NV" }
[[column]]
header = "Date"
to = ["episode.registered_on"]
[[column]]
header = "Born"
to = ["person.birth"]
age_at = "episode.registered_on"
[[column]]
header = "Remark"
remark = true
silent = true
"""
Rows = Sequence[Sequence[Cell]]
HEADER = "No,Name,Father,Card,Date,Born,Remark\n"


def _workbook(path: Path, rows: Rows | dict[str, Rows], sheets: tuple[str, ...] = ("Sheet1",)) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows.get(name, []) if isinstance(rows, dict) else rows):
                for place, cell in enumerate(row):
                    sheet.write_string(line, place, cell) if isinstance(cell, str) else sheet.write(line, place, cell)
    return path


def _refusal(run: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        run()
    for lang in ("en", "ur"):
        text = sentence(refused.value.problem, lang)
        assert "…" not in text
        assert "register" in text
        assert not text.startswith("importing.")
    return refused.value.problem.code.removeprefix("importing.")


@pytest.mark.parametrize(
    ("content", "suffix", "code"),
    [
        (b"", ".csv", "no_header"),
        (b"a,b\n1,2\n", ".csv", "no_header"),
        (b"PK\x03\x04 and more", ".csv", "spreadsheet_in_disguise"),
        (b"PK\x03\x04 and more", ".xlsx", "damaged_spreadsheet"),
        (b"No,Name\n1,Ali\n", ".xlsx", "not_a_spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xlsx", "old_or_locked"),
        (b"\x00\x01\x02\x03" * 100, ".csv", "not_text"),
        (b"No,Name\n1,Ali\n", ".doc", "unknown_kind_of_file"),
        (b'{"person.name_latin": "Ali"}\n{broken', ".jsonl", "damaged_line"),
        (b"[1, 2]\n", ".jsonl", "damaged_line"),
        (b"No,Name\x81\n1,\x81\n", ".csv", "unknown_encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    bring_in: BringIn, desk: MemoryDesk, content: bytes, suffix: str, code: str
) -> None:
    assert _refusal(lambda: bring_in(content, MAP, suffix)) == code
    assert not desk.known


def test_a_file_that_is_not_there_is_refused_with_a_sentence(bring_in: BringIn, tmp_path: Path) -> None:
    assert _refusal(lambda: bring_in(tmp_path / "register.csv", MAP)) == "cannot_open"


def test_a_spreadsheet_that_unpacks_to_a_giant_is_refused_before_it_is_read(
    bring_in: BringIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_client.capture.sheets.MAX_UNPACKED_BYTES", 1000)
    path = tmp_path / "register.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000)
    assert _refusal(lambda: bring_in(path, MAP)) == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines, encoding: str, delimiter: str
) -> None:
    text = (HEADER + "1,Ali,Hassan,,01/02/2018,1970,caf\u00e9\n").replace(",", delimiter)
    bring_in(text.encode(encoding), MAP)
    assert desk.only()["person.birth"] == "1970"
    assert desk.only()["episode.interviewer_note"] == "[Remark] caf\u00e9"
    assert [line["rule"] for line in report_lines()] == (["encoding_guessed"] if encoding == "cp1252" else [])


def test_blank_rows_totals_and_repeated_headers_are_no_people(bring_in: BringIn, desk: MemoryDesk) -> None:
    rows = "1,Ali,Hassan,,,,\n , ,\t, , , ,\n" + HEADER + "Total,1,,,,,\n2,Aslam,Hassan,,,,\n\n\n"
    summary = bring_in("Register of something\n" + HEADER + rows, MAP)
    assert (summary.rows, summary.skipped, len(desk.known)) == (5, 3, 2)


def test_only_a_row_without_a_usable_name_is_refused(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    rows = (
        "1,nil,Hassan,,,,\n2,Haji Sahib,Hassan,,,,\n3,123,Hassan,,,,\n4,علی,حسن,,,,\n5,Ali 3520212345671,Hassan,,,,\n"
    )
    summary = bring_in(HEADER + rows, MAP)
    assert (summary.refused, summary.registered, summary.registered_with_notes) == (3, 1, 1)
    assert desk.known["X-4"]["person.name_urdu"] == "علی"
    assert desk.known["X-4"]["person.father_name_urdu"] == "حسن"
    assert desk.known["X-5"]["person.name_latin"] == "Ali"
    assert "[Name] Ali 3520212345671" in str(desk.known["X-5"]["episode.interviewer_note"])
    assert [line["row"] for line in report_lines() if line["rule"] == "no_name"] == ["2", "3", "4"]


def test_a_repeated_number_registers_both_under_their_own_reference_each_time(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    text = HEADER + "1,Ali,Hassan,,,,\n1,Aslam,Hassan,,,,\n1,Akram,Hassan,,,,\n,Anwar,Hassan,,,,\n"
    assert bring_in(text, MAP).registered == 4
    assert list(desk.known) == ["X-1", "X-1-2", "X-1-3", "X-row5"]
    assert [line["stored"] for line in report_lines() if line["rule"] == "serial_repeated"] == ["X-1-2", "X-1-3"]
    assert bring_in(text, MAP).already_there == 4


def test_a_column_that_returns_or_is_not_listed_is_reported_and_its_words_are_kept(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    bring_in("No,Name,Father,Name,Blood,\n1,Ali,Hassan,Alias,B+,more\n", MAP)
    note = str(desk.only()["episode.interviewer_note"])
    assert note.splitlines() == ["[Name (2)] Alias", "[Blood] B+", "[column 6] more"]
    columns = {(line["column"], line["rule"]) for line in report_lines()}
    assert {("Blood", "column_not_listed"), ("Blood", "unlisted_column"), ("Card", "column_absent")} <= columns


def test_what_does_not_fit_the_note_stands_whole_in_the_report(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    giant = "x" * 100_000
    bring_in(HEADER + f"1,Ali,Hassan,,,,{giant}\n2,{giant},Hassan,,,,\n", MAP)
    note = str(desk.known["X-1"]["episode.interviewer_note"])
    assert len(note) <= 1000
    assert note.startswith("[…]")
    (line,) = [line for line in report_lines() if line["rule"] == "note_full" and line["legacy_ref"] == "X-1"]
    assert line["value"] == giant
    assert "X-2" not in desk.known


def test_formulas_are_read_as_their_values_and_told_when_they_have_none(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines, tmp_path: Path
) -> None:
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, name in enumerate(HEADER.strip().split(",")):
            sheet.write_string(0, place, name)
        sheet.write_number(1, 0, 1)
        sheet.write_formula(1, 1, '="Ali"', None, "Ali")
        sheet.write_formula(1, 2, '="Hassan"', None, "Hassan")
        sheet.write_formula(1, 5, "=1900+70", None, "")
        sheet.write_string(1, 6, "=1+1")
    bring_in(path, MAP)
    assert desk.only()["person.name_latin"] == "Ali"
    assert desk.only()["person.birth!"] == "NV"
    assert desk.only()["episode.interviewer_note"] == "[Remark] =1+1"
    assert [line["rule"] for line in report_lines()] == ["formula_without_value"]
    assert "F2" in report_lines()[0]["suggestion"]


def test_the_report_starts_no_formula(bring_in: BringIn, tmp_path: Path) -> None:
    bring_in(HEADER + '1,Ali,Hassan,"=HYPERLINK(""http://x"")",@SUM(1),+1,\n', MAP)
    for line in (tmp_path / "report.csv").read_text("utf-8-sig").splitlines()[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line.replace('"', "").split(","))


def test_every_sheet_with_the_header_belongs_to_the_register(
    bring_in: BringIn, desk: MemoryDesk, tmp_path: Path
) -> None:
    header = HEADER.strip().split(",")
    rows: dict[str, Rows] = {
        "2018": [["old"], header, [1.0, "Ali", "Hassan"]],
        "empty": [],
        "2019": [header, [2.0, "Aslam", "Hassan"]],
    }
    summary = bring_in(_workbook(tmp_path / "register.xlsx", rows, ("2018", "empty", "2019")), MAP)
    assert summary.rows == 2
    assert list(desk.known) == ["X-1", "X-2"]


@pytest.mark.parametrize(
    ("card", "number", "rule"),
    [
        (12345678901.0, "0012345678901", "zeros_restored"),
        (123456789012.0, "0123456789012", "zeros_restored"),
        (1234567890123.0, "1234567890123", None),
        (1234567890.0, None, "number_too_short"),
        ("123456789012", None, "number_too_short"),
        ("12345678901", None, "number_too_short"),
        ("۰۱۲۳۴-۵۶۷۸۹۰۱-۲", "0123456789012", None),
        ("01234 5678901 2", "0123456789012", None),
        ("0000000000000", None, "not_allowed"),
        ("applied for", None, "not_understood"),
    ],
)
def test_only_a_number_cell_gets_zeros(
    bring_in: BringIn,
    desk: MemoryDesk,
    report_lines: ReportLines,
    tmp_path: Path,
    card: str | float,
    number: str | None,
    rule: str | None,
) -> None:
    header = HEADER.strip().split(",")
    bring_in(_workbook(tmp_path / "register.xlsx", [header, [1.0, "Ali", "Hassan", card]]), MAP)
    assert desk.only().get("person.documents.1.number") == number
    assert [line["rule"] for line in report_lines() if line["column"] == "Card"] == ([rule] if rule else [])
    if number is None:
        shown = card if isinstance(card, str) else str(int(card))
        assert desk.only()["episode.interviewer_note"] == f"[Card] {shown}"
        assert desk.only()["person.documents.1.number!"] == "NV"


def test_ditto_marks_take_the_row_above_and_the_late_lose_only_that_word(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    bring_in(HEADER + '1,Ali,"Hassan (late)",,19/02/2018,"ditto",\n2,Aslam,ditto,,"""",40 yrs,\n', MAP)
    assert desk.known["X-1"]["person.father_name_latin"] == "Hassan"
    assert desk.known["X-2"]["person.father_name_latin"] == "Hassan"
    assert desk.known["X-2"]["episode.registered_on"] == "2018-02-19"
    assert desk.known["X-2"]["person.birth"] == "1978~"
    rules = [(line["row"], line["column"], line["rule"]) for line in report_lines()]
    assert ("2", "Born", "ditto_without_row") in rules
    assert ("3", "Father", "ditto_taken") in rules


def test_impossible_dates_stay_in_the_note(bring_in: BringIn, desk: MemoryDesk) -> None:
    bring_in(HEADER + "1,Ali,Hassan,,31/02/2018,29/02/71,\n2,Aslam,Hassan,,01/01/2090,29/02/72,\n", MAP)
    assert str(desk.known["X-1"]["episode.interviewer_note"]).splitlines() == ["[Date] 31/02/2018", "[Born] 29/02/71"]
    assert desk.known["X-2"]["person.birth"] == "1972-02-29"
    assert desk.known["X-2"]["episode.registered_on!"] == "NV"


def test_invisible_marks_and_nul_never_reach_a_record(bring_in: BringIn, desk: MemoryDesk) -> None:
    bring_in(HEADER + "1,A\u202eli\x00,Has\u200bsan,,,,\u2066x\u2069\n", MAP)
    assert desk.only()["person.name_latin"] == "Ali"
    assert desk.only()["person.father_name_latin"] == "Hassan"
    assert desk.only()["episode.interviewer_note"] == "[Remark] x"


@dataclass
class FullDisk(MemoryDesk):
    """Fails at a chosen registration, as a full disk does."""

    room: int = 250

    def register(self, person: Mapping[str, object], episode: Mapping[str, object], *, source: str) -> str:
        if len(self.known) == self.room:
            raise OSError("the disk is full")
        return super().register(person, episode, source=source)


def test_an_import_that_stops_half_way_leaves_a_report_and_goes_on_later(tmp_path: Path, catalogue: Catalogue) -> None:
    path, report, map_path = tmp_path / "register.csv", tmp_path / "report.csv", tmp_path / "map.toml"
    path.write_text(HEADER + "".join(f"{number},Ali,Hassan,123,,,\n" for number in range(1, 301)), "utf-8")
    map_path.write_text(MAP, "utf-8")
    desk = FullDisk()
    with pytest.raises(OSError, match="full"):
        import_file(path, desk, catalogue, today=TODAY, map_path=map_path, report=report)
    assert len(report.read_text("utf-8-sig").splitlines()) > 250
    desk.room = 1000
    summary = import_file(path, desk, catalogue, today=TODAY, map_path=map_path, report=report)
    assert (summary.already_there, summary.registered_with_notes) == (250, 50)
