"""Seal what the journal holds into batches, committed before the first byte leaves, so that a retry sends the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import writing
from desktop_client.storage.journal import OwnChange, own_changes
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal as tables
from shared_models.protocol import batch as batches
from shared_models.protocol import compression
from shared_models.protocol.closing import MOST_IN_BATCH, Closing
from shared_models.records.changes import content_bytes

BATCH_CHANGES = 512
FAST_LINE_CHANGES = 1024  # twice as many together press as well lightly as half of them do hard
MOST_BYTES = 16 * 1024 * 1024  # of contents in one batch: head office unpacks no more than three times as much

Sign = Callable[[sa.Connection, Sequence[OwnChange], Sequence[bytes]], None]
"""Signs what is about to be sealed, given with its `content_bytes`, in the transaction that seals it."""


def seal_pending(
    engine: sa.Engine,
    identity: Identity,
    now_ms: int,
    *,
    changes: int = BATCH_CHANGES,
    level: int = compression.LEVEL,
    sign: Sign | None = None,
) -> int:
    """Seal every change that is in no batch yet; one transaction a batch. The number of batches made."""
    made = 0
    while True:
        with writing(engine) as connection:
            run = _next_run(connection, identity.device, changes)
            if not run:
                return made
            changes_of_run, contents = [own for own, _ in run], [content for _, content in run]
            if sign is not None:
                sign(connection, changes_of_run, contents)
            _seal(connection, identity, changes_of_run, contents, now_ms, level)
        made += 1


def _next_run(connection: sa.Connection, device: str, limit: int) -> Sequence[tuple[OwnChange, bytes]]:
    """The oldest unsealed changes of one incarnation, each with its `content_bytes`.

    What an earlier opening left over goes first, by itself.
    """
    column = tables.change.c
    oldest = sa.select(sa.func.min(column.number)).where(column.batch.is_(None))
    first = connection.execute(oldest).scalar()
    if first is None:
        return []
    waiting = column.batch.is_(None) & (column.number >= first) & (column.number < first + limit)
    # The content is made while what was just read is still near: later it would have to be fetched from memory again.
    read = ((own, content_bytes(own.change)) for own in own_changes(connection, device, waiting))
    runs: Iterator[list[tuple[OwnChange, bytes]]] = (
        list(group) for _, group in groupby(read, lambda one: one[0].change.id.incarnation)
    )
    run = next(runs)
    sizes = accumulate(len(content) for _, content in run)
    return run[: max(1, sum(size <= MOST_BYTES for size in sizes))]


def _seal(
    connection: sa.Connection,
    identity: Identity,
    run: Sequence[OwnChange],
    contents: Sequence[bytes],
    now_ms: int,
    level: int,
) -> None:
    newest = sa.select(tables.batch.c.hash).order_by(tables.batch.c.number.desc()).limit(1)
    first, last = run[0].number, run[-1].number
    closings = _closings(connection, last)
    sealed = batches.seal(
        [own.change for own in run],
        key=identity.key,
        parent=connection.execute(newest).scalar() or batches.NO_PARENT,
        dictionary=_dictionary(connection),
        level=level,
        closings=list(closings.values()),
        contents=contents,
    )
    row = {
        "hash": sealed.hash,
        "first_change": first,
        "last_change": last,
        "count": len(run),
        "raw": sealed.raw,
        "sealed_at": now_ms,
    }
    connection.execute(tables.batch.insert(), row)
    within = tables.change.c.number.between(first, last)
    connection.execute(tables.change.update().where(within).values(batch=sealed.hash))
    travels = tables.closing.update().where(tables.closing.c.number.in_(list(closings)))
    connection.execute(travels.values(batch=sealed.hash))


def _closings(connection: sa.Connection, last: int) -> dict[int, Closing]:
    """What people signed of changes up to this one, and which no batch took along yet: by number, the oldest."""
    column = tables.closing.c
    waiting = sa.select(column.number, column.statement, column.signature).where(
        column.batch.is_(None), column.last_change <= last
    )
    rows = connection.execute(waiting.order_by(column.last_change).limit(MOST_IN_BATCH))
    return {row.number: Closing(row.statement, row.signature) for row in rows}


def _dictionary(connection: sa.Connection) -> str:
    """The dictionary head office named last, if this desk has it; before the first contact, the newest one here."""
    named = settings.get(connection, settings.DICTIONARY, compression.newest_dictionary())
    return compression.common_dictionary(named)
