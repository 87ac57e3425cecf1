"""Which backups may still be put back, and up to where every one of them holds what the desks sent."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from sync_server.storage.audit import append_audit
from sync_server.storage.tables.backups import backup
from sync_server.storage.tables.intake import batch, change_log

DAY_MS = 24 * 60 * 60 * 1000
DAYS_KEPT, MOST_DAYS_KEPT = 35, 92


def note_backup(connection: sa.Connection, name: str, *, who: str, at: int, epoch: str, expires: int) -> None:
    """Write down a backup before its first byte: whatever it holds in the end, it holds what is here now."""
    position = connection.execute(sa.select(sa.func.max(change_log.c.position))).scalar() or 0
    ledger = connection.execute(sa.select(sa.func.max(batch.c.ledger))).scalar() or 0
    row = {
        "id": name,
        "made_by": who,
        "made_at": at,
        "epoch": epoch,
        "position": position,
        "ledger": ledger,
        "expires": expires,
    }
    connection.execute(backup.insert(), row)
    append_audit(connection, at, who, "backup.created", name, {"position": position, "ledger": ledger})


def forget_backup(connection: sa.Connection, name: str, *, who: str, at: int) -> None:
    """A backup that could not be written is none."""
    connection.execute(backup.delete().where(backup.c.id == name))
    append_audit(connection, at, who, "backup.failed", name)


def note_verified(connection: sa.Connection, name: str, *, who: str, at: int) -> bool:
    """Write down that a backup was put back on trial and was whole; False when this head office does not know it."""
    known = connection.execute(backup.update().where(backup.c.id == name).values(verified_at=at)).rowcount == 1
    if known:
        append_audit(connection, at, who, "backup.verified", name)
    return known


def note_restored(connection: sa.Connection, name: str, *, at: int) -> None:
    """The backup that became this head office counts as long as any other of its time may be put back instead.

    Younger ones, which it cannot know, hold everything it holds, and none of them lives longer than this.
    """
    lives = {"verified_at": at, "expires": at + MOST_DAYS_KEPT * DAY_MS}
    connection.execute(backup.update().where(backup.c.id == name).values(**lives))


def list_backups(connection: sa.Connection) -> list[dict[str, Any]]:
    """Every backup known here, oldest first, with the columns of its table."""
    rows = connection.execute(sa.select(backup).order_by(backup.c.made_at, backup.c.id)).mappings()
    return [dict(row) for row in rows]


def backed_up_position(connection: sa.Connection, now: int) -> int:
    """The last position of the order that is safe in every backup which may still be put back; 0 for none."""
    if not backed_up_ledger(connection, now):
        return 0
    oldest = sa.select(sa.func.min(backup.c.position)).where(backup.c.expires > now)
    return int(connection.execute(oldest).scalar() or 0)


def backed_up_ledger(connection: sa.Connection, now: int) -> int:
    """The last place in the book of batches that is safe in every backup which may still be put back; 0 for none.

    The oldest of them is the measure, whether or not it was tried: it may be the one that somebody puts back. At least
    one has to have been tried, for a file nobody ever opened is a hope.
    """
    alive = backup.c.expires > now
    oldest = connection.execute(sa.select(sa.func.min(backup.c.ledger)).where(alive)).scalar()
    tried = sa.select(backup.c.id).where(alive, backup.c.verified_at.is_not(None)).limit(1)
    return int(oldest or 0) if connection.execute(tried).scalar() is not None else 0
