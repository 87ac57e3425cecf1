"""Head office begins a new life: go back to the last moment both lives share, hand back what it said since, keep all work.

The kept pages are the trail: each says how far the order had got when it was built. Above the last one that lies in the
shared past nothing counts as told or sent any more, yet nothing leaves the screen: own changes are pending again, those of
others stand behind everything else until their new place in the order comes.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from desktop_client.storage import moved, settings
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.tables.files import stored_file
from desktop_client.sync import counting
from shared_models.protocol import framing

UNPLACED = 1 << 40  # added to the place of a change whose place in the new order has not come yet


def begin(connection: sa.Connection, epoch: str, lineage: Sequence[tuple[str, int]]) -> None:
    """Enter `epoch`, whose `lineage` lists the lives before it with the position at which each ended."""
    back_to = _last_shared_point(connection, dict(lineage))
    settings.put(connection, settings.EPOCH, epoch)
    settings.put(connection, settings.CURSOR, back_to)
    settings.put(connection, settings.RECEIPTED, 0)
    settings.put(connection, settings.BACKED_UP, 0)
    settings.put(connection, settings.SAFE_POSITION, 0)
    change, batch, pulled = tables.change, tables.batch, tables.pulled_change
    untold = change.update().where(change.c.position > back_to)
    connection.execute(untold.values(outcome=None, position=None, reason=None))
    uncertain = sa.select(change.c.batch).where(change.c.position.is_(None), change.c.batch.is_not(None))
    connection.execute(batch.update().where(batch.c.hash.in_(uncertain)).values(held=False))
    unplaced = pulled.update().where(pulled.c.position.between(back_to + 1, UNPLACED))
    connection.execute(unplaced.values(position=pulled.c.position + UNPLACED))
    moved.forget_above(connection, back_to)
    counting.recount(connection)
    page = tables.page.c
    above = sa.select(sa.func.min(page.number), sa.func.max(page.number)).where(page.end_position > back_to)
    first, last = connection.execute(above).one()
    # Head office may have lost files, too: it is asked which it holds before anything goes again.
    connection.execute(stored_file.update().values(held=False))
    settings.put(connection, settings.ASK_FILES, 1)
    settings.put(connection, settings.HAND_BACK, (first or 1) - 1)
    settings.put(connection, settings.HAND_BACK_TO, last or 0)


def _last_shared_point(connection: sa.Connection, cuts: dict[str, int]) -> int:
    """Where the last page ends that was built in a life of the lineage at or before its end; 0 when there is none.

    A page behind which this desk has gone back since is no point of its trail any more.
    """
    column = tables.page.c
    trail = sa.select(column.epoch, column.start_position, column.end_position, column.built)
    low = settings.get_number(connection, settings.CURSOR)
    for row in connection.execute(trail.order_by(column.number.desc())):
        if row.end_position <= low and row.built <= cuts.get(row.epoch, -1):
            return int(row.end_position)
        low = min(low, row.start_position)
    return 0


def to_hand_back(connection: sa.Connection, most_bytes: int) -> list[tuple[int, bytes]]:
    """(number, bytes) of the next pages of earlier lives that head office may have lost, at least one while any is left."""
    column = tables.page.c
    done, last = (settings.get_number(connection, name) for name in (settings.HAND_BACK, settings.HAND_BACK_TO))
    if done >= last:
        return []
    left = (column.number > done) & (column.number <= last) & (sa.func.length(column.raw) > 0)
    chosen: list[tuple[int, bytes]] = []
    query = sa.select(column.number, column.raw).where(left).order_by(column.number).limit(framing.MAX_BLOBS)
    for row in connection.execute(query):
        most_bytes -= len(row.raw)
        if chosen and most_bytes < 0:
            break
        chosen.append((row.number, row.raw))
    return chosen


def note_handed_back(connection: sa.Connection, number: int) -> None:
    """Everything up to this page has been brought."""
    settings.put(connection, settings.HAND_BACK, number)
