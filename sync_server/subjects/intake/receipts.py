"""Receipts: a statement is signed only for an unbroken chain of batches that is on this server's disk."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shared_models.protocol import receipt as receipts
from shared_models.protocol.receipt import Durability
from sync_server.storage.backups import backed_up_ledger, backed_up_position
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.intake import batch
from sync_server.storage.tables.network import device


def receipt_for(
    connection: sa.Connection,
    head_office: HeadOffice,
    device_id: str,
    head: str,
    *,
    quarantined: bool = False,
    short: bool = False,
) -> bytes | None:
    """A signed receipt for the desk's chain up to `head`, or up to where the chain is whole; None when nothing is held.

    A batch over a gap is stored and applied all the same; the gap holds back only this mark.
    """
    known = connection.execute(sa.select(device.c.head_hash, device.c.head_count).where(device.c.id == device_id)).one()
    proven = _count_back(connection, device_id, head, known.head_hash, known.head_count)
    if proven is not None:
        count, name = proven, head
    else:
        name, count = _count_on(connection, device_id, known.head_hash, known.head_count)
    if not name:
        return None
    if name != known.head_hash:
        moved = device.update().where(device.c.id == device_id).values(head_hash=name, head_count=count)
        connection.execute(moved)
    durability: Durability = "quarantined" if quarantined else "committed"
    safe = 0 if quarantined else backed_up_ledger(connection, head_office.clock())
    if safe and not _above(connection, device_id, name, safe):
        durability = "backed_up"
    statement = _issue(connection, head_office, device_id, name, count, durability, short=short)
    connection.execute(device.update().where(device.c.id == device_id).values(receipt=statement))
    return statement


def backed_up_receipt(
    connection: sa.Connection,
    head_office: HeadOffice,
    device_id: str,
    head: str,
    known: str,
    known_position: int = 0,
    *,
    short: bool = False,
) -> bytes | None:
    """A receipt for the part of the desk's chain that every backup holds; None when that is no news.

    `head` is the desk's newest batch, `known` the head of the last such receipt it has verified in this epoch and
    `known_position` the position that it named.
    """
    safe = backed_up_ledger(connection, head_office.clock())
    if not safe:
        return None
    found = connection.execute(sa.select(device.c.head_hash, device.c.head_count).where(device.c.id == device_id)).one()
    count = _count_back(connection, device_id, head, found.head_hash, found.head_count)
    if count is None:
        return None
    name = head
    above = _above(connection, device_id, head, safe)
    for row in above:
        name, count = row.parent or "", count - row.changes
    if not name or (name == known and backed_up_position(connection, head_office.clock()) <= known_position):
        return None
    return _issue(connection, head_office, device_id, name, count, "backed_up", short=short)


def _above(connection: sa.Connection, device_id: str, head: str, safe: int) -> list[sa.Row[Any]]:
    """The batches of the chain up to `head`, newest first, down to the last one that lies above the mark `safe`."""
    column = batch.c
    links: sa.Select[Any] = sa.select(column.hash, column.parent, column.count.label("changes"))
    younger = links.where(column.device == device_id, column.ledger > safe)
    waiting: dict[str, sa.Row[Any]] = {row.hash: row for row in connection.execute(younger)}
    walked: list[sa.Row[Any]] = []
    proven = 0
    name = head
    while name and waiting:
        row = waiting.pop(name, None)
        walked.append(row or connection.execute(links.where(column.hash == name)).one())
        proven = proven if row is None else len(walked)
        name = walked[-1].parent or ""
    return walked[:proven]


def _issue(
    connection: sa.Connection,
    head_office: HeadOffice,
    device_id: str,
    name: str,
    count: int,
    durability: Durability,
    *,
    short: bool,
) -> bytes:
    return receipts.issue(
        receipts.Receipt(
            v=1,
            epoch=read_epoch(connection).id,
            device=device_id,
            head=name,
            count=count,
            ledger=int(connection.execute(sa.select(batch.c.ledger).where(batch.c.hash == name)).scalar_one()),
            durability=durability,
            at=head_office.clock(),
            safe=backed_up_position(connection, head_office.clock()) if durability == "backed_up" else 0,
        ),
        head_office.receipt_key,
        short=short,
    )


def _count_back(
    connection: sa.Connection, device_id: str, head: str, known_head: str | None, known_count: int
) -> int | None:
    """The changes in the chain that ends at `head`, None when a batch of it is missing."""
    count, name = 0, head
    while name:
        if name == known_head:
            return count + known_count
        query = sa.select(batch.c.count.label("changes"), batch.c.parent).where(
            batch.c.hash == name, batch.c.device == device_id
        )
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        count, name = count + row.changes, row.parent or ""
    return count


def _count_on(connection: sa.Connection, device_id: str, known_head: str | None, known_count: int) -> tuple[str, int]:
    """(hash, changes) of the end of the whole part of the chain, going on from what was known."""
    name, count = known_head or "", known_count
    while True:
        query = sa.select(batch.c.hash, batch.c.count.label("changes")).where(
            batch.c.device == device_id, batch.c.parent == name
        )
        row = connection.execute(query.order_by(batch.c.ledger).limit(1)).one_or_none()
        if row is None:
            return name, count
        name, count = row.hash, count + row.changes
