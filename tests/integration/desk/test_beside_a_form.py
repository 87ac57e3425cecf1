"""What the desk knows beside an open form, on its real database: numbers, the person before, groups, queue, private talks."""

from typing import Any

import pytest

from desktop_client.services import correcting, drafts, finishing, groups, looking_up, people, person_before, queue
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import NotRegisteredError
from desktop_client.services.starting import starting_answers
from desktop_client.ui.facts import names_of_returns
from desktop_client.ui.intake_desk import IntakeDesk
from shared_models.catalogue.problems import ProblemError
from tests.head_offices import Clock

CARD, PHONE = "person.documents.1.number", "person.phones.1.number"
QUICK: dict[str, Any] = {
    "episode.c_register": True, "episode.consent_method": "SIGN", "episode.consent_version": "permission-1",
    "person.name_latin": "Muhammad Aslam", "person.father_name_latin": "Ghulam Rasool", "person.gender": "M",
    "person.birth": "1984", "person.documents.1.type": "CNIC", CARD: "3620212345673", PHONE: "+923001234567",
    "person.documents.1.evidence": "E2", "person.phones.1.owner": "SELF",
    "person.address_permanent.province": "PK-PB", "person.address_permanent.district": "PB-MUL",
    "episode.trips.1.country": "SAU", "episode.return_from_country": "SAU", "episode.return_date": "2026-01",
    "episode.return_type": "CON", "episode.needs.N01": 1,
}  # fmt: skip


class _Window(IntakeDesk):
    """The window's half of the desk over an open one."""

    def __init__(self, desk: OpenDesk) -> None:
        super().__init__()
        self._desk = desk

    @property
    def _open(self) -> OpenDesk:
        return self._desk


def _form(desk: OpenDesk, **other: Any) -> str:
    answers = {**QUICK, **{path.replace("__", "."): value for path, value in other.items()}}
    given = {path: {"value": value} for path, value in answers.items() if value is not None}
    return drafts.open_new(desk, {**starting_answers(desk), **given}).id


def _other(desk: OpenDesk, card: str, phone: str = "+923337654321", **more: Any) -> str:
    return _form(desk, **{CARD.replace(".", "__"): card, PHONE.replace(".", "__"): phone, **more})


def test_a_card_that_is_registered_asks_first_and_an_answer_lets_it_go_on(desk: OpenDesk) -> None:
    finishing.finish(desk, _form(desk))
    again = _other(desk, QUICK[CARD])
    (asked,) = finishing.check(desk, again)
    assert (asked.code, asked.path) == ("record.card_registered", CARD)
    with pytest.raises(NotRegisteredError):
        finishing.finish(desk, again)
    drafts.save_answer(desk, again, "episode.look_alikes", {"value": "NOT_THE_SAME"})
    assert finishing.check(desk, again) == ()
    assert finishing.finish(desk, again).number


def test_what_differs_from_the_record_is_told_in_words_of_both_languages(desk: OpenDesk) -> None:
    first = finishing.finish(desk, _form(desk))
    again = _other(desk, QUICK[CARD], **{"person.address_permanent.district": "PB-LHR"})
    (told,) = _Window(desk).say_same(again, first.person, CARD)
    assert (told.path, told.before_en, told.before_ur) == ("person.address_permanent.district", "Multan", "ملتان")
    assert (told.today_en, told.may_change) == ("Lahore", True)


def test_each_of_two_returns_is_looked_at_and_corrected_by_itself(desk: OpenDesk, clock: Clock) -> None:
    first = finishing.finish(desk, _form(desk))
    clock.forward(seconds=400 * 24 * 3600)
    again = _form(desk, episode__return_date="2027-01", episode__look_alikes="SAME_PERSON")
    _Window(desk).say_same(again, first.person, CARD)
    second = finishing.finish(desk, again)
    newest, oldest = people.find(desk, first.person), people.find(desk, first.episode)
    assert newest is not None
    assert oldest is not None
    assert newest.registration_no == second.number
    assert names_of_returns(newest) == (first.person, first.episode)
    assert names_of_returns(oldest) == (first.episode, first.person)
    form = correcting.open_correction(desk, first.episode)
    correcting.save_answer(desk, form.id, "episode.return_date", {"value": "2026-02"})
    correcting.finish(desk, drafts.load(desk, form.id))
    corrected = people.find(desk, first.number)
    assert corrected is not None
    assert corrected.values["episode.return_date"] == "2026-02"
    assert correcting.open_correction(desk, first.person).answers["$episode"]["id"] == second.episode


def test_numbers_of_others_are_looked_up_and_those_of_the_person_before_are_named(desk: OpenDesk) -> None:
    first = finishing.finish(desk, _form(desk))
    near = _other(desk, "3620212345683", QUICK[PHONE])
    facts = looking_up.number_facts(desk, drafts.load(desk, near).answers)
    assert [(one.record, one.card) for one in facts.context.near] == [(first.person, QUICK[CARD])]
    assert facts.context.phone_holders == {QUICK[PHONE]: 1}
    assert facts.as_before == (PHONE,)
    assert facts.held is None
    assert finishing.check(desk, near) == ()


def test_a_number_that_differs_from_the_scan_stops_finishing_until_they_agree(desk: OpenDesk) -> None:
    form = _form(desk)
    drafts.save_answer(desk, form, f"$scanned.{CARD}", {"value": "3620212345699"})
    assert [one.code for one in finishing.check(desk, form)] == ["record.card_scanned"]
    drafts.save_answer(desk, form, f"$scanned.{CARD}", {"value": QUICK[CARD]})
    done = finishing.finish(desk, form)
    found = people.find(desk, done.person)
    assert found is not None
    assert not any("$" in path for path in found.values)


def test_what_may_be_copied_is_never_a_name_or_a_number(desk: OpenDesk) -> None:
    finishing.finish(desk, _form(desk, episode__flight_no="PK 741"))
    copied = person_before.values_to_copy(desk)
    assert (copied["episode.flight_no"], copied["person.address_permanent.district"]) == ("PK 741", "PB-MUL")
    assert {"person.name_latin", CARD, PHONE, "episode.c_register", "episode.registration_no"}.isdisjoint(copied)


def test_a_new_form_begins_with_usual_answers_and_never_with_permission(desk: OpenDesk) -> None:
    first = starting_answers(desk)
    assert first["person.nationality.PAK"] == {"value": True}
    assert "episode.c_share_intl" not in first


def test_a_group_ticks_off_who_was_registered(desk: OpenDesk) -> None:
    shared = {"episode.trips.1.country": {"value": "SAU"}}
    group = groups.open_group(desk, shared, 6)
    finishing.finish(desk, _other(desk, "3620212345611", **{"$group": group.id}))
    _other(desk, "3620212345613", **{"$group": group.id})
    present = groups.present_group(desk)
    assert present is not None
    assert (len(present.registered), len(present.forms), present.answers) == (1, 1, shared)
    groups.close_group(desk)
    assert groups.present_group(desk) is None


def test_the_queue_puts_the_urgent_first_and_counts_visits_without_people(desk: OpenDesk, clock: Clock) -> None:
    first = queue.new_token(desk, "REGISTER")
    clock.forward(seconds=60)
    urgent = queue.new_token(desk, "REGISTER", urgent=True)
    assert first.name[1:] == "1"
    assert [one.name for one in queue.waiting(desk)] == [urgent.name, first.name]
    assert queue.call_next(desk) == urgent
    assert queue.call_next(desk) == first
    assert queue.call_next(desk) is None
    queue.count_visit(desk, "ASK", "PB-MUL", "F", "18-29")
    assert queue.count_visit(desk, "ASK", "PB-MUL", "F", "18-29") == 2
    assert queue.last_district(desk) == "PB-MUL"


def test_a_slip_opens_its_record_also_under_an_urdu_keyboard(desk: OpenDesk) -> None:
    from shared_models.protocol import slip_code

    window, done = _Window(desk), finishing.finish(desk, _form(desk))
    code = slip_code.make(done.person, desk.identity.device, desk.identity.key)
    urdu = code.translate({ord(digit): chr(0x06F0 + int(digit)) for digit in "0123456789"})
    assert window.person_of_slip(code) == window.person_of_slip(urdu) == done.person
    middle = len(code) // 2
    altered = code[:middle] + ("B" if code[middle] == "A" else "A") + code[middle + 1 :]
    with pytest.raises(ProblemError):
        window.person_of_slip(altered)
