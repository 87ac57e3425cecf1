"""Receipts at the desk: believed only in the present epoch and for a batch of its own, kept as the very bytes that came."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal as tables
from shared_models.protocol import receipt as receipts
from shared_models.protocol.page import signed_head
from shared_models.protocol.receipt import Receipt


def believe(
    connection: sa.Connection, identity: Identity, public: bytes, statement: bytes, now_ms: int
) -> Receipt | None:
    """Keep a receipt and move the mark up to which this desk's changes are in Islamabad; None when it proves nothing.

    Raises ProtocolError when it was not signed by head office.
    """
    told = receipts.read(statement, public)
    epoch = settings.get(connection, settings.EPOCH)
    through = _chain_through(connection, told.head)
    if told.device != identity.device or told.epoch != epoch or through is None or through[1] != told.count:
        return None
    row = {
        "epoch": told.epoch,
        "head": told.head,
        "count": told.count,
        "durability": told.durability,
        "statement": statement,
        "received_at": now_ms,
    }
    connection.execute(tables.receipt.insert(), row)
    if told.durability != "quarantined":
        covered = max(through[0], settings.get_number(connection, settings.RECEIPTED))
        settings.put(connection, settings.RECEIPTED, covered)
    if told.durability == "backed_up":
        safe = max(through[0], settings.get_number(connection, settings.BACKED_UP))
        settings.put(connection, settings.BACKED_UP, safe)
        position = max(told.safe, settings.get_number(connection, settings.SAFE_POSITION))
        settings.put(connection, settings.SAFE_POSITION, position)
    upto = tables.batch.c.last_change <= through[0]
    connection.execute(tables.batch.update().where(upto & tables.batch.c.held.is_(False)).values(held=True))
    return told


def is_news(connection: sa.Connection, public: bytes, statement: bytes) -> bool:
    """Whether a receipt that may come late or twice reaches further than those here. Raises ProtocolError."""
    told = receipts.read(statement, public)
    as_good = {told.durability, "backed_up"} if told.durability == "committed" else {told.durability}
    column = tables.receipt.c
    reached = sa.select(sa.func.max(column.count)).where(column.epoch == told.epoch, column.durability.in_(as_good))
    if told.count > (connection.execute(reached).scalar() or 0):
        return True
    return told.durability == "backed_up" and told.safe > settings.get_number(connection, settings.SAFE_POSITION)


def newest_head(connection: sa.Connection, durability: str | None = None) -> str:
    """The batch up to which receipts of the present epoch reach (those that say `durability`, if given); "" for none."""
    column = tables.receipt.c
    where = [column.epoch == settings.get(connection, settings.EPOCH)]
    if durability is not None:
        where.append(column.durability == durability)
    query = sa.select(column.head).where(*where).order_by(column.count.desc(), column.number.desc()).limit(1)
    return connection.execute(query).scalar() or ""


def to_show(connection: sa.Connection) -> list[bytes]:
    """What head office signed last in the present epoch: the receipt that reaches furthest, and the head of a page."""
    epoch = settings.get(connection, settings.EPOCH)
    column, page = tables.receipt.c, tables.page.c
    furthest = sa.select(column.statement).where(column.epoch == epoch)
    shown = list(connection.execute(furthest.order_by(column.count.desc(), column.number.desc()).limit(1)).scalars())
    kept = sa.select(page.raw).where(page.epoch == epoch, sa.func.length(page.raw) > 0)
    newest = connection.execute(kept.order_by(page.built.desc(), page.number.desc()).limit(1)).scalar()
    return shown if newest is None else [*shown, signed_head(newest)]


def _chain_through(connection: sa.Connection, head: str) -> tuple[int, int] | None:
    """(last change, number of changes) of this desk's own chain up to the batch `head`."""
    column = tables.batch.c
    last = connection.execute(sa.select(column.last_change).where(column.hash == head)).scalar()
    if last is None:
        return None
    counted = sa.select(sa.func.sum(column.count)).where(column.last_change <= last)
    return int(last), int(connection.execute(counted).scalar_one())
