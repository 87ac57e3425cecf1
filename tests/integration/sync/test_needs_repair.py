"""A record whose state fails today's rules is kept and folded, not given on as good, and an ordinary change repairs it."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from msgspec.structs import replace as changed

from desktop_client.services import open_questions, transferring
from desktop_client.services import people as at_desk
from desktop_client.services.line import line_facts
from desktop_client.storage.engine import reading as reading_desk
from shared_models.catalogue import ProblemError
from shared_models.records.changes import ChangeId
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.people import record
from sync_server.subjects import network
from sync_server.subjects.came_back import CameBackPage, read_came_back
from sync_server.subjects.exports import record_rows
from sync_server.subjects.people import Transfer, transfer_person
from tests.networks import TrialDesk, TrialNetwork, assert_settled
from tests.signed_requests import message, people, post, reply_of, seal

PROVINCE, DISTRICT = "address_permanent.province", "address_permanent.district"


def _exported(net: TrialNetwork) -> set[str]:
    with reading(net.trial.head_office.engine) as connection:
        return {row["id"] for row in record_rows(connection, net.trial.head_office)}


def _page(net: TrialNetwork) -> CameBackPage:
    with reading(net.trial.head_office.engine) as connection:
        return read_came_back(connection, net.trial.head_office, "en")


def _asked(desk: TrialDesk) -> set[str]:
    return {one.person.id for one, _ in at_desk.came_back(desk.desk)}


def _published(net: TrialNetwork, name: str) -> bool:
    return bool(net.rows(sa.select(record.c.published).where(record.c.id == name))[0][0])


def test_two_answers_that_do_not_go_together_are_kept_not_given_on_and_repaired_by_a_correction(
    any_net: TrialNetwork,
) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = first.register("Amina")
    assert_settled(any_net, first, second)
    first.amend(made.person, **{DISTRICT: "PB-LHR"})
    second.amend(made.person, **{PROVINCE: "PK-SD"})
    first.sync()
    assert _published(any_net, made.person)
    assert second.sync().accepted == 1
    assert_settled(any_net, first, second)

    assert not _published(any_net, made.person)
    assert _exported(any_net) == {made.episode}
    (one,) = _page(any_net).to_repair
    assert (one.desk, one.person, one.since) == (any_net.device(second).code, made.person, any_net.trial.clock())
    assert "another province" in one.said[0]
    assert (_asked(first), _asked(second)) == (set(), {made.person})
    office = any_net.trial.head_office
    with writing(office.engine) as connection, pytest.raises(ProblemError, match=r"record\.repair_first"):
        transfer_person(connection, office, Transfer(made.person, "LHE", "KHI", "Lives there now"), "noor")
    supervisor = replace(second.desk, person=replace(second.desk.person, role="SUPV"))
    with pytest.raises(ProblemError, match=r"record\.repair_first"):
        transferring.transfer(supervisor, made.person, "KHI", "Lives there now")
    (told,) = line_facts(second.desk).came_back
    assert "another province" in told.question_en
    assert second.status().refused == 0

    second.amend(made.person, **{PROVINCE: "PK-PB"})
    assert _asked(second) == set()
    assert_settled(any_net, first, second)
    assert _page(any_net).nothing
    assert _exported(any_net) == {made.person, made.episode}


def test_whoever_writes_last_into_a_record_to_repair_is_asked(any_net: TrialNetwork) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = first.register("Amina", {f"person.{DISTRICT}": "PB-LHR"})
    assert_settled(any_net, first, second)
    (change,) = people(first.desk, 1)
    wrong = {f"person.{PROVINCE}": "PK-SD"}
    elsewhere = ChangeId(change.id.device, "0d" * 8, 1)  # at a desk that knows other rules
    edit = changed(change, id=elsewhere, record=made.person, action="edit", set=wrong)
    reply_of(post(any_net.server.url, first.desk, message(seal(first.desk, [edit]).raw)))
    since = _page(any_net).to_repair[0].since
    any_net.trial.clock.now += 1_000
    second.sync()
    second.amend(made.person, father_name_latin="Bashir")
    second.sync()
    (one,) = _page(any_net).to_repair
    assert (one.desk, one.since) == (any_net.device(second).code, since)
    assert _asked(second) == {made.person}
    second.amend(made.person, **{PROVINCE: "PK-PB"})
    second.sync()
    assert _page(any_net).nothing


def test_what_waits_is_told_at_the_desk_and_in_the_console_with_its_age(any_net: TrialNetwork) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = first.register("Amina")
    first.sync()
    second.sync()
    with writing(any_net.trial.head_office.engine) as connection:
        connection.execute(record.delete().where(record.c.id == made.person))  # as if its create had never come
    second.amend(made.person, father_name_latin="Bashir")
    assert second.sync().held == 1
    (one,) = _page(any_net).waiting
    assert (one.record, one.desk, one.since) == (made.person, any_net.device(second).code, any_net.trial.clock())
    with reading_desk(second.desk.engine) as connection:
        (waits,) = open_questions.waiting_there(connection)
    assert (waits.record, waits.since) == (made.person, any_net.trial.clock())
    (shown,) = line_facts(second.desk).waits_there
    assert (shown.person_id, shown.number, shown.name) == (made.person, made.number, "Amina")
    assert second.values(made.person)["person.father_name_latin"] == "Bashir"


def test_an_alarm_is_taken_away_with_a_reason_that_stays_in_the_audit(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    original = people(desk.desk, 1)
    for name in ("Amina", "Bashir"):
        changed = people(desk.desk, 1, name=name)
        reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, [*changed]).raw)))
    assert original
    assert any_net.device(desk).alarm
    office = any_net.trial.head_office

    def clear(reason: str) -> network.Device:
        with writing(office.engine) as connection:
            return network.clear_alarm(connection, desk.desk.identity.device, "admin", office.clock(), reason)

    with pytest.raises(ProblemError, match=r"enrolment\.alarm_reason"):
        clear(" x ")
    assert clear("The disk was put back after a power cut.").alarm is None
    with pytest.raises(ProblemError, match=r"enrolment\.no_alarm"):
        clear("Once more")
    with reading(office.engine) as connection:
        last = list(audit_lines(connection))[-1]
    assert "put back after a power cut" in str(last)
