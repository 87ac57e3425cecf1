"""Two spellings are cut where they differ, in both scripts, and lose no sign by it."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.text.differences import differences


def _marked(one: str, other: str) -> tuple[list[str], list[str]]:
    mine, theirs = differences(one, other)
    return [text for text, differs in mine if differs], [text for text, differs in theirs if differs]


def test_one_digit_of_a_card_is_marked_on_both_sides() -> None:
    assert _marked("03620-1234567-1", "03620-1234587-1") == (["6"], ["8"])


def test_a_letter_in_an_urdu_word_is_marked_with_the_mark_that_sits_on_it() -> None:
    assert _marked("رحمٰن", "رحمن") == (["مٰ"], ["م"])
    assert _marked("محمد اسلم", "محمد اسلم") == ([], [])


def test_what_one_side_says_more_is_marked_there_alone() -> None:
    assert _marked("1984", "12-03-1984") == ([], ["12-03-"])


def test_names_with_nothing_in_common_differ_in_whole() -> None:
    assert _marked("Zubair", "Amina") == (["Zubair"], ["Amina"])


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_sign_is_lost(one: str, other: str) -> None:
    mine, theirs = differences(one, other)
    assert ("".join(text for text, _ in mine), "".join(text for text, _ in theirs)) == (one, other)
