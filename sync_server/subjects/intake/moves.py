"""A record goes to another office: the person with all that hangs on it, each with a line that pages are cut by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync_server.storage.bulk import insert_rows
from sync_server.storage.tables.intake import change_log, scope_move
from sync_server.storage.tables.people import record
from sync_server.subjects.intake import guests, pieces
from sync_server.subjects.intake.log import in_pieces, newest_position

if TYPE_CHECKING:
    from sync_server.subjects.intake.standing import Records, Standing


@dataclass(slots=True)
class Moves:
    """What moves in one transaction that applies changes."""

    connection: sa.Connection
    records: Records
    _made: list[dict[str, Any]] = field(default_factory=list)

    def had(self, name: str, office: str) -> bool:
        """Whether the record with this id once belonged to this office."""
        if any(made["record"] == name and made["left"] == office for made in self._made):
            return True
        column = scope_move.c
        left = sa.select(column.position).where(column.record == name, column.left == office).limit(1)
        return self.connection.execute(left).scalar() is not None

    def move(self, standing: Standing, office: str, position: int) -> None:
        """Give a person and all that hangs on it to another office."""
        for one in [standing, *self.records.of_person(standing.id, standing.office)]:
            self._give(one, office, position)

    def follow_person(self, made: Standing, position: int) -> None:
        """What was written for a person that had left meanwhile, before its desk heard of that, goes after it."""
        person = made.folded.values.get(f"{made.kind}.person")
        if not isinstance(person, str):
            return
        owner = self.records.get(person)
        office = owner.office if owner is not None else self._office_of(person)
        if office and office != made.office and self.had(person, made.office):
            self._give(made, office, position)

    def _office_of(self, name: str) -> str:
        found = self.connection.execute(sa.select(record.c.office).where(record.c.id == name)).scalar()
        return str(found or "")

    def _give(self, standing: Standing, office: str, position: int) -> None:
        self._made.append({"position": position, "record": standing.id, "left": standing.office, "entered": office})
        standing.office, standing.updated_position, standing.touched = office, position, True

    def write(self) -> None:
        """Write the lines, and let the stored changes of what moved follow it."""
        insert_rows(self.connection, scope_move, self._made)
        offices = {str(made["record"]): str(made["entered"]) for made in self._made}
        for office in set(offices.values()):
            for piece in in_pieces(name for name, now in offices.items() if now == office):
                pieces.drop(self.connection, change_log.c.record.in_(piece))
                followed = change_log.update().where(change_log.c.record.in_(piece))
                self.connection.execute(followed.values(scope=office))


def leave_behind(connection: sa.Connection, names: set[str], office: str) -> None:
    """Take leave of records that an office was shown in an earlier life and that belong to another one in this.

    In this life they never left it, so nothing else would tell its desks that their copies stand still.
    """
    newest = newest_position(connection)
    names = guests.not_guests(names, office, connection)
    for piece in in_pieces(sorted(names)):
        elsewhere = sa.select(record.c.id, record.c.office).where(record.c.id.in_(piece), record.c.office != office)
        moved_to = {row.id: row.office for row in connection.execute(elsewhere)}
        lines = sa.select(scope_move).where(scope_move.c.record.in_(list(moved_to)))
        taken: dict[str, set[int]] = {name: set() for name in moved_to}
        for line in connection.execute(lines).all():
            if line.left == office:
                moved_to.pop(line.record, None)
            taken[line.record].add(line.position)
        for name, entered in moved_to.items():
            at = _free(newest, taken[name])
            connection.execute(
                scope_move.insert(), {"position": at, "record": name, "left": office, "entered": entered}
            )


def _free(newest: int, taken: set[int]) -> int:
    """The newest position at which no line of a record stands."""
    return next(at for at in range(newest, 0, -1) if at not in taken)
