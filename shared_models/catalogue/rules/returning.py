"""Rules about the return: its date, why and how, and what is needed first."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from shared_models.catalogue.context import Context
from shared_models.catalogue.kinds.moments import year_of
from shared_models.catalogue.leaves import living_rows, members_of
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules.rule import Judge, Rule, Values, text_at

__all__ = ["JUDGES"]

_FLIGHT: Final = re.compile(r"[A-Z0-9]{2}\s?\d{1,4}[A-Z]?")


def return_before_birth(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """Nobody returns before being born."""
    returned, birth = rule.fields
    year, born = year_of(values.get(returned)), year_of(values.get(birth))
    if year is not None and born is not None and year < born:
        yield rule.at(returned)


def late_registration(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """Old returns are marked: some help is only for those who came back lately."""
    path = rule.fields[0]
    returned = text_at(values, path)
    year = year_of(returned)
    if year is None:
        return
    month = int(returned[5:7]) if len(returned.rstrip("~")) >= len("1985-03") else 12
    if (context.today.year - year) * 12 + context.today.month - month > rule.limit:
        yield rule.at(path)


def main_reason(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """The main reason is one of those chosen."""
    main_path, reasons = rule.fields
    main = values.get(main_path)
    if main and main not in members_of(rule.catalogue.fields[reasons], values):
        yield rule.at(main_path)


def deported_valid(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X11: who was deported did not, as a rule, leave with valid papers of residence."""
    how, status = rule.fields
    if values.get(how) != "DEP":
        return
    last = _last_trip(status, values)
    if last and values.get(last) == "VAL":
        yield rule.at(last)


def assisted_by_none(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X12: an assisted return was assisted by somebody."""
    how, helper = rule.fields
    if values.get(how) == "AVR" and (values.get(helper) == "NONE" or values.get(f"{helper}.NONE")):
        yield rule.at(helper)


def flight_shape(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """A flight is named by two letters or digits and a number."""
    flight = text_at(values, rule.fields[0])
    if flight and not _FLIGHT.fullmatch(flight.upper()):
        yield rule.at(rule.fields[0])


def same_rank(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """No two needs share a rank: somebody has to be helped with one of them first."""
    field = rule.catalogue.fields[rule.fields[0]]
    ranks = [str(values.get(f"{field.path}.{code}")) for code in members_of(field, values)]
    if len(ranks) != len(set(ranks)):
        yield rule.at(field.path)


def none_and_others(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """`None of these` stands alone."""
    for path in rule.fields:
        field = rule.catalogue.fields.get(path)
        chosen = members_of(field, values) if field else ()
        if len(chosen) > 1 and "NONE" in chosen:
            yield rule.at(path)


def distress_help(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """From a score of three on, somebody to talk to is offered."""
    first, second = rule.fields
    scores = [text_at(values, path) for path in (first, second)]
    # Answers that are no score are refused by their own check.
    if all(len(score) == 1 and score.isdecimal() for score in scores) and sum(map(int, scores)) >= rule.limit:
        yield rule.at(second)


def _last_trip(field: str, values: Values) -> str:
    """The leaf path of `field` in the trip that stands first: people tell the last one first."""
    section, _, name = field.rpartition(".")
    rows = living_rows(section, values)
    return f"{section}.{rows[0]}.{name}" if rows else ""


JUDGES: Final[Mapping[str, Judge]] = {
    judge.__name__: judge
    for judge in (
        return_before_birth, late_registration, main_reason, deported_valid, assisted_by_none, flight_shape, same_rank,
        none_and_others, distress_help,
    )
}  # fmt: skip
