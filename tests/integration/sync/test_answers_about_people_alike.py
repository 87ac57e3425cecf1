"""What a clerk says about people like the one in a form is a record of its own, follows its person and goes with either."""

from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.services import drafts, finishing, links, people
from desktop_client.services.drafts import StoredDraft
from sync_server.storage.engine import writing
from sync_server.storage.tables.people import record
from sync_server.subjects.intake.erasures import erase_person
from tests.integration.sync.test_a_second_return import form
from tests.integration.sync.test_between_offices import transfer
from tests.networks import TrialDesk, TrialNetwork, assert_settled

BROTHER: dict[str, Any] = {
    "person.name_latin": "Muhammad Akram", "person.documents.1.number": "0362012345681", "person.birth": "1986",
}  # fmt: skip


def _links(net: TrialNetwork) -> list[tuple[str, dict[str, Any]]]:
    cipher = net.trial.head_office.cipher
    rows = net.rows(sa.select(record).where(record.c.kind == links.KIND))
    return [
        (row.office, msgspec.json.decode(cipher.reveal("record", "field_values", row.id, row.field_values)))
        for row in rows
    ]


def _held(desk: TrialDesk, person: str) -> list[str]:
    found = people.find(desk.desk, person)
    assert found is not None
    return [
        name for name, picture in desk.picture().items() if person in str(picture) and "link.answer" in str(picture)
    ]


def test_answers_reach_head_office_follow_their_person_and_go_with_whom_they_name(any_net: TrialNetwork) -> None:
    net = any_net
    first, second, far = net.desk(), net.desk(), net.desk("KHI")
    aslam = finishing.finish(first.desk, form(first, {}))
    draft = form(first, BROTHER)
    said = {"answer": "DIFFERENT", "reason": "SIBLING", "score": -2300, "model": "2026.3"}
    drafts.save_answer(first.desk, draft, links.OF_PERSON + aslam.person, {"value": said})
    drafts.save_answer(first.desk, draft, links.OF_OFFICE + "PEW", {"value": {"answer": "NOT_SURE"}})
    akram = finishing.finish(first.desk, draft)
    assert drafts.left_open(first.desk) == list[StoredDraft]()
    assert_settled(net, first, second)
    about = {f"link.{name}": value for name, value in {"person": akram.person, "other": aslam.person, **said}.items()}
    asked = {"link.person": akram.person, "link.other_office": "PEW", "link.answer": "NOT_SURE"}
    assert sorted(_links(net), key=lambda one: "link.other" not in one[1]) == [("LHE", about), ("LHE", asked)]
    transfer(first, akram.person, "KHI")
    for desk in (first, second, far):
        desk.sync()
    assert_settled(net, far, office="KHI")
    assert {office for office, _values in _links(net)} == {"KHI"}
    assert len(_held(far, akram.person)) == 2
    office = net.trial.head_office
    with writing(office.engine) as connection:
        erase_person(connection, office, aslam.person, reason="asked for it in writing", who="noor")
    for desk in (first, second, far):
        desk.sync()
    assert [values for _office, values in _links(net)] == [asked]
    assert len(_held(far, akram.person)) == 1
    assert not any(aslam.person in str(one) for one in far.picture().values())


def test_an_answer_about_somebody_who_was_erased_meanwhile_is_not_taken(net: TrialNetwork) -> None:
    desk, office = net.desk(), net.trial.head_office
    aslam = finishing.finish(desk.desk, form(desk, {}))
    desk.sync()
    draft = form(desk, BROTHER)
    drafts.save_answer(desk.desk, draft, links.OF_PERSON + aslam.person, {"value": {"answer": "DIFFERENT"}})
    left = form(desk, {**BROTHER, "person.documents.1.number": "0362012345699"})
    drafts.save_answer(desk.desk, left, links.OF_PERSON + aslam.person, {"value": {"answer": "DIFFERENT"}})
    finishing.finish(desk.desk, draft)
    with writing(office.engine) as connection:
        erase_person(connection, office, aslam.person, reason="asked for it in writing", who="noor")
    for _run in range(2):
        desk.sync()
    assert _links(net) == []
    assert not any(aslam.person in str(one) for one in desk.picture().values())
    # The form that was left open stays, without the answer.
    (kept,) = drafts.left_open(desk.desk)
    assert kept.answers["person.name_latin"] == {"value": "Muhammad Akram"}
    assert links.answered_people(kept.answers) == set()
