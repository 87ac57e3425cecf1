"""Fills in a whole registration from the catalogue alone: whatever field or list is added is answered by itself."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Final

from shared_models.catalogue import sample_words as words
from shared_models.catalogue.access import SEALED
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.conditions import fields_of
from shared_models.catalogue.fields import Field
from shared_models.catalogue.leaves import expand, is_relevant, leaf_path, lookup_in
from shared_models.catalogue.sample_answers import TOLD, Place
from shared_models.catalogue.sample_life import HOME, Life, money, on_paper

__all__ = ["sample_private_answers", "sample_registration"]

REGISTRATION: Final = ("person", "episode")
NOT_ASKED: Final = frozenset({"computed", "link", "ciphertext"})  # worked out, or made by the program
GIVEN: Final = frozenset({"episode.registration_no"})
MOST_ROWS: Final = 3
USUALLY: Final = 0.85  # how often the answer that a form proposes is the right one
USUAL_NUMBERS: Final = 10
ALONE: Final = "NONE"  # stands in no set beside other members


def sample_registration(catalogue: Catalogue, chance: Random, today: date) -> dict[str, object]:
    """
    The leaves of an invented person and return, as a form hands them over: rows by position, in the order of asking.

    Every field is answered that is relevant beside the other answers, in one to three rows of every repeated section.
    Nothing in it blocks, and it is complete. The same `chance` gives the same registration.
    """
    life = Life(catalogue, chance, today)
    rows = {
        section.path: _row_count(section.path, section.max_rows or MOST_ROWS, life)
        for section in catalogue.sections.values()
        if section.repeated
    }
    answers: dict[str, object] = {}
    for field in _in_order_of_need(catalogue):
        for row in range(1, rows[field.row_section] + 1) if field.repeated else (0,):
            name = str(row or "")
            if is_relevant(field, answers, name):
                above = tuple(answers.get(leaf_path(field, str(earlier))) for earlier in range(1, row))
                at = Place(row, lookup_in(answers, field.row_section, name), above)
                answers.update(expand(field, _answer(field, at, life), name))
    return _as_asked(answers, catalogue)


def sample_private_answers(catalogue: Catalogue, chance: Random, today: date) -> dict[str, object]:
    """The leaves of an invented private conversation; whose it is, the desk says."""
    life = Life(catalogue, chance, today)
    answers: dict[str, object] = {}
    for field in catalogue.fields_of("sealed"):
        if field.sensitivity == SEALED and field.kind not in NOT_ASKED and is_relevant(field, answers):
            answers.update(expand(field, _answer(field, Place(0, lookup_in(answers)), life)))
    return answers


def _row_count(section: str, most: int, life: Life) -> int:
    known = {"episode.trips": len(life.trips), "episode.members": len(life.members)}
    return min(known.get(section) or life.chance.randrange(1, MOST_ROWS + 1), most)


def _in_order_of_need(catalogue: Catalogue) -> tuple[Field, ...]:
    """The fields people are asked, each after those its condition looks at."""
    found: tuple[Field, ...] | None = catalogue.derived.get(("sample order",))
    if found is None:
        asked = [
            field
            for kind in REGISTRATION
            for field in catalogue.fields_of(kind)
            if field.kind not in NOT_ASKED and field.path not in GIVEN
        ]
        found = tuple(sorted(asked, key=lambda field: _depth(field, catalogue)))
        catalogue.derived["sample order",] = found
    return found


def _depth(field: Field, catalogue: Catalogue, seen: frozenset[str] = frozenset()) -> int:
    """How many conditions stand on each other before this field."""
    if field.relevant_when is None or field.path in seen:
        return 0
    needed = (catalogue.fields.get(path) for path in fields_of(field.relevant_when))
    return 1 + max((_depth(one, catalogue, seen | {field.path}) for one in needed if one), default=0)


def _as_asked(answers: Mapping[str, object], catalogue: Catalogue) -> dict[str, object]:
    """The answers in the order people are asked, each row after the other."""
    order = _order(catalogue)

    def place(path: str) -> tuple[int, str, int]:
        leaf = catalogue.leaf_of(path)
        return (*order[leaf.field.path][:1], leaf.row, order[leaf.field.path][1]) if leaf else (len(order), path, 0)

    return {path: answers[path] for path in sorted(answers, key=place)}


def _order(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    """The place of a field's section, and its own."""
    found: dict[str, tuple[int, int]] | None = catalogue.derived.get(("sample places",))
    if found is None:
        sections = [section.path for kind in REGISTRATION for section in catalogue.sections_of(kind)]
        found = catalogue.derived["sample places",] = {
            field.path: (sections.index(f"{field.kind_of_record}.{field.section}"), place)
            for place, field in enumerate(catalogue.fields.values())
            if field.kind_of_record in REGISTRATION
        }
    return found


def _beside(field: Field, catalogue: Catalogue) -> tuple[Field, ...]:
    """The fields of the same section."""
    key = ("sample sections", field.kind_of_record, field.section)
    found: tuple[Field, ...] | None = catalogue.derived.get(key)
    if found is None:
        found = catalogue.derived[key] = catalogue.fields_of(field.kind_of_record, field.section)
    return found


def _answer(field: Field, at: Place, life: Life) -> object:
    if field.path in TOLD:
        return TOLD[field.path](life, at)
    return BY_KIND[field.kind](field, at, life)


def _code(field: Field, at: Place, life: Life) -> object:
    if field.default is not None and at.row <= 1 and life.chance.random() < USUALLY:
        return field.default
    if field.code_list == "COUNTRY":
        return life.country
    choices = _choices(field, at, life)
    if _beside(field, life.catalogue)[0] is field:  # what a row is about stands in one row
        choices = [code for code in choices if code not in at.above] or choices
    return life.any_of(choices)


def _choices(field: Field, at: Place, life: Life) -> list[str]:
    """The codes of the field; those below the answer beside it (the districts of its province) where there are such."""
    sealed = field.sensitivity == SEALED
    for path in _parents(field, life.catalogue):
        parent = at.answer(path)
        below = life.codes(field.code_list, parent, sealed=sealed) if isinstance(parent, str) else []
        if below:
            return below
    return life.codes(field.code_list, sealed=sealed)


def _parents(field: Field, catalogue: Catalogue) -> tuple[str, ...]:
    """The fields beside this one whose codes its own codes stand below."""
    key = ("sample parents", field.path)
    found: tuple[str, ...] | None = catalogue.derived.get(key)
    if found is None:
        above = {row.parent for row in catalogue.lists[field.code_list].rows if row.parent}
        found = catalogue.derived[key] = tuple(
            other.path
            for other in _beside(field, catalogue)
            if other.kind == "code" and any(code in catalogue.lists[other.code_list] for code in above)
        )
    return found


def _codes(field: Field, at: Place, life: Life) -> object:
    usable = life.countries if field.code_list == "COUNTRY" else _choices(field, at, life)
    some = [code for code in usable if code != ALONE] or usable
    count = life.chance.randrange(1, min(MOST_ROWS, field.maximum or MOST_ROWS, len(some)) + 1)
    return tuple(life.chance.sample(some, count))


def _integer(field: Field, _at: Place, life: Life) -> int:
    least = field.minimum or 0
    most = field.maximum if field.maximum is not None else least + USUAL_NUMBERS
    # Counts are small; numbers that begin somewhere are names.
    return life.chance.randint(least, most if least > 1 else min(most, least + USUAL_NUMBERS))


def _decimal(field: Field, at: Place, life: Life) -> str:
    whole = _integer(field, at, life)
    return str(whole) if whole == field.maximum else f"{whole}.5"


def _money(_field: Field, _at: Place, life: Life) -> dict[str, object]:
    return money(life, life.chance.randrange(10, 400) * 1000)


def _date(field: Field, _at: Place, life: Life) -> str:
    return (life.past() if field.not_after else life.ahead()).isoformat()


def _partial_date(field: Field, _at: Place, life: Life) -> str:
    return on_paper(life, life.past() if field.not_after else life.ahead())


def _document_number(field: Field, at: Place, life: Life) -> str:
    paper = field.paper or at.answer(f"{field.row_section}.type")
    gender = at.answer(f"{field.row_section}.gender")
    country = at.answer(f"{field.row_section}.country") or life.country
    return life.paper_number(str(paper), str(country), str(gender or ""))


def _phone(_field: Field, at: Place, life: Life) -> str:
    """The first number is at home; further ones may be of the country of the last stay."""
    return life.phone(life.country if at.row == MOST_ROWS else HOME)


def _text(field: Field, _at: Place, life: Life) -> str:
    last = field.name.rpartition("_")[2]
    if isinstance(field.default, str):
        text = field.default
    elif last == "name":
        text = words.person_name(life.chance, life.chance.choice("MF"))[0]
    elif field.name.startswith("locality"):
        text = life.locality(int(last == "urdu"))
    elif last in {"no", "ref", "version", "scan"}:
        text = f"{life.chance.choice('ABKLR')}-{life.chance.randrange(10**4, 10**6)}"
    else:
        text = life.chance.choice(words.LANDMARKS if last == "landmark" else words.PHRASES)
    return text[: field.max_length].strip()


def _name(script: int) -> Callable[[Field, Place, Life], object]:
    return lambda _field, _at, life: words.person_name(life.chance, life.gender)[script]


BY_KIND: Final[Mapping[str, Callable[[Field, Place, Life], object]]] = {
    "text": _text, "name_latin": _name(0), "name_urdu": _name(1), "code": _code, "codes": _codes, "integer": _integer,
    "decimal": _decimal, "money": _money, "date": _date, "partial_date": _partial_date, "phone": _phone,
    "document_number": _document_number,
    "yes_no": lambda _field, _at, life: life.chance.random() < 0.6,
    "email": lambda _field, _at, life: f"someone.{life.chance.randrange(10, 9999)}@example.pk",
    "attachment": lambda _field, _at, life: life.chance.randbytes(32).hex(),
    "time_of_day": lambda _field, _at, life: f"{life.chance.randrange(9, 16):02d}:30",
    "time_stamp": lambda _field, _at, life: f"{life.past().isoformat()}T09:30:00Z",
}  # fmt: skip
