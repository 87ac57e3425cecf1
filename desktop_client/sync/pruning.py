"""What this desk need not keep any longer: the bytes of batches and pages that every backup of head office holds.

Nothing that is shown goes: changes, their values and their outcomes stay, and so do the signed heads of batches and the
trail of pages. What goes could only be needed by a head office that was put back, and every backup has it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables import journal as tables
from shared_models.protocol import batch as batches

DAYS_KEPT = 90
DAY_MS = 24 * 60 * 60 * 1000
AT_A_TIME = 200


def prune(engine: sa.Engine, now_ms: int) -> int:
    """Drop what may go, some at a time; how many batches and pages lost their contents."""
    with reading(engine) as connection:
        if not _batches(connection, now_ms) and not _pages(connection, now_ms):
            return 0
    with writing(engine) as connection:
        dropped = _batches(connection, now_ms)
        for number, raw in dropped:
            head = tables.batch.update().where(tables.batch.c.number == number)
            connection.execute(head.values(raw=batches.without_payload(raw)))
            settings.put(connection, settings.PRUNED, number)
        emptied = _pages(connection, now_ms)
        connection.execute(tables.page.update().where(tables.page.c.number.in_(emptied)).values(raw=b""))
    return len(dropped) + len(emptied)


def _batches(connection: sa.Connection, now_ms: int) -> list[tuple[int, bytes]]:
    """The oldest batches that still have a payload, as long as each is old, backed up and its outcomes have come."""
    column, change = tables.batch.c, tables.change.c
    open_change = sa.select(change.number).where(change.batch == column.hash, change.outcome.is_(None)).exists()
    query = sa.select(column.number, column.raw).where(
        column.number > settings.get_number(connection, settings.PRUNED),
        column.last_change <= settings.get_number(connection, settings.BACKED_UP),
        column.held,
        column.sealed_at <= now_ms - DAYS_KEPT * DAY_MS,
    )
    may_go: list[tuple[int, bytes]] = []
    expected = settings.get_number(connection, settings.PRUNED)
    for row in connection.execute(
        query.add_columns(open_change.label("open")).order_by(column.number).limit(AT_A_TIME)
    ):
        expected += 1
        if row.number != expected or row.open:
            break
        may_go.append((row.number, row.raw))
    return may_go


def _pages(connection: sa.Connection, now_ms: int) -> list[int]:
    """Pages of the present epoch below the mark; those of earlier ones count positions that the mark does not know."""
    column = tables.page.c
    below: sa.Select[Any] = sa.select(column.number).where(
        column.epoch == settings.get(connection, settings.EPOCH),
        column.end_position <= settings.get_number(connection, settings.SAFE_POSITION),
        column.received_at <= now_ms - DAYS_KEPT * DAY_MS,
        sa.func.length(column.raw) > 0,
    )
    return list(connection.execute(below.order_by(column.number).limit(AT_A_TIME)).scalars())
