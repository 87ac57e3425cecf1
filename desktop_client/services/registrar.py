"""The intake service as an import needs it: many registrations a transaction, each through the same door as the form."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from desktop_client.services import people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import register_in
from desktop_client.services.rows import by_position
from desktop_client.storage.tables.people import record


class DeskRegistrar:
    """Registers rows of old registers; nothing is permanent before `commit`."""

    def __init__(self, desk: OpenDesk) -> None:
        self._desk = desk
        self._connection: sa.Connection | None = None

    def _writing(self) -> sa.Connection:
        if self._connection is None:
            self._connection = self._desk.engine.execution_options(frc_writes=True).connect()
            self._connection.begin()
        return self._connection

    def known_legacy(self, legacy_ref: str) -> Mapping[str, object] | None:
        """The registration that bears this reference, also one made since the last commit; None when there is none."""
        connection = self._writing()
        wanted = (record.c.kind == "person") & (record.c.legacy_ref == legacy_ref)
        person = connection.execute(sa.select(record.c.id).where(wanted)).scalar()
        found = None if person is None else people.registration_of(connection, person)
        return None if found is None else by_position(found.values)

    def register(self, person: Mapping[str, object], episode: Mapping[str, object], *, source: str) -> str:  # noqa: ARG002
        """Register a person with one return; `source` is known to the report alone."""
        return register_in(self._writing(), self._desk, person, episode, origin="import").person

    def commit(self) -> None:
        """Make everything since the last commit permanent."""
        if self._connection is not None:
            self._connection.commit()
            self._connection.close()
            self._connection = None

    def abandon(self) -> None:
        """Take back what was not committed."""
        if self._connection is not None:
            self._connection.rollback()
            self._connection.close()
            self._connection = None
