"""Numbers and cells in columns: differences instead of positions, and places only where a column has gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeAlias, TypeVar

from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.sets import is_joined, split_set
from shared_models.protocol.unreadable import without_mark
from shared_models.records.paths import is_path

T = TypeVar("T")

LINK = "@"  # {"@": -1}: the id of the record that the change before this one creates

Column: TypeAlias = tuple[str, list[int] | None, list[Any]]
"""(path, differences of the rows that have a cell or None for all, their values)."""


Cells: TypeAlias = dict[str, list[Sequence[Any]]]
"""Everything that a document's changes of one kind set at a leaf, by its path."""


def differences(numbers: Sequence[int]) -> list[int]:
    """Each number less the one before; the first as it is."""
    return [number - before for number, before in zip(numbers, (0, *numbers), strict=False)]


def sums(deltas: Sequence[int]) -> list[int]:
    """The numbers whose differences these are."""
    return list(accumulate(deltas))


class Filling:
    """Cells that are being gathered into columns, in the order in which the names first appear."""

    __slots__ = ("_cells",)

    def __init__(self) -> None:
        self._cells: dict[str, tuple[list[int], list[Any]]] = {}

    def put_again(self, name: str, at: int, value: Any) -> bool:
        """Add the cell of row `at` to a column that is there; False, and nothing done, when there is none."""
        found = self._cells.get(name)
        if found is None:
            return False
        found[0].append(at)
        found[1].append(value)
        return True

    def put(self, name: str, at: int, value: Any) -> None:
        """Add the cell of row `at`."""
        if not self.put_again(name, at, value):
            self._cells[name] = ([at], [value])

    def columns(self, rows: int) -> list[Column]:
        """The columns, of so many rows."""
        return [
            (name, None if len(places) == rows else differences(places), values)
            for name, (places, values) in self._cells.items()
        ]


def to_columns(rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Rows of cells as columns, in the order in which the names first appear."""
    filling = Filling()
    for at, row in enumerate(rows):
        for name, value in row.items():
            filling.put(name, at, value)
    return filling.columns(len(rows))


def pick(names: Sequence[T], number: int, where: str) -> T:
    """The name with this number. Raises ProtocolError when there is none."""
    if not 0 <= number < len(names):
        raise ProtocolError("batch.column_place", where)
    return names[number]


class Reading:
    """Puts columns back into what each change sets, by full path: whatever holds for a whole column is asked once.

    `owners` are the changes that the rows belong to, by their place in the document, and `records` the records of all
    changes, for links. Where not the `whole` document could be read, marks stand in the values that could not.
    """

    def __init__(self, records: Sequence[str], owners: Sequence[int], *, whole: bool) -> None:
        self._records = records
        self._owners = owners
        self._whole = whole
        self.cells: Cells = {}  # of leaves that stand in no row and no set, by path: as they were put into the targets

    def fill(
        self,
        targets: Sequence[dict[str, Any]],
        columns: Sequence[Column],
        where: str,
        rows: Sequence[str] | None = None,
    ) -> None:
        """Put the cells into `targets`; `rows` are the row ids where the columns are those of a repeated section.

        Raises ProtocolError when a column does not fit them or is no leaf.
        """
        filled: dict[str, set[int]] = {}
        every = range(len(targets))
        columns = self._without_whole_ones(targets, columns, where, filled) if rows is None else columns
        for name, deltas, values in columns:
            places = every if deltas is None else sums(deltas)
            self._check_places(name, places, values, where, filled)
            if not values:
                continue
            if min(places) < 0 or max(places) >= len(self._owners):
                raise ProtocolError("batch.column_place", f"{where}.{name}")
            cells = self._readable(places, values, f"{where}.{name}")
            if rows is None and not is_joined(name):
                path = _checked(f"{where}.{name}")
                for at, value in zip(places, cells, strict=True):
                    targets[at][path] = value
                self.cells.setdefault(path, []).append(cells)
            else:
                self._fill_singly(
                    [(targets[at], at, value) for at, value in zip(places, cells, strict=True)], name, where, rows
                )

    def _without_whole_ones(
        self, targets: Sequence[dict[str, Any]], columns: Sequence[Column], where: str, filled: dict[str, set[int]]
    ) -> Sequence[Column]:
        """Put columns with a cell for every row into the targets, row by row; what comes back are the others."""
        paths: list[str] = []
        cells: list[Sequence[Any]] = []
        others: list[Column] = []
        every, taken = range(len(targets)), set(range(len(targets)))
        for column in columns:
            name, deltas, values = column
            if deltas is not None or len(values) != len(targets) or not values or name in filled or is_joined(name):
                others.append(column)
                continue
            filled[name] = taken
            paths.append(_checked(f"{where}.{name}"))
            cells.append(self._readable(every, values, f"{where}.{name}"))
        if paths:
            self.cells.update((path, [column]) for path, column in zip(paths, cells, strict=True))
            for target, row in zip(targets, zip(*cells, strict=True), strict=True):
                target.update(zip(paths, row, strict=True))
        return others

    @staticmethod
    def _check_places(
        name: str, places: Sequence[int], values: Sequence[Any], where: str, filled: dict[str, set[int]]
    ) -> None:
        """Raise unless there is a value for each place, all lie within the rows, and none was filled before."""
        if len(places) != len(values):
            raise ProtocolError("batch.column_length", f"{where}.{name}")
        taken = set(places)
        if len(taken) != len(places) or not taken.isdisjoint(filled.get(name, ())):
            raise ProtocolError("batch.column_place", f"{where}.{name}")
        filled[name] = filled[name] | taken if name in filled else taken

    def _readable(self, places: Sequence[int], values: Sequence[Any], where: str) -> Sequence[Any]:
        """The values, links followed and values that could not be read told apart."""
        cells = values if self._whole else list(map(without_mark, values))
        if dict not in set(map(type, cells)):
            return cells
        return [
            pick(self._records, self._owners[at] + cell[LINK], where) if _is_link(cell) else cell
            for at, cell in zip(places, cells, strict=True)
        ]

    @staticmethod
    def _fill_singly(
        cells: Sequence[tuple[dict[str, Any], int, Any]], name: str, where: str, rows: Sequence[str] | None
    ) -> None:
        """Put cells into a section's rows, or the members of sets, each under a path of its own."""
        if is_joined(name):
            for target, at, value in cells:
                head = where if rows is None else f"{where}.{rows[at]}"
                for member, mark in split_set(name, value):
                    target[_checked(f"{head}.{member}")] = mark
        elif rows is not None:
            _checked(
                f"{where}.{max(rows, key=len)}.{name}"
            )  # row ids are well-formed; only the longest can be too long
            for target, at, value in cells:
                target[f"{where}.{rows[at]}.{name}"] = value


def _is_link(cell: Any) -> bool:
    return type(cell) is dict and type(cell.get(LINK)) is int


def _checked(path: str) -> str:
    if not is_path(path):
        raise ProtocolError("batch.path_unreadable", path[:80])
    return path
