"""Card numbers: their shape, what the last digit suggests, how close two are, and where one hides in a longer text."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from shared_models.text.names import split_parent
from shared_models.text.normalise import clean_text, fold_digits

__all__ = [
    "CARD_DIGITS", "NameParts", "card_gender", "card_windows", "digits_of", "is_card_number", "one_slip_apart",
    "split_name",
]  # fmt: skip

CARD_DIGITS: Final = 13
SAMPLE_DIGIT: Final = "0"
_CARD: Final = re.compile(r"\d{13}")
_SPELLED: Final = re.compile(r"(?<!\d)\d{5}[\s._/-]*\d{7}[\s._/-]*\d(?!\d)")
_SERIAL: Final = slice(5, 12)
_AREA: Final = 3  # so many first digits name a district


def card_gender(number: str) -> str:
    """What the last digit of a card number suggests: "M" for odd, "F" for even. It never decides."""
    return "M" if int(number[-1]) % 2 else "F"


def is_card_number(digits: str) -> bool:
    """Whether these are 13 digits that a card can bear."""
    return bool(_CARD.fullmatch(digits)) and len(set(digits)) > 1 and digits[_SERIAL] != "0000000"


def digits_of(text: str) -> str:
    """The digits of `text` in either script, without anything else."""
    return "".join(sign for sign in fold_digits(text) if "0" <= sign <= "9")


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one digit typed wrong, or two neighbours swapped, makes the one number of the other."""
    if len(one) != len(other) or one == other:
        return False
    places = [at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(places) == 1:
        return True
    if len(places) != len(("first", "second")) or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def card_windows(digits: str, typed: str = "", areas: Collection[str] = ()) -> tuple[str, ...]:
    """
    The card numbers that a longer run of digits may hold, the likeliest first.

    A code that holds the number `typed` by hand holds nothing else. Otherwise the tail comes first, as chip cards end
    with the number. Of the windows inside only those of a known district count, when `areas` (first three digits) are
    given. Two or more windows are never decided by a program.
    """
    found = [digits[at : at + CARD_DIGITS] for at in range(len(digits) - CARD_DIGITS, -1, -1)]
    good = [window for window in dict.fromkeys(found) if is_card_number(window)]
    if typed in good:
        return (typed,)
    tail = digits[-CARD_DIGITS:]
    return tuple(
        window
        for window in good
        if window == tail or (window[0] != SAMPLE_DIGIT and (not areas or window[:_AREA] in areas))
    )


@dataclass(frozen=True, slots=True)
class NameParts:
    """What was typed into one name field, told apart: the name, a card number, and the father's or husband's name."""

    name: str
    card: str = ""
    relation: str = ""
    parent: str = ""


def split_name(text: str) -> NameParts:
    """`Muhammad Aslam S/O Karim 00000-1234567-1` as a name, a card number and a father, each empty when not there."""
    folded = fold_digits(clean_text(text))
    found = _SPELLED.search(folded)
    card = digits_of(found[0]) if found else ""
    rest = folded if found is None else f"{folded[: found.start()]} {folded[found.end() :]}"
    rest = (
        re.sub(r"(?i)\b(?:cnic|nic|nicop)\b\s*(?:no\.?|#)?\s*:?|شناختی کارڈ(?: نمبر)?\s*:?", " ", rest)
        if found
        else rest
    )
    split = split_parent(clean_text(rest).strip(" ,;:()-"))
    return NameParts(split.name, card, split.relation, split.parent)
