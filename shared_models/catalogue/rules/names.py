"""Rules about names: that there is one, that one field holds one, and that both scripts speak of the same person."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from shared_models.catalogue.context import Context
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules.rule import Judge, Rule, Values, text_at
from shared_models.text.name_scripts import same_name_in_both_scripts
from shared_models.text.names import split_parent

__all__ = ["JUDGES"]


def no_name(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """Without a usable name in either script nobody can be found again."""
    if not any(text_at(values, path) for path in rule.fields):
        yield rule.at(rule.fields[0])


def name_has_parent(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X15: `Aslam S/O Karim` holds two names; the form suggests where the second belongs."""
    for path in rule.fields:
        split = split_parent(text_at(values, path))
        if split.relation:
            yield rule.at(path, name=split.name, parent=split.parent)


def names_differ(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X16: read aloud, a name in English letters and the same name in Urdu letters sound alike."""
    for latin, urdu in zip(rule.fields[::2], rule.fields[1::2], strict=True):
        spelled, written = (split_parent(text_at(values, path)).name for path in (latin, urdu))
        if spelled and written and _same(spelled, written) is False:
            yield rule.at(urdu)


# A form asks again with every key.
_same = lru_cache(2048)(same_name_in_both_scripts)

JUDGES: Final[Mapping[str, Judge]] = {judge.__name__: judge for judge in (no_name, name_has_parent, names_differ)}
