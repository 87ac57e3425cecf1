"""Rows as people name them, by position (`person.documents.1.number`), and as records name them, by row id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared_models.records.changes import Value
from shared_models.records.ids import new_row_id
from shared_models.records.paths import VOID, row_leaf

_POSITION = re.compile(r"([a-z_]+\.[a-z_]+)\.([0-9]{1,3})\.(.+)")
_DOTS = 3  # of the shortest path that names a row


def is_position(path: str) -> bool:
    """Whether a path names a row by its position."""
    return _POSITION.fullmatch(path) is not None


def rows_in(values: Mapping[str, Value]) -> dict[str, list[str]]:
    """The row ids of each repeated section (`person.documents`), in their order, withdrawn ones left out."""
    found: dict[str, list[str]] = {}
    gone: set[tuple[str, str]] = set()
    for path in values:
        leaf = row_leaf(path)
        if leaf is None:
            continue
        section = f"{path.partition('.')[0]}.{leaf.section}"
        if leaf.name == VOID:
            gone.add((section, leaf.row))
        if leaf.row not in found.setdefault(section, []):
            found[section].append(leaf.row)
    return {
        section: sorted((row for row in rows if (section, row) not in gone), key=_age)
        for section, rows in found.items()
    }


def _age(row: str) -> tuple[int, str]:
    return int(row.rpartition("-")[2]), row


def name_rows(
    values: Mapping[str, Value], present: Mapping[str, Value], device_code: str, incarnation: str
) -> dict[str, Value]:
    """`values` with positions turned into row ids: those of `present` rows where they exist, new ones after them."""
    known = rows_in(present)
    taken = {row for rows in known.values() for row in rows} | {
        leaf.row for leaf in map(row_leaf, present) if leaf is not None
    }
    named: dict[str, Value] = {}
    fresh: dict[tuple[str, int], str] = {}
    for path, value in values.items():
        match = _POSITION.fullmatch(path) if path.count(".") >= _DOTS else None
        if match is None:
            named[path] = value
            continue
        section, position, name = match[1], int(match[2]), match[3]
        rows = known.get(section, [])
        if 1 <= position <= len(rows):
            row = rows[position - 1]
        else:
            row = fresh.get((section, position)) or new_row_id(device_code, incarnation, taken)
            fresh[section, position] = row
            taken.add(row)
        named[f"{section}.{row}.{name}"] = value
    return named


def by_position(values: Mapping[str, Value]) -> dict[str, Value]:
    """`values` with row ids turned into positions, withdrawn rows left out; the reverse of name_rows."""
    places = {
        (section, row): position
        for section, rows in rows_in(values).items()
        for position, row in enumerate(rows, start=1)
    }
    shown: dict[str, Value] = {}
    for path, value in values.items():
        leaf = row_leaf(path)
        if leaf is None:
            shown[path] = value
            continue
        section = f"{path.partition('.')[0]}.{leaf.section}"
        position = places.get((section, leaf.row))
        if position is not None:
            shown[f"{section}.{position}.{leaf.name}"] = value
    return shown
