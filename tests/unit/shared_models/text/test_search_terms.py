"""Finding people: what is stored and what is asked meet, in either script and in any way of writing a number."""

import pytest

from shared_models.catalogue import load_catalogue
from shared_models.text.search_terms import query_terms, sound_terms, terms_of

PERSON = {
    "person.name_latin": "Muhammad Aslam",
    "person.name_urdu": "محمد اسلم",
    "person.documents.r1.type": "CNIC",
    "person.documents.r1.number": "0362012345672",
    "person.phones.r2.number": "+923001234567",
    "person.birth": "1984",
    "person.gender": "M",
    "person.address_permanent.locality_latin": "Chak 12",
    "person.father_name_latin!": "DK",
}


@pytest.fixture(scope="module")
def stored() -> set[str]:
    return {term for term, _field in terms_of("person", PERSON, load_catalogue())}


@pytest.mark.parametrize(
    "typed",
    ["aslam", "ASL", "muhammad asl", "محمد", "اسل", "03620-1234567-2", "5672", "0300 1234567", "+92 300 1234567",
        "+92 300 12",
        "0092300",
     "۰۳۰۰۱۲۳۴۵۶۷", "4567"],
)  # fmt: skip
def test_people_are_found_by_what_is_typed(stored: set[str], typed: str) -> None:
    assert all(any(term.startswith(asked) for term in stored) for asked in query_terms(typed))


@pytest.mark.parametrize("typed", ["salma", "1984", "chak"])
def test_what_is_not_searchable_finds_nobody(stored: set[str], typed: str) -> None:
    assert not all(any(term.startswith(asked) for term in stored) for asked in query_terms(typed))


@pytest.mark.parametrize("typed", ["Mohd Aslaam", "محمد اسلم", "aslm", "Muhammed"])
def test_a_name_is_found_by_its_sound_in_either_script(stored: set[str], typed: str) -> None:
    assert sound_terms(typed)
    assert all(not stored.isdisjoint(keys) for keys in sound_terms(typed))


def test_a_name_in_both_scripts_is_kept_once_by_its_sound(stored: set[str]) -> None:
    assert [term for term in stored if term.startswith("~aslam")] == ["~aslam"]


def test_each_term_says_which_field_it_came_from() -> None:
    terms = terms_of("person", PERSON, load_catalogue())
    assert ("aslam", "person.name_latin") in terms
    assert ("0362012345672", "person.documents.number") in terms


def test_a_withdrawn_number_is_not_found_any_more() -> None:
    values = {**PERSON, "person.phones.r2.void": "not his"}
    assert "person.phones.number" not in {field for _term, field in terms_of("person", values, load_catalogue())}


def test_nothing_typed_asks_nothing() -> None:
    assert query_terms("  ") == []
    assert query_terms("--") == []
