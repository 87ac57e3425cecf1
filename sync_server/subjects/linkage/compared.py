"""People as they are compared: read from their records once, with the keys they are found by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
import sqlalchemy as sa

from shared_models.matching import Comparable, Frequencies, MatchKey, Model, comparable_of, match_keys
from shared_models.matching.frequencies import CROWD
from shared_models.records.paths import RECORD_VOID
from shared_models.security.sealing import derive
from sync_server.storage.bulk import among, insert_rows
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.linkage import match_key
from sync_server.storage.tables.people import record

KIND = "person"
_PURPOSE = "frc/match-keys/v1"


class Compared:
    """The people of one transaction, each read and taken apart once."""

    def __init__(self, connection: sa.Connection, head_office: HeadOffice, model: Model) -> None:
        self._connection = connection
        self._head_office = head_office
        self._model = model
        self._secret = derive(head_office.keys.blind_index, _PURPOSE)
        self._people: dict[str, Comparable | None] = {}

    def load(self, names: Iterable[str]) -> None:
        """Read those that were not read yet."""
        lacking = sorted(set(names) - self._people.keys())
        wanted = sa.select(record.c.id, record.c.field_values).where(
            among(self._connection, record.c.id, lacking), record.c.kind == KIND
        )
        self._people.update(dict.fromkeys(lacking))
        for row in self._connection.execute(wanted):
            self._people[row.id] = self._taken(row.id, row.field_values)

    def _taken(self, name: str, stored: str) -> Comparable | None:
        text = self._head_office.cipher.reveal("record", "field_values", name, stored)
        values = msgspec.json.decode(text)
        return None if f"{KIND}.{RECORD_VOID}" in values else comparable_of(values)

    def __getitem__(self, name: str) -> Comparable | None:
        """The person; None for one who is void, erased or was never there."""
        return self._people.get(name)

    def keys(self, person: Comparable) -> tuple[MatchKey, ...]:
        """What this person is found by at this head office."""
        return match_keys(person, self._model, self._secret)

    def frequencies(self, people: Iterable[str]) -> Frequencies:
        """How common names are, and which numbers of these people more than four people gave."""
        numbers: dict[int, str] = {}
        for person in filter(None, map(self.__getitem__, people)):
            numbers.update(self._numbers(person))
        column = match_key.c.key
        count = sa.func.count()
        query = sa.select(column, count).where(among(self._connection, column, numbers)).group_by(column)
        crowded = {numbers[key] for key, people_of in self._connection.execute(query) if people_of > CROWD}
        return Frequencies(self._model.names, crowded)

    def _numbers(self, person: Comparable) -> Iterator[tuple[int, str]]:
        for phone in person.phones:
            yield from ((key, phone) for recipe, key in self.keys(Comparable(phones=(phone,))) if recipe == "phone")
        for card in person.cards:
            yield from ((key, card) for recipe, key in self.keys(Comparable(cards=(card,))) if recipe == "card")


def sharing(connection: sa.Connection, keys: dict[int, int]) -> Iterator[tuple[int, str]]:
    """(key, person) of everybody who has one of these keys, but not of keys that more people share than their cap."""
    column = match_key.c
    count = sa.func.count()
    counts = sa.select(column.key, count).where(among(connection, column.key, keys)).group_by(column.key)
    kept = [key for key, people in connection.execute(counts) if 1 < people <= keys[key]]
    wanted = sa.select(column.key, column.record).where(among(connection, column.key, kept))
    yield from ((row.key, row.record) for row in connection.execute(wanted))


def write_keys(connection: sa.Connection, wanted: dict[str, set[int]]) -> int:
    """Let each of these people be found by exactly these keys; returns how many more people can be found than before."""
    column = match_key.c
    stored: dict[str, set[int]] = {name: set() for name in wanted}
    for key, name in connection.execute(
        sa.select(column.key, column.record).where(among(connection, column.record, wanted))
    ):
        stored[name].add(key)
    gone = [{"k": key, "r": name} for name, keys in stored.items() for key in keys - wanted[name]]
    if gone:
        which = (column.key == sa.bindparam("k")) & (column.record == sa.bindparam("r"))
        connection.execute(match_key.delete().where(which), gone)
    fresh = sorted((key, name) for name, keys in wanted.items() for key in keys - stored[name])
    insert_rows(connection, match_key, [{"key": key, "record": name} for key, name in fresh])
    return sum(bool(wanted[name]) - bool(keys) for name, keys in stored.items())


def most_shared(found: Iterable[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """Pairs (smaller id first), at most so many of each first person: those that share the most keys."""
    shared = Counter(found)
    taken: Counter[str] = Counter()
    pairs: dict[tuple[str, str], None] = {}
    for (person, other), _count in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if taken[person] < most:
            taken[person] += 1
            pairs[min(person, other), max(person, other)] = None
    return list(pairs)
