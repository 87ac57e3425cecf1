"""What two records of one person, and of two people who look alike, come out at."""

import pytest

from shared_models.matching import Comparable, Frequencies, Scored, Zone, load_model, reasons, score
from tests.unit.shared_models.matching.people import someone

MODEL = load_model()
FREQUENCIES = Frequencies(MODEL.names)
ROWS = 10_000


def scored(one: Comparable, other: Comparable, frequencies: Frequencies = FREQUENCIES) -> Scored:
    found = score(MODEL, one, other, frequencies, ROWS)
    assert found == score(MODEL, other, one, frequencies, ROWS)
    return found


@pytest.mark.parametrize(
    "again",
    [
        {"name_latin": "Muhammad Aslaam Bat", "father_name_latin": "Ghulaam Rasul"},
        {"name_latin": None, "name_urdu": "محمد اسلم بٹ", "father_name_latin": None, "father_name_urdu": "غلام رسول"},
        {"card": None, "birth": "1985~"},
        {"card": "0352012345617", "phone": None},
        {"birth": "1985-03-23", "phone": None, "district": "SD-KHI"},
    ],
)
def test_the_same_person_told_otherwise_is_likelier_one_than_two(again: dict[str, object]) -> None:
    assert scored(someone(), someone(**again)).score > 0


@pytest.mark.parametrize(
    "relative",
    [
        {"name_latin": "Muhammad Akram Butt", "birth": "1987-09-02", "card": "0352012345673"},
        {"name_latin": "Saima Butt", "gender": "F", "birth": "1983-01-19", "card": "0352012345690"},
        {"name_latin": "Ghulam Rasool", "father_name_latin": "Nawab Din", "birth": "1955", "card": "0352012300011"},
        {"name_latin": "Aslam Butt", "father_name_latin": "Karim Bakhsh", "birth": "1990-12-30", "card": "0611012345671",
         "phone": "+923331112223", "district": "SD-KHI"},
    ],
)  # fmt: skip
def test_a_relative_or_a_namesake_is_likelier_two_people(relative: dict[str, object]) -> None:
    found = scored(someone(), someone(**relative))
    assert found.score < 0
    assert found.zone is not Zone.ACCEPT


def test_a_twin_always_goes_to_a_person() -> None:
    found = scored(someone(), someone(name_latin="Muhammad Akram Butt", card="0352012345673"))
    assert (found.levels["family"], found.zone) != ("twin", Zone.ACCEPT)
    assert found.levels["family"] == "twin"


@pytest.mark.parametrize(
    ("other", "conflict"),
    [
        ({"gender": "F"}, "number_other_sex"),
        ({"birth": "1961-07-30"}, "number_other_age"),
        ({"name_latin": "Waqas Mengal"}, "number_other_name"),
    ],
)
def test_an_equal_number_with_a_contradiction_is_never_accepted_unseen(other: dict[str, object], conflict: str) -> None:
    found = scored(someone(), someone(**other))
    assert (found.conflict, found.zone) == (conflict, Zone.REVIEW)
    assert reasons(MODEL, found, "ur")[0].text == MODEL.conflicts[conflict].ur


def test_an_equal_number_alone_is_never_accepted_unseen() -> None:
    bare = {"father_name_latin": None, "birth": None, "phone": None, "district": None, "gender": None}
    assert scored(someone(**bare), someone(**bare)).zone is not Zone.ACCEPT


def test_a_phone_or_number_that_many_give_tells_little() -> None:
    others = {"name_latin": "Waqas Mengal", "father_name_latin": "Dad Khan", "card": "0541012345671"}
    shared = scored(someone(), someone(**others))
    crowd = scored(someone(), someone(**others), Frequencies(MODEL.names, {"001234567"}))
    assert (shared.levels["phone"], crowd.levels["phone"]) == ("same", "crowded")
    assert crowd.score < shared.score


def test_placeholders_are_as_good_as_nothing() -> None:
    made_up = {"birth": "1985-01-01", "phone": "+920000000000"}
    for number in ("0000000000000", "1234512345671", "1111111111112"):
        one, other = someone(card=number, **made_up), someone(card=number, **made_up)
        levels = scored(one, other).levels
        assert (levels["card"], levels["phone"], levels["birth"]) == ("missing", "missing", "guessed_day")


def test_a_name_of_one_letter_and_an_empty_record_are_scored_without_a_fault() -> None:
    for short in (someone(name_latin="A"), someone(name_latin="ا"), Comparable()):
        assert scored(someone(), short).zone is not Zone.ACCEPT
        assert scored(short, short).zone is not Zone.ACCEPT


def test_every_level_that_speaks_has_a_sentence_in_both_languages() -> None:
    for levels in MODEL.comparisons.values():
        for level in levels.values():
            assert bool(level.en) == bool(level.ur)
    found = scored(someone(), someone(card=None))
    english, urdu = reasons(MODEL, found, "en"), reasons(MODEL, found, "ur")
    assert [reason.comparison for reason in english] == [reason.comparison for reason in urdu]
    assert [abs(reason.weight) for reason in english] == sorted(
        (abs(reason.weight) for reason in english), reverse=True
    )


def test_more_rows_ask_for_more_evidence() -> None:
    scores = [score(MODEL, someone(), someone(), FREQUENCIES, rows).score for rows in (0, 1_000, 10_000, 1_000_000)]
    assert scores == sorted(scores, reverse=True)
