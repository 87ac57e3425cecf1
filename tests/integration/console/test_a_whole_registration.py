"""A registration in which every section says something: what each reader finds, what is shown for a reason, what leaves."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from shared_models.catalogue import load_catalogue
from sync_server.cli.export import _write
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading
from sync_server.subjects.exports import record_rows
from sync_server.subjects.people import Reader, RecordPage, list_answers, read_person, search_people
from sync_server.web.console.sample_network import fill_whole
from tests.consoles import AS_PAGE, TrialConsole, make_console

REVIEWER, AUDITOR, ADMINISTRATOR = (Reader(role, "en") for role in ("HO_REV", "AUDIT", "HO_SYNC"))
NAME = "Rashid Ali Bhatti"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialConsole]:
    made = make_console(tmp_path_factory.mktemp("console") / "head-office", fill=fill_whole)
    yield made
    made.trial.head_office.close()


def _read(console: TrialConsole, reader: Reader) -> RecordPage:
    office = console.trial.head_office
    with reading(office.engine) as connection:
        return read_person(connection, office, reader, console.network.people[NAME])


def _every_field(console: TrialConsole) -> Reader:
    return replace(REVIEWER, opened=frozenset(load_catalogue().fields))


def test_sections_stand_in_the_order_people_are_asked_rows_are_counted_and_silence_is_one_line(
    console: TrialConsole,
) -> None:
    person, episode = _read(console, _every_field(console)).parts
    asked = [section.path for section in load_catalogue().sections.values()]
    for part in (person, episode):
        paths = [section.path for section in part.sections]
        assert paths == sorted(paths, key=asked.index)
    sections = {section.path: section for section in (*person.sections, *episode.sections)}
    assert [(row.number, row.title) for row in sections["person.documents"].rows] == [
        (1, "identity card (CNIC)"),
        (2, "passport"),
    ]
    assert sections["episode.members"].is_table
    assert not sections["episode.trips"].is_table, "a trip says too much for one line"
    assert "From old registers" in person.silent
    assert person.hidden == ()


def test_sets_reasons_and_what_was_worked_out_are_said_in_words(console: TrialConsole) -> None:
    facts = {fact.path: fact for part in _read(console, _every_field(console)).parts for fact in part.every_fact()}
    assert facts["person.digital"].value.text == "internet, smartphone"
    assert len(facts["person.digital"].history) == 1, "codes that came together are one answer"
    needs = facts["episode.needs"]
    assert needs.value.ranked
    assert needs.value.text.startswith("a job in Pakistan")
    assert facts["person.email"].value.text == "does not apply"
    assert (facts["episode.distress_score"].value.text, facts["episode.distress_score"].worked_out) == ("3", True)
    assert facts["episode.debt_total"].value.text == "PKR 210,000.00"


def test_a_section_is_shown_for_one_reason_with_an_audit_line_for_each_field(console: TrialConsole) -> None:
    client, name = console.client("reviewer"), console.network.people[NAME]
    page = client.get(f"/records/{name}", headers=AS_PAGE).text
    assert "Gulf Steel Works" not in page
    money = next(s for part in _read(console, REVIEWER).parts for s in part.sections if s.path == "episode.money")
    assert (money.facts, bool(money.asks)) == ((), True)
    asked = {"path": "episode.trips", "reason": "the employer is asked for"}
    shown = client.post(f"/records/{name}/reveal", data=asked, headers=AS_PAGE).text
    assert "Gulf Steel Works" in shown
    assert "PKR 210,000.00" not in shown, "nothing but that section"
    refused = client.post(f"/records/{name}/reveal", data={**asked, "reason": "."}, headers=AS_PAGE)
    assert refused.status_code == 400
    assert "at least 3 letters" in refused.text
    assert "Gulf Steel Works" not in refused.text
    with reading(console.trial.head_office.engine) as connection:
        lines = [line for line in audit_lines(connection, name) if line.action == "record.revealed"]
    assert {line.detail["reason"] for line in lines} == {asked["reason"]}
    paths = {str(line.detail["path"]) for line in lines}
    assert {"episode.trips.employer_name", "episode.trips.monthly_wage"} <= paths
    assert "episode.trips.country" not in paths, "what is read anyway was not asked for"


def test_what_is_not_for_a_role_is_named_with_who_reads_it(console: TrialConsole) -> None:
    hidden = {part.kind: part for part in _read(console, AUDITOR).parts}["episode"]
    assert {"Money and business", "Health and daily life", "Time abroad"} <= set(hidden.hidden)
    assert "case worker" in hidden.who
    assert "Time abroad" not in hidden.silent
    for role in ("auditor", "administrator"):
        page = console.client(role).get(f"/records/{console.network.people[NAME]}", headers=AS_PAGE).text
        assert "Not for your role:" in page
        assert "Gulf Steel Works" not in page
        assert "seal" not in page.lower(), "nothing tells that sealed entries exist"


def test_which_need_two_desks_ranked_differently_is_told_after_the_reason(console: TrialConsole) -> None:
    client, office = console.client("reviewer"), console.trial.head_office
    with reading(office.engine) as connection:
        lines, _more = list_answers(connection, office, REVIEWER)
    (need,) = [line for line in lines if line.of_member]
    (paper,) = [line for line in lines if line.of_row]
    masked = client.get(f"/answers/{need.id}", headers=AS_PAGE).text
    assert "business" not in masked
    assert 'type="radio"' not in masked
    shown = client.post(f"/answers/{need.id}/reveal", data={"reason": "to decide"}, headers=AS_PAGE).text
    assert "start a business" in shown
    assert [re.sub("<.*?>", "", one) for one in re.findall('<span class="value">(.*?)</span>', shown)] == [
        "first",
        "fourth",
    ]
    assert paper.of_row == "Papers 2 · passport"
    assert "AB1234567" in client.get(f"/answers/{paper.id}", headers=AS_PAGE).text


@pytest.mark.parametrize("typed", ["sheda", "AB1234567", "4567", "0333 4455668", "barkat"])
def test_people_are_found_by_every_promoted_field_in_rows_too(console: TrialConsole, typed: str) -> None:
    office = console.trial.head_office
    with reading(office.engine) as connection:
        found = search_people(connection, office, REVIEWER, typed)
        nobody = search_people(connection, office, ADMINISTRATOR, typed)
    assert console.network.people[NAME] in [line.id for line in found.lines]
    assert nobody.lines == ()


def test_a_sheet_has_the_same_columns_whoever_answered_what_and_one_cell_for_a_set(
    console: TrialConsole, tmp_path: Path
) -> None:
    office = console.trial.head_office
    for form in ("csv", "xlsx"):
        with reading(office.engine) as connection:
            _write(tmp_path / f"records.{form}", form, partial(record_rows, connection, office))
    with (tmp_path / "records.csv").open(encoding="utf-8-sig") as stream:
        lines = list(csv.DictReader(stream))
    names = list(lines[0])
    (episode,) = [line for line in lines if line["episode.trips.1.employer_name"]]
    assert episode["episode.needs"] == "N01; N06; N03"
    assert episode["episode.trips.1.financed_by"] == "JEWELLERY; LOAN"
    assert episode["episode.trips.1.monthly_wage"] == "SAR 2800.00"
    assert episode["episode.distress_score"] == "3"
    assert {"person.withdrawals.1.scope", "episode.tasks.1.kind"} <= set(names), "nobody answered these"
    assert (
        names.index("episode.trips.1.city") < names.index("episode.trips.2.city") < names.index("episode.trips_total")
    )
    assert not [name for name in names if name.startswith("sealed.")]
    book = CalamineWorkbook.from_path(str(tmp_path / "records.xlsx"))
    header, *rows = book.get_sheet_by_name("export").to_python()
    assert header == names
    assert 7.0 in [row[header.index("episode.hh_size")] for row in rows]
    assert ["Trades and skills" in row for row in book.get_sheet_by_name("columns").to_python()].count(True) >= 4
