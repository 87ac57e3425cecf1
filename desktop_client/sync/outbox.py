"""What of this desk's batches is to go, and what head office says it holds of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.tables import journal as tables
from shared_models.protocol import framing
from shared_models.protocol.messages import MAX_OFFERED


def newest_incarnation(connection: sa.Connection) -> str:
    """The opening in which this desk wrote last; "" before its first change."""
    newest = sa.select(tables.change.c.incarnation).order_by(tables.change.c.number.desc()).limit(1)
    return str(connection.execute(newest).scalar() or "")


def unsent(connection: sa.Connection) -> int:
    """How many changes stand in batches that head office has not said it holds."""
    column = tables.batch.c
    waiting = column.held.is_(False) & (column.number > settings.get_number(connection, settings.PRUNED))
    to_send = sa.select(sa.func.coalesce(sa.func.sum(column.count), 0)).where(waiting)
    return int(connection.execute(to_send).scalar_one())


def unsealed(connection: sa.Connection, most: int) -> int:
    """How many changes are in no batch yet, counted up to `most`."""
    open_ones = sa.select(tables.change.c.number).where(tables.change.c.batch.is_(None)).limit(most)
    return int(connection.execute(sa.select(sa.func.count()).select_from(open_ones.subquery())).scalar_one())


def to_send(connection: sa.Connection, most_bytes: int) -> list[tuple[str, bytes]]:
    """(hash, bytes) of the next batches, oldest first, at least one while any is left."""
    column = tables.batch.c
    whole = column.number > settings.get_number(connection, settings.PRUNED)
    waiting = sa.select(column.hash, column.raw).where(column.held.is_(False), whole).order_by(column.number)
    chosen: list[tuple[str, bytes]] = []
    size = 0
    for row in connection.execute(waiting.limit(framing.MAX_BLOBS)):
        size += len(row.raw)
        if chosen and size > most_bytes:
            break
        chosen.append((row.hash, row.raw))
    return chosen


def to_offer(connection: sa.Connection, asked: Collection[str], *, uncertain: bool) -> list[str]:
    """Hashes to ask about next, newest first: all batches, or the `uncertain` ones, without those asked about already."""
    column = tables.batch.c
    query = sa.select(column.hash).order_by(column.number.desc())
    if uncertain:
        query = query.where(column.held.is_(False))
    return [name for name in connection.execute(query).scalars() if name not in asked][:MAX_OFFERED]


def note_offered(connection: sa.Connection, offered: Sequence[str], holds: Sequence[str]) -> None:
    """Head office says which of the offered batches it has; the others are to go again."""
    held = set(holds)
    for name in offered:
        of_name = tables.batch.c.hash == name
        connection.execute(tables.batch.update().where(of_name).values(held=name in held))
