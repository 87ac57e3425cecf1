"""What of a person is compared, taken once from the flat values, so that desk and head office compare the same thing."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

import msgspec

from shared_models.text.name_keys import NameWord, name_words
from shared_models.text.names import bare_parent, split_parent
from shared_models.text.normalise import fold_digits, is_arabic

__all__ = ["Birth", "Comparable", "Name", "comparable_of", "is_placeholder_number", "name_of"]

CARDS = frozenset({"CNIC", "SNIC", "NICOP", "SNICOP", "POC", "BFORM"})  # one number for life, whichever card shows it
CARD_DIGITS = 13
PHONE_DIGITS = 9  # the last ones: +92 300, 0092 300 and 0300 agree in them
FEWEST_SIGNS = 5  # of a number that can tell people apart
FEWEST_DIFFERENT = 3  # digits in a card number: with fewer it was made up to pass the form
MOST_ROWS = 8  # papers, phones and aliases of one person that are compared
GUESSED_DAYS = frozenset({(1, 1), (7, 1)})
_Kept = TypeVar("_Kept")
MUHAMMAD = "muhammad"
_BIRTH = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)", re.ASCII)
_NOT_SIGNS = re.compile(r"[^0-9A-Z]+")
_NOT_DIGITS = re.compile(r"\D+", re.ASCII)
_RUNS = ("0123456789012345678", "9876543210987654321")


class Name(msgspec.Struct, frozen=True, cache_hash=True):
    """One spelling of a name. `call` is the word the person is called by, `rest` are the others without Muhammad."""

    urdu: bool
    words: tuple[NameWord, ...]
    call: NameWord
    rest: tuple[NameWord, ...]


class Birth(NamedTuple):
    """A date of birth: month and day are 0 when unknown; `vague` when it is estimated or a guess written as a date."""

    year: int
    month: int
    day: int
    vague: bool


class Comparable(msgspec.Struct, frozen=True):
    """
    One person as comparisons see them. Everything is folded; what is missing or a placeholder is not there.

    `sex` is M, F or empty. Numbers hold digits and capitals only; `phones` their last nine digits; `districts` the
    permanent one first, then the present one, then that of birth.
    """

    names: tuple[Name, ...] = ()
    fathers: tuple[Name, ...] = ()
    husbands: tuple[Name, ...] = ()
    mothers: tuple[Name, ...] = ()
    sex: str = ""
    birth: Birth | None = None
    cards: tuple[str, ...] = ()
    passports: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    email: str = ""


def comparable_of(values: Mapping[str, object]) -> Comparable:
    """What is compared of the flat values of a person (paths below `person.`; rows by id or by position)."""
    fathers = _parents(values, "person.father_name")
    husbands = _parents(values, "person.husband_name")
    names: list[Name] = []
    for text in _texts(values, "person.name_latin", "person.name_urdu"):
        whole = split_parent(text)
        names.extend(_named(whole.name))
        if whole.parent:
            (husbands if whole.relation == "husband" else fathers).extend(_named(whole.parent))
    for row in _rows(values, "person.aliases."):
        names.extend(_named(str(row.get("name") or "")))
    cards, passports, papers = _numbers(values)
    place = "person.address_permanent.", "person.address_current.", "person.birth_"
    return Comparable(
        _few(names), _few(fathers), _few(husbands), _few(_parents(values, "person.mother_name", ("",))),
        sex=sex if (sex := str(values.get("person.gender") or "")) in {"M", "F"} else "",
        birth=_birth(values.get("person.birth")), cards=cards, passports=passports, papers=papers,
        phones=_phones(values), districts=_few(_texts(values, *(start + "district" for start in place))),
        provinces=_few(_texts(values, *(start + "province" for start in place[:2]))),
        email=str(values.get("person.email") or "").strip().lower(),
    )  # fmt: skip


def is_placeholder_number(digits: str) -> bool:
    """Whether a number was only typed to fill its field: nearly one digit all through, or counting."""
    serial = digits[5:12]
    counting = any(digits[:9] in run for run in _RUNS) or digits.startswith("123451234567")
    return counting or len(set(digits)) < FEWEST_DIFFERENT or len(set(serial)) < 2


def name_of(urdu: bool, words: tuple[NameWord, ...]) -> Name:
    """One spelling of a name of these words, of which there is at least one."""
    telling = [word for word in words if not word.light]
    own = telling or [word for word in words if word.keys[0] != MUHAMMAD] or words
    call = own[0]
    return Name(urdu, words, call, tuple(word for word in words if word is not call and word.keys[0] != MUHAMMAD))


@lru_cache(16_384)
def _named(text: str) -> tuple[Name, ...]:
    words = name_words(text)
    return (name_of(is_arabic(text), words),) if words else ()


def _parents(values: Mapping[str, object], path: str, scripts: Iterable[str] = ("_latin", "_urdu")) -> list[Name]:
    found = _texts(values, *(path + script for script in scripts))
    return [name for text in found for name in _named(bare_parent(text))]


def _texts(values: Mapping[str, object], *paths: str) -> list[str]:
    return [value for path in paths if isinstance(value := values.get(path), str) and value]


def _few(found: Iterable[_Kept]) -> tuple[_Kept, ...]:
    return tuple(dict.fromkeys(found))[:MOST_ROWS]


def _birth(value: object) -> Birth | None:
    found = _BIRTH.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    month, day = int(found[2] or 0), int(found[3] or 0)
    return Birth(int(found[1]), month, day, bool(found[4]) or not day or (month, day) in GUESSED_DAYS)


def _rows(values: Mapping[str, object], section: str) -> list[dict[str, object]]:
    """The rows of a repeated section that were not withdrawn, the first ones."""
    rows: dict[str, dict[str, object]] = {}
    for path, value in values.items():
        if path.startswith(section) and not path.endswith("!"):
            row, _, name = path[len(section) :].rpartition(".")
            rows.setdefault(row, {})[name] = value
    return [row for row in rows.values() if not row.get("void")][:MOST_ROWS]


def _numbers(values: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    cards, passports, papers = [], [], []
    for row in _rows(values, "person.documents."):
        number = _NOT_SIGNS.sub("", fold_digits(str(row.get("number") or "")).upper())
        kind = str(row.get("type") or "CNIC")
        if kind in CARDS and len(number) == CARD_DIGITS and number.isdigit():
            cards.append(number)
        elif kind == "PASSPORT":
            passports.append(number)
        elif kind != "NONE":
            papers.append(f"{kind}:{number}")
    return (
        _few(number for number in cards if not is_placeholder_number(number)),
        _few(number for number in passports if _tells(number)),
        _few(number for number in papers if _tells(number.partition(":")[2])),
    )


def _tells(number: str) -> bool:
    digits = _NOT_DIGITS.sub("", number)
    return len(number) >= FEWEST_SIGNS and len(set(digits)) >= min(FEWEST_DIFFERENT, len(digits)) and digits[:7] not in {
        "1234567", "0123456",
    }  # fmt: skip


def _phones(values: Mapping[str, object]) -> tuple[str, ...]:
    found = (
        _NOT_DIGITS.sub("", fold_digits(str(row.get("number") or "")))[-PHONE_DIGITS:]
        for row in _rows(values, "person.phones.")
    )
    return _few(digits for digits in found if len(digits) >= PHONE_DIGITS - 2 and len(set(digits[-7:])) >= 2)
