"""The words clerks' screens do without, and what is said instead; texts of every face are tested against them."""

import re
from dataclasses import dataclass
from functools import cache

import tomli

from shared_models.catalogue.loading import REFERENCE_FOLDER

__all__ = ["ForbiddenWord", "find_forbidden", "forbidden_words"]


@dataclass(frozen=True, slots=True)
class ForbiddenWord:
    """A word that is not said, the pattern that finds its forms, and what people read instead."""

    word: str
    pattern: str
    instead_en: str
    instead_ur: str


@cache
def forbidden_words() -> tuple[ForbiddenWord, ...]:
    """Every word of the list."""
    data = tomli.loads((REFERENCE_FOLDER / "words.toml").read_text("utf-8"))
    return tuple(
        ForbiddenWord(entry["word"], entry["pattern"], entry["en"], entry["ur"]) for entry in data["forbidden"]
    )


def find_forbidden(text: str) -> tuple[str, ...]:
    """The forbidden words in `text`, in any form or case; named places such as {batch} are no words."""
    bare = _allowed().sub(" ", re.sub(r"\{[^}]*\}", " ", text))
    return tuple(entry.word for entry in forbidden_words() if _pattern(entry.pattern).search(bare))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


@cache
def _allowed() -> re.Pattern[str]:
    data = tomli.loads((REFERENCE_FOLDER / "words.toml").read_text("utf-8"))
    return re.compile("|".join(map(re.escape, data["allowed"])) or "(?!)")
