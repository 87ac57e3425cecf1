"""Pieces: stretches of the order as they are sent, packed once for every desk of an office that wrote nothing in them.

A piece says what the log says and nothing else. Whatever alters a stored change (it is refused after all, erased, or follows
its record to another office) drops the pieces in which that change lies; backups leave them out.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.erasures import erasure
from sync_server.storage.tables.intake import change_log, page_piece, scope_guest, scope_move

_column = page_piece.c
_OF = sa.bindparam("of", type_=sa.Text)
_BEHIND, _UP_TO = (sa.bindparam(name, type_=sa.BigInteger) for name in ("behind", "up_to"))


def _inside(position: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return (position > _BEHIND) & (position <= _UP_TO)


# Written once: each page asks these, and to put them together takes longer than to answer them.
def _more() -> sa.Select[Any]:
    move, guest, gone, told = scope_move.c, scope_guest.c, erasure.c, change_log.c
    shown = (told.record == guest.record) & (guest.office == _OF) & guest.ended.is_(None)
    shown &= (told.position >= guest.entered) & (told.scope != _OF)
    either = sa.union_all(
        sa.select(move.position.label("at")).where(_inside(move.position), (move.left == _OF) | (move.entered == _OF)),
        sa.select(guest.entered.label("at")).where(_inside(guest.entered), guest.office == _OF),
        sa.select(guest.ended.label("at")).where(_inside(guest.ended), guest.office == _OF),
        sa.select(gone.position.label("at")).where(_inside(gone.position)),
        sa.select(told.position.label("at")).where(_inside(told.position), shown),
    ).subquery()
    return sa.select(sa.func.min(either.c.at))


def _bound() -> sa.Select[Any]:
    start, end = _column.start_position, _column.end_position
    either = sa.union_all(
        sa.select(sa.func.min(start).label("at")).where(_column.office == _OF, start > _BEHIND),
        sa.select(sa.func.min(end).label("at")).where(_column.office == _OF, end > _BEHIND),
    ).subquery()
    return sa.select(sa.func.min(either.c.at))


_MORE, _BOUND = _more(), _bound()
_WROTE = (
    sa.select(change_log.c.position)
    .where(change_log.c.device == sa.bindparam("by"), _inside(change_log.c.position))
    .limit(1)
)
_AT = sa.select(page_piece).where(
    _column.office == _OF,
    _column.start_position == _BEHIND,
    _column.dictionary == sa.bindparam("named"),
    _column.changes <= sa.bindparam("most"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What all changes of an office behind `start` up to `end` pack to; `hidden_from` are desks that must be told more."""

    office: str
    start: int
    end: int
    changes: int
    dictionary: str
    packed: bytes
    whole: bool  # nothing will be added to it
    hidden_from: tuple[str, ...] = ()


def put(connection: sa.Connection, head_office: HeadOffice, piece: Piece) -> None:
    """Keep a piece in the place of all that lie in its stretch. The caller holds the lock of the order."""
    over = (
        (_column.office == piece.office) & (_column.end_position > piece.start) & (_column.start_position < piece.end)
    )
    connection.execute(page_piece.delete().where(over))
    row = {
        "office": piece.office,
        "start_position": piece.start,
        "end_position": piece.end,
        "changes": piece.changes,
        "dictionary": piece.dictionary,
        "packed": head_office.cipher.protect_bytes(
            "page_piece", "packed", _name(piece.office, piece.start), piece.packed
        ),
        "whole": piece.whole,
        "hidden_from": msgspec.json.encode(piece.hidden_from).decode(),
    }
    connection.execute(page_piece.insert(), row)


def beginning_at(
    connection: sa.Connection, head_office: HeadOffice, desk: tuple[str, str], cursor: int, limit: int, dictionary: str
) -> Piece | None:
    """The piece that says all there is to say to a desk (id, office) from its cursor on, with at most `limit` changes."""
    device, office = desk
    asked = {"of": office, "behind": cursor, "named": dictionary, "most": limit}
    row = connection.execute(_AT, asked).one_or_none()
    if row is None or has_more(connection, office, row.start_position, row.end_position) is not None:
        return None
    if _wrote(connection, device, row.start_position, row.end_position):
        return None
    hidden_from = msgspec.json.decode(row.hidden_from, type=tuple[str, ...])
    if device in hidden_from:
        return None
    packed = head_office.cipher.reveal_bytes("page_piece", "packed", _name(office, row.start_position), row.packed)
    return Piece(
        office, row.start_position, row.end_position, row.changes, row.dictionary, packed, row.whole, hidden_from
    )


def has_more(connection: sa.Connection, office: str, start: int, end: int) -> int | None:
    """The first position behind `start` up to `end` of which a page tells more than the changes of an office's own records.

    That is a move, the beginning, the end or a change of what another office shows it, or an erasure.
    """
    first = connection.execute(_MORE, {"of": office, "behind": start, "up_to": end}).scalar()
    return None if first is None else int(first)


def next_bound(connection: sa.Connection, desk: tuple[str, str], cursor: int) -> int | None:
    """Where behind `cursor` the next piece begins or ends, for a desk (id, office) that wrote nothing up to there.

    A page that stops there is followed by pieces. One that tells what became of own changes need not.
    """
    device, office = desk
    bound = connection.execute(_BOUND, {"of": office, "behind": cursor}).scalar()
    return None if bound is None or _wrote(connection, device, cursor, bound) else int(bound)


def _wrote(connection: sa.Connection, device: str, start: int, end: int) -> bool:
    """Whether a change of this desk lies behind `start`, up to `end`."""
    return connection.execute(_WROTE, {"by": device, "behind": start, "up_to": end}).scalar() is not None


def drop(connection: sa.Connection, changed: sa.ColumnElement[bool]) -> None:
    """Drop every piece that says one of these rows of the log, as they are before they are altered."""
    bounds = sa.select(_column.office, _column.start_position, _column.end_position)
    known = connection.execute(bounds).all()
    if not known:
        return
    lie_at: dict[str, list[int]] = {}
    log = change_log.c
    for row in connection.execute(sa.select(log.scope, log.position).where(changed).order_by(log.position)):
        lie_at.setdefault(row.scope, []).append(row.position)
    for office, start, end in known:
        positions = lie_at.get(office, [])
        if bisect_right(positions, start) < bisect_right(positions, end):
            gone = (_column.office == office) & (_column.start_position == start)
            connection.execute(page_piece.delete().where(gone))


def _name(office: str, start: int) -> str:
    return f"{office}.{start}"
