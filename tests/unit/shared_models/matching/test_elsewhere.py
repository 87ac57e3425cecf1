"""By what a person of another office is recognised, how rarely somebody else's keys agree by chance, and what is too little."""

import random
from collections.abc import Mapping

from shared_models.matching import asked_keys, comparable_of, load_model, told_keys
from shared_models.matching.elsewhere import Asked, met_by

MODEL, SECRET = load_model(), b"secret of one generation"
PERSON = {
    "person.name_latin": "Zahid Mehmood",
    "person.name_urdu": "زاہد محمود",
    "person.father_name_latin": "Ghulam Rasool",
    "person.birth": "1987-04-12",
    "person.documents.1.type": "CNIC",
    "person.documents.1.number": "0520112345671",
    "person.documents.2.type": "PASSPORT",
    "person.documents.2.number": "AB1883632",
    "person.phones.1.number": "+923001234567",
    "person.phones.2.number": "+923451234599",
    "person.address_permanent.district": "PB-LHR",
    "person.address_current.district": "SD-KHS",
}
PEOPLE_ELSEWHERE = 1_000_000
ENTRIES_OF_A_PERSON = 5


def _met(typed: Mapping[str, object], secret: bytes = SECRET) -> set[str]:
    told = {key for _, key in told_keys(comparable_of(PERSON), MODEL, SECRET)}
    return {recipe for recipe, key, _ in asked_keys(comparable_of(typed), MODEL, secret) if key in told}


def test_a_person_typed_with_a_slip_another_spelling_and_a_year_beside_is_met() -> None:
    assert _met({**PERSON, "person.documents.1.number": "0520112345617"}) >= {"card_near", "passport", "phone"}
    assert _met({**PERSON, "person.documents.1.number": "0520112345571"}) >= {"card_near"}
    assert _met({**PERSON, "person.documents.1.number": "0520112345517"}).isdisjoint({"card", "card_near"})
    other = {"person.name_latin": "Zaahid Mahmood", "person.father_name_latin": "Gulam Rasul", "person.birth": "1988~"}
    assert _met(other) == {"call_guardian_year"}
    assert _met({**other, "person.birth": "1989"}) == set()
    assert _met({**other, "person.address_permanent.district": "SD-KHS"}) == {"call_guardian_year", "call_year_place"}


def test_under_another_secret_and_for_numbers_that_only_fill_a_field_nothing_is_met() -> None:
    assert _met(PERSON, b"secret of the next generation") == set()
    filled = {"person.documents.1.type": "CNIC", "person.documents.1.number": "0000000000000"}
    assert told_keys(comparable_of(filled), MODEL, SECRET) == ()


def test_of_a_million_people_the_keys_of_one_in_a_thousand_forms_agree_by_chance_at_most() -> None:
    asked = {key for _, key, _ in asked_keys(comparable_of(PERSON), MODEL, SECRET)}
    assert max(asked) < 2**40
    assert len(asked) * PEOPLE_ELSEWHERE * ENTRIES_OF_A_PERSON / 2**40 < 0.001
    chance = random.Random(7)
    strangers = {
        key
        for _ in range(3_000)
        for _, key in told_keys(
            comparable_of({"person.phones.1.number": f"+923{chance.randrange(10**9):09d}"}), MODEL, SECRET
        )
    }
    assert len(strangers) > 2_990
    assert not asked & strangers


def test_a_name_or_a_phone_alone_is_too_little_and_the_surest_comes_first() -> None:
    here, there, once = ("LHE", 2025), ("PEW", 2023), ("LHE", 2024)
    phone, slip, card = Asked("phone", 1, True), Asked("card_near", 2, True), Asked("card", 3, True)
    assert met_by({phone: [here, once], slip: [here], card: [there]}) == [
        ("PEW", 2023, ("card",)),
        ("LHE", 2025, ("phone", "card_near")),
    ]
    father, place = Asked("call_guardian_year", 4, True), Asked("call_year_place", 5, True)
    assert met_by({father: [here], place: [there]}) == []
    assert met_by({father: [here], place: [here]}) == [("LHE", 2025, ("call_guardian_year", "call_year_place"))]
    assert met_by({father: [here], place: [here, there, once, ("MUX", 2026)]}) == []  # what many share
    assert met_by({father: [here], place._replace(sure=False): [here]}) == []  # another year
    assert met_by({phone: [here], place._replace(sure=False): [here]}) != []
