"""How near two names are, word by word and in whole, within one script and across both."""

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


# Enumerations are asked for their members millions of times.
_NONE, _SLIP, _OWN = Grade.NONE, Grade.SLIP, Place.OWN


def call_grade(one: Name, other: Name) -> tuple[Grade, Place]:
    """How near the words are that two names call a person by, and where they were found."""
    best = grade(one.call, other.call)
    if best >= _SLIP:
        return best, _OWN
    mine = _best_of(one.call, other.rest)
    theirs = _best_of(other.call, one.rest)
    if mine >= _SLIP and theirs >= _SLIP:
        return min(mine, theirs), Place.SWAPPED
    joined = _joined(one, other)
    if joined > best:
        return joined, _OWN
    moved = max(mine, theirs)
    return (moved, Place.ELSEWHERE) if moved >= _SLIP else (best, _OWN)


def _best_of(call: NameWord, words: tuple[NameWord, ...]) -> Grade:
    """The nearest that a call name comes to another name's telling words."""
    best = _NONE
    for word in words:
        if not word.light and (found := grade(call, word)) > best:
            best = found
    return best


def _joined(one: Name, other: Name) -> Grade:
    """Two words that one side wrote as one: Gul Zaman, Gulzaman."""
    if len(one.words) == len(other.words) or one.urdu != other.urdu:
        return _NONE
    mine, theirs = _run_together(one), _run_together(other)
    slip = min(len(mine), len(theirs)) >= LONG and OSA.distance(mine, theirs, score_cutoff=1) <= 1
    return _SLIP if slip else _NONE


@lru_cache(65_536)
def _run_together(name: Name) -> str:
    return "".join(word.letters for word in name.words if word.keys[0] != MUHAMMAD)


def rest_level(one: Name, other: Name) -> str:
    """How the other words of two names compare: all met, some met, contradicted, or said on one side alone."""
    mine = one.rest
    theirs = other.rest
    if not mine and not theirs:
        return MISSING
    if not mine or not theirs:
        return "one_sided"
    fewer, more = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
    left = list(more)
    met: list[NameWord] = []
    near = 0
    for word in fewer:
        best, found = None, _NONE
        for candidate in left:
            if best is None or grade(word, candidate) > found:
                best, found = candidate, grade(word, candidate)
        if best is None:
            break
        if found >= _SLIP:
            met.append(word)
            left.remove(best)
        elif found > _NONE:
            near += 1
    if len(met) == len(fewer):
        if len(fewer) < len(more):
            return "more"
        return "light" if all(word.light for word in met) else "all"
    if met:
        return "some"
    return "near" if near else "different"


def pairs_of(ours: tuple[Name, ...], theirs: tuple[Name, ...], *, across: bool) -> list[tuple[Name, Name]]:
    """Every two spellings in one script, or every two in different ones."""
    return [(one, other) for one in ours for other in theirs if (one.urdu != other.urdu) == across]


def whole_level(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> str:
    """How near the names of two parents are: same, sound, slip, part, near, different or missing."""
    best = 0
    if not ours or not theirs:
        return MISSING
    for across in (False, True):  # letters tell more than sounds
        for one, other in pairs_of(ours, theirs, across=across):
            best = max(best, _ORDER[_whole(one, other)])
        if best >= _PART:
            break
    return _LEVELS[best]


_LEVELS = (MISSING, "different", "near", "part", "slip", "sound", "same")
_ORDER = {level: place for place, level in enumerate(_LEVELS)}
_PART = _ORDER["part"]


def _whole(one: Name, other: Name) -> str:
    call, place = call_grade(one, other)
    if call < _SLIP:
        return "near" if call else "different"
    if place is Place.ELSEWHERE:
        return "part"
    if place is _OWN and rest_level(one, other) in _APART:
        return "part"
    return _BY_GRADE[call]


_APART = frozenset({"some", "near", "different"})
_BY_GRADE = {Grade.SLIP: "slip", Grade.SOUND: "sound", Grade.SAME: "same"}
