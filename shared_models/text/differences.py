"""Where two spellings differ, letter by letter as people see letters: a mark that sits on one belongs to it."""

import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

__all__ = ["Part", "differences"]

Part = tuple[str, bool]  # a piece of the text, and whether the other text has something else there

LEAST_ALIKE = 0.5  # below it two words have letters in common by chance
_JOINERS = frozenset("\u200c\u200d")


def differences(one: str, other: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """
    Both texts cut where they begin and cease to differ; joined, the parts are the texts again.

    Texts that have little in common differ in whole. What one text has more is marked there and nowhere in the other.
    """
    mine, theirs = _letters(one), _letters(other)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    if mine != theirs and matcher.ratio() < LEAST_ALIKE:
        return _whole(one), _whole(other)
    ours: list[Part] = []
    others: list[Part] = []
    for tag, start, end, begin, stop in matcher.get_opcodes():
        differs = tag != "equal"
        ours.append(("".join(mine[start:end]), differs))
        others.append(("".join(theirs[begin:stop]), differs))
    return tuple(part for part in ours if part[0]), tuple(part for part in others if part[0])


def _whole(text: str) -> tuple[Part, ...]:
    return ((text, True),) if text else ()


def _letters(text: str) -> list[str]:
    return list(_clusters(text))


def _clusters(text: str) -> Iterator[str]:
    held = ""
    for character in text:
        if held and (unicodedata.category(character).startswith("M") or character in _JOINERS):
            held += character
            continue
        if held:
            yield held
        held = character
    if held:
        yield held
