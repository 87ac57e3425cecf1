"""Whether a Latin and an Urdu spelling can be the name of one person: asked before a clerk is warned."""

from collections.abc import Sequence

from shared_models.text.name_keys import NameWord, name_words
from shared_models.text.normalise import is_arabic

__all__ = ["same_name_in_both_scripts"]

LONG_ENOUGH = 3  # sounds: with fewer, one wrong sound is half the name
CLOSE = 0.75  # of the sounds in their order: the same name, otherwise spelled
FAR = 0.5


def same_name_in_both_scripts(latin: str, urdu: str) -> bool | None:
    """
    Whether the two spellings name one person: True, False, or None when that cannot be told.

    Told by the telling words; Muhammad, Khan, Bibi and other light words decide only when nothing else was written. A
    word more in one script says nothing. False needs a word on both sides that meets nothing on the other.
    """
    if is_arabic(latin) or not is_arabic(urdu):
        return None
    ours, theirs = name_words(latin), name_words(urdu)
    if not ours or not theirs:
        return None
    if len(ours) != len(theirs) and _run_together(ours) == _run_together(theirs):  # Shahnawaz, شاہ نواز
        return True
    left, right = _unmet(ours, theirs), _unmet(theirs, ours)
    if not left or not right:
        return True if len(left) < len(ours) or len(right) < len(theirs) else None
    telling_left, telling_right = _telling(left), _telling(right)
    if not telling_left or not telling_right:
        # A light word beside a name that was met is no doubt, unless it sounds like what is left: Saeed Ahmad, سید احمد.
        met = len(telling_left) < len(_telling(ours)) and len(telling_right) < len(_telling(theirs))
        alike = any(_nearest(one, other) >= CLOSE for one in left for other in right)
        return True if met and not alike else None
    return None if _could_be(telling_left, telling_right) else False


def _unmet(words: Sequence[NameWord], others: Sequence[NameWord]) -> list[NameWord]:
    return [word for word in words if not any(_meets(word, other) for other in others)]


def _telling(words: Sequence[NameWord]) -> list[NameWord]:
    return [word for word in words if not word.light]


def _meets(one: NameWord, other: NameWord) -> bool:
    if set(one.keys) & set(other.keys):
        return True
    # Two names the table knows are two names, however alike they sound: Hassan, Hussain.
    return not (one.known and other.known) and _nearest(one, other) >= CLOSE


def _could_be(left: Sequence[NameWord], right: Sequence[NameWord]) -> bool:
    """Whether a word that met nothing is near enough to one of the other side to hold the answer back."""
    if all(word.known for word in (*left, *right)):
        return False
    near = any(not (one.known and other.known) and _nearest(one, other) > FAR for one in left for other in right)
    return near or _likeness(_run_together(left), _run_together(right)) >= CLOSE


def _nearest(one: NameWord, other: NameWord) -> float:
    return max(_likeness(mine, theirs) for mine in one.skeletons for theirs in other.skeletons)


def _run_together(words: Sequence[NameWord]) -> str:
    # A last vowel of a word is inside the whole.
    return "".join(word.skeletons[0].rstrip("aio") or word.skeletons[0] for word in words)


def _likeness(one: str, other: str) -> float:
    """The share of sounds that stand in both in one order (1 for equal); short skeletons must be equal to be close."""
    if one == other:
        return 1.0
    longest = max(len(one), len(other))
    alike = 1 - _distance(one, other) / longest
    return alike if min(len(one), len(other)) >= LONG_ENOUGH else min(alike, FAR)


def _distance(one: str, other: str) -> int:
    """The fewest sounds to add, drop or change from `one` to `other`."""
    row = list(range(len(other) + 1))
    for place, sound in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, theirs in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (sound != theirs))
    return row[-1]
