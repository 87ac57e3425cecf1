"""A PC whose clock is years off stops nobody, numbers no day backwards and is asked for the date; a power cut is told."""

import datetime as dt

import pytest

from desktop_client.services import drafts, intake, keeping_time, lease, opening, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.door import DeskDoor
from desktop_client.services.keeping_time import DAY_MS, DeskClock
from desktop_client.storage import settings
from desktop_client.storage.engine import writing
from desktop_client.storage.home import DeskHome
from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.problems import ProblemError
from tests.head_offices import Clock
from tests.networks import EPISODE, LOGIN, PASSWORD


def _open(home: DeskHome, clock: Clock, *, off_days: int = 0) -> tuple[DeskDoor, OpenDesk]:
    door = DeskDoor(home, DeskClock(lambda: clock() + off_days * DAY_MS))
    return door, door.sign_in(LOGIN, PASSWORD)


def _register(desk: OpenDesk) -> str:
    made = intake.register(desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")
    found = people.find(desk, made.number)
    assert found is not None
    return str(found.values["episode.registered_on"])


def test_a_pc_that_thinks_it_is_2015_goes_on_from_the_last_day_and_asks(home: DeskHome, clock: Clock) -> None:
    door, desk = _open(home, clock)
    today = _register(desk)
    door.close()
    door, desk = _open(home, clock, off_days=-4000)
    thinks = keeping_time.reads(desk)
    assert thinks is not None
    assert thinks.year < 2017
    assert _register(desk) == today
    for wrong, code in (("31-02-2026", "desk.date_unreadable"), ("01-01-2015", "desk.date_before")):
        with pytest.raises(ProblemError) as refused:
            keeping_time.give_date(desk, wrong)
        assert refused.value.problem.code == code
    clock.forward(days=3)
    keeping_time.give_date(desk, f"{_day(clock):%d-%m-%Y}")
    assert keeping_time.reads(desk) is None
    assert _register(desk) == f"{_day(clock)}"
    door.close()
    door, desk = _open(home, clock, off_days=-4000)
    assert (keeping_time.reads(desk), _register(desk)) == (None, f"{_day(clock)}")
    door.close()
    door, desk = _open(home, clock)
    assert desk.clock() == clock(), "the PC was put right"
    door.close()


def _day(clock: Clock) -> dt.date:
    return day_in_pakistan(clock())


def test_head_offices_time_puts_a_wrong_clock_right(home: DeskHome, clock: Clock) -> None:
    door, desk = _open(home, clock, off_days=700)
    with writing(desk.engine) as connection:
        settings.put(connection, settings.CLOCK_OFFSET, clock() - desk.clock())
    keeping_time.follow_head_office(desk)
    assert desk.clock() == clock()
    door.close()
    door, desk = _open(home, clock, off_days=700)
    assert abs(desk.clock() - clock()) < DAY_MS
    door.close()


def test_a_power_cut_is_told_to_whom_it_met_and_once(home: DeskHome, clock: Clock) -> None:
    door, desk = _open(home, clock)
    form = drafts.open_new(desk).id
    saved = drafts.load(desk, form).saved_at
    desk.engine.dispose()  # the plug
    home.release()
    door, _desk = _open(home, clock)
    assert door.stopped_at == saved
    door.close()
    door, _desk = _open(home, clock)
    assert door.stopped_at is None
    door.lock()
    door.close()
    door, _desk = _open(home, clock)
    assert door.stopped_at is None
    door.close()


def test_a_desk_unheard_for_two_weeks_shows_nothing_old_and_goes_on(desk: OpenDesk, clock: Clock) -> None:
    old = intake.register(desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")
    clock.forward(days=1)
    with writing(desk.engine) as connection:
        settings.put(connection, settings.LAST_CONTACT, clock())
    clock.forward(days=13)
    assert people.find(desk, old.number) is not None
    clock.forward(days=2)
    assert lease.closed_before(desk) is not None
    with pytest.raises(ProblemError) as refused:
        people.find(desk, old.number)
    assert refused.value.problem.code == "line.old_closed"
    new = intake.register(desk, {"person.name_latin": "Rashida Bibi"}, EPISODE, origin="import")
    assert [one.registration_no for one in people.list_people(desk)] == [new.number]
    assert {line["registration_no"] for line in people.export(desk)} - {None} == {new.number}
    opening.close(desk)
