"""Cut the one order into a signed page for one desk: what happened in its scope since its cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.protocol import compression
from shared_models.protocol.page import Entry, Outcome, PageContent, build
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change, ChangeId
from shared_models.records.refusals import is_refusal, reason_of, refused_change
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import change_log, waiting_change
from sync_server.subjects.intake import log


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A signed page, or None when the desk is at the end of the order; `more` when another one waits behind it."""

    raw: bytes | None
    more: bool
    held: int


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
    in_scope = (change_log.c.position > cursor) & (change_log.c.position <= built) & (change_log.c.office == office)
    query = sa.select(change_log).where(in_scope).order_by(change_log.c.position).limit(limit + 1)
    rows = connection.execute(query).all()
    more = len(rows) > limit
    rows = rows[:limit]
    raw = build(
        _content(head_office, device, rows, whole=whole),
        key=head_office.receipt_key,
        epoch=head_office.epoch.id,
        device=device,
        start=cursor,
        end=rows[-1].position if more else built,
        built=built,
        at=head_office.clock(),
        dictionary=compression.common_dictionary(dictionary),
    )
    return BuiltPage(raw, more=more, held=waiting)


def _content(head_office: HeadOffice, device: str, rows: Any, *, whole: bool) -> PageContent:
    entries: list[Entry] = []
    outcomes: list[Outcome] = []
    for row in rows:
        if row.device == device:
            reason = msgspec.json.decode(row.reason) if row.reason else {}
            name = ChangeId(row.device, row.incarnation, row.seq)
            outcomes.append(Outcome(row.position, name, row.outcome, reason))
            if not whole:
                continue
        if row.kind == SEALED:  # no other desk could open it, and none needs to know that there is one
            continue
        change = log.read_change(head_office, row)
        if _is_of_another_desks_sealed_entry(change, device):
            continue
        refused = row.outcome == log.REFUSED
        if refused:  # it only bridges what stands on it; its values are nobody's
            change = replace(change, set=dict.fromkeys(change.set))
        entries.append(Entry(row.position, change, refused))
    return PageContent(entries, outcomes)


def _is_of_another_desks_sealed_entry(change: Change, device: str) -> bool:
    """Whether this refuses an entry that no other desk may know of."""
    if not is_refusal(change) or not str(reason_of(change)["path"]).startswith(SEALED):
        return False
    return ChangeId.parse(refused_change(change)).device != device
