"""A record goes to another office: the person with all that hangs on it, each with a line that pages are cut by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync_server.storage.bulk import insert_rows
from sync_server.storage.tables.intake import change_log, scope_move
from sync_server.storage.tables.people import record
from sync_server.subjects.intake.log import in_pieces

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
                followed = change_log.update().where(change_log.c.record.in_(piece))
                self.connection.execute(followed.values(scope=office))
