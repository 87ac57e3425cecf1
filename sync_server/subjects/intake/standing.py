"""Records as they stand while changes are applied: loaded once, altered in memory, written back in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Catalogue, Context, Problem, check_state, completeness
from shared_models.catalogue.completeness import is_asked_for
from shared_models.catalogue.leaves import arranged
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change
from shared_models.records.paths import RECORD_VOID
from shared_models.records.reconcile import Folded, Head, pack_only_write, pack_writers, unpack_writers
from shared_models.text.search_terms import terms_of
from sync_server.storage.audit import append_audit
from sync_server.storage.bulk import among, as_text, insert_rows
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import conflict, record, search_term
from sync_server.subjects.intake import digests, repairs
from sync_server.subjects.intake.log import in_pieces

_UPDATE = record.update().where(record.c.id == sa.bindparam("named"))
_term = search_term.c
_FORGET = search_term.delete().where(
    (_term.term == sa.bindparam("said"))
    & (_term.record == sa.bindparam("of"))
    & (_term.field == sa.bindparam("in_field"))
)


@dataclass(slots=True)
class Standing:
    """One record between two positions. `fresh` when this transaction creates it, `touched` when it must be written.

    `last` is the change that moved it last in this transaction. `problems` is what fails today's rules in the state it
    leads to: such a record is folded and not published.
    """

    id: str
    kind: str
    office: str
    folded: Folded
    created_position: int
    updated_position: int
    fresh: bool = False
    touched: bool = False
    published: bool = True
    last: Change | None = None
    problems: tuple[Problem, ...] = ()
    leaves: Mapping[str, Any] = field(default_factory=dict)
    # What the one change made that all of it comes from; no longer that once `folded` is another.
    created: tuple[Folded, Change] | None = None
    # `folded.values` as JSON, where one change that cleared nothing made them and its content was at hand.
    text: bytes = b""
    # Office and digest as they stand in the database, None for a record that is not there yet.
    counted: tuple[str, int] | None = None

    @property
    def only_change(self) -> Change | None:
        """The change that wrote everything here, where there is one: then nothing has to be counted leaf by leaf."""
        return self.created[1] if self.created is not None and self.created[0] is self.folded else None


class Records:
    """The records that a run of changes speaks of."""

    def __init__(self, connection: sa.Connection, head_office: HeadOffice, catalogue: Catalogue) -> None:
        self._connection = connection
        self._head_office = head_office
        self._catalogue = catalogue
        self._known: dict[str, Standing] = {}

    def load(self, names: set[str]) -> None:
        """Read those that exist, with the leaves on which two answers stand."""
        open_conflicts = conflict.c.closed_position.is_(None)
        some = sorted(names)
        disputed: dict[str, list[sa.Row[Any]]] = {}
        wanted = sa.select(conflict).where(among(self._connection, conflict.c.record, some), open_conflicts)
        for row in self._connection.execute(wanted):
            disputed.setdefault(row.record, []).append(row)
        for row in self._connection.execute(sa.select(record).where(among(self._connection, record.c.id, some))):
            self._known[row.id] = self._read(row, disputed.get(row.id, []))

    def _read(self, row: sa.Row[Any], disputed: list[sa.Row[Any]]) -> Standing:
        text = self._head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
        values = msgspec.json.decode(text)
        writers = unpack_writers(msgspec.json.decode(row.writers), values)
        # The values of rival heads stand in the log; here it matters only that there are several.
        rivals = {one.path: tuple(Head(name, None) for name in msgspec.json.decode(one.heads)) for one in disputed}
        folded = Folded(values, writers, rivals)
        at = (row.created_position, row.updated_position)
        counted = None if row.digest is None else (row.office, row.digest)
        return Standing(row.id, row.kind, row.office, folded, *at, published=row.published, counted=counted)

    def need(self, names: set[str]) -> None:
        """Read those that were not read yet."""
        self.load(names - self._known.keys())

    def touched(self) -> list[Standing]:
        """What this transaction alters."""
        return [one for one in self._known.values() if one.touched]

    def get(self, name: str) -> Standing | None:
        """The record with this id, if it was loaded or created here; not one of which everything was refused."""
        found = self._known.get(name)
        return found if found is not None and found.folded.writers else None

    def of_person(self, person: str, office: str) -> list[Standing]:
        """The records of an office that hang on this person, read where they were not yet."""
        column = record.c
        stored = sa.select(column.id).where(column.person == person, column.office == office)
        self.need({str(name) for name in self._connection.execute(stored).scalars()})
        known = self._known.values()
        return [one for one in known if one.office == office and one.folded.values.get(f"{one.kind}.person") == person]

    def add(self, standing: Standing) -> None:
        """A record that this transaction creates, perhaps for one of which everything was refused."""
        before = self._known.get(standing.id)
        standing.fresh = before is None or before.fresh
        standing.counted = None if before is None else before.counted
        self._known[standing.id] = standing

    def settle(self) -> dict[str, tuple[Problem, ...]]:
        """Hold what was touched against today's rules; what fails, by the change that led to it."""
        context = Context.at(self._head_office.clock, "change")
        failing: dict[str, tuple[Problem, ...]] = {}
        for one in self._known.values():
            if not one.touched or not one.folded.writers or one.kind == SEALED:
                continue
            # Looked through once for the check of the state and for completeness, where either has something to ask.
            values, asks = one.folded.values, is_asked_for(one.kind, self._catalogue)
            one.leaves = arranged(values, self._catalogue) if asks else values
            if f"{one.kind}.{RECORD_VOID}" not in one.leaves:
                one.problems = check_state(one.kind, one.leaves, context, self._catalogue)
            if one.problems and one.last is not None:
                failing[str(one.last.id)] = one.problems
        return failing

    def write(self) -> None:
        """Write back everything that was touched and settled."""
        digests.note(self._connection, [one for one in self._known.values() if one.touched])
        self._forget([one for one in self._known.values() if one.touched and not one.folded.writers])
        touched = [one for one in self._known.values() if one.touched and one.folded.writers]
        fresh = [standing for standing in touched if standing.fresh]
        rows = [self._row(standing) for standing in fresh]
        self._tell_of_numbers_used_twice(rows)
        insert_rows(self._connection, record, rows)
        altered = [standing for standing in touched if not standing.fresh]
        if altered:
            self._connection.execute(_UPDATE, [{"named": one.id, **as_text(self._row(one))} for one in altered])
        self._write_terms(fresh, altered)
        for standing in touched:
            if standing.folded.conflicts or not standing.fresh:
                self._write_conflicts(standing)
            if standing.problems or not standing.published:
                repairs.put(self._connection, self._head_office, standing)

    def _forget(self, empty: list[Standing]) -> None:
        """Nothing stands of these any more, for all that was taken of them is refused after all."""
        for one in empty:
            self._connection.execute(record.delete().where(record.c.id == one.id))
            self._connection.execute(search_term.delete().where(search_term.c.record == one.id))
            self._connection.execute(conflict.delete().where(conflict.c.record == one.id))
            repairs.take_away(self._connection, one.id)

    def _tell_of_numbers_used_twice(self, fresh: list[dict[str, Any]]) -> None:
        """A desk that was put back gives numbers again until its first contact; both stand, and somebody is told."""
        given = {str(row["registration_no"]): row for row in fresh if row["registration_no"]}
        for piece in in_pieces(sorted(given)):
            known = sa.select(record.c.registration_no, record.c.id).where(record.c.registration_no.in_(piece))
            for number, first in self._connection.execute(known).all():
                detail = {"number": number, "first": first, "office": given[number]["office"]}
                append_audit(
                    self._connection,
                    self._head_office.clock(),
                    "head office",
                    "number.twice",
                    given[number]["id"],
                    detail,
                )

    def _write_terms(self, fresh: list[Standing], altered: list[Standing]) -> None:
        """All terms of new records; of altered ones only what differs, for most edits touch no term."""
        known = self._stored_terms([standing.id for standing in altered])
        gone: list[dict[str, str]] = []
        new = [(term, standing.id, path) for standing in fresh for term, path in self._terms(standing)]
        for standing in altered:
            wanted, stored = self._terms(standing), known.get(standing.id, set())
            gone += [{"said": term, "of": standing.id, "in_field": field} for term, field in stored - wanted]
            new += [(term, standing.id, field) for term, field in wanted - stored]
        if gone:
            self._connection.execute(_FORGET, gone)
        new.sort()  # neighbours in the index are written together
        rows = [{"term": term, "record": name, "field": field} for term, name, field in new]
        insert_rows(self._connection, search_term, rows)

    def _stored_terms(self, names: list[str]) -> dict[str, set[tuple[str, str]]]:
        found: dict[str, set[tuple[str, str]]] = {}
        for piece in in_pieces(names):
            for row in self._connection.execute(sa.select(search_term).where(search_term.c.record.in_(piece))):
                found.setdefault(row.record, set()).add((row.term, row.field))
        return found

    def _row(self, standing: Standing) -> dict[str, Any]:
        values, kind = standing.folded.values, standing.kind
        is_as_made = standing.text and standing.only_change is not None
        text = standing.text if is_as_made else msgspec.json.encode(values)
        return {
            "id": standing.id,
            "kind": kind,
            "office": standing.office,
            "person": values.get(f"{kind}.person"),
            "field_values": self._head_office.cipher.protect_json("record", "field_values", standing.id, text),
            "writers": msgspec.json.encode(_packed_writers(standing)).decode(),
            "state": self._state(kind, standing.leaves or values),
            "registration_no": values.get(f"{kind}.registration_no"),
            "legacy_ref": values.get(f"{kind}.legacy_ref"),
            "name_latin": values.get(f"{kind}.name_latin"),
            "name_urdu": values.get(f"{kind}.name_urdu"),
            "created_position": standing.created_position,
            "updated_position": standing.updated_position,
            "published": not standing.problems,
            "digest": standing.counted[1] if standing.counted else digests.of(standing),  # just counted, by `write`
        }

    def _state(self, kind: str, values: Mapping[str, Any]) -> str:
        if f"{kind}.{RECORD_VOID}" in values:
            return "VOID"
        return "" if kind == SEALED else completeness(values, self._catalogue, (kind,))

    def _terms(self, standing: Standing) -> set[tuple[str, str]]:
        cipher = self._head_office.cipher
        found = terms_of(standing.kind, standing.folded.values, self._catalogue)
        return {(cipher.stored_term(term), field) for term, field in found}

    def _write_conflicts(self, standing: Standing) -> None:
        """Open, keep or close the leaves on which answers differ."""
        at = standing.updated_position
        still = sa.select(conflict).where(conflict.c.record == standing.id, conflict.c.closed_position.is_(None))
        stored = {row.path: row for row in self._connection.execute(still)}
        for path, row in stored.items():
            if path not in standing.folded.conflicts:
                closed = conflict.update().where(conflict.c.id == row.id).values(closed_position=at)
                self._connection.execute(closed)
        for path, heads in standing.folded.conflicts.items():
            names = msgspec.json.encode([head.write for head in heads]).decode()
            if path in stored:
                kept = conflict.update().where(conflict.c.id == stored[path].id).values(heads=names)
                self._connection.execute(kept)
            else:
                row_id = f"{standing.id}:{path}:{at}"
                opened = {"id": row_id, "record": standing.id, "path": path, "heads": names, "opened_position": at}
                self._connection.execute(conflict.insert(), opened)


def _packed_writers(standing: Standing) -> dict[str, str | list[str]]:
    only = standing.only_change
    if only is not None:
        if standing.text and only.set:
            return {"*": str(only.id)}
        return pack_only_write(str(only.id), only.set)
    return pack_writers(standing.folded.writers, standing.folded.values)
