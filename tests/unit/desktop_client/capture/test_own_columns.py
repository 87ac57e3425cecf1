"""Sheets in the program's own words: the template, its labels in both languages, and lines that an export wrote."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from desktop_client.capture.template_layout import flat_columns
from shared_models.catalogue import Catalogue, ProblemError
from tests.unit.desktop_client.capture.memory_desk import BringIn, MemoryDesk, ReportLines


def test_a_flat_sheet_with_positions_is_brought_in_without_a_map(
    tmp_path: Path, catalogue: Catalogue, bring_in: BringIn, desk: MemoryDesk
) -> None:
    row = {
        "person.legacy_ref": "OLD-7", "person.name_urdu": "عائشہ بی بی", "person.father_name_latin": "Din Muhammad",
        "person.gender": "عورت", "person.birth": "24-03-1985", "person.documents.1.type": "CNIC",
        "person.documents.1.number": "01234-5678901-2", "person.documents.2.type": "passport",
        "person.documents.2.number": "AB1234567", "person.phones.1.number": "0300 1234567",
        "person.address_permanent.district": "Lyallpur", "episode.trips.1.country": "KSA",
        "episode.return_date": "03-2024", "episode.needs": "a job in Pakistan; treatment", "episode.return_type": "DEP",
        "episode.plan": "does not know",
    }  # fmt: skip
    path = tmp_path / "filled.xlsx"
    columns = [column.path for column in flat_columns(catalogue)]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("registrations")
        for place, name in enumerate(columns):
            sheet.write_string(2, place, name)
            sheet.write_string(3, place, row.get(name, ""))
    summary = bring_in(path)
    assert (summary.rows, summary.registered) == (1, 1)
    values = desk.known["OLD-7"]
    assert values["person.birth"] == "1985-03-24"
    assert values["person.gender"] == "F"
    assert values["person.documents.1.number"] == "0123456789012"
    assert values["person.documents.2.number"] == "AB1234567"
    assert values["person.address_permanent.province"] == "PK-PB"
    assert values["episode.return_date"] == "2024-03"
    assert (values["episode.needs.N01"], values["episode.needs.N14"]) == (1, 2)
    assert values["episode.plan!"] == "DK"
    assert values["episode.consent_method"] == "LEGACY_PAPER"
    assert bring_in(path).already_there == 1


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_labels_are_understood_as_column_names(
    bring_in: BringIn, desk: MemoryDesk, catalogue: Catalogue, lang: str
) -> None:
    paths = ("person.name_latin", "person.gender", "episode.return_date")
    header = ",".join(f'"{catalogue.fields[path].label(lang)}"' for path in paths)
    bring_in(f"A title\n{header}\nAli,M,2024\n")
    assert (desk.only()["person.gender"], desk.only()["episode.return_date"]) == ("M", "2024")
    assert desk.only()["person.legacy_ref"] == "register-register-3"


def test_a_sheet_without_any_known_column_needs_a_map(bring_in: BringIn) -> None:
    with pytest.raises(ProblemError) as refused:
        bring_in("a,b\n1,2\n")
    assert refused.value.problem.code == "importing.no_known_columns"


def _lines(*entries: object) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def test_what_an_export_wrote_is_read_back(bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines) -> None:
    person = {
        "person.name_latin": "Ali", "person.documents.K7QAB3.type": "CNIC", "person.documents.K7QAB3.number": "0123456789013",
        "person.documents.K7QAB9.type": "PASSPORT", "person.documents.K7QAB9.number": "AB1234567", "person.gender": "M",
    }  # fmt: skip
    episode = {
        "episode.person": "p1", "episode.needs.N14": 2, "episode.needs.N01": 1, "episode.c_register": True,
        "episode.registration_no": "LHE-26-K7Q-00042-C", "episode.return_reasons.R11": True, "episode.new_field": 5,
        "episode.interviewer_note": "first line\nsecond", "episode.return_date": "2024-03",
        "episode.return_date!": "NV", "person.phones!": "NA",
    }  # fmt: skip
    text = _lines(
        {"id": "p1", "kind": "person", "legacy_ref": "OLD-1", "fields": person},
        {"id": "e1", "kind": "episode", "legacy_ref": None, "fields": episode},
        {"id": "p2", "kind": "person", "legacy_ref": None, "fields": {"person.name_urdu": "علی"}},
        {"id": "p3", "kind": "person", "fields": {"person.gender": "M"}},
    )
    summary = bring_in(text, suffix=".jsonl")
    assert (summary.rows, summary.refused) == (3, 1)
    values = desk.known["OLD-1"]
    assert values["person.documents.1.number"] == "0123456789013"
    assert values["person.documents.2.number"] == "AB1234567"
    assert (values["episode.needs.N01"], values["episode.needs.N14"]) == (1, 2)
    assert not {"episode.c_register", "episode.return_date!"} & values.keys()
    assert values["person.phones!"] == "NA"
    assert values["episode.interviewer_note"] == "first line\nsecond\n[episode.new_field] 5"
    assert desk.known["p2"]["person.name_urdu"] == "علی"
    assert bring_in(text, suffix=".jsonl").already_there == 2


def test_flat_lines_are_registered_and_wrong_values_kept(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    text = _lines(
        {"person.name_latin": "Ali", "person.gender": "Q", "person.documents.1.number": 123, "legacy_ref": "F-1"}
    )
    bring_in(text, suffix=".jsonl")
    values = desk.known["F-1"]
    assert values["person.gender!"] == "NV"
    assert str(values["episode.interviewer_note"]).splitlines() == [
        "[person.gender] Q",
        "[person.documents.1.number] 123",
    ]
    assert [line["rule"] for line in report_lines()] == ["not_allowed", "not_allowed"]


def test_lines_bring_no_permission_and_records_that_are_no_registrations_are_skipped(
    bring_in: BringIn, desk: MemoryDesk, report_lines: ReportLines
) -> None:
    fields = {
        "episode.person": "p1", "episode.c_register": True, "episode.c_share_intl": True, "episode.witness_name": "Din",
        "sealed.fia_case": "FIR", "person.photo": "0" * 64, "person.$void": "twice", "episode.vulnerability.V14": True,
    }  # fmt: skip
    text = _lines(
        {"id": "p1", "kind": "person", "state": "QUICK", "fields": {"person.name_latin": "Ali"}},
        {"id": "e1", "kind": "episode", "state": "QUICK", "fields": fields},
        {"id": "a1", "kind": "attachment", "state": "", "fields": {"attachment.kind": "PHOTO"}},
        {"id": "p2", "kind": "person", "state": "VOID", "fields": {"person.name_latin": "Twice"}},
        {"id": "e2", "kind": "episode", "state": "QUICK", "fields": {"episode.person": "p2"}},
    )
    summary = bring_in(text, suffix=".jsonl")
    assert (summary.rows, summary.registered, summary.skipped, summary.refused) == (3, 1, 2, 0)
    stored = {path for path in desk.only() if not path.endswith("!")}
    assert stored == {
        "person.name_latin", "person.legacy_ref", "episode.consent_method", "episode.tasks.1.kind", "source",
    }  # fmt: skip
    told = {line["column"]: line["rule"] for line in report_lines() if line["rule"] != "skipped"}
    assert told.pop("episode.vulnerability") == "only_sealed"
    assert set(told) == {*fields} - {"episode.person", "episode.vulnerability.V14"}
    assert set(told.values()) == {"left_out_by_file"}


def test_positions_of_an_export_stay_in_whatever_order_its_lines_name_them(bring_in: BringIn, desk: MemoryDesk) -> None:
    fields = {"person.name_latin": "Ali", "person.phones.2.number": "+923001234567", "person.phones.1.owner": "SPOUSE"}
    bring_in(_lines({"id": "p1", "kind": "person", "fields": fields}), suffix=".jsonl")
    assert (desk.only()["person.phones.1.owner"], desk.only()["person.phones.2.number"]) == ("SPOUSE", "+923001234567")
