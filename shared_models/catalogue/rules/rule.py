"""One check across fields: what the reference data says about it, bound to the function that judges."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import Context
from shared_models.catalogue.entries import RuleEntry
from shared_models.catalogue.leaves import living_rows
from shared_models.catalogue.problems import Problem, problem

__all__ = ["Judge", "Rule", "Values", "beside", "each", "number_at", "text_at"]

Values: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    A named rule of one catalogue.

    Its `entry` names the fields it looks at, in the order the function takes them, and its limits. The problem it finds
    bears its name: level and sentences stand in `reference/problems/record.toml`.
    """

    name: str
    entry: RuleEntry
    catalogue: Catalogue

    @property
    def fields(self) -> tuple[str, ...]:
        return self.entry.fields

    @property
    def limit(self) -> int:
        return self.entry.limit

    def at(self, path: str, **params: object) -> Problem:
        """The problem of this rule at a leaf path."""
        return problem(f"record.{self.name}", path, **params)


# A pure function of the values (of the record and of those it belongs to) and the context.
Judge: TypeAlias = Callable[[Rule, Values, Context], Iterator[Problem]]


def each(values: Values, field: str) -> Iterator[tuple[str, object]]:
    """The answers to a field of rows (`person.documents.number`), each with its leaf path; withdrawn rows are left out."""
    section, _, name = field.rpartition(".")
    for row in living_rows(section, values):
        path = f"{section}.{row}.{name}"
        value = values.get(path)
        if value is not None:
            yield path, value


def beside(path: str, field: str) -> str:
    """The leaf path of `field` in the row that the leaf `path` stands in."""
    return f"{path.rpartition('.')[0]}.{field.rpartition('.')[2]}"


def text_at(values: Values, path: str) -> str:
    """The text at a leaf path, empty when there is none."""
    value = values.get(path)
    return value if isinstance(value, str) else ""


def number_at(values: Values, path: str) -> int | None:
    """The whole number at a leaf path, None when there is none."""
    value = values.get(path)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
