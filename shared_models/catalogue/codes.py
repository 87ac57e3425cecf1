"""Code lists and their look-up: a word in either script, spelled as people spell it, leads to its codes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from shared_models.text.normalise import clean_text, fold_key, fold_urdu, is_arabic

__all__ = ["Code", "CodeList", "word_key"]

MAX_SUGGESTIONS = 20
LONGEST_WORD = 1000  # what is longer is not looked for in any list
NOT_YET = "9999-12-31"  # known, but not in use until a later version says from when
_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a list: a stable code, its two labels, and how else people write it."""

    code: str
    en: str
    ur: str
    sort: int = 0
    parent: str = ""
    aliases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # towns whose name alone means this code (Dubai -> ARE)
    favourite: bool = False
    active_from: str = ""
    active_to: str = ""
    sensitivity: str = ""  # a row may be more sensitive than its field
    label_source: str = ""
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def label(self, lang: str) -> str:
        return self.ur if lang == "ur" else self.en

    def is_active(self, day: str) -> bool:
        """Whether the code may be chosen on the calendar day `day` (ISO text)."""
        return (not self.active_from or self.active_from <= day) and (not self.active_to or day < self.active_to)


@dataclass(frozen=True)
class CodeList:
    """A named list of codes, in the order people see it."""

    name: str
    en: str
    ur: str
    rows: tuple[Code, ...]
    label_source: str = ""

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {row.code: row for row in self.rows}

    @cached_property
    def _by_key(self) -> dict[str, tuple[str, ...]]:
        """Folded spelling -> codes. Codes that are out of use are found too: old papers name old districts."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            for spelling in _spellings(row):
                codes = found.setdefault(fold_key(spelling), [])
                if row.code not in codes:
                    codes.append(row.code)
        found.pop("", None)
        return {key: self._in_use_first(codes) for key, codes in found.items()}

    @cached_property
    def _by_word_start(self) -> tuple[tuple[str, ...], ...]:
        """Per row the folded words of every spelling, for finding while somebody types."""
        return tuple(
            tuple(dict.fromkeys(part for spelling in _spellings(row) for part in _starts(spelling)))
            for row in self.rows
        )

    @cached_property
    def _places(self) -> dict[str, str]:
        return {fold_key(place): place for row in self.rows for place in row.places}

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Code | None:
        """The row of `code`, also one that is out of use; None when the list never held it."""
        return self._by_code.get(code)

    def label(self, code: str, lang: str) -> str:
        """What people read for `code`; the code itself when this list (an older version) does not know it."""
        row = self._by_code.get(code)
        return row.label(lang) if row else code

    def candidates(self, text: str) -> tuple[str, ...]:
        """
        The codes whose code, label or alias is exactly `text`, written in either script and any spelling.

        One code = understood; several = the word is ambiguous (`Karachi`); none = not known. Beginnings are not enough
        here, see `search`.
        """
        return self.named(word_key(text))

    def named(self, key: str) -> tuple[str, ...]:
        """As `candidates`, for a word whose `word_key` is known: it is the same for every list."""
        return self._by_key.get(key, ())

    def search(self, text: str, limit: int = MAX_SUGGESTIONS, day: str = "") -> tuple[str, ...]:
        """
        What to offer while somebody types: codes with a word beginning with `text`, exact ones first, then by list order.

        Only codes in use on `day` (ISO text) are offered; without a day, only those without an end.
        """
        key = fold_key(clean_text(text))
        exact = self._by_key.get(key, ())
        found = [
            row
            for row, words in zip(self.rows, self._by_word_start, strict=True)
            if (row.is_active(day) if day else not row.active_to and row.active_from != NOT_YET)
            and any(word.startswith(key) for word in words)
        ]
        found.sort(key=lambda row: row.code not in exact)
        return tuple(row.code for row in found[:limit])

    def place_of(self, text: str) -> str:
        """The town that `text` names within a code of this list (`abu dhabi` -> `Abu Dhabi`); empty when none."""
        return self._places.get(fold_key(clean_text(text)), "")

    def active(self, day: str) -> tuple[Code, ...]:
        """The rows that may be chosen on `day` (ISO text)."""
        return tuple(row for row in self.rows if row.is_active(day))

    def children(self, parent: str) -> tuple[Code, ...]:
        """The rows below `parent` (the districts of a province)."""
        return tuple(row for row in self.rows if row.parent == parent)

    def _in_use_first(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Retired rows count only where no living row answers to the same word."""
        rows = [self._by_code[code] for code in codes]
        living = tuple(row.code for row in rows if not row.active_to and row.active_from != NOT_YET)
        return living or tuple(codes)


def word_key(text: str) -> str:
    """What all spellings of one word have in common; what `named` asks for."""
    return fold_key(clean_text(text)) if len(text) <= LONGEST_WORD else ""


def _spellings(row: Code) -> tuple[str, ...]:
    return (row.code, row.en, row.ur, *row.aliases, *row.places)


def _starts(spelling: str) -> tuple[str, ...]:
    words = _WORD.split(fold_urdu(spelling) if is_arabic(spelling) else spelling)
    tails = [fold_key("".join(words[index:])) for index in range(len(words))]
    return tuple(tail for tail in tails if tail)
