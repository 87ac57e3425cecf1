"""Numbers and cells in columns: differences instead of positions, and places only where a column has gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeAlias

from shared_models.protocol.problems import ProtocolError

Column: TypeAlias = tuple[str, list[int] | None, list[Any]]
"""(path, differences of the rows that have a cell or None for all, their values)."""


def differences(numbers: Sequence[int]) -> list[int]:
    """Each number less the one before; the first as it is."""
    return [number - before for number, before in zip(numbers, (0, *numbers), strict=False)]


def sums(deltas: Sequence[int]) -> list[int]:
    """The numbers whose differences these are."""
    return list(accumulate(deltas))


def to_columns(rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Rows of cells as columns, in the order in which the names first appear."""
    places: dict[str, list[int]] = {}
    cells: dict[str, list[Any]] = {}
    for at, row in enumerate(rows):
        for name, value in row.items():
            places.setdefault(name, []).append(at)
            cells.setdefault(name, []).append(value)
    whole = len(rows)
    return [
        (name, None if len(places[name]) == whole else differences(places[name]), values)
        for name, values in cells.items()
    ]


def fill_rows(rows: Sequence[dict[str, Any]], columns: Sequence[Column], where: str) -> None:
    """Put the cells of columns back into `rows`. Raises ProtocolError when a column does not fit them."""
    for name, deltas, values in columns:
        places = range(len(rows)) if deltas is None else sums(deltas)
        if len(places) != len(values):
            raise ProtocolError("batch.column_length", f"{where}.{name}")
        for at, value in zip(places, values, strict=True):
            if not 0 <= at < len(rows) or name in rows[at]:
                raise ProtocolError("batch.column_place", f"{where}.{name}")
            rows[at][name] = value
