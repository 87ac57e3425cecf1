"""Head office knows what the people of a desk are, by the desk's own signed word, and asks it of what only some may do."""

import base64
from dataclasses import replace

import msgspec
import pytest
import sqlalchemy as sa

from desktop_client.services import referring, transferring
from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.desk import account
from desktop_client.sync import staff
from shared_models.catalogue import Problem, sentence
from shared_models.protocol.desk_people import DeskPeople, DeskPerson, state
from shared_models.security import signing
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.desk_people import desk_person
from sync_server.storage.tables.intake import change_log
from sync_server.subjects import desk_people
from sync_server.subjects.desk_page import read_desk
from sync_server.subjects.people import Reader, read_person
from tests.networks import LOGIN, TrialDesk, TrialNetwork

NOW_MS = 1_800_000_000_000


def is_at_the_desk(desk: TrialDesk, role: str) -> None:
    """What the desk says of the person who works there."""
    with writing_desk(desk.desk.engine) as connection:
        connection.execute(account.update().where(account.c.login == LOGIN).values(role=role))


def act_as(desk: TrialDesk, role: str) -> None:
    """What a program that does not ask the table lets that person do."""
    desk.desk = replace(desk.desk, person=replace(desk.desk.person, role=role))


def give_away(desk: TrialDesk, person: str) -> None:
    act_as(desk, "SUPV")
    transferring.transfer(desk.desk, person, "KHI", "Lives in Karachi now")


def last_outcome(desk: TrialDesk) -> tuple[str, dict[str, object]]:
    column = journal.change.c
    with reading_desk(desk.desk.engine) as connection:
        row = connection.execute(sa.select(column.outcome, column.reason).order_by(column.number.desc())).first()
    assert row is not None
    return row.outcome, msgspec.json.decode(row.reason or "{}")


def test_the_people_of_a_desk_are_told_once_and_again_when_they_change(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    desk.sync()
    (told,) = any_net.rows(sa.select(desk_person).where(desk_person.c.login == LOGIN))
    assert (told.device, told.login, told.role, told.until) == (desk.desk.identity.device, LOGIN, "supervisor", None)
    assert told.key
    with reading_desk(desk.desk.engine) as connection:
        assert staff.statement(connection, desk.clock()) == ""
    is_at_the_desk(desk, "caseworker")
    desk.sync()
    of_asma = sa.select(desk_person.c.role, desk_person.c.until).where(desk_person.c.login == LOGIN)
    rows = any_net.rows(of_asma.order_by(desk_person.c.role))
    assert [(row.role, row.until is None) for row in rows] == [("caseworker", True), ("supervisor", False)]
    with writing_desk(desk.desk.engine) as connection:  # removed: no way in is left
        settings.put(connection, f"{settings.SLOT_PUBLIC}.{LOGIN}", "")
        connection.execute(
            account.insert(), {"login": "sana", "name": "", "role": "clerk", "signing_key": "00", "added_at": 1}
        )
        settings.put(connection, f"{settings.SLOT_PUBLIC}.sana", "00")
    desk.sync()
    with reading(any_net.trial.head_office.engine) as connection:
        page = read_desk(connection, any_net.trial.head_office, desk.desk.identity.device)
    assert {(one.login, one.role, one.until is None) for one in page.people if one.login != "safe"} == {
        ("sana", "CLERK", True), (LOGIN, "SUPV", False), (LOGIN, "CASEW", False),
    }  # fmt: skip


def test_only_who_is_a_supervisor_there_gives_a_person_away(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    is_at_the_desk(desk, "clerk")
    person = desk.register("Amina Bibi").person
    desk.sync()
    give_away(desk, person)
    desk.sync()
    outcome, reason = last_outcome(desk)
    assert (outcome, reason["path"]) == ("refused", "person.$office")
    said = Problem(str(reason["code"]), str(reason["path"]), reason["params"])  # type: ignore[arg-type]
    assert "office supervisor" in sentence(said, "en")
    assert any_net.picture("KHI") == {}
    is_at_the_desk(desk, "supervisor")
    give_away(desk, person)
    desk.sync()
    assert last_outcome(desk) == ("kept", {"office": "KHI"})
    assert person in any_net.picture("KHI")


@pytest.mark.parametrize(("role", "outcome"), [("clerk", "refused"), ("caseworker", "accepted")])
def test_a_referral_is_asked_in_the_same_way(net: TrialNetwork, role: str, outcome: str) -> None:
    desk = net.desk()
    is_at_the_desk(desk, role)
    person = desk.register("Amina Bibi").person
    act_as(desk, "CASEW")
    referring.refer(desk.desk, person, "KHI", "TRAINING")
    desk.sync()
    assert last_outcome(desk)[0] == outcome
    assert (person in net.picture("KHI")) == (outcome == "accepted")


def test_a_desk_that_sends_no_list_goes_on_and_head_office_says_that_it_does_not_know(
    any_net: TrialNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = any_net.desk()
    monkeypatch.setattr(staff, "statement", lambda _connection, _at: "")
    person = desk.register("Amina Bibi").person
    give_away(desk, person)
    desk.sync()
    assert last_outcome(desk) == ("kept", {"office": "KHI"})
    assert person in any_net.picture("KHI")
    (kept,) = any_net.rows(sa.select(change_log.c.reason).where(change_log.c.reason.is_not(None)))
    assert msgspec.json.decode(kept.reason) == {"role": "unknown"}
    office = any_net.trial.head_office
    with reading(office.engine) as connection:
        page = read_person(connection, office, Reader("HO_REV", "en"), person)
        assert read_desk(connection, office, desk.desk.identity.device).people_told_at is None
    assert [(one.office, one.author, one.role_unknown) for one in page.moves] == [("KHI", LOGIN, True)]


def test_a_list_that_the_desk_did_not_sign_is_not_believed_and_an_old_stick_brings_none_back(net: TrialNetwork) -> None:
    desk, office = net.desk(), net.trial.head_office
    desk.sync()
    device = net.device(desk)
    forged = state(
        signing.new_signing_key(), DeskPeople(1, device.id, NOW_MS, [DeskPerson("eve", "supervisor", "00", 1)])
    )
    late = state(desk.desk.identity.key, DeskPeople(1, device.id, 1, [DeskPerson("eve", "supervisor", "00", 1)]))
    torn = base64.b64encode(base64.b64decode(late)[:-3]).decode()
    with writing(office.engine) as connection:
        names = {
            desk_people.learn(connection, office, device, said, by_line=by_line)
            for said, by_line in ((forged, True), (torn, True), ("???", True), (late, False))
        }
    assert len(names) == 1
    assert [row.login for row in net.rows(sa.select(desk_person.c.login))] == [LOGIN, "safe"]
    with reading(office.engine) as connection:
        assert [one.action for one in audit_lines(connection)].count("people.not_believed") == 3
