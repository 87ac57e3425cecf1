"""Which numbers a crowd gave: an agent's phone, a card that somebody lent; that two people share one tells little."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

import sqlalchemy as sa

from shared_models.matching import Comparable
from shared_models.matching.frequencies import CROWD
from sync_server.storage.bulk import among
from sync_server.storage.tables.linkage import crowded_key
from sync_server.subjects.linkage.keys import counts, holders

MOST_LOOKED_AT = 50  # people with one number: more are a crowd, whatever they are called


class People(Protocol):
    """What is asked of the people of a transaction."""

    def load_numbers(self, numbers: Iterable[int]) -> None: ...
    def name_of(self, number: int) -> str: ...
    def __getitem__(self, name: str) -> Comparable | None: ...


def crowded_keys(connection: sa.Connection, keys: Collection[int]) -> set[int]:
    """Those of these keys of numbers that a crowd has."""
    if not keys:
        return set()
    query = sa.select(crowded_key.c.key).where(among(connection, crowded_key.c.key, keys))
    return set(connection.execute(query).scalars())


def settle_crowds(connection: sa.Connection, people: People, keys: Collection[int]) -> set[str]:
    """
    Say anew which of these keys of numbers a crowd has; the people whose pairs that changes, by record.

    One person who was written down often is no crowd: the names begin with one sound (`frequencies.counted`).
    """
    many = {key: count for key, count in counts(connection, keys, MOST_LOOKED_AT + 1).items() if count > CROWD}
    before = crowded_keys(connection, keys)
    of = holders(connection, dict.fromkeys(before | many.keys(), MOST_LOOKED_AT))
    people.load_numbers(number for numbers in of.values() for number in numbers)
    now = {key for key, count in many.items() if count > MOST_LOOKED_AT or _is_crowd(people, of.get(key, ()))}
    if before - now:
        connection.execute(crowded_key.delete().where(among(connection, crowded_key.c.key, before - now)))
    if now - before:
        connection.execute(crowded_key.insert(), [{"key": key} for key in sorted(now - before)])
    return {people.name_of(number) for key in before ^ now for number in of.get(key, ())} - {""}


def _is_crowd(people: People, numbers: Iterable[int]) -> bool:
    known = (people[people.name_of(number)] for number in numbers)
    sounds = {name.call.skeletons[0][:1] for person in known if person is not None for name in person.names}
    return len(sounds) >= CROWD
