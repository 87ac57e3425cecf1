"""Records that belong to another office now: their copies here are marked and stand still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.storage import bulk
from desktop_client.storage.tables import people
from desktop_client.storage.tables.scope import moved
from shared_models.protocol.page import Leave

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a record is now, and since when this desk knows (UTC milliseconds)."""

    office: str
    since: int


def note_left(connection: sa.Connection, left: Sequence[Leave], at: int) -> list[str]:
    """Mark the copies of records that left the office; which of them there are here."""
    here = _shown(connection, [one.record for one in left])
    for one in left:
        if one.record in here:
            known = moved.update().where(moved.c.record == one.record)
            if not connection.execute(known.values(position=one.position, office=one.office)).rowcount:
                row = {"record": one.record, "position": one.position, "office": one.office, "since": at}
                connection.execute(moved.insert(), row)
    return sorted(here)


def note_here(connection: sa.Connection, records: Iterable[str]) -> None:
    """Records of which head office tells are those of this office: they are no copies (any more)."""
    connection.execute(moved.delete().where(bulk.among(moved.c.record, sorted(set(records)))))


def forget_above(connection: sa.Connection, position: int) -> None:
    """Leave notices of a life of head office that is no more are undone like rows; what holds of them comes again."""
    connection.execute(moved.delete().where(moved.c.position > position))


def among(connection: sa.Connection, records: Iterable[str]) -> dict[str, Moved]:
    """Those of these records that belong to another office."""
    found: dict[str, Moved] = {}
    for some in _pieces(sorted(set(records))):
        for row in connection.execute(sa.select(moved).where(moved.c.record.in_(some))):
            found[row.record] = Moved(row.office, row.since)
    return found


def _shown(connection: sa.Connection, records: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in _pieces(records):
        known = sa.select(people.record.c.id).where(people.record.c.id.in_(some))
        found.update(connection.execute(known).scalars())
    return found


def _pieces(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
