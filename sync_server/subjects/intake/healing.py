"""A desk and head office show different records: head office folds its own anew from the log before it sends them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from shared_models.catalogue import load_catalogue
from shared_models.records.reconcile import fold
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import record, search_term
from sync_server.subjects.intake import digests, guests, log
from sync_server.subjects.intake.alarms import SCOPE_DIFFERS, raise_alarm
from sync_server.subjects.intake.apply import apply_again
from sync_server.subjects.intake.standing import Records


def heal(
    connection: sa.Connection,
    head_office: HeadOffice,
    *,
    device: str,
    office: str,
    records: Sequence[str],
    again: Sequence[str],
) -> None:
    """Put these records right at head office, and tell people that a desk showed them otherwise."""
    commit_order_lock(connection)
    # Of a record that fell out its terms may have stayed.
    lost = search_term.c.record.in_(records) & search_term.c.record.not_in(sa.select(record.c.id))
    connection.execute(search_term.delete().where(lost))
    apply_again(connection, head_office, device, again)
    known = Records(connection, head_office, load_catalogue())
    known.load(set(records))
    shown = guests.guests_among(connection, office, records)
    for name in records:
        standing = known.get(name)
        if standing is not None and (standing.office == office or name in shown):
            standing.folded, standing.touched = fold(log.history(connection, head_office, name)), True
    known.settle()
    known.write()
    for one in sorted({office, *(standing.office for name in shown if (standing := known.get(name)) is not None)}):
        digests.recount(connection, one)
    raise_alarm(connection, head_office, device, SCOPE_DIFFERS)
    detail: dict[str, str | int | None] = {"records": len(records), "batches": len(again)}
    append_audit(connection, head_office.clock(), "head office", "scope.repaired", device, detail)
