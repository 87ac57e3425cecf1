"""Which entries the list has now and which it had when it was last told, a part of the keys at a time."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby

import sqlalchemy as sa

from shared_models.matching import Model
from shared_models.matching.elsewhere import told_recipes
from shared_models.protocol.elsewhere import ListFile
from shared_models.protocol.elsewhere_pages import entries_of, entry
from sync_server.storage.tables.elsewhere import elsewhere_person
from sync_server.subjects.elsewhere.keys import KEY_BYTES

PARTS = 64  # by the first bits of a key: what is held against each other fits into memory for millions of people
_PART_SHIFT = 56 - 6  # of an entry: forty bits of key, eight of office, eight of year
ROWS_AT_ONCE = 5_000

Parts = list["array[int]"]


def entries_now(connection: sa.Connection, model: Model, offices: list[str]) -> Parts:
    """Everybody's entries in order, in parts; keys that more people share than their recipe allows are left out.

    Offices that are not in `offices` yet are added to it.
    """
    caps = [recipe.cap for recipe in told_recipes(model)]
    found = _by_recipe(connection, offices)
    return [array("Q", _uncrowded(sorted(part), caps)) for part in found]


def _by_recipe(connection: sa.Connection, offices: list[str]) -> Parts:
    """Entries with the place of their recipe behind them, one for each key of each person."""
    parts = _empty()
    column = elsewhere_person.c
    rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
        sa.select(column.office, column.year, column.told)
    )
    for office, year, keys in rows:
        if office not in offices:
            offices.append(office)
        place = offices.index(office)
        for at in range(0, len(keys), KEY_BYTES):
            one = entry(int.from_bytes(keys[at + 1 : at + KEY_BYTES], "big"), place, year)
            parts[one >> _PART_SHIFT].append(one << 8 | keys[at])
    return parts


def _uncrowded(part: Iterable[int], caps: list[int]) -> Iterator[int]:
    for _key, same in groupby(part, lambda one: one >> 24):
        people = list(same)
        if len(people) <= max(caps[one & 255] for one in people):
            yield from dict.fromkeys(one >> 8 for one in people)


def entries_told(chain: Iterable[ListFile]) -> Iterator[set[int]]:
    """The entries that result from a whole list and its differences, in the same parts. Raises ProtocolError."""
    come, gone = [], []
    for file in chain:
        come.append(_split(file.come))
        gone.append(_split(file.gone))
    for part in range(PARTS):
        told: set[int] = set()
        for arrives, leaves in zip(come, gone, strict=True):
            told.difference_update(leaves[part])
            told.update(arrives[part])
        yield told


def _split(pages: Iterable[bytes]) -> Parts:
    parts = _empty()
    for page in pages:
        for one in entries_of(page):
            parts[one >> _PART_SHIFT].append(one)
    return parts


def _empty() -> Parts:
    return [array("Q") for _ in range(PARTS)]
