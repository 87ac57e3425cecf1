"""What this desk shares with head office, counted: the digest of each record of its office, count and sum kept with each page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.bulk import among, insert_tuples
from desktop_client.storage.tables import people
from desktop_client.storage.tables.scope import counted, moved
from shared_models.protocol.digest import MODULUS, digest_of_one, record_digest
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change


def note(connection: sa.Connection, records: Collection[str], made: Collection[Change] = ()) -> None:
    """Count these records as they stand now; `made` are those of them that one change made, which need not be read again."""
    names = sorted(records)
    count, total = totals(connection)
    before = connection.execute(sa.select(counted.c.digest).where(among(counted.c.record, names))).scalars().all()
    if before:
        connection.execute(counted.delete().where(among(counted.c.record, names)))
    whole = {change.record: change for change in made if change.set and change.kind != SEALED}
    now = _digests(connection, [name for name in names if name not in whole])
    now |= {name: digest_of_one(name, str(change.id)) for name, change in whole.items()}
    insert_tuples(connection, counted, ("record", "digest"), list(now.items()))
    _put(connection, count - len(before) + len(now), total - sum(before) + sum(now.values()))


def recount(connection: sa.Connection) -> tuple[int, int]:
    """Count everything anew."""
    connection.execute(counted.delete())
    _put(connection, 0, 0)
    note(connection, list(connection.execute(sa.select(people.record.c.id)).scalars()))
    return totals(connection)


def totals(connection: sa.Connection) -> tuple[int, int]:
    """(count, sum) of what was counted."""
    return settings.get_number(connection, settings.COUNTED), settings.get_number(connection, settings.COUNTED_SUM)


def _put(connection: sa.Connection, count: int, total: int) -> None:
    settings.put(connection, settings.COUNTED, count)
    settings.put(connection, settings.COUNTED_SUM, total % MODULUS)


def between(connection: sa.Connection, first: str, last: str) -> list[tuple[str, int]]:
    """(id, digest) of the records between two bounds, in their order; "" is open."""
    query = sa.select(counted.c.record, counted.c.digest).where(counted.c.record >= first)
    if last:
        query = query.where(counted.c.record < last)
    return [(row.record, row.digest) for row in connection.execute(query.order_by(counted.c.record))]


def _digests(connection: sa.Connection, names: Sequence[str]) -> dict[str, int]:
    column = people.record.c
    heads: dict[str, set[str]] = {}
    elsewhere = sa.select(moved.c.record).where(among(moved.c.record, names))
    rows = sa.select(column.id, column.writers).where(
        among(column.id, names), column.kind != SEALED, column.id.not_in(elsewhere)
    )
    for row in connection.execute(rows):
        heads[row.id] = _writes(msgspec.json.decode(row.writers).values())
    disputed = sa.select(people.conflict.c.record, people.conflict.c.heads).where(
        among(people.conflict.c.record, names)
    )
    for row in connection.execute(disputed):
        if row.record in heads:
            heads[row.record].update(write for write, _ in msgspec.json.decode(row.heads))
    found = {name: record_digest(name, ids) for name, ids in heads.items()}
    return {name: digest for name, digest in found.items() if digest}


def _writes(packed: Iterable[str | list[str]]) -> set[str]:
    found: set[str] = set()
    for ids in packed:
        found.update([ids] if isinstance(ids, str) else ids)
    return found
