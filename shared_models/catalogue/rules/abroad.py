"""Rules about the time abroad: ages and dates, wages, and wages that were not paid."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from shared_models.catalogue.computed import age_on
from shared_models.catalogue.context import Context
from shared_models.catalogue.kinds.moments import first_day, last_day
from shared_models.catalogue.kinds.numbers import DECIMALS
from shared_models.catalogue.leaves import living_rows
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules.rule import Judge, Rule, Values, beside, each, number_at, text_at

__all__ = ["JUDGES"]

HUNDRED: Final = 100  # the wages of a sector are given in per cent of the usual wage in its currency


def young_worker(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X9: who went to work abroad as a child is asked about protection."""
    birth, departed, purpose = rule.fields
    for path, value in each(values, departed):
        if values.get(beside(path, purpose)) != "WORK":
            continue
        day = _first(value)
        age = age_on(day, values.get(birth)) if day else None
        if age is not None and 0 <= age < rule.limit:
            yield rule.at(path, years=rule.limit)


def return_before_leaving(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X10: nobody is back before having left. Estimated dates are not held against each other."""
    returned, left = rule.fields
    back = _last(values.get(returned))
    for _path, value in each(values, left):
        gone = _first(value)
        if back and gone and back < gone:
            yield rule.at(returned, left=_dashed(value))


def trip_order(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """One departs, arrives and leaves in this order."""
    section = rule.fields[0].rpartition(".")[0]
    for row in living_rows(section, values):
        begun: date | None = None
        for field in rule.fields:
            path = f"{section}.{row}.{field.rpartition('.')[2]}"
            value = values.get(path)
            ended = _last(value)
            if begun and ended and ended < begun:
                yield rule.at(path)
            begun = max(filter(None, (begun, _first(value))), default=None)


def unpaid_months(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X18: no more months can be unpaid than were spent abroad."""
    unpaid, departed, left, years = rule.fields
    claimed = [(path, months) for path, months in each(values, unpaid) if isinstance(months, int)]
    if not claimed:
        return
    stayed = [_months(value, values.get(beside(path, left))) for path, value in each(values, departed)]
    known = [months for months in stayed if months is not None]
    if len(known) < len(stayed) or not known:
        total = _decimal(text_at(values, years))
        if total is None:
            return
        known = [round(total * 12)]
    longest = max(known)
    for path, months in claimed:
        if months > longest + rule.limit:
            yield rule.at(path, months=longest)


def wage_currency(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X19: a wage far above what the trade pays in this currency was probably told in another one."""
    *wages, sector = rule.fields
    for wage in wages:
        for path, value in each(values, wage):
            usual = _usual_wage(rule, value, text_at(values, beside(path, sector)))
            if usual is not None and isinstance(value, Mapping) and _amount(value) > rule.limit * usual:
                yield rule.at(path, currency=value["currency"])


def trips_counted(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """There were at least as many trips as are written down."""
    total, country = rule.fields
    counted, written = number_at(values, total), sum(1 for _ in each(values, country))
    if counted is not None and counted < written:
        yield rule.at(total, count=written)


def _usual_wage(rule: Rule, value: object, sector: str) -> float | None:
    """The usual monthly wage of the sector in whole units of the currency, None when nothing is known of it."""
    if not isinstance(value, Mapping) or value.get("currency") not in DECIMALS:
        return None
    median = rule.entry.by_currency.get(str(value["currency"]))
    return None if median is None else median * rule.entry.by_sector.get(sector, HUNDRED) / HUNDRED


def _amount(money: Mapping[str, object]) -> float:
    minor = money.get("minor")
    return int(minor) / 10 ** DECIMALS[str(money["currency"])] if isinstance(minor, int) else 0.0


def _months(departed: object, left: object) -> int | None:
    """The longest time, in months begun, between two partial dates."""
    begun, ended = _first(departed), _last(left)
    if begun is None or ended is None:
        return None
    return max((ended.year - begun.year) * 12 + ended.month - begun.month + 1, 0)


def _first(value: object) -> date | None:
    """The earliest day of a partial date that is not estimated."""
    return _day(first_day, value)


def _last(value: object) -> date | None:
    """The latest day of a partial date that is not estimated."""
    return _day(last_day, value)


def _day(of: Callable[[str], date], value: object) -> date | None:
    if not isinstance(value, str) or value.endswith("~"):
        return None
    try:
        return of(value)
    except ValueError:
        return None


def _decimal(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _dashed(value: object) -> str:
    return "-".join(reversed(str(value).split("-")))


JUDGES: Final[Mapping[str, Judge]] = {
    judge.__name__: judge
    for judge in (young_worker, return_before_leaving, trip_order, unpaid_months, wage_currency, trips_counted)
}
