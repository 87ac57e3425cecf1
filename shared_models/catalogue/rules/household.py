"""Rules about the household: its parts are not more than the whole."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared_models.catalogue.context import Context
from shared_models.catalogue.leaves import living_rows
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules.rule import Judge, Rule, Values, number_at

__all__ = ["JUDGES"]


def more_than_all(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X17 and the like: groups that do not overlap are together not more than the household."""
    size_path, *groups = rule.fields
    size = number_at(values, size_path)
    counts = [count for path in groups if (count := number_at(values, path)) is not None]
    if size is not None and counts and sum(counts) > size:
        yield rule.at(groups[-1], size=size)


def household_parts(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """No group of the household is larger than the household."""
    size_path, *parts = rule.fields
    size = number_at(values, size_path)
    for path in parts:
        count = number_at(values, path)
        if size is not None and count is not None and count > size:
            yield rule.at(path, size=size)


def members_counted(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """Not more people are named than live in the household."""
    size_path, member = rule.fields
    size = number_at(values, size_path)
    named = len(living_rows(member.rpartition(".")[0], values))
    if size is not None and named > size:
        yield rule.at(size_path, count=named)


JUDGES: Final[Mapping[str, Judge]] = {
    "children_household": more_than_all,
    "household_sum": more_than_all,
    "household_parts": household_parts,
    "members_counted": members_counted,
}
