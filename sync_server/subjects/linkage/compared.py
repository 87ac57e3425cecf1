"""People as they are compared: taken apart once when they change, and kept so, packed, with the number their keys name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.matching import Comparable, Frequencies, MatchKey, Model, comparable_of, match_keys
from shared_models.matching.packed import packed, unpacked
from shared_models.records.paths import RECORD_VOID
from shared_models.security.sealing import derive
from sync_server.storage.bulk import among, insert_rows
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.linkage import match_person
from sync_server.storage.tables.people import record
from sync_server.subjects.linkage.crowds import crowded_keys
from sync_server.subjects.linkage.keys import KeysOf, holders, keys_in, keys_packed, likeliest, replace_keys
from sync_server.subjects.linkage.shares import read_shares

KIND = "person"
_PURPOSE = "frc/match-keys/v1"
MatchedNumber = tuple[int, str]
_TABLE, _COLUMN = "match_person", "folded"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a person: the number in `match_key`, the keys, and when everybody was last compared anew."""

    number: int
    person: Comparable
    keys: tuple[int, ...]
    generation: int


def match_secret(head_office: HeadOffice) -> bytes:
    """What keys are hashed under at this head office."""
    return derive(head_office.keys.blind_index, _PURPOSE)


def numbers_of(person: Comparable | None, keys: KeysOf) -> list[MatchedNumber]:
    """The cards and phones of a person, each with its key."""
    if person is None:
        return []
    cards, phones = ([key for key, recipe in keys.items() if recipe == named] for named in ("card", "phone"))
    return [*zip(cards, person.cards, strict=True), *zip(phones, person.phones, strict=True)]


class Compared:
    """The people of one transaction, each read and unpacked once. They are named by record."""

    def __init__(self, connection: sa.Connection, head_office: HeadOffice, model: Model) -> None:
        self._connection = connection
        self._cipher = head_office.cipher
        self._model = model
        self._secret = match_secret(head_office)
        self._people: dict[str, Comparable | None] = {}
        self._kept: dict[str, Kept] = {}
        self._names: dict[int, str] = {}
        self._numbers: dict[str, int] = {}

    def load(self, names: Iterable[str]) -> None:
        """Read those that were not read yet, as they were when they were last compared."""
        lacking = set(names) - self._people.keys()
        if lacking:
            self._people.update(dict.fromkeys(lacking))
            self._take(among(self._connection, match_person.c.record, sorted(lacking)))

    def load_numbers(self, numbers: Iterable[int]) -> None:
        """The same for those that `match_key` names so."""
        lacking = set(numbers) - self._names.keys()
        if lacking:
            self._take(among(self._connection, match_person.c.number, sorted(lacking)))

    def read_anew(self, names: Iterable[str]) -> None:
        """Read these from their records: they are new or have changed."""
        wanted = sorted(names)
        self.load(wanted)
        self._people.update(dict.fromkeys(wanted))
        rows = sa.select(record.c.id, record.c.field_values).where(
            among(self._connection, record.c.id, wanted), record.c.kind == KIND
        )
        for row in self._connection.execute(rows):
            text = self._cipher.reveal("record", "field_values", row.id, row.field_values)
            values = msgspec.json.decode(text)
            self._people[row.id] = None if f"{KIND}.{RECORD_VOID}" in values else comparable_of(values)

    def keep(self, names: Iterable[str], generation: int) -> tuple[dict[str, KeysOf], int]:
        """
        Let those of these people who are others than before be kept and found as they are now.

        Returns their keys, none for those who are gone, and how many more people can be found than before.
        """
        changed = {name: self.keys_of(name) for name in names if self._is_other(name, generation)}
        fresh = [name for name, of in changed.items() if of and name not in self._numbers]
        highest = self._connection.execute(sa.select(sa.func.max(match_person.c.number))).scalar() or 0
        self._numbers |= {name: number for number, name in enumerate(fresh, start=highest + 1)}
        self._names |= {self._numbers[name]: name for name in fresh}
        known = {name: self._kept[name] for name in changed if name in self._kept}
        replace_keys(
            self._connection,
            {kept.number: kept.keys for kept in known.values()},
            {self._numbers[name]: of for name, of in changed.items() if of},
        )
        self._write(changed, [kept.number for kept in known.values()], generation)
        return changed, len(fresh) - sum(not changed[name] for name in known)

    def __getitem__(self, name: str) -> Comparable | None:
        """The person; None for one who is void, erased or was never there."""
        return self._people.get(name)

    def number_of(self, name: str) -> int:
        """What `match_key` calls a person who was kept; 0 for one who is gone."""
        return self._numbers.get(name, 0)

    def name_of(self, number: int) -> str:
        """The record of a person who was loaded; empty for one who is gone."""
        return self._names.get(number, "")

    def was(self, name: str) -> Comparable | None:
        """The person as kept before this transaction; None for a new one."""
        kept = self._kept.get(name)
        return None if kept is None else kept.person

    def keys(self, person: Comparable) -> tuple[MatchKey, ...]:
        """What this person is found by at this head office."""
        return match_keys(person, self._model, self._secret)

    def frequencies(self, looked_at: Mapping[str, KeysOf]) -> Frequencies:
        """How common names are, and which numbers of these people a crowd gave."""
        numbers = {
            key: number for name, of in looked_at.items() for key, number in numbers_of(self._people.get(name), of)
        }
        crowded = {numbers[key] for key in crowded_keys(self._connection, numbers)}
        return Frequencies(read_shares(self._connection) or self._model.names, crowded)

    def numbers_touched(self, changed: Mapping[str, KeysOf]) -> set[int]:
        """The keys of the cards and phones that these people have now or had before."""
        touched = {key for name, of in changed.items() for key, _ in numbers_of(self._people.get(name), of)}
        for name in changed:
            before, now = self.was(name), self._people.get(name)
            if before is not None and (now is None or (before.cards, before.phones) != (now.cards, now.phones)):
                had = {key: recipe for recipe, key in self.keys(Comparable(cards=before.cards, phones=before.phones))}
                touched.update(key for key, _ in numbers_of(before, had))
        return touched

    def _take(self, which: sa.ColumnElement[bool]) -> None:
        column = match_person.c
        wanted = sa.select(column.number, column.record, column.generation, column.packed_keys, column.folded).where(
            which
        )
        for number, name, generation, keys, folded in self._connection.execute(wanted):
            person = unpacked(self._cipher.reveal_bytes(_TABLE, _COLUMN, name, folded))
            self._people[name] = person
            self._names[number], self._numbers[name] = name, number
            self._kept[name] = Kept(number, person, keys_in(keys), generation)

    def keys_of(self, name: str) -> KeysOf:
        """Each key of a person who was loaded, with the recipe that made it; none for one who is gone."""
        person = self._people.get(name)
        return {} if person is None else {key: recipe for recipe, key in self.keys(person)}

    def _is_other(self, name: str, generation: int) -> bool:
        kept, now = self._kept.get(name), self._people.get(name)
        return now is not None if kept is None else kept.person != now or kept.generation != generation

    def _write(self, changed: Mapping[str, KeysOf], before: list[int], generation: int) -> None:
        if before:
            self._connection.execute(
                match_person.delete().where(among(self._connection, match_person.c.number, before))
            )
        rows: list[dict[str, Any]] = []
        for name, of in changed.items():
            person = self._people.get(name)
            if of and person is not None:
                folded = self._cipher.protect_bytes(_TABLE, _COLUMN, name, packed(person))
                row = {"number": self._numbers[name], "record": name, "generation": generation}
                rows.append(row | {"packed_keys": keys_packed(of), "folded": folded})
        insert_rows(self._connection, match_person, rows)


def like(connection: sa.Connection, people: Compared, model: Model, name: str, most: int) -> list[str]:
    """The people who share keys with this one who was loaded, the likeliest first; they are loaded, too."""
    caps = {recipe.name: recipe.cap for recipe in model.blocking}
    keys = people.keys_of(name)
    of = holders(connection, {key: caps[recipe] for key, recipe in keys.items()})
    numbers = likeliest(keys, of, people.number_of(name), most)
    people.load_numbers(numbers)
    return [people.name_of(number) for number in numbers]
