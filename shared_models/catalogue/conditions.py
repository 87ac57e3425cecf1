"""Conditions written as data: all, any and not over single tests with a closed list of operators."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

__all__ = ["All", "Any", "Comparison", "Condition", "Lookup", "Not", "fields_of", "parse_condition"]

# Gives the value at a field path, True for a member of a set by `path.MEMBER`, None when nothing is there.
Lookup: TypeAlias = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds."""

    parts: "tuple[Condition, ...]"

    def holds(self, lookup: Lookup) -> bool:
        return all(part.holds(lookup) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Any:
    """Holds when at least one part holds."""

    parts: "tuple[Condition, ...]"

    def holds(self, lookup: Lookup) -> bool:
        return any(part.holds(lookup) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: "Condition"

    def holds(self, lookup: Lookup) -> bool:
        return not self.part.holds(lookup)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a field with a value. A field without a value meets only `is_not`, `not_in` and `not_set`."""

    field: str
    op: str
    value: object = None

    def holds(self, lookup: Lookup) -> bool:
        path = f"{self.field}.{self.value}" if self.op == "has" else self.field
        return OPERATORS[self.op](lookup(path), self.value)


Condition: TypeAlias = All | Any | Not | Comparison


def _is_set(value: object) -> bool:
    return value is not None and value != ""


def _compare(better: Callable[[int], bool]) -> Callable[[object, object], bool]:
    def holds(value: object, limit: object) -> bool:
        if isinstance(value, bool) or isinstance(limit, bool):
            return False
        if isinstance(value, int | float) and isinstance(limit, int | float):
            return better((value > limit) - (value < limit))
        if isinstance(value, str) and isinstance(limit, str):
            return better((value > limit) - (value < limit))
        return False

    return holds


OPERATORS: Final[Mapping[str, Callable[[object, object], bool]]] = {
    "is": lambda value, wanted: value == wanted,
    "is_not": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: isinstance(wanted, tuple) and value in wanted,
    "not_in": lambda value, wanted: isinstance(wanted, tuple) and value not in wanted,
    "set": lambda value, _: _is_set(value),
    "not_set": lambda value, _: not _is_set(value),
    "has": lambda value, _: _is_set(value),
    "gt": _compare(lambda order: order > 0),
    "ge": _compare(lambda order: order >= 0),
    "lt": _compare(lambda order: order < 0),
    "le": _compare(lambda order: order <= 0),
}


def parse_condition(data: object) -> Condition:
    """The condition that `data` (as read from TOML) describes. ValueError when it is none."""
    if not isinstance(data, Mapping):
        raise ValueError(f"a condition is a table, not {type(data).__name__}")  # noqa: TRY004  (data, not a caller's slip)
    if len(data) == 1 and ("all" in data or "any" in data):
        ((word, parts),) = data.items()
        if not isinstance(parts, Sequence) or isinstance(parts, str) or not parts:
            raise ValueError(f"'{word}' needs a list of conditions")
        parsed = tuple(parse_condition(part) for part in parts)
        return All(parsed) if word == "all" else Any(parsed)
    if len(data) == 1 and "not" in data:
        return Not(parse_condition(data["not"]))
    field, op = data.get("field"), data.get("op")
    if not isinstance(field, str) or op not in OPERATORS or set(data) - {"field", "op", "value"}:
        raise ValueError(f"not a test of a field: {dict(data)}")
    value = data.get("value")
    if (op in {"in", "not_in"}) != isinstance(value, list):
        raise ValueError(f"'{op}' on {field} has the wrong sort of value")
    return Comparison(field, str(op), tuple(value) if isinstance(value, list) else value)


def fields_of(condition: Condition) -> frozenset[str]:
    """The paths a condition looks at."""
    if isinstance(condition, Comparison):
        return frozenset({condition.field})
    if isinstance(condition, Not):
        return fields_of(condition.part)
    return frozenset().union(*(fields_of(part) for part in condition.parts))
