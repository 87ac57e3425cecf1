"""Desk and head office count what they share; where they differ they find out, put it right and tell somebody."""

import pytest
import sqlalchemy as sa

from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading, writing
from sync_server.storage.state import read_state
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.people import record, scope_digest
from sync_server.subjects.intake import digests
from tests.networks import TrialNetwork, assert_settled


def _next_day(net: TrialNetwork) -> None:
    for clock in (net.trial.clock, *(desk.clock for desk in net.desks)):
        clock.forward(hours=25)


def _walks(net: TrialNetwork) -> bool:
    with reading(net.trial.head_office.engine) as connection:
        return int(read_state(connection, "scope.counted.LHE") or 0) < net.trial.clock()


def _audited(net: TrialNetwork, action: str) -> int:
    with reading(net.trial.head_office.engine) as connection:
        return sum(line.action == action for line in audit_lines(connection))


def test_nobody_is_alarmed_while_both_count_the_same(any_net: TrialNetwork) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = [first.register(name).person for name in ("Amina", "Bano", "Celia")]
    assert_settled(any_net, first, second)
    first.amend(made[0], father_name_latin="Bashir")
    second.amend(made[0], father_name_latin="Chand")
    assert_settled(any_net, first, second)
    _next_day(any_net)
    assert [desk.sync().round_trips for desk in (first, second)] == [1, 1]
    assert (any_net.device(first).alarm, any_net.device(second).alarm) == (None, None)


def test_what_a_desk_lost_or_altered_comes_back(any_net: TrialNetwork) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = [first.register("Amina " + chr(97 + at % 26) * 3).person for at in range(130)]
    first.sync()
    second.sync()
    first.amend(made[3], father_name_latin="Bashir")
    assert_settled(any_net, first, second)
    with writing_desk(second.desk.engine) as connection:
        for person in (made[3], made[70]):
            lost = journal.pulled_change.c.record == person
            connection.execute(journal.pulled_change.delete().where(lost))
            connection.execute(shown.record.delete().where(shown.record.c.id == person))
    assert second.values(made[3]) == {}
    _next_day(any_net)
    assert second.sync().repaired == 2
    assert_settled(any_net, first, second)
    assert second.values(made[3])["person.father_name_latin"] == "Bashir"
    assert any_net.device(second).alarm == "scope_differs"
    assert _audited(any_net, "scope.repaired") == 1
    assert second.sync().round_trips == 1


def test_what_head_office_altered_or_lost_is_put_right_by_the_desk_that_wrote_it(any_net: TrialNetwork) -> None:
    desk, second = any_net.desk(), any_net.desk()
    altered, lost = desk.register("Amina").person, desk.register("Bano").person
    desk.sync()
    desk.amend(lost, father_name_latin="Bashir")
    desk.register("Chanda")  # the order does not end in what is lost: then it would be found put back
    assert_settled(any_net, desk, second)
    with writing(any_net.trial.head_office.engine) as connection:
        connection.execute(record.update().where(record.c.id == altered).values(writers='{"*": "nobody"}'))
        connection.execute(change_log.delete().where(change_log.c.record == lost))
        connection.execute(record.delete().where(record.c.id == lost))
    _next_day(any_net)
    assert desk.sync().repaired == 2
    assert_settled(any_net, desk, second)
    assert set(any_net.log().values()) == {"accepted"}
    assert any_net.device(desk).alarm == "scope_differs"


def test_an_empty_sync_stays_small(net: TrialNetwork) -> None:
    desk = net.desk()
    desk.register("Amina")
    assert_settled(net, desk)
    done = desk.sync()
    assert done.bytes_up + done.bytes_down < 1100
    print(f"an empty sync: {done.bytes_up} bytes up, {done.bytes_down} down")


def test_the_daily_walk_finds_what_was_altered_a_part_with_each_answer(
    any_net: TrialNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "ROWS_AT_A_TIME", 3)
    desk, engine = any_net.desk(), any_net.trial.head_office.engine
    for name in ("Amina", "Bano", "Celia", "Dina"):
        desk.register(name)
    assert_settled(any_net, desk)
    with reading(engine) as connection:
        before = digests.of_office(connection, "LHE")
        assert digests.between(connection, "LHE", ["", ""]) == [before]
        names = connection.execute(sa.select(record.c.id).order_by(record.c.id)).scalars().all()
    _next_day(any_net)
    with writing(engine) as connection:  # the last row says another sum than its writers, and so does the sum of all
        connection.execute(record.update().where(record.c.id == names[-1]).values(digest=7))
        connection.execute(scope_digest.update().values(records=99))
    for _ in range(3):
        desk.register("Elham")  # what is written between two parts is counted as well
        desk.sync()
    for _ in range(6):
        desk.sync()
    assert not _walks(any_net)
    with writing(engine) as connection:
        now = digests.of_office(connection, "LHE")
        assert now == digests.recount(connection, "LHE")
    assert now[0] == before[0] + 6
