"""A person comes back a second time: one person with two returns, here, at head office and at the other desk."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_client.services import drafts, finishing, intake, office, people, second_return, transferring
from desktop_client.services.intake import NotRegisteredError, Registered
from desktop_client.services.starting import starting_answers
from desktop_client.services.status import read_status
from desktop_client.services.timeline import timeline
from shared_models.catalogue import ProblemError
from shared_models.records.rows import by_position
from sync_server.storage.engine import reading
from sync_server.subjects.people import Reader, read_person
from tests.networks import TrialDesk, TrialNetwork, assert_settled
from tests.whole_desks import assert_whole

CARD, PHONE = "person.documents.1.number", "person.phones.1.number"
FORM: dict[str, Any] = {
    "episode.c_register": True, "episode.consent_method": "SIGN", "episode.consent_version": "permission-1",
    "person.name_latin": "Muhammad Aslam", "person.father_name_latin": "Ghulam Rasool", "person.gender": "M",
    "person.birth": "1984", "person.documents.1.type": "CNIC", CARD: "0362012345673", PHONE: "+923001234567",
    "person.documents.1.evidence": "E3", "person.phones.1.owner": "SELF",
    "person.address_permanent.province": "PK-PB", "person.address_permanent.district": "PB-MUL",
    "person.address_permanent.locality_latin": "Chak 7",
    "episode.trips.1.country": "SAU", "episode.return_from_country": "SAU", "episode.return_date": "2024-01",
    "episode.return_type": "CON", "episode.needs.N01": 1,
}  # fmt: skip


def form(desk: TrialDesk, answers: dict[str, Any], **missing: str) -> str:
    given = {path: {"value": value} for path, value in {**FORM, **answers}.items() if value is not None}
    gone = {path.replace("__", "."): {"missing": reason} for path, reason in missing.items()}
    return drafts.open_new(desk.desk, {**starting_answers(desk.desk), **given, **gone}).id


def first_return(desk: TrialDesk) -> Registered:
    return finishing.finish(desk.desk, form(desk, {}))


def say_same(desk: TrialDesk, draft: str, person: str) -> list[second_return.Differs]:
    drafts.save_answer(desk.desk, draft, "episode.look_alikes", {"value": "SAME_PERSON"})
    return second_return.say_same(desk.desk, draft, person, CARD)


def stopped_by(desk: TrialDesk, draft: str) -> list[tuple[str, str]]:
    with pytest.raises(NotRegisteredError) as refused:
        finishing.finish(desk.desk, draft)
    assert finishing.check(desk.desk, draft) == refused.value.problems
    return [(one.code, one.path) for one in refused.value.problems]


def test_one_person_with_two_returns_on_every_side(any_net: TrialNetwork) -> None:
    desk, other = any_net.desk(), any_net.desk()
    made = first_return(desk)
    assert_settled(any_net, desk, other)
    other.clock.forward(seconds=400 * 24 * 3600)
    other.sync()
    draft = form(
        other,
        {
            "person.phones.2.number": "+923337654321", "person.father_name_urdu":
            "غلام رسول", "person.documents.2.type": "PASSPORT", "person.documents.2.number": "AB1234567",
            "episode.return_date": "2026-01",
        },
    )  # fmt: skip
    assert stopped_by(other, draft) == [("record.card_registered", CARD)]
    assert say_same(other, draft, made.person) == []
    again = finishing.finish(other.desk, draft)
    assert again.person == made.person
    assert again.episode != made.episode
    assert_settled(any_net, desk, other)
    for one in (desk, other):
        (found,) = people.list_people(one.desk)
        assert (found.registration_no, [each.id for each in found.returns]) == (
            again.number,
            [again.episode, made.episode],
        )
        values = by_position(found.values)
        numbers = sorted(str(value) for path, value in values.items() if path.endswith(".number"))
        assert numbers == ["+923001234567", "+923337654321", "0362012345673", "AB1234567"]
        assert values["person.father_name_urdu"] == "غلام رسول"
        happened = [event.about for event in timeline(one.desk, found) if event.what == "registered"]
        assert happened == [again.number, made.number]
        first = people.find(one.desk, made.number)
        assert first is not None
        assert first.values["episode.return_date"] == "2024-01"
        assert_whole(one.desk)
    with reading(any_net.trial.head_office.engine) as connection:
        page = read_person(connection, any_net.trial.head_office, Reader("HO_REV", "en"), made.person)
    assert len(page.parts) == 3


def test_the_second_return_counts_for_the_day_on_which_it_was_registered(net: TrialNetwork) -> None:
    desk = net.desk()
    made = first_return(desk)
    desk.clock.forward(seconds=400 * 24 * 3600)
    draft = form(desk, {"episode.return_date": "2025-06"})
    say_same(desk, draft, made.person)
    again = finishing.finish(desk.desk, draft)
    assert read_status(desk.desk).today.registered == 1
    led = replace(desk.desk, person=replace(desk.desk.person, role="SUPV"))
    assert office.day_close(led).registered == (again.number,)


def test_what_stops_in_the_middle_leaves_the_form_and_one_return(
    net: TrialNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = net.desk()
    made = first_return(desk)
    draft = form(desk, {"episode.return_date": "2025-06", "person.name_urdu": "محمد اسلم"})
    say_same(desk, draft, made.person)
    before, numbers = desk.values(made.person), desk.own_ids()

    def power_cut(*_given: object) -> None:
        raise OSError("power")

    with monkeypatch.context() as dark:
        dark.setattr(drafts, "remove", power_cut)
        with pytest.raises(OSError, match="power"):
            finishing.finish(desk.desk, draft)
    assert (desk.values(made.person), desk.own_ids()) == (before, numbers)
    assert_whole(desk.desk)
    again = finishing.finish(desk.desk, draft)
    assert (again.person, desk.values(made.person)["person.name_urdu"]) == (made.person, "محمد اسلم")


def test_what_is_known_stands_against_reasons_usual_answers_and_equal_rows(net: TrialNetwork) -> None:
    desk = net.desk()
    made = first_return(desk)
    # The row is of the same card, told this time; the usual country and the reason say nothing new.
    draft = form(desk, {"person.documents.1.evidence": "E0", "person.father_name_latin": None},
                 person__father_name_latin="DK")  # fmt: skip
    assert say_same(desk, draft, made.person) == []
    before = desk.values(made.person)
    finishing.finish(desk.desk, draft)
    assert desk.values(made.person) == before


@pytest.mark.parametrize("record_holds", [False, True])
def test_where_today_differs_the_clerk_sees_both_and_says_which_holds(net: TrialNetwork, record_holds: bool) -> None:
    desk = net.desk()
    made = first_return(desk)
    moved_house = {"person.address_permanent.district": "PB-LHR", "person.address_permanent.locality_latin": None}
    draft = form(desk, {"person.name_latin": "Mohammad Aslam", **moved_house})
    differing = {one.form_path: (one.before, one.today) for one in say_same(desk, draft, made.person)}
    assert differing == {
        "person.name_latin": ("Muhammad Aslam", "Mohammad Aslam"),
        "person.address_permanent.district": ("PB-MUL", "PB-LHR"),
    }
    if record_holds:
        drafts.save_answer(desk.desk, draft, second_return.RECORD_HOLDS, {"value": True})
    finishing.finish(desk.desk, draft)
    values = desk.values(made.person)
    known = tuple(values.get(f"person.{name}") for name in ("name_latin", "address_permanent.locality_latin"))
    assert known == (("Muhammad Aslam", "Chak 7") if record_holds else ("Mohammad Aslam", None))
    assert people.conflicts(desk.desk, made.person) == {}


def test_what_is_typed_after_the_answer_is_shown_too(net: TrialNetwork) -> None:
    desk = net.desk()
    made = first_return(desk)
    draft = form(desk, {"episode.return_date": "2025-06"})
    assert say_same(desk, draft, made.person) == []
    drafts.save_answer(desk.desk, draft, "person.name_latin", {"value": "Mohammad Aslam"})
    assert stopped_by(desk, draft) == [("record.return_changed", CARD)]
    assert [one.form_path for one in say_same(desk, draft, made.person)] == ["person.name_latin"]
    assert finishing.finish(desk.desk, draft).person == made.person


def test_what_somebody_wrote_meanwhile_is_shown_before_it_counts(net: TrialNetwork) -> None:
    desk, other = net.desk(), net.desk()
    made = first_return(desk)
    assert_settled(net, desk, other)
    draft = form(other, {"episode.return_date": "2025-06"})
    say_same(other, draft, made.person)
    desk.amend(made.person, father_name_latin="Ghulam Rasul")
    assert_settled(net, desk, other)
    assert stopped_by(other, draft) == [("record.return_changed", CARD)]
    (differing,) = say_same(other, draft, made.person)
    assert (differing.before, differing.today) == ("Ghulam Rasul", "Ghulam Rasool")
    assert finishing.finish(other.desk, draft).person == made.person


def test_a_record_of_another_office_takes_no_return_and_head_office_can_be_asked(net: TrialNetwork) -> None:
    desk = net.desk()
    gone = first_return(desk)
    draft = form(desk, {"episode.return_date": "2025-06"})
    say_same(desk, draft, gone.person)
    supervisor = replace(desk.desk, person=replace(desk.desk.person, role="SUPV"))
    transferring.transfer(supervisor, gone.person, "KHI", "Lives in Karachi now")
    assert stopped_by(desk, draft) == [("record.return_moved", CARD)]
    # The way out that the sentence names: head office is asked.
    drafts.save_answer(desk.desk, draft, "episode.look_alikes", {"value": "NOT_SURE"})
    assert finishing.finish(desk.desk, draft).person != gone.person


def test_a_withdrawn_record_takes_no_return(net: TrialNetwork) -> None:
    desk = net.desk()
    gone = first_return(desk)
    draft = form(desk, {"episode.return_date": "2025-06"})
    say_same(desk, draft, gone.person)
    intake.amend(desk.desk, gone.person, {"person.$void": "WRONG_PERSON"})
    assert stopped_by(desk, draft) == [("record.return_voided", CARD)]
    drafts.save_answer(desk.desk, draft, "episode.look_alikes", {"value": "NOT_THE_SAME"})
    assert finishing.finish(desk.desk, draft).person != gone.person


def test_a_record_that_is_closed_after_two_weeks_without_a_word_is_not_opened_by_its_card(net: TrialNetwork) -> None:
    desk = net.desk()
    made = first_return(desk)
    desk.sync()
    desk.clock.forward(seconds=15 * 24 * 3600)
    draft = form(desk, {"person.name_latin": "Mohammad Aslam"})
    with pytest.raises(ProblemError, match=r"record\.return_closed"):
        say_same(desk, draft, made.person)
    assert stopped_by(desk, draft) == [("record.card_registered", CARD)]


def test_a_number_put_right_afterwards_is_somebody_else(net: TrialNetwork) -> None:
    desk = net.desk()
    made = first_return(desk)
    draft = form(desk, {"episode.return_date": "2025-06"})
    say_same(desk, draft, made.person)
    drafts.save_answer(desk.desk, draft, CARD, {"value": "0362012345699"})
    done = finishing.finish(desk.desk, draft)
    assert done.person != made.person
    assert "episode.look_alikes" not in desk.values(done.episode)
