"""Cut the one order into a signed page for one desk: what happened in its scope since its cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.protocol import compression
from shared_models.protocol.page import Entry, Erased, Leave, Outcome, PageContent, build
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change, ChangeId
from shared_models.records.refusals import is_refusal, reason_of, refused_change
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.scope import guest_records
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.intake import change_log, waiting_change
from sync_server.subjects.intake import erased, guests, log
from sync_server.subjects.intake.moved import Moved

KEPT = "kept"
CHANGES_A_MOVE = 16  # a record that enters comes whole: so many changes it is reckoned with in a page


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A signed page, or None when the desk is at the end of the order; `more` when another one waits behind it."""

    raw: bytes | None
    more: bool
    held: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What lies in one stretch of the order for a desk of `office`: of records that came, of others, its own, what left.

    `shown` are records of other offices that are in its scope all the same.
    """

    office: str
    entered: list[sa.Row[Any]]
    told: list[sa.Row[Any]]
    own: list[sa.Row[Any]]
    left: list[Leave]
    erased: Sequence[Erased] = ()
    shown: set[str] = field(default_factory=set)


def page_for(
    connection: sa.Connection,
    head_office: HeadOffice,
    *,
    device: str,
    office: str,
    cursor: int,
    limit: int,
    dictionary: str,
    whole: bool = False,
) -> BuiltPage:
    """The next page for a desk of `office` whose cursor stands at `cursor`, with at most `limit` changes.

    `dictionary` names the newest one that the desk has. `whole` brings the contents of the desk's own changes beside their
    outcomes: what was written under its name on another disk, before a restore or on a copy, is news to it.
    """
    built = log.newest_position(connection)
    held = sa.select(sa.func.count()).select_from(waiting_change).where(waiting_change.c.device == device)
    waiting = int(connection.execute(held).scalar_one())
    if cursor >= built:
        return BuiltPage(None, more=False, held=waiting)
    rows, end = _rows(connection, (device, office), range(cursor + 1, built + 1), limit, contents_of_own=whole)
    moves = Moved(connection, office, range(cursor + 1, built + 1))
    end = moves.cut(end, max(1, limit // CHANGES_A_MOVE))
    rows = [row for row in rows if row.position <= end]
    shown = guests.guests_among(connection, office, (row.record for row in rows if row.scope != office))
    in_scope = [row for row in rows if row.scope == office or row.record in shown]
    told = [row for row in in_scope if row.record not in moves.come_whole]
    stretch = _Stretch(
        office,
        entered=_whole_records(connection, moves.entered_until(end), end),
        told=told if whole else [row for row in told if row.device != device],
        own=[row for row in rows if row.device == device],
        left=moves.left_until(end),
        erased=erased.between(connection, range(cursor + 1, end + 1)),
        shown=shown,
    )
    raw = build(
        _content(connection, head_office, device, stretch),
        key=head_office.receipt_key,
        epoch=read_epoch(connection).id,
        device=device,
        start=cursor,
        end=end,
        built=built,
        at=head_office.clock(),
        dictionary=compression.common_dictionary(dictionary),
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
    shown = guests.guests_among(connection, office, records)
    rows = [row for row in _whole_records(connection, records, built) if row.scope == office or row.record in shown]
    own = [row for row in rows if row.device == device]
    stretch = _Stretch(office, entered=rows, told=[], own=own, left=[], shown=shown)
    return build(
        _content(connection, head_office, device, stretch),
        key=head_office.receipt_key,
        epoch=read_epoch(connection).id,
        device=device,
        start=cursor,
        end=cursor,
        built=built,
        at=head_office.clock(),
        dictionary=compression.common_dictionary(dictionary),
    )


def _rows(
    connection: sa.Connection, of: tuple[str, str], span: range, limit: int, *, contents_of_own: bool
) -> tuple[list[sa.Row[Any]], int]:
    """The next `limit` changes in the scope of a desk (id, office) or by itself, and the position up to which these are all.

    What it wrote itself it is told without the contents, unless they are asked for: then they are not read either.
    """
    column, (device, office) = change_log.c, of
    within = (column.position >= span.start) & (column.position < span.stop)
    told: list[sa.ColumnElement[Any]] = list(column)
    if not contents_of_own:
        told = [one for one in column if one is not column.document]
        told.append(sa.case((column.device == device, ""), else_=column.document).label("document"))
    in_scope = sa.select(*told).where(within, column.scope == office)
    elsewhere = sa.select(*told).where(within, column.device == device, column.scope != office)
    queries = [in_scope, elsewhere]
    if guests.has_guests(connection, office):
        shown = (column.scope != office) & (column.device != device)
        queries.append(sa.select(*told).where(within, shown, column.record.in_(guest_records(office))))
    found = [row for query in queries for row in connection.execute(query.order_by(column.position).limit(limit + 1))]
    found.sort(key=lambda row: int(row.position))
    if len(found) > limit:
        return found[:limit], int(found[limit - 1].position)
    return found, span.stop - 1


def _whole_records(connection: sa.Connection, names: Iterable[str], end: int) -> list[sa.Row[Any]]:
    found: list[sa.Row[Any]] = []
    for piece in log.in_pieces(sorted(names)):
        of_record = change_log.c.record.in_(piece) & (change_log.c.position <= end)
        found += connection.execute(sa.select(change_log).where(of_record)).all()
    return found


def _content(connection: sa.Connection, head_office: HeadOffice, device: str, stretch: _Stretch) -> PageContent:
    found = [*stretch.entered, *stretch.told]
    gone = erased.among(connection, (row.record for row in found))
    rows = sorted((row for row in found if row.record not in gone), key=lambda row: int(row.position))
    outcomes = [_outcome(row, row.scope == stretch.office or row.record in stretch.shown) for row in stretch.own]
    entries = _entries(head_office, device, rows)
    return PageContent(entries, outcomes, left=stretch.left, erased=stretch.erased)


def _outcome(row: sa.Row[Any], in_scope: bool) -> Outcome:
    """What the desk is told of its own change: of a record that belongs to another office, only to which one."""
    name = ChangeId(row.device, row.incarnation, row.seq)
    if row.outcome != log.REFUSED and not in_scope:
        return Outcome(row.position, name, KEPT, {"office": row.scope})
    return Outcome(row.position, name, row.outcome, msgspec.json.decode(row.reason) if row.reason else {})


def _entries(head_office: HeadOffice, device: str, rows: Sequence[sa.Row[Any]]) -> list[Entry]:
    entries: list[Entry] = []
    for row in rows:
        if row.kind == SEALED:  # no other desk could open it, and none needs to know that there is one
            continue
        change = log.read_change(head_office, row)
        if _is_of_another_desks_sealed_entry(change, device):
            continue
        refused = row.outcome == log.REFUSED
        if refused:  # it only bridges what stands on it; its values are nobody's
            change = replace(change, set=dict.fromkeys(change.set))
        entries.append(Entry(row.position, change, refused))
    return entries


def _is_of_another_desks_sealed_entry(change: Change, device: str) -> bool:
    """Whether this refuses an entry that no other desk may know of."""
    if not is_refusal(change) or not str(reason_of(change)["path"]).startswith(SEALED):
        return False
    return ChangeId.parse(refused_change(change)).device != device
