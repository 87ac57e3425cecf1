"""The keys by which people like one another meet: written behind the journal, so that no save pays for them.

Three marks say what is due: people are taken in the order of their numbers, this desk's own edits in that of the journal, and
whatever else puts a person together anew leaves a line in `match_due`. All of them are in the database that they are about.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.bulk import among, insert_tuples, value_of
from desktop_client.storage.tables import journal, people
from desktop_client.storage.tables.matching import match_due, match_key, matched

PERSON = "person"
_CHANGES_AT_ONCE = 500
_NEXT_NUMBERS = """
    SELECT number FROM record WHERE record.kind = 'person' AND record.voided = 0 AND number > ? ORDER BY number LIMIT ?
"""
_NEWEST_NUMBER = "SELECT max(number) FROM record"
_NEWEST_CHANGE = "SELECT max(number) FROM change"
_KEYS_OF = "SELECT keys FROM matched WHERE record = ?"
_SHARING = "SELECT record FROM match_key WHERE key = ? LIMIT ?"
_KEY = struct.Struct(">q")


def note(connection: sa.Connection, record: str) -> None:
    """A person was put together anew, other than by a save of this desk: the keys follow later."""
    insert_tuples(connection, match_due, ("record",), [(record,)], "INSERT OR IGNORE")


def take_away(connection: sa.Connection, number: int) -> None:
    """A record goes: nobody is met by it any more. Its number may be given again, so the mark never stands above the rest."""
    write(connection, {number: ()})
    newest = int(value_of(connection, _NEWEST_NUMBER + " WHERE number <> ?", (number,)) or 0)
    if settings.get_number(connection, settings.MATCH_RECORD) > newest:
        settings.put(connection, settings.MATCH_RECORD, newest)


def is_due(connection: sa.Connection, version: str) -> bool:
    """Whether anybody's keys are to be written; asked without writing."""
    return (
        settings.get(connection, settings.MATCH_MODEL) != version
        or bool(_next_numbers(connection, 1))
        or value_of(connection, "SELECT 1 FROM match_due LIMIT 1") is not None
        or (value_of(connection, _NEWEST_CHANGE) or 0) > settings.get_number(connection, settings.MATCH_CHANGE)
    )


def begin_with(connection: sa.Connection, version: str) -> None:
    """Another model: everybody is taken anew, and is met by the old keys until then."""
    if settings.get(connection, settings.MATCH_MODEL) != version:
        settings.put(connection, settings.MATCH_MODEL, version)
        settings.put(connection, settings.MATCH_RECORD, 0)
        settings.put(connection, settings.MATCH_CHANGE, value_of(connection, _NEWEST_CHANGE) or 0)
        connection.execute(match_due.delete())


def take_due(connection: sa.Connection, most: int) -> list[int]:
    """The numbers of the next people whose keys are to be written, at most so many; the marks move past them."""
    found = [*_noted(connection, most)]
    found += _edited(connection, most - len(found))
    numbers = _next_numbers(connection, most - len(found))
    if numbers:
        settings.put(connection, settings.MATCH_RECORD, numbers[-1])
    return sorted({*found, *numbers})


def _noted(connection: sa.Connection, most: int) -> Iterator[int]:
    names = list(connection.execute(sa.select(match_due.c.record).limit(most)).scalars())
    if names:
        connection.execute(match_due.delete().where(among(match_due.c.record, names)))
        yield from _numbers_of(connection, names)


def _edited(connection: sa.Connection, most: int) -> Iterator[int]:
    """People whom this desk edited since the mark; one that was created is met in the order of numbers."""
    column = journal.change.c
    mark = settings.get_number(connection, settings.MATCH_CHANGE)
    later = sa.select(column.number, column.record, column.kind, column.action).where(column.number > mark)
    names: dict[str, None] = {}
    newest = mark
    for row in connection.execute(later.order_by(column.number).limit(_CHANGES_AT_ONCE)):
        if row.kind == PERSON and row.action != "create":
            if len(names) >= most:
                break
            names[row.record] = None
        newest = row.number
    if newest > mark:
        settings.put(connection, settings.MATCH_CHANGE, newest)
    yield from _numbers_of(connection, list(names))


def _numbers_of(connection: sa.Connection, names: Sequence[str]) -> list[int]:
    column = people.record.c
    mine = sa.select(column.number).where(among(column.id, names), column.kind == PERSON)
    return list(connection.execute(mine).scalars()) if names else []


def _next_numbers(connection: sa.Connection, most: int) -> list[int]:
    mark = settings.get_number(connection, settings.MATCH_RECORD)
    driver: Any = connection.connection.driver_connection
    return [number for (number,) in driver.execute(_NEXT_NUMBERS, (mark, max(0, most)))]


def write(connection: sa.Connection, wanted: Mapping[int, Sequence[int]]) -> None:
    """Let each of these people, named by number, be met by exactly these keys."""
    driver: Any = connection.connection.driver_connection
    gone: list[tuple[int, int]] = []
    fresh: list[tuple[int, int]] = []
    rows: list[tuple[int, bytes]] = []
    nobody: list[tuple[int]] = []
    people_more = 0
    for number, keys in wanted.items():
        stored = value_of(connection, _KEYS_OF, (number,))
        before: AbstractSet[int] = frozenset(_unpacked(stored or b""))
        now = frozenset(keys)
        people_more += bool(now) - bool(before)
        gone += [(key, number) for key in before - now]
        fresh += [(key, number) for key in now - before]
        if now and now != before:
            rows.append((number, packed(now)))
        elif stored is not None and not now:
            nobody.append((number,))
    # Neighbours are written together.
    driver.executemany("DELETE FROM match_key WHERE key = ? AND record = ?", sorted(gone))
    insert_tuples(connection, match_key, ("key", "record"), sorted(fresh))
    insert_tuples(connection, matched, ("record", "keys"), rows, "INSERT OR REPLACE")
    driver.executemany("DELETE FROM matched WHERE record = ?", nobody)
    if people_more:
        settings.add(connection, settings.MATCH_PEOPLE, people_more)


def packed(keys: Iterable[int]) -> bytes:
    """Keys as they stand beside a person's number."""
    return b"".join(map(_KEY.pack, sorted(keys)))


def _unpacked(stored: bytes) -> Iterator[int]:
    return (key for (key,) in _KEY.iter_unpack(stored))


def sharing(connection: sa.Connection, key: int, most: int) -> list[int]:
    """The numbers of people with this key; one more than `most` says that there are too many."""
    driver: Any = connection.connection.driver_connection
    return [number for (number,) in driver.execute(_SHARING, (key, most + 1))]


def with_one_of(connection: sa.Connection, keys: Sequence[int], most: int) -> dict[int, list[int]]:
    """The numbers of people with any of these keys, by key; at most so many rows in all."""
    driver: Any = connection.connection.driver_connection
    places = ",".join("?" * len(keys))
    statement = f"SELECT key, record FROM match_key WHERE key IN ({places}) LIMIT ?"  # noqa: S608
    found: dict[int, list[int]] = {}
    for key, number in driver.execute(statement, (*keys, most)):
        found.setdefault(key, []).append(number)
    return found


def people_with_keys(connection: sa.Connection) -> int:
    """How many people can be met."""
    return settings.get_number(connection, settings.MATCH_PEOPLE)
