"""Formulas of computed fields: named pure functions of the answers, worked out where a value is shown or exported."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeAlias

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.kinds.moments import first_day

__all__ = ["FORMULAS", "age_on", "computed_values"]

Values: TypeAlias = Mapping[str, object]
Formula: TypeAlias = Callable[[Values, Catalogue], object]

DISTRESS_QUESTIONS: Final = ("episode.distress_1", "episode.distress_2")
DAILY_LIFE: Final = "wg_"  # the six Washington Group questions begin so
A_LOT_OF_DIFFICULTY: Final = 3


def computed_values(kind: str, values: Values, catalogue: Catalogue) -> dict[str, object]:
    """
    Every computed field of `kind` that the answers suffice for: path -> value.

    `values` may hold the leaves of the whole registration: an age needs the person's birth and the episode's day.
    """
    found = {
        field.path: FORMULAS[field.formula](values, catalogue)
        for field in catalogue.fields.values()
        if field.kind == "computed" and field.kind_of_record == kind
    }
    return {path: value for path, value in found.items() if value is not None}


def age_on(day: date, birth: object) -> int | None:
    """Full years on `day` of somebody born at the partial date `birth` (its earliest day); None when it is none."""
    try:
        born = first_day(birth.rstrip("~")) if isinstance(birth, str) else None
    except ValueError:
        return None
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _distress_score(values: Values, _catalogue: Catalogue) -> int | None:
    """0 to 6; nothing while one of the two questions is open."""
    answers = [_number(values.get(path)) for path in DISTRESS_QUESTIONS]
    return sum(answer for answer in answers if answer is not None) if None not in answers else None


def _disability(values: Values, catalogue: Catalogue) -> bool | None:
    """Whether any of the six questions was answered with a lot of difficulty; nothing while all are open."""
    asked = (field.path for field in catalogue.fields_of("episode") if field.name.startswith(DAILY_LIFE))
    answers = [answer for path in asked if (answer := _number(values.get(path))) is not None]
    return any(answer >= A_LOT_OF_DIFFICULTY for answer in answers) if answers else None


def _age_at_registration(values: Values, _catalogue: Catalogue) -> int | None:
    day = values.get("episode.registered_on")
    try:
        return age_on(date.fromisoformat(day), values.get("person.birth")) if isinstance(day, str) else None
    except ValueError:
        return None


def _dependants(values: Values, _catalogue: Catalogue) -> int | None:
    """Those of the household who earn nothing."""
    size, earners = (_number(values.get(f"episode.{name}")) for name in ("hh_size", "earners"))
    return None if size is None or earners is None else max(size - earners, 0)


def _number(value: object) -> int | None:
    """A count, or a code that is a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and value.isascii() else None


FORMULAS: Final[Mapping[str, Formula]] = {
    "distress_score": _distress_score,
    "disability": _disability,
    "age_at_registration": _age_at_registration,
    "dependants": _dependants,
}
