"""The template: every question a file may answer, filled in by people, comes back as it was meant."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from desktop_client.capture.admission import may_come_from_a_file
from desktop_client.capture.template import write_template
from desktop_client.capture.template_layout import flat_columns, template_sheets
from desktop_client.capture.template_texts import allowed, choices_of, example
from desktop_client.services.importing import SOURCE
from shared_models.catalogue import Catalogue, ProblemError, parse_value
from tests.unit.desktop_client.capture.filled_template import PATH_ROW, answer, cell, fill, leaves, write_flat
from tests.unit.desktop_client.capture.memory_desk import BringIn, MemoryDesk, ReportLines

ROWS = 3


def importable(catalogue: Catalogue) -> set[str]:
    return {
        path
        for path, field in catalogue.fields.items()
        if field.kind_of_record in {"person", "episode"} and may_come_from_a_file(path, catalogue)
    }


def everything(catalogue: Catalogue) -> dict[str, object]:
    """An answer to every question a file may bring, three rows in every section."""
    values: dict[str, object] = {}
    for path in sorted(importable(catalogue)):
        field = catalogue.fields[path]
        for row in range(ROWS) if field.repeated else [0]:
            values |= leaves(field, answer(field, row, catalogue), row + 1 if field.repeated else 0)
    return values


def nothing_but_reasons(catalogue: Catalogue) -> dict[str, object]:
    """A name, and for every other question the reason why there is no answer."""
    values: dict[str, object] = {"person.name_urdu": "عائشہ بی بی"}
    for path in importable(catalogue):
        field = catalogue.fields[path]
        if field.missing_reasons and not field.repeated and path != "person.name_urdu":
            values[path + "!"] = field.missing_reasons[-1]
    for section in catalogue.sections.values():
        if section.repeated and section.missing_reasons and section.kind_of_record in {"person", "episode"}:
            values[section.path + "!"] = section.missing_reasons[0]
    return values


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path, catalogue)
    return path


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_a_full_registration_written_in_words_comes_back_equal_field_by_field(
    template: Path, tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk, lang: str,
    report_lines: ReportLines,
) -> None:  # fmt: skip
    wanted = [everything(catalogue), nothing_but_reasons(catalogue)]
    fill(template, tmp_path / "list.xlsx", wanted, catalogue, lang)
    summary = bring_in(tmp_path / "list.xlsx")
    assert (summary.rows, summary.refused) == (2, 0)
    assert report_lines() == []
    for number, values in enumerate(wanted, 1):
        known = desk.known[f"list-{number}"]
        assert {path: known.get(path) for path in values} == values
        # What was not in the file is what no file brings, and the usual answers that a form would show.
        assert {path.split(".")[1] for path in set(known) - set(values) - {SOURCE}} <= {
            "consent_method", "tasks", "legacy_ref", "nationality", "channel", "respondent", "country", "address_permanent",
        }  # fmt: skip
    assert bring_in(tmp_path / "list.xlsx").already_there == 2


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_the_flat_sheet_and_lines_of_a_program_bring_the_same_registration(
    tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk, lang: str
) -> None:
    wanted = {path: value for path, value in everything(catalogue).items() if ".3." not in path}
    paths = [column.path for column in flat_columns(catalogue)]
    cells = ["F-1", *(cell(path, 0, wanted, catalogue, lang) for path in paths[1:])]
    write_flat(tmp_path / "flat.csv", paths, [cells])
    bring_in(tmp_path / "flat.csv")
    assert {path: desk.known["F-1"].get(path) for path in wanted} == wanted


def test_a_map_can_fill_every_field(tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk) -> None:
    wanted = {path: value for path, value in everything(catalogue).items() if ".3." not in path}
    columns = [column for column in flat_columns(catalogue) if column.field and column.path != "person.legacy_ref"]
    map_text = 'about = "all"\nlegacy_ref = "{nr}"\nlegacy_ref_else = ["{file}-{row}"]\n[[column]]\nheader = "nr"\n'
    for number, column in enumerate(columns):
        split = 'split = [";"]' if column.field and column.field.kind == "codes" else ""
        map_text += f'[[column]]\nheader = "{number}"\nto = ["{column.path}"]\nditto = false\n{split}\n'
    cells = [cell(column.path, 0, wanted, catalogue, "ur") for column in columns]
    header = ["nr", *map(str, range(len(columns)))]
    write_flat(tmp_path / "any.csv", header, [["M-1", *cells], ["", "Aslam"]])
    bring_in(tmp_path / "any.csv", map_text)
    assert {path: desk.known["M-1"].get(path) for path in wanted} == wanted
    assert set(desk.known) == {"M-1", "any-4"}  # the first row has a note of two lines


@pytest.mark.parametrize("path", ["sealed.fia_case", "person.photo", "episode.disability", "attachment.kind"])
def test_a_map_that_fills_what_no_file_can_is_refused_by_name(bring_in: BringIn, path: str) -> None:
    map_text = (
        f'about = "x"\nlegacy_ref = "{{a}}"\n[[column]]\nheader = "a"\n[[column]]\nheader = "b"\nto = ["{path}"]\n'
    )
    with pytest.raises(ProblemError) as refused:
        bring_in("a,b\n1,2\n", map_text)
    assert refused.value.problem.code == "importing.map_not_importable"
    assert refused.value.problem.params["line"] == "7"


def test_every_field_is_in_the_template_once_or_is_one_that_no_file_brings(
    template: Path, catalogue: Catalogue
) -> None:
    columns = [column for sheet in template_sheets(catalogue) for column in sheet.columns]
    in_rows = {column.path for sheet in template_sheets(catalogue) if sheet.rows for column in sheet.columns}
    plain = [column.path for column in columns if column.path not in in_rows | {"list.no", "list.name"}]
    assert len(plain) == len(set(plain))
    assert {catalogue.fields[path].path for path in importable(catalogue)} <= {
        column.field.path for column in columns if column.field
    }
    assert not {
        path for path in plain if path.startswith(("episode.c_", "episode.tasks", "person.withdrawals", "sealed."))
    }
    assert {"person.photo", "episode.disability", "episode.registration_no", "episode.guardian_name"}.isdisjoint(plain)


def test_the_heading_has_both_languages_an_example_and_the_names_the_program_reads_by(
    template: Path, catalogue: Catalogue
) -> None:
    grids, sheets = _grids(template), template_sheets(catalogue)
    assert all(len(name) <= 31 for name in grids)
    forms = list(grids.values())[1 : len(sheets) + 1]
    for grid, sheet in zip(forms, sheets, strict=True):
        assert grid[PATH_ROW] == [column.path for column in sheet.columns]
        for place, column in enumerate(sheet.columns):
            assert str(grid[1][place]).endswith(column.label.en)
            assert str(grid[2][place]).endswith(column.label.ur)
    assert str(forms[0][1][forms[0][PATH_ROW].index("person.gender")]).startswith("●")


def test_the_codes_stand_in_both_languages_without_those_of_a_private_conversation(
    template: Path, catalogue: Catalogue
) -> None:
    book = CalamineWorkbook.from_path(template)
    listed = {(str(row[0]), str(row[1])) for row in book.get_sheet_by_name(book.sheet_names[-2]).to_python()[1:]}
    assert {("COUNTRY", "SAU"), ("NEED", "N01"), ("MISSING_REASON", "DK"), ("VULN", "V01")} <= listed
    assert not {code for name, code in listed if name.startswith("SEALED") or code == "V14"}
    offers = {str(cell) for row in book.get_sheet_by_name("choices").to_python() for cell in row}
    assert "yes · ہاں" in offers


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_every_example_is_an_answer_of_its_column(catalogue: Catalogue, lang: str) -> None:
    for column in (column for sheet in template_sheets(catalogue) for column in sheet.columns):
        assert allowed(column, lang, catalogue)
        shown, field = example(column, lang, catalogue), column.field
        if not shown or field is None:
            continue
        codes = catalogue.codes_of(field)
        if codes is not None:
            assert all(codes.candidates(piece.strip()) for piece in shown.split(";")), column.path
        elif field.kind != "money" or lang == "en":
            parse_value(field, shown, catalogue, row={"type": "CNIC"})


def test_what_is_chosen_from_a_list_means_its_code(
    tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    columns = [
        column for column in flat_columns(catalogue) if choices_of(column, catalogue) and ".2." not in column.path
    ]
    plain = [one for one in columns if one.field and not one.field.repeated and one.field.kind == "code"]
    header = ["legacy_ref", "person.name_latin", *(column.path for column in plain)]
    row = ["C-1", "Ali", *(choices_of(column, catalogue)[0] for column in plain)]
    write_flat(tmp_path / "chosen.csv", header, [row])
    bring_in(tmp_path / "chosen.csv")
    for column in plain:
        assert column.field
        assert (
            desk.known["C-1"][column.path]
            == catalogue.lists[column.field.code_list].candidates(choices_of(column, catalogue)[0].split(" · ")[0])[0]
        )


def test_a_line_joins_the_row_it_agrees_with_and_is_another_row_where_it_differs(
    template: Path, tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk
) -> None:
    person = {
        "person.name_latin": "Ali",
        "person.documents.1.type": "CNIC",
        "person.documents.1.number": "0362012345671",
    }
    fill(template, tmp_path / "list.xlsx", [person], catalogue)
    grids = _grids(tmp_path / "list.xlsx")
    papers = next(name for name in grids if "Papers" in name)
    grids[papers][PATH_ROW + 1 :] = [
        _line(grids[papers][PATH_ROW], no="1", type="Passport", number="AB1234567"),
        _line(grids[papers][PATH_ROW], no="۱", number="03620-1234567-1", type="CNIC", issue_date="24-03-2015"),
    ]
    _write(tmp_path / "again.xlsx", grids)
    bring_in(tmp_path / "again.xlsx")
    values = desk.known["again-1"]
    assert values["person.documents.1.issue_date"] == "2015-03-24"
    assert (values["person.documents.2.type"], values["person.documents.2.number"]) == ("PASSPORT", "AB1234567")


def test_lines_of_nobody_and_numbers_given_twice_are_told(
    template: Path, tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    fill(template, tmp_path / "list.xlsx", [{"person.name_latin": "Ali"}, {"person.name_latin": "Aslam"}], catalogue)
    grids = _grids(tmp_path / "list.xlsx")
    quick = next(name for name in grids if "Quick" in name)
    grids[quick][PATH_ROW + 2][0] = "1"
    phones = next(name for name in grids if "Phones" in name)
    grids[phones].append(_line(grids[phones][PATH_ROW], no="7", number="0300 1234567"))
    grids[phones].append(_line(grids[phones][PATH_ROW], no="1", number="0300 7654321"))
    grids[phones].append(_line(grids[phones][PATH_ROW], no="2", number=""))
    _write(tmp_path / "again.xlsx", grids)
    summary = bring_in(tmp_path / "again.xlsx")
    assert (summary.rows, summary.registered, summary.refused) == (3, 2, 1)
    assert desk.known["again-1"]["person.phones.1.number"] == "+923007654321"
    assert "person.phones.1.number" not in desk.known["again-1-2"]
    assert [line["rule"] for line in report_lines()] == ["number_twice", "serial_repeated", "number_unknown"]


def test_more_rows_than_a_section_holds_stay_in_the_note(
    template: Path, tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    phones = {f"person.phones.{row}.number": f"+92300123456{row}" for row in range(1, 8)}
    fill(template, tmp_path / "list.xlsx", [{"person.name_latin": "Ali", **phones}], catalogue)
    bring_in(tmp_path / "list.xlsx")
    assert "person.phones.5.number" in desk.known["list-1"]
    assert "person.phones.6.number" not in desk.known["list-1"]
    assert "0300 1234567" in str(desk.known["list-1"]["episode.interviewer_note"])
    assert [line["rule"] for line in report_lines()] == ["too_many_rows", "too_many_rows"]


def test_a_template_that_cannot_be_written_says_so(tmp_path: Path, catalogue: Catalogue) -> None:
    for name in ("template.xlsx", "template.csv"):
        with pytest.raises(ProblemError) as refused:
            write_template(tmp_path / "nowhere" / name, catalogue)
        assert refused.value.problem.code == "importing.template_not_written"


def _grids(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: [list(row) for row in rows] for name, rows in sheets.items()}


def _line(paths: Sequence[object], **cells: str) -> list[object]:
    return [cells.get(str(path).rpartition(".")[2], "") for path in paths]


def _write(path: Path, grids: Mapping[str, Sequence[Sequence[object]]]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        for name, grid in grids.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(grid):
                sheet.write_row(line, 0, row)


def test_two_sheets_with_names_and_the_same_numbers_are_different_people(
    tmp_path: Path, bring_in: BringIn, desk: MemoryDesk
) -> None:
    header = ["Person no.", "person.name_latin", "person.gender"]
    grids = {"May": [header, ["1", "Ali", "M"]], "June": [header, ["1", "Amina", "F"]]}
    _write(tmp_path / "year.xlsx", grids)
    assert bring_in(tmp_path / "year.xlsx").registered == 2
    assert [desk.known[name]["person.name_latin"] for name in ("year-1", "year-1-2")] == ["Ali", "Amina"]
    assert bring_in(tmp_path / "year.xlsx").already_there == 2


def test_an_empty_template_has_nobody_and_needs_no_line_in_the_report(
    template: Path, bring_in: BringIn, report_lines: ReportLines
) -> None:
    summary = bring_in(template)
    assert (summary.rows, summary.refused) == (0, 0)
    assert report_lines() == []
