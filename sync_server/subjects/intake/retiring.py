"""An end for stored batches: what was applied, lies in every backup and is old keeps its signed head, not its contents.

The values live on in the log, where retention and erasure reach them. A change that comes a second time is still known: the
log holds a keyed hash of each (protocol.md, F12).
"""

from __future__ import annotations

import sqlalchemy as sa

from sync_server.storage.backups import DAY_MS, backed_up_ledger
from sync_server.storage.tables.intake import batch, waiting_change
from sync_server.subjects.intake.store import APPLIED

DAYS_KEPT = 90
AT_A_TIME = 200


def to_retire(connection: sa.Connection, now: int) -> list[str]:
    """Hashes of batches whose payload may go, oldest first: none that holds a change which waits for its record."""
    safe = backed_up_ledger(connection, now)
    if not safe:
        return []
    waits = sa.select(waiting_change.c.change_id).where(waiting_change.c.batch == batch.c.hash).exists()
    may_go = sa.select(batch.c.hash).where(
        batch.c.state == APPLIED,
        batch.c.payload.is_not(None),
        batch.c.ledger <= safe,
        batch.c.received_at <= now - DAYS_KEPT * DAY_MS,
        ~waits,
    )
    return list(connection.execute(may_go.order_by(batch.c.ledger).limit(AT_A_TIME)).scalars())


def retire(connection: sa.Connection, name: str) -> None:
    """Drop one payload; header, hash, signature and place in the book of batches stay, so receipts stay provable."""
    connection.execute(batch.update().where(batch.c.hash == name).values(payload=None))
