"""People like the one in an open form are found by what was typed so far, with reasons, and by everything but a name alone."""

from typing import Any

import pytest

from desktop_client.services import drafts, finishing, intake, match_keys, second_return
from desktop_client.services.desk import OpenDesk
from desktop_client.services.likeness import Alike
from desktop_client.services.people_like import people_like
from desktop_client.services.starting import starting_answers
from desktop_client.storage.engine import writing
from tests.networks import EPISODE

ASLAM: dict[str, Any] = {
    "person.name_latin": "Muhammad Aslam", "person.father_name_latin": "Ghulam Rasool", "person.gender": "M",
    "person.birth": "1984-03-12", "person.documents.1.type": "CNIC", "person.documents.1.number": "0362012345673",
    "person.phones.1.number": "+923001234567", "person.address_permanent.district": "PB-MUL",
    "person.address_permanent.province": "PK-PB",
}  # fmt: skip
NAME = {"person.name_latin": "Mohammad Aslam"}
FATHER = {"person.father_name_urdu": "غلام رسول"}


@pytest.fixture
def aslam(desk: OpenDesk) -> str:
    """Somebody who was registered and can be met."""
    made = intake.register(desk, ASLAM, EPISODE, origin="import").person
    _settle(desk)
    return made


def _settle(desk: OpenDesk) -> None:
    while match_keys.compare_next(desk):
        pass


def _like(desk: OpenDesk, **more: Any) -> list[Alike]:
    found = people_like(desk, {**more.pop("values", {})}, **more)
    assert found is not None
    return list(found.people)


def test_who_is_met_follows_from_what_was_typed(desk: OpenDesk, aslam: str) -> None:
    card = {**NAME, **FATHER, "person.documents.1.type": "CNIC"}
    met: list[dict[str, Any]] = [
        {**NAME, **FATHER},
        {**NAME, "person.birth": "1984-03-12"},
        {**FATHER, "person.birth": "1984", "person.address_permanent.district": "PB-MUL"},
        {**NAME, "person.phones.1.number": "+923001234567"},
        {**card, "person.documents.1.number": "0362012345973"},  # one digit slipped
        {**card, "person.documents.1.number": "0362012354673"},  # two were swapped
    ]
    not_met: list[dict[str, Any]] = [
        NAME,  # a name alone is never looked up
        FATHER,
        {"person.name_latin": "Shazia Parveen", "person.father_name_latin": "Allah Ditta"},
    ]
    for typed in met:
        assert [one.person for one in _like(desk, values=typed)] == [aslam], typed
    for typed in not_met:
        assert _like(desk, values=typed) == [], typed


def test_a_card_says_who_it_is_and_why_in_both_languages(desk: OpenDesk, aslam: str) -> None:
    (found,) = _like(desk, values={**ASLAM, "person.phones.1.number": "+923337654321"})
    assert (found.person, found.born, found.father_latin, found.warns) == (aslam, "1984", "Ghulam Rasool", True)
    assert (found.district_en, found.since[:2]) == ("Multan", "20")
    assert all(one.en and one.ur for one in found.reasons)
    assert _like(desk, values=ASLAM, leave_out={aslam}) == []
    assert people_like(desk, ASLAM, wanted=lambda: False) is None


def test_keys_follow_an_edit_a_withdrawal_and_a_row_that_went_and_leave_nobody_out(desk: OpenDesk, aslam: str) -> None:
    intake.amend(desk, aslam, {"person.birth": "1990", "person.father_name_latin": "Allah Ditta"})
    _settle(desk)
    assert _like(desk, values={**NAME, "person.father_name_latin": "Allah Ditta", "person.birth": "1990"})
    assert _like(desk, values={**NAME, **FATHER}) == []
    with writing(desk.engine) as connection:
        desk.view.take_away(connection, aslam)
    assert _like(desk, values=ASLAM) == []
    # The next person may get the number of the row that went.
    again = intake.register(desk, ASLAM, EPISODE, origin="import").person
    _settle(desk)
    assert [one.person for one in _like(desk, values=ASLAM)] == [again]


def test_the_same_person_without_a_number_in_common_gets_a_return_and_no_second_record(
    desk: OpenDesk, aslam: str
) -> None:
    asked = {
        **ASLAM, "person.documents.1.type": "PASSPORT", "person.documents.1.number": "AB1234567",
        "person.documents.1.evidence": "E2", "person.phones.1.owner": "SELF",
        "episode.c_register": True, "episode.consent_method": "SIGN", "episode.consent_version": "permission-1",
        "episode.trips.1.country": "SAU", "episode.return_from_country": "SAU", "episode.return_date": "2026-01",
        "episode.return_type": "CON", "episode.needs.N01": 1,
    }  # fmt: skip
    given = {path: {"value": value} for path, value in asked.items()}
    draft = drafts.open_new(desk, {**starting_answers(desk), **given}).id
    second_return.say_same(desk, draft, aslam, "")
    drafts.save_answer(desk, draft, "episode.look_alikes", {"value": "SAME_PERSON"})
    assert finishing.finish(desk, draft).person == aslam
