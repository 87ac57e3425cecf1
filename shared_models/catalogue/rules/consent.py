"""Rules about permission: nothing is kept without it, and children need a guardian's."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared_models.catalogue.computed import age_on
from shared_models.catalogue.context import Context
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules.rule import Judge, Rule, Values

__all__ = ["JUDGES"]

FOR_CHILDREN: Final = frozenset({"GUARDIAN", "LEGACY_PAPER"})


def no_permission(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """Without permission nothing is kept."""
    if values.get(rule.fields[0]) is False:
        yield rule.at(rule.fields[0])


def paper_permission(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """Permission on old paper comes only with an old register."""
    if context.origin == "form" and values.get(rule.fields[0]) == "LEGACY_PAPER":
        yield rule.at(rule.fields[0])


def guardian_needed(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """X8: for a person under the age of consent the permission comes from a guardian."""
    birth, permission, method = rule.fields
    if values.get(permission) is not True or values.get(method) in FOR_CHILDREN:
        return
    age = age_on(context.today, values.get(birth))
    if age is not None and age < rule.limit:
        yield rule.at(method, years=rule.limit)


JUDGES: Final[Mapping[str, Judge]] = {
    judge.__name__: judge for judge in (no_permission, paper_permission, guardian_needed)
}
