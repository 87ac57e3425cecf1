"""Copies of what has left the office go once no restore of head office can bring the record back to it."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.tables.scope import moved
from desktop_client.storage.view import RecordView

AT_A_TIME = 200


def drop_copies(engine: sa.Engine, view: RecordView) -> int:
    """Drop copies whose leave notice every backup holds and of which nothing waits for an outcome; how many went."""
    with reading(engine) as connection:
        if not _may_go(connection):
            return 0
    with writing(engine) as connection:
        going = _may_go(connection)
        for record in going:
            view.take_away(connection, record)
        pulled = tables.pulled_change
        connection.execute(pulled.delete().where(pulled.c.record.in_(going)))
        connection.execute(moved.delete().where(moved.c.record.in_(going)))
    return len(going)


def _may_go(connection: sa.Connection) -> list[str]:
    change = tables.change.c
    waits = sa.select(change.number).where(change.record == moved.c.record, change.outcome.is_(None)).exists()
    below = moved.c.position <= settings.get_number(connection, settings.SAFE_POSITION)
    return list(connection.execute(sa.select(moved.c.record).where(below, ~waits).limit(AT_A_TIME)).scalars())
