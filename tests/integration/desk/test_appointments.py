"""Appointments: four answers that make sense, on the slip, on the day's page of the whole office, in what happened."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_client.capture.coming_days import read_day, read_time
from desktop_client.papers.slip import FORMS, slip_picture
from desktop_client.services import appointments, intake, my_data, people, slips
from desktop_client.services.desk import OpenDesk, SignedIn
from desktop_client.services.people import Registration
from desktop_client.services.timeline import timeline
from desktop_client.storage.engine import reading
from desktop_client.storage.tables.people import APPOINTMENTS_OF_DAY
from shared_models.catalogue.problems import ProblemError, sentence
from tests.head_offices import Clock
from tests.networks import EPISODE

WITH = "Sana Batool"


@pytest.fixture
def registered(desk: OpenDesk) -> Registration:
    made = intake.register(desk, {"person.name_latin": "Muhammad Aslam"}, EPISODE, origin="import")
    found = people.find(desk, made.number)
    assert found is not None
    return found


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        action()
    told = refused.value.problem
    assert sentence(told, "ur") != sentence(told, "en") != told.code
    return told.code


def _in(desk: OpenDesk, days: int) -> str:
    return (desk.today() + dt.timedelta(days=days)).isoformat()


def test_it_stands_on_the_slip_on_its_day_and_in_what_happened(
    desk: OpenDesk, registered: Registration, clock: Clock
) -> None:
    before = slips.slip_facts(desk, registered)
    appointments.make(desk, registered, day=_in(desk, 7), time="10:30", purpose="CLAIM", with_whom=WITH)
    appointments.make(desk, registered, day=_in(desk, 9), purpose="CALL")
    facts = slips.slip_facts(desk, registered)
    told = [(one.words, one.when[-5:], one.with_whom) for one in facts.come]
    assert told == [("come_again", "10:30", WITH), ("come_call", facts.come[1].when[-5:], "")]
    assert "claim" not in repr(facts).lower()  # what for stands on no paper
    for form in FORMS:
        assert slip_picture(facts, form, 60) != slip_picture(before, form, 60)
    assert appointments.due_on(desk, desk.today().isoformat()) == []
    clock.forward(days=7)
    (due,) = appointments.due_on(desk, desk.today().isoformat())
    assert (due.number, due.appointment.time, due.appointment.is_call) == (registered.registration_no, "10:30", False)
    assert [one.is_call for one in appointments.upcoming(desk, registered.person.id)] == [False, True]
    made = [event for event in timeline(desk, registered) if event.what == "appointment"]
    assert [event.visit.purpose for event in made if event.visit is not None] == ["CLAIM", "CALL"]
    printed = my_data.print_my_data(desk, registered, my_data.CARD)
    assert sum(part.title == "ملاقات کا وقت" for part in printed.parts) == 2


def test_what_was_called_off_is_nowhere_but_in_what_happened(desk: OpenDesk, registered: Registration) -> None:
    made = appointments.make(desk, registered, day=_in(desk, 0), purpose="PAPER")
    assert len(appointments.due_on(desk, made.day)) == 1
    appointments.call_off(desk, made.id)
    assert appointments.due_on(desk, made.day) == []
    assert appointments.upcoming(desk, registered.person.id) == []
    assert slips.slip_facts(desk, registered).come == ()
    assert {"appointment", "called_off"} <= {event.what for event in timeline(desk, registered)}
    assert _refused(lambda: appointments.call_off(desk, made.id)) == "appointment.unknown"
    assert _refused(lambda: appointments.call_off(desk, registered.person.id)) == "appointment.unknown"


def test_what_makes_no_sense_is_refused_with_a_sentence(desk: OpenDesk, registered: Registration) -> None:
    def make(day: str, time: str = "", purpose: str = "PAPER", with_whom: str = "") -> str:
        return _refused(
            lambda: appointments.make(desk, registered, day=day, time=time, purpose=purpose, with_whom=with_whom)
        )

    assert make("") == "appointment.day_needed"
    assert make(_in(desk, -1)) == "appointment.day_past"
    assert make(_in(desk, 367)) == "appointment.day_far"
    assert make("2026-02-30") == "field.date_no_such_day"
    assert make(_in(desk, 1), time="25:00") == "field.time_shape"
    assert make(_in(desk, 1), purpose="TEA") == "appointment.purpose_needed"
    assert make(_in(desk, 1), with_whom="x" * 61) == "field.too_long"
    reader = replace(desk, person=SignedIn("farah", "Farah", "PROT", "s"))
    assert not appointments.may_make(reader)
    assert _refused(lambda: appointments.make(reader, registered, day=_in(desk, 1), purpose="PAPER")).startswith(
        "access."
    )
    assert appointments.records_of(desk, registered.person.id) == []


def test_a_day_is_asked_of_its_own_index(desk: OpenDesk) -> None:
    with reading(desk.engine) as connection:
        asked = {"day": "2026-11-24", "most": 1}
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {APPOINTMENTS_OF_DAY.text}", asked).all()
    assert "ix_record_appointments" in repr(plan)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24", "2026-11-24"),
        ("23", "2026-12-23"),
        ("31", "2026-12-31"),
        ("24 12", "2026-12-24"),
        ("1/1", "2027-01-01"),
        ("۲۵", "2026-11-25"),
        ("+7", "2026-12-01"),
        ("کل", "2026-11-25"),
        ("thu", "2026-11-26"),
        ("منگل", "2026-12-01"),
        ("24-12-2026", "2026-12-24"),
    ],
)
def test_a_day_ahead_is_understood_as_people_say_it(desk: OpenDesk, typed: str, day: str) -> None:
    assert read_day(typed, dt.date(2026, 11, 24), desk.catalogue) == day


@pytest.mark.parametrize("typed", ["", "soon", "31 2", "0", "99", "x" * 10_000, "2027"])
def test_what_is_no_day_is_asked_again_and_a_time_is_read_beside_it(desk: OpenDesk, typed: str) -> None:
    assert _refused(lambda: read_day(typed, desk.today(), desk.catalogue)) == "appointment.day_needed"
    for said, time in (("10", "10:00"), ("1030", "10:30"), ("2", "14:00"), ("۹:۱۵", "09:15"), (" ", "")):
        assert read_time(said, desk.catalogue) == time
    for wrong in ("25", "10:75", "noonish"):
        assert _refused(lambda wrong=wrong: read_time(wrong, desk.catalogue)) == "field.time_shape"  # type: ignore[misc]
