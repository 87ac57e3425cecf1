"""Names as they are written at desks, line by line: what must meet, what must not, what is proposed."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared_models.text import fold_latin, fold_urdu
from shared_models.text.name_keys import name_key, name_keys
from shared_models.text.name_scripts import same_name_in_both_scripts
from shared_models.text.name_suggestions import suggest_latin, suggest_urdu
from shared_models.text.names import bare_parent, without_titles

CORPORA = Path(__file__).parent / "corpora"
FEWEST_LINES = 50
ANSWERS = {"yes": True, "no": False, "cannot tell": None}


def lines_of(name: str) -> list[tuple[str, ...]]:
    with (CORPORA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        _head, *rows = csv.reader(file)
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("corpus", sorted(file.stem for file in CORPORA.glob("*.csv")))
def test_a_corpus_is_large_enough_to_mean_something(corpus: str) -> None:
    lines = lines_of(corpus)
    assert len(set(lines)) == len(lines) >= FEWEST_LINES


@pytest.mark.parametrize(("typed", "same"), lines_of("urdu_spellings"))
def test_an_urdu_spelling_has_the_key_of_its_usual_form(typed: str, same: str) -> None:
    assert fold_urdu(typed) == fold_urdu(same)


@pytest.mark.parametrize(("typed", "same"), lines_of("latin_spellings"))
def test_a_romanised_spelling_has_the_sound_of_its_usual_form(typed: str, same: str) -> None:
    assert fold_latin(typed) == fold_latin(same)


@pytest.mark.parametrize("spellings", [line[0] for line in lines_of("keys_meet")])
def test_spellings_of_one_name_have_one_key_in_both_scripts(spellings: str) -> None:
    written = spellings.split("|")
    assert {spelled: name_key(spelled) for spelled in written} == dict.fromkeys(written, name_key(written[-1]))


@pytest.mark.parametrize(("one", "other"), lines_of("keys_differ"))
def test_two_names_have_two_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(("written", "compared"), lines_of("titles"))
def test_titles_are_left_out_of_comparisons(written: str, compared: str) -> None:
    assert name_key(written) == name_key(compared)


@pytest.mark.parametrize(("written", "named"), lines_of("parents"))
def test_the_name_in_a_fathers_field_is_found_among_what_stands_around_it(written: str, named: str) -> None:
    assert bare_parent(written) == named


@pytest.mark.parametrize(("latin", "urdu", "answer"), lines_of("both_scripts"))
def test_a_latin_and_an_urdu_spelling_are_one_name_or_not(latin: str, urdu: str, answer: str) -> None:
    assert same_name_in_both_scripts(latin, urdu) is ANSWERS[answer]


@pytest.mark.parametrize(("latin", "urdu"), lines_of("urdu_proposed"))
def test_the_urdu_of_a_latin_name_is_proposed(latin: str, urdu: str) -> None:
    first, *others = urdu.split("|")
    proposed = suggest_urdu(latin)
    assert proposed[0] == first
    assert set(others) <= set(proposed)


@pytest.mark.parametrize(("urdu", "latin"), lines_of("latin_proposed"))
def test_the_latin_of_an_urdu_name_is_proposed(urdu: str, latin: str) -> None:
    first, *others = latin.split("|")
    proposed = suggest_latin(urdu)
    assert proposed[0] == first
    assert set(others) <= set(proposed)


def test_latin_that_cannot_decide_stands_for_both_urdu_names() -> None:
    assert set(name_keys("Rashid")) == {name_key("راشد"), name_key("رشید")}
    assert set(name_keys("Majeed Khan")) == {name_key("ماجد خان"), name_key("مجید خان")}


def test_nothing_is_dropped_from_the_text_itself() -> None:
    assert without_titles("Haji Sahib") == "Haji Sahib"
    assert name_key("") == ""
    assert suggest_urdu("") == suggest_latin("") == suggest_urdu("محمد") == suggest_latin("Muhammad") == ()


_ANY_NAME = (
    st.text(max_size=40) | st.text("abdehilnorsu -'./", max_size=40) | st.text("اآعبدلہیوےرنمھئءّٰ ‌\u0650", max_size=40)
)


@given(_ANY_NAME, _ANY_NAME)
@example("a" * 1_000_000, "ا" * 1_000_000)
@example("\ud800\x00", "\u202e😀")
def test_whatever_is_typed_in_a_name_gets_an_answer(one: str, other: str) -> None:
    for text in (one, other):
        assert name_key(text) == name_key(text.upper()) or not text.isascii()
        assert len(name_keys(text)) <= 16
        bare_parent(text)
        assert all(len(suggest(text)) <= 5 and "" not in suggest(text) for suggest in (suggest_urdu, suggest_latin))
    assert same_name_in_both_scripts(one, other) in {True, False, None}
