"""Rules about a person: birth, place, nationality and phones."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared_models.catalogue.context import Context
from shared_models.catalogue.kinds.moments import year_of
from shared_models.catalogue.leaves import living_rows, members_of
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules.rule import Judge, Rule, Values, beside, each, text_at

__all__ = ["JUDGES"]

HOME: Final = "PAK"
HOME_DIAL: Final = "+92"
ORIGIN_CARDS: Final = frozenset({"POC", "NICOP", "SNICOP", "CNIC", "SNIC", "BFORM"})
_GUESSED_DAYS: Final = ("-01-01", "-07-01")
_WHOLE_DATE: Final = len("1985-01-01")


def too_old(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """Nobody who comes to the desk is older than the limit; a digit of the year slipped."""
    path = rule.fields[0]
    year = year_of(values.get(path))
    if year is not None and context.today.year - year > rule.limit:
        yield rule.at(path, years=rule.limit)


def birth_day_guess(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X20: 1 January and 1 July are what people say who do not know the day."""
    path = rule.fields[0]
    birth = text_at(values, path)
    if len(birth) == _WHOLE_DATE and birth.endswith(_GUESSED_DAYS):
        yield rule.at(path)


def district_province(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """A district lies in its province."""
    for province, code in zip(rule.fields[::2], rule.fields[1::2], strict=True):
        district = rule.catalogue.lists["DISTRICT"].get(text_at(values, code))
        chosen = values.get(province)
        if district and chosen and district.parent != chosen:
            yield rule.at(code)


def nationality_papers(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """Who is not Pakistani and holds no card of Pakistani origin is perhaps the spouse of somebody who returned."""
    nationality, paper = rule.fields
    field = rule.catalogue.fields.get(nationality)
    chosen = members_of(field, values) if field else ()
    if chosen and HOME not in chosen and not any(value in ORIGIN_CARDS for _, value in each(values, paper)):
        yield rule.at(nationality)


def phone_shared(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """X13: a number that several others gave too belongs to an agent or a relative."""
    if not context.phone_holders:
        return
    for path, number in each(values, rule.fields[0]):
        others = context.phone_holders.get(number, 0) if isinstance(number, str) else 0
        if others >= rule.limit:
            yield rule.at(path, count=others)


def phone_abroad(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X14: a phone is of Pakistan or of the country where the person lives now."""
    number, country = rule.fields
    if not living_rows(number.rpartition(".")[0], values):
        return
    living_in = rule.catalogue.lists["COUNTRY"].get(text_at(values, country))
    dial = "+" + living_in.extra.get("dial", "") if living_in else ""
    known = (HOME_DIAL, dial) if len(dial) > 1 else (HOME_DIAL,)
    for path, value in each(values, number):
        if isinstance(value, str) and value.startswith("+") and not value.startswith(known):
            yield rule.at(path)


def phone_twice(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """One number stands in one row, and the emergency contact is reached on another phone than one's own."""
    number, owner, emergency = rule.fields
    seen: set[object] = set()
    own: set[object] = set()
    for path, value in each(values, number):
        if value in seen:
            yield rule.at(path)
        seen.add(value)
        if values.get(beside(path, owner)) == "SELF":
            own.add(value)
    if values.get(emergency) in own:
        yield rule.at(emergency)


JUDGES: Final[Mapping[str, Judge]] = {
    judge.__name__: judge
    for judge in (
        too_old, birth_day_guess, district_province, nationality_papers, phone_shared, phone_abroad, phone_twice,
    )
}  # fmt: skip
