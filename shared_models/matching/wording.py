"""How near two names are, word by word and in whole, within one script and across both."""

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from shared_models.matching.comparable import MUHAMMAD, Name
from shared_models.matching.vocabulary import MISSING
from shared_models.text.name_keys import NameWord

__all__ = ["Grade", "Place", "call_grade", "grade", "pairs_of", "rest_level", "whole_level"]


class Grade(IntEnum):
    """How near two words are: from nothing in common to one name."""

    NONE = 0
    INITIAL = 1  # one is only the first letter of the other
    NEAR = 2  # alike, but two names the tables tell apart, or too many letters
    SLIP = 3  # a slip of the keyboard
    SOUND = 4  # may be spelled for the same name
    SAME = 5


SHORT, LONG = 4, 7  # letters: from which on one wrong letter, and two, are a slip
ENOUGH_SOUNDS = 3


@lru_cache(65_536)
def grade(one: NameWord, other: NameWord) -> Grade:
    """How near two words of names are."""
    mine, theirs = one.letters, other.letters
    shorter, longer = sorted((len(mine), len(theirs)))
    if shorter <= 1:
        alike = shorter and longer and _first_sound(one) == _first_sound(other)
        return Grade.INITIAL if alike else Grade.NONE
    if one.keys[0] == other.keys[0] and (one.known or mine == theirs):
        return Grade.SAME
    if set(one.keys) & set(other.keys):
        return Grade.SOUND
    one_script = mine[0].isascii() == theirs[0].isascii()
    if one.known and other.known:
        alike = one_script and shorter >= SHORT and OSA.distance(mine, theirs, score_cutoff=1) <= 1
        return Grade.NEAR if alike or one.skeletons[0] == other.skeletons[0] else Grade.NONE
    return _typed(one, other) if one_script else _sounded(one, other)


def _typed(one: NameWord, other: NameWord) -> Grade:
    """Both in one script, at least one that no table knows: letters decide."""
    mine, theirs = one.letters, other.letters
    shorter = min(len(mine), len(theirs))
    allowed = 2 if shorter >= LONG else 1 if shorter >= SHORT else 0
    apart = OSA.distance(mine, theirs, score_cutoff=3)
    if apart <= allowed:
        return Grade.SLIP
    if shorter >= ENOUGH_SOUNDS and (apart == allowed + 1 or mine.startswith(theirs) or theirs.startswith(mine)):
        return Grade.NEAR
    return _sounded(one, other) if shorter > SHORT else Grade.NONE


def _sounded(one: NameWord, other: NameWord) -> Grade:
    """In two scripts, or spelled freely: the sounds decide."""
    best = Grade.NONE
    for mine in one.skeletons:
        for theirs in other.skeletons:
            shorter = min(len(mine), len(theirs))
            if mine == theirs:
                return Grade.SLIP if shorter >= ENOUGH_SOUNDS else Grade.NEAR
            if shorter >= ENOUGH_SOUNDS and OSA.distance(mine, theirs, score_cutoff=1) <= 1:
                best = Grade.SLIP if shorter > SHORT else max(best, Grade.NEAR)
    return best


def _first_sound(word: NameWord) -> str:
    return word.skeletons[0][:1]


class Place(IntEnum):
    """Where the word stands that two names call a person by."""

    ELSEWHERE = 0  # one's call name is only another word of the other name, mostly the clan's or the father's
    SWAPPED = 1  # the two names hold each other's: one was written in another order
    OWN = 2


def call_grade(one: Name, other: Name) -> tuple[Grade, Place]:
    """How near the words are that two names call a person by, and where they were found."""
    best = grade(one.call, other.call)
    if best >= Grade.SLIP:
        return best, Place.OWN
    mine = max((grade(one.call, word) for word in other.rest if not word.light), default=Grade.NONE)
    theirs = max((grade(word, other.call) for word in one.rest if not word.light), default=Grade.NONE)
    swapped = min(mine, theirs)
    if swapped >= Grade.SLIP:
        return swapped, Place.SWAPPED
    joined = _joined(one, other)
    if joined > best:
        return joined, Place.OWN
    moved = max(mine, theirs)
    return (moved, Place.ELSEWHERE) if moved >= Grade.SLIP else (best, Place.OWN)


def _joined(one: Name, other: Name) -> Grade:
    """Two words that one side wrote as one: Gul Zaman, Gulzaman."""
    if one.urdu != other.urdu or len(one.words) == len(other.words):
        return Grade.NONE
    mine, theirs = ("".join(word.letters for word in name.words if word.keys[0] != MUHAMMAD) for name in (one, other))
    slip = min(len(mine), len(theirs)) >= LONG and OSA.distance(mine, theirs, score_cutoff=1) <= 1
    return Grade.SLIP if slip else Grade.NONE


def rest_level(one: Name, other: Name) -> str:
    """How the other words of two names compare: all met, some met, contradicted, or said on one side alone."""
    mine = one.rest
    theirs = other.rest
    if not mine and not theirs:
        return "missing"
    if not mine or not theirs:
        return "one_sided"
    fewer, more = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
    left = list(more)
    met: list[NameWord] = []
    near = 0
    for word in fewer:
        best = max(left, key=lambda candidate: grade(word, candidate), default=None)
        if best is None:
            break
        found = grade(word, best)
        if found >= Grade.SLIP:
            met.append(word)
            left.remove(best)
        elif found >= Grade.INITIAL:
            near += 1
    if len(met) == len(fewer):
        if len(fewer) < len(more):
            return "more"
        return "light" if all(word.light for word in met) else "all"
    if met:
        return "some"
    return "near" if near else "different"


def pairs_of(ours: tuple[Name, ...], theirs: tuple[Name, ...], *, across: bool) -> Iterator[tuple[Name, Name]]:
    """Every two spellings in one script, or every two in different ones."""
    return ((one, other) for one in ours for other in theirs if (one.urdu != other.urdu) == across)


def whole_level(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> str:
    """How near the names of two parents are: same, sound, slip, part, near, different or missing."""
    best = MISSING
    for across in (False, True):  # letters tell more than sounds
        for one, other in pairs_of(ours, theirs, across=across):
            best = max(best, _whole(one, other), key=_ORDER.__getitem__)
        if _ORDER[best] >= _ORDER["part"]:
            break
    return best


_ORDER = {level: place for place, level in enumerate((MISSING, "different", "near", "part", "slip", "sound", "same"))}


def _whole(one: Name, other: Name) -> str:
    call, place = call_grade(one, other)
    if call <= Grade.NEAR:
        return "different" if call == Grade.NONE else "near"
    if place is Place.ELSEWHERE:
        return "part"
    if place is Place.OWN and rest_level(one, other) in {"some", "near", "different"}:
        return "part"
    return {Grade.SLIP: "slip", Grade.SOUND: "sound", Grade.SAME: "same"}[call]
