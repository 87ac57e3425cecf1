"""What lies in one stretch of the one order for a desk: rows of the log, and the contents of the page that tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from shared_models.protocol.page import Entry, Erased, Leave, Outcome, PageContent
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change, ChangeId
from shared_models.records.refusals import is_refusal, reason_of, refused_change
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.scope import guest_records
from sync_server.storage.tables.intake import change_log
from sync_server.subjects.intake import erased, guests, log

KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Stretch:
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


def rows_of(
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


def whole_records(connection: sa.Connection, names: Iterable[str], end: int) -> list[sa.Row[Any]]:
    """Every change of these records up to `end`."""
    found: list[sa.Row[Any]] = []
    for piece in log.in_pieces(sorted(names)):
        of_record = change_log.c.record.in_(piece) & (change_log.c.position <= end)
        found += connection.execute(sa.select(change_log).where(of_record)).all()
    return found


def content_of(connection: sa.Connection, head_office: HeadOffice, device: str, stretch: Stretch) -> PageContent:
    """What a page tells a desk of a stretch; of what was erased nothing."""
    found = [*stretch.entered, *stretch.told]
    gone = erased.among(connection, (row.record for row in found))
    rows = sorted((row for row in found if row.record not in gone), key=lambda row: int(row.position))
    outcomes = [_outcome(row, row.scope == stretch.office or row.record in stretch.shown) for row in stretch.own]
    entries = entries_of(head_office, device, rows)
    return PageContent(entries, outcomes, left=stretch.left, erased=stretch.erased)


def _outcome(row: sa.Row[Any], in_scope: bool) -> Outcome:
    """What the desk is told of its own change: of a record that belongs to another office, only to which one."""
    name = ChangeId(row.device, row.incarnation, row.seq)
    if row.outcome != log.REFUSED and not in_scope:
        return Outcome(row.position, name, KEPT, {"office": row.scope})
    reason: dict[str, Any] = msgspec.json.decode(row.reason) if row.reason else {}
    # That head office does not know somebody's role is its own affair.
    return Outcome(row.position, name, row.outcome, {part: reason[part] for part in reason if part != "role"})


def entries_of(head_office: HeadOffice, device: str, rows: Sequence[sa.Row[Any]]) -> list[Entry]:
    """These rows as a desk is told them; what concerns sealed entries only its own desk hears."""
    entries: list[Entry] = []
    for row in rows:
        if row.kind == SEALED:  # no other desk could open it, and none needs to know that there is one
            continue
        change = log.read_change(head_office, row)
        if is_of_sealed_entry(change) and ChangeId.parse(refused_change(change)).device != device:
            continue
        refused = row.outcome == log.REFUSED
        if refused:  # it only bridges what stands on it; its values are nobody's
            change = replace(change, set=dict.fromkeys(change.set))
        entries.append(Entry(row.position, change, refused))
    return entries


def is_of_sealed_entry(change: Change) -> bool:
    """Whether this refuses an entry that nobody but its own desk may know of."""
    return is_refusal(change) and str(reason_of(change)["path"]).startswith(SEALED)
