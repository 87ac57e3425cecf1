"""The words that a template offers in its lists and that are understood when they come back, in both languages at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared_models.catalogue import Catalogue
from shared_models.catalogue.codes import NOT_YET, Code, CodeList
from shared_models.catalogue.fields import Section
from shared_models.catalogue.problems import Problem, sentence

__all__ = [
    "CHOICES_TAB",
    "CODES_TAB",
    "COLUMNS_TAB",
    "GUIDES",
    "START_TAB",
    "offered",
    "reasons_by_word",
    "shown_choice",
    "why_none",
    "words_of",
]


def _tab(code: str) -> str:
    return " · ".join(sentence(Problem(f"importing.sheet_{code}"), lang) for lang in ("en", "ur"))


# The sheets of a template that say how to fill in the others: nothing on them is about a person.
START_TAB, COLUMNS_TAB, CODES_TAB, CHOICES_TAB = _tab("start"), _tab("columns"), _tab("codes"), "choices"
GUIDES = frozenset({START_TAB, COLUMNS_TAB, CODES_TAB, CHOICES_TAB})
_BOTH = "{en} · {ur}"
_SEALED = "S3"


def shown_choice(code: Code) -> str:
    """One choice as a list shows it: `male · مرد`."""
    return _BOTH.format(en=code.en, ur=code.ur)


def offered(codes: CodeList) -> tuple[Code, ...]:
    """The rows a template may offer: in use, and none that only a sealed entry may hold."""
    return tuple(
        row for row in codes.rows if row.sensitivity != _SEALED and not row.active_to and row.active_from != NOT_YET
    )


def words_of(codes: CodeList) -> Mapping[str, str]:
    """What the lists of a template offer -> code."""
    return {shown_choice(row): row.code for row in codes.rows if row.sensitivity != _SEALED}


def reasons_by_word(reasons: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    """How a reason for a missing answer may be written (code, either label, both as in a list) -> its code."""
    codes = catalogue.lists.get("MISSING_REASON")
    rows = [row for one in reasons if codes is not None and (row := codes.get(one)) is not None]
    return {word: row.code for row in rows for word in (row.code, row.en, row.ur, shown_choice(row))}


def why_none(section: Section, lang: str) -> str:
    """The name of the column that says why a person has no rows of a section."""
    return sentence(Problem("importing.sheet_why_none", params={"section": section.label(lang)}), lang)
