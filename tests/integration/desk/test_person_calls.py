"""What the window asks about one person, answered by a real desk: slip, hidden numbers, what happened, found by what."""

from dataclasses import replace

import pytest

from desktop_client.services import found_by, intake, people
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.home import DeskHome
from desktop_client.ui.line_desk import LineDesk
from desktop_client.ui.person_desk import PersonDesk
from shared_models.catalogue import ProblemError
from shared_models.records.changes import Value
from tests.head_offices import Clock
from tests.networks import EPISODE

PERSON: dict[str, Value] = {
    "person.name_latin": "Muhammad Aslam",
    "person.name_urdu": "محمد اسلم",
    "person.father_name_latin": "Ghulam Rasool",
    "person.documents.1.type": "CNIC",
    "person.documents.1.number": "0362012345671",
    "person.phones.1.number": "+923001234567",
}


@pytest.fixture
def person(desk: OpenDesk) -> str:
    return intake.register(desk, PERSON, EPISODE, origin="import").person


def _as(desk: OpenDesk, role: str) -> PersonDesk:
    return PersonDesk(lambda: replace(desk, person=replace(desk.person, role=role)))


def test_the_slip_is_drawn_in_the_form_that_this_desk_remembers(desk: OpenDesk, person: str) -> None:
    calls = _as(desk, "CLERK")
    assert calls.slip(person).form == "a5"
    calls.choose_slip_form("roll")
    paper = _as(desk, "CASEW").slip(person)
    assert paper.form == "roll"
    assert paper.draw(50)[0].startswith(b"\x89PNG")
    assert paper.write().startswith(b"%PDF")
    calls.note_waiting(person)
    (waiting,) = calls.slips_to_print()
    assert (waiting.number, waiting.name_urdu) == (paper.number, "محمد اسلم")
    assert calls.slip(waiting.person_id).number == paper.number
    calls.note_printed(person)
    assert calls.slips_to_print() == ()


def test_a_hidden_number_is_shown_only_for_a_reason_and_to_who_may_ask(desk: OpenDesk, person: str) -> None:
    path = "person.documents.1.number"
    with pytest.raises(ProblemError, match="reason_needed"):
        _as(desk, "SUPV").reveal(person, path, "")
    english, urdu = _as(desk, "SUPV").reveal(person, path, "The bank asks for it")
    assert english == urdu == "03620-1234567-1"


def test_what_happened_is_told_newest_first_and_once(desk: OpenDesk, person: str, clock: Clock) -> None:
    calls = _as(desk, "CLERK")
    for act in (
        lambda: intake.amend(desk, person, {"person.name_latin": "Muhammad Aslam Khan"}),
        lambda: calls.note_printed(person),
        lambda: calls.withdraw(person, "CONTACT", "CARD", ""),
    ):
        clock.now += 60_000
        act()
    told = [(entry.what, entry.count) for entry in calls.timeline(person) if entry.what != "return"]
    assert told == [("corrected", 2), ("withdrawal", 0), ("slip", 0), ("corrected", 1), ("registered", 0)]
    withdrawal = calls.timeline(person)[1]
    assert withdrawal.about_ur == desk.catalogue.lists["WITHDRAWAL_SCOPE"].label("CONTACT", "ur")
    assert withdrawal.who == desk.person.login


def test_the_list_says_by_which_hidden_field_somebody_was_found(desk: OpenDesk, person: str) -> None:
    one = people.find(desk, person)
    assert one is not None
    asked = {
        query: found_by.found_by(desk, one, query) for query in ("aslam", "rasul", "0300123", "4567", "0362", "اسلم")
    }
    assert asked == {
        "aslam": "",
        "rasul": "",
        "0300123": "person.phones.number",
        "4567": "person.phones.number",
        "0362": "person.documents.number",
        "اسلم": "",
    }


def test_who_does_not_close_the_day_sees_its_numbers_without_the_sheet(
    desk: OpenDesk, home: DeskHome, person: str
) -> None:
    assert person
    clerk = LineDesk(lambda: desk, home).details()
    assert (clerk.day.registered, clerk.day.there, clerk.day.printed, clerk.sheet) == (1, 0, None, None)
    leading = replace(desk, person=replace(desk.person, role="SUPV"))
    close = LineDesk(lambda: leading, home).details()
    assert (close.day.registered, close.day.printed) == (1, 0)
    assert close.sheet is not None
    assert close.sheet.write().startswith(b"%PDF")
    assert dict(close.facts)["outbox"] == dict(clerk.facts)["outbox"] != "0"
