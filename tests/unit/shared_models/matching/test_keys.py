"""Which records meet in a key, and that a key says nothing to who has no secret."""

import pytest

from shared_models.matching import Comparable, load_model, match_keys, office_key
from tests.unit.shared_models.matching.people import someone

MODEL = load_model()
SECRET = b"a secret of thirty-two bytes...."


def met(one: Comparable, other: Comparable) -> set[str]:
    mine, theirs = (set(match_keys(person, MODEL, SECRET)) for person in (one, other))
    return {recipe for recipe, _key in mine & theirs}


@pytest.mark.parametrize(
    ("card", "recipe"),
    [("0352012345671", "card"), ("0352012345971", "card_less_one"), ("0352021345671", "card_less_one")],
)
def test_one_card_number_meets_itself_its_slips_and_its_swaps(card: str, recipe: str) -> None:
    stranger = Comparable(cards=(card,))
    assert recipe in met(someone(), stranger)


def test_the_two_scripts_of_a_name_meet() -> None:
    urdu = someone(
        name_latin=None,
        name_urdu="محمد اسلم",
        father_name_latin=None,
        father_name_urdu="غلام رسول",
        card=None,
        phone=None,
    )
    assert {"call_guardian_year", "call_guardian_place", "call_year_place"} <= met(someone(), urdu)


def test_neighbouring_years_and_swapped_days_meet() -> None:
    assert "call_guardian_year" in met(someone(), someone(birth="1986"))
    assert "any_word_day" in met(someone(birth="1985-03-04"), someone(birth="1985-04-03"))


def test_another_secret_gives_other_keys_and_a_key_fits_sixty_four_bits() -> None:
    ours, theirs = (dict.fromkeys(match_keys(someone(), MODEL, secret)) for secret in (SECRET, b"another"))
    assert not ours.keys() & theirs.keys()
    assert all(-(1 << 63) <= key < 1 << 63 and 0 <= office_key(key) < 1 << 40 for _recipe, key in ours)


def test_placeholders_and_names_of_one_letter_make_no_keys() -> None:
    assert match_keys(Comparable(), MODEL, SECRET) == ()
    nobody = someone(
        name_latin="A", father_name_latin="B", birth="1985-01-01", card="1111111111111", phone="000000000", gender=None
    )
    assert match_keys(nobody, MODEL, SECRET) == ()
