"""Cut the one order into a signed page for one desk: what happened in its scope since its cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from shared_models.protocol import compression
from shared_models.protocol.page import MOST_BYTES, PageContent, pack, sign
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.intake import waiting_change
from sync_server.subjects.intake import erased, guests, log, pieces
from sync_server.subjects.intake.moved import Moved
from sync_server.subjects.intake.own_runs import own_run
from sync_server.subjects.intake.stretches import Stretch, content_of, rows_of, whole_records

_HELD_BACK = sa.select(sa.func.count()).select_from(waiting_change).where(waiting_change.c.device == sa.bindparam("of"))
CHANGES_A_MOVE = 16  # a record that enters comes whole: so many changes it is reckoned with in a page


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A signed page, or None when the desk is at the end of the order; `more` when another one waits behind it."""

    raw: bytes | None
    more: bool
    held: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """For whom a page is made, and from where."""

    device: str
    office: str
    cursor: int
    built: int  # how far the order has got
    whole: bool


def page_for(  # noqa: PLR0913 (for whom, from where, how much and in which words)
    connection: sa.Connection,
    head_office: HeadOffice,
    *,
    device: str,
    office: str,
    cursor: int,
    limit: int,
    dictionary: str,
    whole: bool = False,
    short: bool = False,
) -> BuiltPage:
    """The next page for a desk of `office` whose cursor stands at `cursor`, with at most `limit` changes.

    `dictionary` names the newest one that the desk has. `whole` brings the contents of the desk's own changes beside their
    outcomes: what was written under its name on another disk, before a restore or on a copy, is news to it.
    """
    built = log.newest_position(connection)
    waiting = int(connection.execute(_HELD_BACK, {"of": device}).scalar_one())
    if cursor >= built:
        return BuiltPage(None, more=False, held=waiting)
    packing = compression.common_dictionary(dictionary)
    piece = pieces.beginning_at(connection, head_office, (device, office), cursor, limit, packing)
    if piece is not None:
        packed, end = piece.packed, piece.end
    else:
        packed, end = _packed(connection, head_office, _Desk(device, office, cursor, built, whole), limit, packing)
    raw = sign(
        packed,
        key=head_office.receipt_key,
        epoch=read_epoch(connection).id,
        device=device,
        start=cursor,
        end=end,
        built=built,
        at=head_office.clock(),
        dictionary=packing,
        short=short,
    )
    return BuiltPage(raw, more=end < built, held=waiting)


def page_of_records(
    connection: sa.Connection,
    head_office: HeadOffice,
    *,
    device: str,
    office: str,
    cursor: int,
    records: Sequence[str],
    dictionary: str,
) -> bytes:
    """A page that begins and ends at the cursor and holds everything of these records, where they are in the scope."""
    built = log.newest_position(connection)
    packing = compression.common_dictionary(dictionary)
    shown = guests.guests_among(connection, office, records)
    rows = [row for row in whole_records(connection, records, built) if row.scope == office or row.record in shown]
    own = [row for row in rows if row.device == device]
    stretch = Stretch(office, entered=rows, told=[], own=own, left=[], shown=shown)
    return sign(
        pack(content_of(connection, head_office, device, stretch), packing),
        key=head_office.receipt_key,
        epoch=read_epoch(connection).id,
        device=device,
        start=cursor,
        end=cursor,
        built=built,
        at=head_office.clock(),
        dictionary=packing,
    )


def _packed(
    connection: sa.Connection, head_office: HeadOffice, desk: _Desk, limit: int, dictionary: str
) -> tuple[bytes, int]:
    """The contents of a page from the log, and where it ends: with fewer changes where so many take too many bytes."""
    bound = min(pieces.next_bound(connection, (desk.device, desk.office), desk.cursor) or desk.built, desk.built)
    alone = None if desk.whole else own_run(connection, (desk.device, desk.office), desk.cursor, bound, limit)
    if alone is not None:
        return pack(PageContent(runs=[alone[0]]), dictionary), alone[1]
    while True:
        stretch, end, count = _stretch(connection, desk, bound, limit)
        packed = pack(content_of(connection, head_office, desk.device, stretch), dictionary)
        if len(packed) <= MOST_BYTES or limit == 1:
            return packed, end
        limit = max(1, min(limit - 1, count * MOST_BYTES * 9 // (len(packed) * 10)))


def _stretch(connection: sa.Connection, desk: _Desk, bound: int, limit: int) -> tuple[Stretch, int, int]:
    """What a page up to `bound` has to tell, where it ends, and how many changes of the order it takes."""
    of, office = (desk.device, desk.office), desk.office
    rows, end = rows_of(connection, of, range(desk.cursor + 1, bound + 1), limit, contents_of_own=desk.whole)
    # What enters on a later page is left out before, too: so the moves are read up to the end of the order.
    moves = Moved(connection, office, range(desk.cursor + 1, desk.built + 1))
    end = moves.cut(end, max(1, limit // CHANGES_A_MOVE))
    rows = [row for row in rows if row.position <= end]
    shown = guests.guests_among(connection, office, (row.record for row in rows if row.scope != office))
    in_scope = [row for row in rows if row.scope == office or row.record in shown]
    told = [row for row in in_scope if row.record not in moves.come_whole]
    stretch = Stretch(
        office,
        entered=whole_records(connection, moves.entered_until(end), end),
        told=told if desk.whole else [row for row in told if row.device != desk.device],
        own=[row for row in rows if row.device == desk.device],
        left=moves.left_until(end),
        erased=erased.between(connection, range(desk.cursor + 1, end + 1)),
        shown=shown,
    )
    return stretch, end, len(rows)
