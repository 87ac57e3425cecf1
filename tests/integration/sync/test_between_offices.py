"""A person moves to another office: whole on arrival, marked and still where it was, and nothing typed meanwhile is lost."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from desktop_client.services import intake, transferring
from desktop_client.storage import moved
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.tables import journal
from shared_models.catalogue import ProblemError
from sync_server.storage.engine import writing
from sync_server.storage.tables.people import record
from sync_server.subjects.people import Transfer, transfer_person
from tests.networks import TrialDesk, TrialNetwork, assert_settled


def transfer(desk: TrialDesk, person: str, office: str) -> None:
    desk.desk = replace(desk.desk, person=replace(desk.desk.person, role="SUPV"))
    transferring.transfer(desk.desk, person, office, "Lives in Karachi now")
    desk.desk = replace(desk.desk, person=replace(desk.desk.person, role="CLERK"))


def decide(net: TrialNetwork, person: str, shown: str, office: str) -> None:
    head_office = net.trial.head_office
    with writing(head_office.engine) as connection:
        transfer_person(connection, head_office, Transfer(person, shown, office, "Lives there now"), "noor")


def place(desk: TrialDesk, *records: str) -> set[str]:
    with reading_desk(desk.desk.engine) as connection:
        return {one.office for one in moved.among(connection, records).values()}


def outcomes(desk: TrialDesk) -> list[str]:
    with reading_desk(desk.desk.engine) as connection:
        return list(connection.execute(sa.select(journal.change.c.outcome).order_by(journal.change.c.number)).scalars())


def test_a_person_arrives_whole_and_is_marked_where_it_was(any_net: TrialNetwork) -> None:
    first, second, there = any_net.desk(), any_net.desk(), any_net.desk("KHI")
    made, stays = first.register("Amina Bibi"), first.register("Stays Here")
    first.amend(made.person, father_name_latin="Ghulam Rasool")
    for one in (first, second, there):
        one.sync()
    transfer(second, made.person, "KHI")
    for one in (second, first, there):
        one.sync()
    assert_settled(any_net, there, office="KHI")
    assert there.values(made.person)["person.father_name_latin"] == "Ghulam Rasool"
    assert there.values(made.episode)["episode.person"] == made.person
    for one in (first, second):
        assert place(one, made.person, made.episode) == {"KHI"}
        assert place(one, stays.person) == set()
        assert one.values(made.person)["person.name_latin"] == "Amina Bibi"
        with pytest.raises(ProblemError, match=r"record\.moved"):
            one.amend(made.person, father_name_latin="Another")
    there.amend(made.person, father_name_latin="Ghulam Rasool Khan")
    for one in (there, first):
        one.sync()
    assert first.values(made.person)["person.father_name_latin"] == "Ghulam Rasool"


def test_what_was_typed_before_the_notice_came_is_kept_and_says_nothing_of_the_other_office(
    any_net: TrialNetwork,
) -> None:
    desk, there = any_net.desk(), any_net.desk("KHI")
    made = desk.register("Amina Bibi")
    desk.sync()
    decide(any_net, made.person, "LHE", "KHI")
    there.sync()
    there.amend(made.person, father_name_latin="Ghulam Rasool")
    there.sync()
    desk.amend(made.person, father_name_latin="Another")
    desk.sync()
    assert outcomes(desk) == ["accepted", "accepted", "kept"]
    assert set(any_net.log().values()) == {"accepted", "conflict"}
    there.sync()
    assert there.conflicts(made.person)["person.father_name_latin"] == ["Ghulam Rasool", "Another"]
    assert "Ghulam" not in str(desk.picture())


def test_a_person_that_comes_back_is_alive_again(any_net: TrialNetwork) -> None:
    desk, there = any_net.desk(), any_net.desk("KHI")
    made = desk.register("Amina Bibi")
    desk.sync()
    decide(any_net, made.person, "LHE", "KHI")
    desk.sync()
    there.sync()
    there.amend(made.person, father_name_latin="Ghulam Rasool")
    transfer(there, made.person, "LHE")
    there.sync()
    assert_settled(any_net, desk)
    assert place(desk, made.person, made.episode) == set()
    assert desk.values(made.person)["person.father_name_latin"] == "Ghulam Rasool"
    assert desk.amend(made.person, father_name_latin="Ghulam Rasool Khan") == 1
    assert place(there, made.person, made.episode) == {"LHE"}


def test_a_desk_that_slept_through_both_ways_loses_nothing(any_net: TrialNetwork) -> None:
    desk, there, late = any_net.desk(), any_net.desk("KHI"), any_net.desk()
    made = desk.register("Amina Bibi")
    desk.sync()
    late.sync()
    decide(any_net, made.person, "LHE", "KHI")
    there.sync()
    there.amend(made.person, father_name_latin="Ghulam Rasool")
    there.sync()
    decide(any_net, made.person, "KHI", "LHE")
    assert_settled(any_net, desk, late)
    there.sync()
    assert place(late, made.person) == set()
    assert place(there, made.person) == {"LHE"}


def test_only_the_supervisor_gives_a_person_away_and_says_why(net: TrialNetwork) -> None:
    desk = net.desk()
    made = desk.register("Amina Bibi")
    with pytest.raises(ProblemError, match=r"access\.may_not_write"):
        transferring.transfer(desk.desk, made.person, "KHI", "Lives in Karachi now")
    with pytest.raises(ProblemError, match=r"field\.unknown"):
        intake.amend(desk.desk, made.person, {"person.$office": "KHI"})
    desk.desk = replace(desk.desk, person=replace(desk.desk.person, role="SUPV"))
    with pytest.raises(ProblemError, match=r"access\.reason_needed"):
        transferring.transfer(desk.desk, made.person, "KHI", "")
    with pytest.raises(ProblemError, match=r"record\.office_unknown"):
        transferring.transfer(desk.desk, made.person, "LHE", "Lives here")


def test_a_page_can_hold_many_moves_a_few_at_a_time(net: TrialNetwork) -> None:
    desk, there = net.desk(), net.desk("KHI")
    people = [desk.register("Amina " + chr(97 + number % 26) * 3).person for number in range(130)]
    desk.sync()
    for person in people:
        decide(net, person, "LHE", "KHI")
    assert_settled(net, there, office="KHI")
    assert all(there.values(person) for person in people)
    desk.sync()
    assert place(desk, *people) == {"KHI"}
    assert not net.rows(sa.select(record.c.id).where(record.c.office == "LHE"))
