"""Half-arrived blobs: what came of each, in order, without a gap."""

from __future__ import annotations

import sqlalchemy as sa

from sync_server.storage.engine import commit_order_lock
from sync_server.storage.tables.intake import upload_part


def arrived(connection: sa.Connection, device: str, name: str) -> int:
    """How many bytes of a blob are here without a gap."""
    end = sa.func.max(upload_part.c.offset + sa.func.length(upload_part.c.bytes))
    mine = (upload_part.c.device == device) & (upload_part.c.hash == name)
    return int(connection.execute(sa.select(end).where(mine)).scalar() or 0)


def keep(connection: sa.Connection, device: str, name: str, offset: int, piece: bytes, at: int) -> int:
    """Keep the part of `piece` that is new and touches what is here; how much is here now."""
    commit_order_lock(connection)
    have = arrived(connection, device, name)
    fresh = piece[have - offset :] if offset <= have < offset + len(piece) else b""
    if fresh:
        row = {"device": device, "hash": name, "offset": have, "bytes": fresh, "arrived_at": at}
        connection.execute(upload_part.insert(), row)
    return have + len(fresh)


def whole(connection: sa.Connection, device: str, name: str) -> bytes:
    """All that is here, put together."""
    mine = (upload_part.c.device == device) & (upload_part.c.hash == name)
    rows = connection.execute(sa.select(upload_part.c.bytes).where(mine).order_by(upload_part.c.offset))
    return b"".join(bytes(row.bytes) for row in rows)


def forget(connection: sa.Connection, device: str, name: str) -> None:
    """Drop the parts: the blob is whole, or what it became is no batch."""
    mine = (upload_part.c.device == device) & (upload_part.c.hash == name)
    connection.execute(upload_part.delete().where(mine))
