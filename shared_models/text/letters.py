"""The letters of both scripts brought to one alphabet of sounds, so that a name meets itself across scripts."""

import re
from functools import lru_cache

from shared_models.text.normalise import fold_urdu

__all__ = ["latin_skeletons", "urdu_skeleton"]

# Digraphs first. Vowels, w, y and h carry no sure sound inside a word: Urdu leaves the short ones out and Latin
# spelling is free, so only a first and a last one remain.
_LATIN_SOUNDS = {
    "sch": "x", "tch": "c", "sh": "x", "ch": "c", "kh": "k", "gh": "g", "th": "t", "dh": "d", "ph": "f", "bh": "b",
    "jh": "j", "zh": "z", "rh": "r", "ck": "k", "q": "k", "c": "k", "x": "ks",
}  # fmt: skip
_LATIN_PIECES = re.compile("sch|tch|[scktgdpbjzr]h|ck|[a-z]")
_LATIN_VOWELS = frozenset("aeiouwvyh")
_LAST_LATIN = {"a": "a", "e": "i", "i": "i", "y": "i", "o": "o", "u": "o", "w": "o", "v": "o", "h": "a"}
# th stands for ث as well (Uthman), dh for ذ and ظ (Riyadh).
_SECOND_READINGS = (("th", "s"), ("dh", "z"))

_URDU_SOUNDS = dict(
    zip("بپتٹثجچخدڈذرڑزژسشصضطظغفقکگلمن", "bpttsjckddzrrzzsxsztzgfkkglmn", strict=True),
)
_URDU_VOWELS = frozenset("اعوےیہح")
_FIRST_URDU = {"ا": "a", "ع": "a", "و": "v", "ی": "y", "ہ": "h", "ح": "h"}
_LAST_URDU = {"ا": "a", "ع": "a", "ہ": "a", "ح": "a", "و": "o", "ی": "i"}
_ASPIRATION = re.compile("(?<=[بتٹجچدڈڑکگ])ھ")
_LAST_ALEF = re.compile("[یى]ٰ$")  # the ending of عظمیٰ sounds a
_TWICE = re.compile(r"(.)\1+")


@lru_cache(8192)
def latin_skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of one word of small letters a-z: the likeliest first, then the other readings of th and dh."""
    readings = [_latin_skeleton(word)]
    for letters, sound in _SECOND_READINGS:
        if letters in word:
            readings.append(_latin_skeleton(word.replace(letters, sound)))
    return tuple(dict.fromkeys(readings))


@lru_cache(8192)
def urdu_skeleton(word: str) -> str:
    """The skeleton of one Urdu word as it was typed (the two h are told apart before folding)."""
    folded = fold_urdu(_LAST_ALEF.sub("ا", _ASPIRATION.sub("", word.replace("پھ", "ف")))).replace(" ", "")
    if not folded:
        return ""
    inside = [_URDU_SOUNDS.get(letter, "") for letter in folded]
    first = _FIRST_URDU.get(folded[0], inside[0])
    last = ""
    if len(folded) > 1 and folded[-1] in _URDU_VOWELS:
        final = folded[-2] if folded[-1] in "عح" and folded[-2] == "ی" else folded[-1]
        last = _LAST_URDU[final]
    return _joined(first, "".join(inside[1:]), last)


def _latin_skeleton(word: str) -> str:
    pieces = _LATIN_PIECES.findall(word)
    if not pieces:
        return ""
    inside = "".join("" if piece in _LATIN_VOWELS else _LATIN_SOUNDS.get(piece, piece) for piece in pieces[1:])
    opening = pieces[0]
    if opening in "vw":
        first = "v"
    elif opening in "yh":
        first = opening
    else:
        first = "a" if opening in _LATIN_VOWELS else _LATIN_SOUNDS.get(opening, opening)
    last = ""
    if len(pieces) > 1 and pieces[-1] in _LATIN_VOWELS:
        # "eh" is the weak ending of Fateh; after any other vowel a last h is silent.
        ending = pieces[-2] if pieces[-1] == "h" and pieces[-2] in "iouy" else pieces[-1]
        last = _LAST_LATIN[ending]
    return _joined(first, inside, last)


def _joined(first: str, inside: str, last: str) -> str:
    return _TWICE.sub(r"\1", first + inside) + last
