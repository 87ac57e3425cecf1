"""Changes to a record that nobody has created yet: receipted, listed, and applied when its create comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.records.changes import Change, ChangeId, document, from_document
from sync_server.storage.bulk import among
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import waiting_change
from sync_server.subjects.intake import log
from sync_server.subjects.intake.log import Judged


def keep(connection: sa.Connection, head_office: HeadOffice, change: Change, office: str, batch: str | None) -> None:
    """Keep a change that is not here yet, which came from a desk of `office` in `batch`."""
    row = log.change_row(head_office, Judged(change, office, batch=batch), 0)
    text = msgspec.json.encode(document(change)).decode()
    for name in ("position", "outcome", "reason", "scope"):
        del row[name]
    row["document"] = head_office.cipher.protect("waiting_change", "document", str(change.id), text)
    connection.execute(waiting_change.insert(), row | {"batch": batch or "", "arrived_at": head_office.clock()})


def hashes_of(connection: sa.Connection, changes: Sequence[Change]) -> dict[str, str]:
    """Content hash by id, of those among these changes (of one incarnation) that wait already."""
    return log.hashes_in(connection, waiting_change, changes)


def of_desk(connection: sa.Connection, device: str, most: int) -> list[tuple[str, int, int]]:
    """(incarnation, number, since) of the oldest changes of a desk that wait."""
    column = waiting_change.c
    query = sa.select(column.incarnation, column.seq, column.arrived_at).where(column.device == device)
    rows = connection.execute(query.order_by(column.arrived_at, column.incarnation, column.seq).limit(most))
    return [(row.incarnation, row.seq, row.arrived_at) for row in rows]


def take(
    connection: sa.Connection, head_office: HeadOffice, records: Iterable[str]
) -> list[tuple[Change, str, str | None]]:
    """(change, office of its desk, batch) of what waited for these records; it waits no longer."""
    found: list[tuple[Change, str, str | None]] = []
    wanted = among(connection, waiting_change.c.record, records)
    query = sa.select(waiting_change).where(wanted).order_by(waiting_change.c.arrived_at, waiting_change.c.seq)
    for row in connection.execute(query).all():
        found.append((read_change(head_office, row), row.office, row.batch or None))
        connection.execute(waiting_change.delete().where(waiting_change.c.change_id == row.change_id))
    return found


def read_change(head_office: HeadOffice, row: sa.Row[Any]) -> Change:
    """The change in a row of those that wait."""
    text = head_office.cipher.reveal("waiting_change", "document", row.change_id, row.document)
    name = ChangeId(row.device, row.incarnation, row.seq)
    head = Change(
        name, row.record, row.kind, row.action, {}, row.at, row.session or "", row.author, row.reference or ""
    )
    return from_document(head, msgspec.json.decode(text))
