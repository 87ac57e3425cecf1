"""Urdu letters for a Latin name that no table knows: a proposal that a clerk corrects."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

__all__ = ["spell_in_urdu"]

MOST_SPELLINGS = 4
_CONSONANTS = {
    "sch": "ش", "tch": "چ", "sh": "ش", "ch": "چ", "kh": "خ", "gh": "غ", "th": "تھ", "dh": "دھ", "ph": "پھ", "bh": "بھ",
    "jh": "جھ", "tt": "ٹ", "ck": "ک", "b": "ب", "c": "ک", "d": "د", "f": "ف", "g": "گ", "h": "ہ", "j": "ج",
    "k": "ک", "l": "ل", "m": "م", "n": "ن", "p": "پ", "q": "ق", "r": "ر", "s": "س", "t": "ت", "v": "و", "w": "و",
    "x": "کس", "y": "ی", "z": "ز",
}  # fmt: skip
_FIRST_VOWELS = {
    "aa": "آ", "ai": "ای", "ay": "ای", "ei": "ای", "ee": "ای", "ea": "ای", "o": "او", "oo": "او", "ou": "او",
    "au": "او", "aw": "او", "ow": "او", "ey": "ای",
}  # fmt: skip
_INNER_VOWELS = {
    "a": "", "e": "", "i": "", "u": "", "o": "و", "aa": "ا", "ee": "ی", "ea": "ی", "ie": "ی", "ii": "ی", "y": "ی",
    "ei": "ی", "ey": "ی", "ai": "ی", "ay": "ی", "oo": "و", "ou": "و", "uu": "و", "au": "و", "aw": "و", "ow": "و",
    "ao": "او", "ae": "ائ", "ia": "یا", "iaa": "یا", "io": "یو", "ua": "وا", "ue": "وے",
}  # fmt: skip
_LAST_VOWELS = {
    "a": "ہ", "aa": "ا", "ai": "ئی", "ay": "ے", "ey": "ے", "e": "ے", "ie": "ی", "i": "ی", "y": "ی", "ee": "ی",
    "o": "و", "u": "و", "oo": "و", "ou": "و", "aw": "او", "ow": "و", "ia": "یہ", "ea": "یہ", "ua": "وہ", "io": "یو",
    "eo": "یو", "ao": "اؤ", "au": "اؤ",
}  # fmt: skip
_PIECES = re.compile("sch|tch|[sckgtdpbj]h|ck|tt|[aeiou]+(?:[yw](?![aeiou]))?|(?<!^)y(?![aeiou])|.")
_SILENT_H = re.compile("[ae]h$")
_TWICE = re.compile(r"([b-df-hj-np-su-z])\1")
# An a before one of these at the end is mostly long (Farhan, Mehtab, Sarfraz), and so is one before a last vowel.
_LONG_BEFORE = frozenset("nbzqls")
_Pieces = Sequence[str]


@lru_cache(4096)
def spell_in_urdu(word: str) -> tuple[str, ...]:
    """
    Urdu spellings of one word of small letters a-z, the likeliest first; at most four.

    Latin spelling does not tell long vowels from short ones: the usual length first, then one vowel otherwise.
    """
    pieces = _PIECES.findall(_TWICE.sub(r"\1", _SILENT_H.sub("a", word)))
    found = ("".join(_letters(pieces, place, written) for place in range(len(pieces))) for written in _readings(pieces))
    return tuple(dict.fromkeys(spelled for spelled in found if spelled))[:MOST_SPELLINGS]


def _readings(pieces: _Pieces) -> Iterator[dict[int, str]]:
    """Which vowels to write otherwise than letter by letter, by place."""
    inner = range(1, len(pieces) - 1)
    short_a = [place for place in inner if pieces[place] == "a"]
    short_i = [place for place in inner if pieces[place] in {"i", "e"}]
    short_u = [place for place in inner if pieces[place] == "u"]
    usual = {place: "ا" for place in short_a if _is_long(pieces, place)}
    yield usual
    if short_i:
        yield {place: letter for place, letter in usual.items() if place != 1} | {short_i[-1]: "ی"}
    if short_a:
        first, last = short_a[0], short_a[-1]
        if last in usual:
            yield {place: letter for place, letter in usual.items() if place != last}
        else:
            yield {**usual, last: "ا"}
        yield {**usual, first: "ا"}
    if pieces[-1] == "a":
        yield {**usual, len(pieces) - 1: "ا"}
    if short_u:
        yield {**usual, short_u[-1]: "و"}
    yield {place: letter for place, letter in usual.items() if place != 1}


def _is_long(pieces: _Pieces, place: int) -> bool:
    """Whether an a is mostly long there: Naz, Farhan, Farzana, Rashid."""
    behind = pieces[place + 1 :]
    if len(pieces) == 3 or (len(behind) == 1 and behind[0] in _LONG_BEFORE):
        return True
    return len(behind) > 1 and behind[1][0] in "iaey" and (len(behind) == 2 or (place == 1 and behind[1:-1] == ["i"]))


def _letters(pieces: _Pieces, place: int, written: dict[int, str]) -> str:
    if place in written:
        return written[place]
    piece, behind = pieces[place], pieces[place + 1 :]
    if piece in _CONSONANTS and (piece != "y" or place == 0 or behind):
        return _CONSONANTS[piece]
    if piece[0] not in "aeiouy":
        return ""
    if place == 0:
        return _FIRST_VOWELS.get(piece, "ا")
    if piece == "ai" and behind[1:] == ["a"]:
        return "ائ"  # Saima, Naila
    if piece == "o" and behind[:1] == ["h"]:
        return ""  # Mohsin
    known = _INNER_VOWELS if behind else _LAST_VOWELS
    # A run of vowels that no row names is written by its last two.
    return known.get(piece, known.get(piece[-2:], known.get(piece[-1], "")))
