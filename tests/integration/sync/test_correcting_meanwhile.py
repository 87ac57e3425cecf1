"""Corrections in a form: only what changed is written, on what the screen showed; what arrived meanwhile is not lost."""

from typing import Any

import pytest

from desktop_client.services import correcting, drafts, people
from desktop_client.services.intake import NotRegisteredError, amend_in
from desktop_client.services.two_answers import records_with_two_answers, two_answers
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit
from desktop_client.ui.ports import Corrected
from desktop_client.ui.service_desk import ServiceDesk
from shared_models.records.rows import by_position
from sync_server.storage.engine import reading as reading_server
from sync_server.subjects.people import Reader, list_answers
from tests.networks import TrialDesk, TrialNetwork, assert_settled

PAPERS = {
    "person.documents.1.type": "PASSPORT", "person.documents.1.number": "AB1234567",
    "person.phones.1.number": "+923001234567", "person.phones.2.number": "+923217654321",
}  # fmt: skip


def _shared(net: TrialNetwork) -> tuple[TrialDesk, TrialDesk, str]:
    first, second = net.desk(), net.desk()
    made = first.register("Amina Bibi", {"person.father_name_latin": "Bashir", **PAPERS}, **{"needs.N01": 1})
    assert_settled(net, first, second)
    return first, second, made.person


def _type(desk: TrialDesk, form: str, **answers: Any) -> None:
    for path, answer in answers.items():
        drafts.save_answer(desk.desk, form, path, answer if isinstance(answer, dict) else {"value": answer})


def _finish(desk: TrialDesk, form: str) -> correcting.Corrected:
    return correcting.finish(desk.desk, drafts.load(desk.desk, form))


def test_only_what_changed_is_written_and_the_form_is_gone(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    form = correcting.open_correction(first.desk, person).id
    _type(first, form, **{
        "person.father_name_latin": "Rashid", "person.name_latin": "Amina Bibi", "person.husband_name_latin": {"missing": "NA"},
        "episode.needs.N01": 2, "episode.needs.N07": 1,
    })  # fmt: skip
    done = _finish(first, form)
    assert (done.changed, done.two_answers) == (4, ())
    written = people.history(first.desk, person)[-1].change
    assert written.set == {"person.father_name_latin": "Rashid", "person.husband_name_latin!": "NA"}
    assert drafts.left_open(first.desk) == []
    assert_settled(net, first, second)
    assert second.values(person)["person.father_name_latin"] == "Rashid"


def test_a_change_that_arrived_while_the_form_was_open_makes_two_answers(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    form = correcting.open_correction(first.desk, person).id
    second.amend(person, father_name_latin="Rashid", father_name_urdu="رشید")
    second.sync()
    first.sync()
    assert first.values(person)["person.father_name_latin"] == "Rashid"
    _type(first, form, **{"person.father_name_latin": "Basheer", "person.gender": "X"})
    done = _finish(first, form)
    assert done.two_answers == ("person.father_name_latin",)
    assert records_with_two_answers(first.desk, [person]) == {person}
    mine, theirs = two_answers(first.desk, person)["person.father_name_latin"]
    assert (mine.value, theirs.value) == ("Basheer", "Rashid")
    assert theirs.change is not None
    assert theirs.change.id.device == second.desk.identity.device
    assert_settled(net, first, second)
    assert first.conflicts(person) == second.conflicts(person)
    assert first.values(person)["person.father_name_urdu"] == "رشید"


def test_rows_keep_their_places_when_another_desk_adds_one_meanwhile(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    form = correcting.open_correction(first.desk, person).id
    second.amend(person, **{"phones.3.number": "+924412345678"})
    second.sync()
    first.sync()
    _type(first, form, **{
        "person.phones.2.void": "an old number", "person.phones.2.number": "+923330000000",
        "person.phones.3.number": "+923450000000",
    })  # fmt: skip
    assert _finish(first, form).two_answers == ()
    assert_settled(net, first, second)
    shown = people.find(second.desk, person)
    assert shown is not None
    values = by_position(shown.values)
    numbers = {value for path, value in values.items() if path.startswith("person.phones") and path.endswith("number")}
    assert numbers == {"+923001234567", "+924412345678", "+923450000000"}


def test_a_correction_is_asked_about_what_it_makes_wrong_and_about_nothing_else(net: TrialNetwork) -> None:
    first, _second, person = _shared(net)
    form = correcting.open_correction(first.desk, person).id
    _type(first, form, **{"person.birth": {"typed": "19x4"}})
    with pytest.raises(NotRegisteredError) as refused:
        _finish(first, form)
    assert [found.path for found in refused.value.problems] == ["person.birth"]
    _type(first, form, **{"person.birth": "1984", "person.name_latin": {"value": None}})
    with pytest.raises(NotRegisteredError) as refused:
        _finish(first, form)
    assert "record.no_name" in {found.code for found in refused.value.problems}
    _type(first, form, **{"person.name_latin": "Aminah Bibi"})
    assert _finish(first, form).changed == 2


def test_a_correction_left_open_goes_on_and_an_untouched_one_starts_anew(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    form = correcting.open_correction(first.desk, person).id
    second.amend(person, father_name_latin="Rashid")
    second.sync()
    first.sync()
    fresh = correcting.open_correction(first.desk, person)
    assert fresh.id != form
    assert correcting.seen_values(fresh)["person.father_name_latin"] == "Rashid"
    _type(first, fresh.id, **{"person.birth": "1984"})
    assert correcting.open_correction(first.desk, person).id == fresh.id


def _write(desk: TrialDesk, edits: list[Edit]) -> None:
    """What no form would let through: an older program, or a catalogue that head office has left behind."""
    with writing(desk.desk.engine) as connection:
        journal = desk.desk.journal
        made = journal.append(
            connection, edits, desk.desk.typist, at=desk.clock(), reference=desk.desk.catalogue.version
        )
        desk.desk.view.apply_own(connection, made)
    desk.sync()
    desk.sync()


def test_a_change_that_came_back_opens_at_its_question_and_goes_again_as_a_whole(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    wrong = {"person.birth": "19x4", "person.father_name_latin": "Rashid"}
    _write(first, [Edit(person, "person", "edit", wrong, (first.own_ids()[0],), {}, ())])
    window = ServiceDesk(first.home, first.clock)
    window._door.admit(first.desk)
    draft = window.open_correction(person)
    assert draft.question is not None
    assert (draft.question.path, draft.answers["person.birth"]) == ("person.birth", "19x4")
    window.save_draft_field(draft.draft_id, "person.birth", "1984")
    assert isinstance(window.finish(draft.draft_id), Corrected)
    assert_settled(net, first, second)
    assert second.values(person).items() >= {"person.birth": "1984", "person.father_name_latin": "Rashid"}.items()
    assert people.came_back(first.desk) == []


def test_a_registration_that_came_back_keeps_its_person_and_is_made_again_under_its_ids(net: TrialNetwork) -> None:
    first, second, _person = _shared(net)
    person, episode = "0193aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa", "0193aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaab"
    given = {"episode.person": person, "episode.return_date": "20x4", "episode.registration_no": "LHE-26-0AA-00099-X"}
    named = {"person.name_latin": "Zarina", "person.gender": "F"}
    _write(first, [Edit(person, "person", "create", named), Edit(episode, "episode", "create", given)])
    assert [found.person.id for found, _reason in people.came_back(first.desk)] == [person]
    form = correcting.open_correction(first.desk, person).id
    _type(first, form, **{"episode.return_date": "2024-05"})
    _finish(first, form)
    assert_settled(net, first, second)
    assert second.values(episode)["episode.return_date"] == "2024-05"


def test_the_window_shows_both_answers_with_who_gave_them(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    window = ServiceDesk(first.home, first.clock)
    window._door.admit(first.desk)
    draft = window.open_correction(person)
    second.sign_in_as("bilal")
    second.amend(person, father_name_latin="Rashid", **{"phones.2.void": "WRONG"})
    second.sync()
    first.sync()
    window.save_draft_field(draft.draft_id, "person.father_name_latin", "Basheer")
    window.save_draft_field(draft.draft_id, "person.phones.2.number", "+923330000000")
    done = window.finish(draft.draft_id)
    assert isinstance(done, Corrected)
    assert "person.father_name_latin" in done.two_answers
    assert_settled(net, first, second)
    disputed = {
        fact.path: fact.answers for one in window.person_view(person).sections for fact in one.facts if fact.answers
    }
    mine, theirs = sorted(disputed["person.father_name_latin"], key=lambda one: one.who)
    assert (mine.who, mine.shown_en, theirs.who, theirs.shown_en) == ("asma", "Basheer", "bilal", "Rashid")
    (removal,) = [answers for path, answers in disputed.items() if path.endswith(".void")]
    assert {(one.removed, one.who) for one in removal} == {(True, "bilal"), (False, "asma")}
    assert [row.two_answers for row in window.list_people("", None, 10).rows] == [True]


def test_what_was_typed_over_a_record_withdrawn_meanwhile_is_kept_and_shown(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    form = correcting.open_correction(second.desk, person).id
    with reading(first.desk.engine) as connection:
        shown = first.desk.view.get(connection, person)
    assert shown is not None
    covered = tuple(sorted({write for ids in shown.writers.values() for write in ids}))
    _write(first, [Edit(person, "person", "void", {"person.$void": "DUPLICATE"}, covers=covered)])
    assert_settled(net, first, second)
    assert people.list_people(second.desk, limit=5) == []

    _type(second, form, **{"person.father_name_latin": "Rashid"})
    assert _finish(second, form).changed == 1
    assert_settled(net, first, second)
    for desk in (first, second):
        (one,) = people.list_people(desk.desk, limit=5)
        assert one.values["person.father_name_latin"] == "Rashid"
        assert set(desk.conflicts(person)) == {"person.$void"}
    window = ServiceDesk(second.home, second.clock)
    window._door.admit(second.desk)
    assert [row.two_answers for row in window.list_people("", None, 10).rows] == [True]
    assert window.person_view(person).name_latin == "Amina Bibi"
    office = net.trial.head_office
    with reading_server(office.engine) as connection:
        lines, _ = list_answers(connection, office, Reader("HO_REV", "en"))
    assert len(lines) == 1


def test_one_answer_given_twice_on_two_screens_of_one_desk_stands_alike_on_both_sides(net: TrialNetwork) -> None:
    desk = net.desk()
    made = desk.register("Amina Bibi")
    with reading(desk.desk.engine) as connection:
        screen = desk.desk.view.get(connection, made.person)
    for _ in range(2):
        with writing(desk.desk.engine) as connection:
            amend_in(connection, desk.desk, made.person, {"person.father_name_latin": "Dawood"}, screen)
    assert_settled(net, desk)
    assert desk.sync().round_trips == 1
    assert net.device(desk).alarm is None
