"""The short terms by which a record is found: word starts, digits and sound keys, filled and asked by one rule."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple, Protocol

from shared_models.text.name_keys import NameWord, name_words
from shared_models.text.normalise import clean_text, fold_digits, fold_urdu, is_arabic

__all__ = ["MAX_TERM_LETTERS", "query_terms", "sound_terms", "terms_of"]

# Longer words are found by their beginning, so the index stays small.
MAX_TERM_LETTERS = 24
# The last digits of a number are what people remember and read out.
DIGIT_TAIL = 4
SOUND_SIGN = "~"  # keeps a sound key apart from a word that is spelled like it
FEWEST_SOUNDS = 2

_NAMES = frozenset({"name_latin", "name_urdu"})
_HOME_PREFIX = re.compile(r"^\s*(\+|00)92[\s-]?(?=\d)")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[\d\s+/-]*\d[\d\s+/-]*")


class _SearchedField(Protocol):
    @property
    def path(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def promoted(self) -> bool: ...


class _FieldSource(Protocol):
    @property
    def derived(self) -> dict[tuple[str, ...], Any]: ...
    @property
    def fields(self) -> Mapping[str, _SearchedField]: ...
    def field_of(self, leaf_path: str) -> _SearchedField | None: ...


class _Searched(NamedTuple):
    """How one leaf is searched: the kind of its field, where its terms belong, and the leaf that withdraws its row."""

    kind: str
    place: str
    sound_place: str  # one sound for both scripts, so a name that is written in both is kept once
    withdrawal: str


# Row ids count inside their record, so the same few thousand paths come again and again.
_PATHS_REMEMBERED = 16_384
_ROW_DOTS = 3  # kind.section.row.field
_SEARCHED_KINDS = ("searched kinds",)
_SEARCHED = ("searched leaves",)


def terms_of(kind: str, values: Mapping[str, object], catalogue: _FieldSource) -> set[tuple[str, str]]:
    """
    The search terms of one record as (term, field path) pairs.

    Only promoted text-like fields are indexed, and no withdrawn rows; a term is a whole folded word, found later by its
    beginning.
    """
    if kind not in _searched_kinds(catalogue):
        return set()
    terms: set[tuple[str, str]] = set()
    known: dict[str, _Searched | None] = catalogue.derived.setdefault(_SEARCHED, {})
    own = kind + "."
    for path, value in values.items():
        try:
            searched = known[path]
        except KeyError:
            searched = _searched(path, catalogue, known)
        if searched is None or not isinstance(value, str) or not value or not path.startswith(own):
            continue
        if searched.withdrawal and values.get(searched.withdrawal):
            continue
        if searched.sound_place:
            words, sounds = _terms_of_name(value)
            terms.update(zip(words, repeat(searched.place)))
            terms.update(zip(sounds, repeat(searched.sound_place)))
        else:
            terms.update(zip(_terms_of_value(searched.kind, value), repeat(searched.place)))
    return terms


@lru_cache(4096)
def _terms_of_name(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(its words, their sounds): the same names come again and again."""
    words = (word[:MAX_TERM_LETTERS] for word in _words(value))
    return tuple(words), tuple(SOUND_SIGN + word.keys[0] for word in name_words(value))


def _searched_kinds(catalogue: _FieldSource) -> frozenset[str]:
    found: frozenset[str] | None = catalogue.derived.get(_SEARCHED_KINDS)
    if found is None:
        kinds = (path.partition(".")[0] for path, field in catalogue.fields.items() if field.promoted)
        found = catalogue.derived[_SEARCHED_KINDS] = frozenset(kinds)
    return found


def _searched(path: str, catalogue: _FieldSource, known: dict[str, _Searched | None]) -> _Searched | None:
    field = None if path.endswith("!") else catalogue.field_of(path)
    if len(known) >= _PATHS_REMEMBERED:
        known.clear()
    found = None
    if field is not None and field.promoted:
        row = path.split(".", _ROW_DOTS)[:-1] if path.count(".") >= _ROW_DOTS else []
        sounds = field.path.replace("_urdu", "_latin") if field.kind in _NAMES else ""
        found = _Searched(field.kind, field.path, sounds, ".".join([*row, "void"]) if row else "")
    known[path] = found
    return found


def query_terms(text: str) -> list[str]:
    """
    What to look up for a typed search, in order, each to be met by the beginning of a stored term.

    A number is one term of its digits; every word is one term; a sound key is asked with its sign in front.
    """
    text = clean_text(fold_digits(text))
    if _NUMBER.fullmatch(text):
        digits = re.sub(r"\D", "", _HOME_PREFIX.sub("0", text))
        return [_local_number(digits)] if digits else []
    return list(dict.fromkeys(word[:MAX_TERM_LETTERS] for word in _words(text)))


def sound_terms(text: str) -> list[tuple[str, ...]]:
    """
    The keys of a typed name, in either script and spelling; a person is meant whom one key of every word meets whole.

    Rashid asks for راشد and for رشید. Empty where no name was typed.
    """
    return [tuple(SOUND_SIGN + key for key in word.keys) for word in name_words(clean_text(text)) if _is_telling(word)]


def _is_telling(word: NameWord) -> bool:
    """Whether the key of a word says enough to look for: one letter's sound would find everybody."""
    return word.known or len(word.skeletons[0]) >= FEWEST_SOUNDS


def _terms_of_value(kind: str, value: str) -> Iterator[str]:
    if kind == "phone":
        digits = _local_number(re.sub(r"\D", "", value))
        yield digits[:MAX_TERM_LETTERS]
        yield digits[-DIGIT_TAIL:]
    elif kind == "document_number":
        bare = _BETWEEN_WORDS.sub("", fold_digits(value)).lower()
        yield bare[:MAX_TERM_LETTERS]
        if len(bare) > DIGIT_TAIL:
            yield bare[-DIGIT_TAIL:]
    elif kind == "link":
        yield value  # whole: a record is found by the one it names, as when that one is erased
    elif kind == "text":
        for word in _words(value):
            yield word[:MAX_TERM_LETTERS]
        yield _BETWEEN_WORDS.sub("", value).lower()[:MAX_TERM_LETTERS]


def _local_number(digits: str) -> str:
    """One form for +92 300, 0092 300 and 0300, so that a phone is found however it is typed."""
    for prefix in ("0092", "92"):
        if digits.startswith(prefix) and len(digits) - len(prefix) == len("3001234567"):
            return "0" + digits[len(prefix) :]
    return digits


def _words(text: str) -> list[str]:
    folded = fold_urdu(text) if is_arabic(text) else text.lower()
    return [word for word in _BETWEEN_WORDS.split(folded) if word]
