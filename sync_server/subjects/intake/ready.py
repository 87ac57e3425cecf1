"""Making pieces while head office rests: what is new in an office is packed once, so that no desk waits for it later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from shared_models.protocol import compression
from shared_models.protocol.messages import PAGE_CHANGES
from shared_models.protocol.page import MOST_BYTES, pack
from shared_models.records.changes import ChangeId
from shared_models.records.refusals import KIND as REFUSAL
from shared_models.records.refusals import refused_change
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import batch, change_log, page_piece
from sync_server.storage.tables.network import device
from sync_server.subjects.intake import log, pieces
from sync_server.subjects.intake.moved import Moved
from sync_server.subjects.intake.pieces import Piece
from sync_server.subjects.intake.stretches import Stretch, content_of, is_of_sealed_entry

WHOLE_LEVEL = 15  # of pieces to which nothing is added: a sixth smaller than at LEVEL, which the others get


@dataclass(frozen=True, slots=True)
class Habits:
    """From how many changes on a piece is worth its place, and how long no batch must have come."""

    fewest: int = 64
    rest_ms: int = 30_000


USUAL = Habits()


@dataclass(frozen=True, slots=True)
class _Open:
    """A stretch without a piece: behind `start` up to `end`, `closed` when nothing will be added to it."""

    start: int
    end: int
    closed: bool


class OfficesDue:
    """Finds the offices of which enough lies in no piece; none while desks are busy.

    What was found to be packed is not looked through again until something new is in the order: whatever drops a piece
    adds to it, too.
    """

    def __init__(self, clock: Callable[[], int], habits: Habits = USUAL) -> None:
        self._clock, self._habits = clock, habits
        self._all_packed_at = -1

    def __call__(self, connection: sa.Connection) -> list[str]:
        received = sa.select(batch.c.received_at).order_by(batch.c.ledger.desc()).limit(1)
        newest, last = log.newest_position(connection), connection.execute(received).scalar()
        if newest == self._all_packed_at or last is None or self._clock() - last < self._habits.rest_ms:
            return []
        offices = connection.execute(sa.select(device.c.office).distinct().order_by(device.c.office)).scalars().all()
        due = [office for office in offices if any(True for _ in _open_stretches(connection, office, self._habits))]
        self._all_packed_at = -1 if due else newest
        return due


def make_piece(connection: sa.Connection, head_office: HeadOffice, office: str, habits: Habits = USUAL) -> None:
    """Pack the first stretch of an office that lies in no piece, in the caller's transaction."""
    commit_order_lock(connection)
    found = next(_open_stretches(connection, office, habits), None)
    if found is None:
        return
    newest = log.newest_position(connection)
    # What entered the office later comes whole with its move, as in every page.
    later = Moved(connection, office, range(found.start + 1, newest + 1)).come_whole
    column = change_log.c
    inside = (column.scope == office) & (column.position > found.start) & (column.position <= found.end)
    some = sa.select(change_log).where(inside).order_by(column.position).limit(PAGE_CHANGES + 1)
    rows = list(connection.execute(some).all())
    closed = found.closed or len(rows) > PAGE_CHANGES
    end = found.end if len(rows) <= PAGE_CHANGES else int(rows[PAGE_CHANGES - 1].position)
    rows = rows[:PAGE_CHANGES]
    guess = _likely(connection, office)
    if guess < len(rows):
        rows, end, closed = rows[:guess], int(rows[guess - 1].position), True
    dictionary = compression.newest_dictionary()
    while True:
        told = [row for row in rows if row.record not in later]
        content = content_of(connection, head_office, "", Stretch(office, [], told, [], []))
        packed = pack(content, dictionary, WHOLE_LEVEL if closed else compression.LEVEL)
        if len(packed) <= MOST_BYTES or len(rows) == 1:
            break
        fits = max(1, min(len(rows) - 1, len(rows) * MOST_BYTES * 97 // (len(packed) * 100)))
        rows, end, closed = rows[:fits], int(rows[fits - 1].position), True
    hidden = tuple(sorted(_told_of_sealed_entries(head_office, told)))
    pieces.put(connection, head_office, Piece(office, found.start, end, len(rows), dictionary, packed, closed, hidden))


def _likely(connection: sa.Connection, office: str) -> int:
    """How many changes will probably fill a piece, by the last one that is full."""
    column = page_piece.c
    last = sa.select(column.changes, sa.func.length(column.packed).label("size")).where(
        column.office == office, column.whole, column.dictionary == compression.newest_dictionary()
    )
    row = connection.execute(last.order_by(column.start_position.desc()).limit(1)).one_or_none()
    return PAGE_CHANGES if row is None else max(1, row.changes * MOST_BYTES * 97 // (row.size * 100))


def _told_of_sealed_entries(head_office: HeadOffice, rows: list[sa.Row[object]]) -> set[str]:
    """Desks of whose sealed entries one was refused here: nobody else hears of that, so a piece does not say it."""
    refusals = (log.read_change(head_office, row) for row in rows if row.kind == REFUSAL)
    return {ChangeId.parse(refused_change(said)).device for said in refusals if is_of_sealed_entry(said)}


def _open_stretches(connection: sa.Connection, office: str, habits: Habits) -> Iterator[_Open]:
    """Stretches with enough changes of an office, cut where a page has to tell more than changes."""
    newest, at = log.newest_position(connection), 0
    column = page_piece.c
    known = sa.select(column.start_position, column.end_position, column.changes, column.whole).where(
        column.office == office, column.dictionary == compression.newest_dictionary()
    )
    rows = connection.execute(known.order_by(column.start_position)).all()
    for number, row in enumerate(rows, 1):
        if row.start_position > at:
            yield from _worth_a_piece(connection, office, _Open(at, row.start_position, closed=True), habits.fewest)
        if number == len(rows) and not row.whole:  # made anew when as much again has come: so it costs twice at most
            enough = max(habits.fewest, row.changes)
            if _positions(connection, office, row.end_position, newest, enough)[enough - 1 :]:
                at = row.start_position
                break
            return
        at = row.end_position
    yield from _worth_a_piece(connection, office, _Open(at, newest, closed=False), habits.fewest)


def _worth_a_piece(connection: sa.Connection, office: str, gap: _Open, fewest: int) -> Iterator[_Open]:
    """The parts of a gap between two pieces, or behind the last, in which there are enough changes."""
    start = gap.start
    while len(_positions(connection, office, start, gap.end, fewest)) == fewest:
        stop = pieces.has_more(connection, office, start, gap.end)
        end = gap.end if stop is None else stop - 1
        if len(_positions(connection, office, start, end, fewest)) == fewest:
            yield _Open(start, end, gap.closed or stop is not None)
        if stop is None:
            return
        start = stop


def _positions(connection: sa.Connection, office: str, start: int, end: int, most: int) -> list[int]:
    """Where the first changes of an office lie behind `start`, up to `end`."""
    column = change_log.c
    inside = (column.scope == office) & (column.position > start) & (column.position <= end)
    return list(
        connection.execute(sa.select(column.position).where(inside).order_by(column.position).limit(most)).scalars()
    )
