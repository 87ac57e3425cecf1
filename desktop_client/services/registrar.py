"""The intake service as an import needs it: many registrations a transaction, each through the same door as the form."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from desktop_client.services import people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.importing import LEGACY_REF, SOURCE
from desktop_client.services.intake import NotRegisteredError, register_in
from desktop_client.storage.tables.intake import register_row
from desktop_client.storage.tables.people import record
from shared_models.catalogue import ProblemError
from shared_models.records.rows import by_position


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
        if person is None:
            return None
        values = by_position(people.values_of(connection, person))
        row = sa.select(register_row.c.source).where(register_row.c.legacy_ref == legacy_ref)
        source = connection.execute(row).scalar()
        return values if source is None else {**values, SOURCE: source}

    def register(self, person: Mapping[str, object], episode: Mapping[str, object], *, source: str) -> str:
        """Register a person with one return; `source` tells later whether the row has changed. Raises ProblemError."""
        connection = self._writing()
        try:
            done = register_in(connection, self._desk, person, episode, origin="import")
        except NotRegisteredError as refused:
            raise ProblemError(refused.problems[0]) from None
        row = {"legacy_ref": person[LEGACY_REF], "source": source}
        connection.execute(register_row.insert().prefix_with("OR REPLACE"), row)
        return done.person

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
