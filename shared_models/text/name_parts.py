"""The parts a name is made of, the same in both scripts: words, compounds of two words, titles, and words passed over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Part", "PartKind", "join_to_last", "split_known"]

# "abdul" holds the name behind it, "god" the name before اللہ; "article", "izafat" and "waw" hold the two they join.
PartKind = Literal["word", "title", "passed_over", "abdul", "god", "article", "izafat", "waw"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name with its words in the script they were written in."""

    kind: PartKind
    words: tuple[str, ...]


def join_to_last(parts: list[Part], kind: PartKind, *more: str) -> bool:
    """Make one part of the last word and `more`; False when the last part is no plain word to join to."""
    if not parts or parts[-1].kind != "word":
        return False
    parts[-1] = Part(kind, (*parts[-1].words, *more))
    return True


def split_known(word: str, is_known: Callable[[str], bool], shortest: int) -> Sequence[str]:
    """The two known names written as one word (Ghulamrasool), or the word alone."""
    for place in range(shortest, len(word) - shortest + 1):
        first, second = word[:place], word[place:]
        if is_known(first) and is_known(second):
            return first, second
    return (word,)
