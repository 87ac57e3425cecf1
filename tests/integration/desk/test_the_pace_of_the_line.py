"""The line's pace is remembered: when to try again, how fast it is, and that a day's bytes come to an end."""

import pytest

from desktop_client.services import line
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.settings import DAY_LIMIT, NEXT_TRY, get_number
from desktop_client.sync import pace
from desktop_client.sync.transport import HttpTransport, LineDown, Traffic
from shared_models.catalogue.problems import ProblemError

DAY = "2026-11-24"
NOW = 1_795_500_000_000


def _run(desk: OpenDesk, traffic: Traffic, *, contact: bool, at: int = NOW) -> pace.Pace:
    with writing(desk.engine) as connection:
        pace.note_run(connection, DAY, at, traffic, contact=contact)
        return pace.read(connection, DAY)


def _pause(desk: OpenDesk) -> int:
    with reading(desk.engine) as connection:
        return get_number(connection, NEXT_TRY) - NOW


def test_every_try_without_an_answer_waits_longer_up_to_a_quarter_of_an_hour(desk: OpenDesk) -> None:
    pauses = []
    for _ in range(7):
        _run(desk, Traffic(), contact=False)
        pauses.append(_pause(desk))
    found = _run(desk, Traffic(), contact=False)
    assert found.fruitless == 8
    assert found.down_since == NOW
    assert 60_000 <= pauses[0] <= 105_000
    assert pauses[0] < pauses[2] < pauses[4]
    assert max(pauses) <= 15 * 60_000
    assert _run(desk, Traffic(), contact=True).down_since == 0
    assert _pause(desk) == pace.AFTER_CONTACT_MS


def test_a_head_office_that_asks_to_wait_is_given_the_time(desk: OpenDesk) -> None:
    _run(desk, Traffic(retry_after=1200), contact=False)
    assert _pause(desk) == 1_200_000
    _run(desk, Traffic(retry_after=999_999), contact=False)
    assert _pause(desk) == pace.LONGEST_PAUSE_S * 1000


def test_the_speed_is_what_the_line_carried_and_few_bytes_tell_nothing(desk: OpenDesk) -> None:
    assert _run(desk, Traffic(carried=800, seconds=4), contact=True).speed == 0
    assert _run(desk, Traffic(carried=80_000, seconds=10), contact=True).speed == 8000
    slower = _run(desk, Traffic(carried=40_000, seconds=10), contact=True)
    assert slower.speed == 6000
    assert (slower.is_slow, slower.is_fast) == (True, False)
    assert slower.seconds_for(60_000) == 10
    faster = _run(desk, Traffic(carried=8_000_000, seconds=2), contact=True)
    assert (faster.is_slow, faster.is_fast) == (False, True)


def test_a_day_has_only_so_many_bytes_and_the_next_has_them_again(desk: OpenDesk, home: DeskHome) -> None:
    today = desk.today().isoformat()
    line.limit_day(desk, 500_000)
    with writing(desk.engine) as connection:
        assert get_number(connection, DAY_LIMIT) == 500_000
        pace.note_run(connection, today, desk.clock(), Traffic(bytes_up=450_000, bytes_down=60_000), contact=True)
    with pytest.raises(ProblemError) as refused:
        line.run_sync(desk, home)
    assert refused.value.problem.code == "line.day_used_up"
    facts = line.line_facts(desk)
    assert facts.next_try is not None
    assert facts.next_try > desk.clock()
    assert facts.load.spent == 510_000
    with reading(desk.engine) as connection:
        assert pace.read(connection, "2099-01-01").left_today == 500_000


def test_a_dead_line_is_told_with_its_day(desk: OpenDesk, home: DeskHome) -> None:
    with pytest.raises(LineDown):
        line.run_sync(desk, home, transport=HttpTransport("http://127.0.0.1:9"))
    assert line.line_facts(desk).line_down_since == desk.clock()
