"""Erase records: their values, what is found by them, what was stored of them; a line in the order tells the desks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from shared_models.catalogue import load_catalogue
from shared_models.protocol.attached import KIND as ATTACHMENT
from shared_models.protocol.attached import PICTURE, SMALL
from shared_models.protocol.file_store import FileStore
from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId, Value
from shared_models.records.erasing import ACTION, KIND
from shared_models.records.reconcile import Folded
from sync_server.storage.bulk import insert_rows
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.fence import heed_within
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.erasures import erasure
from sync_server.storage.tables.intake import change_log
from sync_server.subjects.intake import erased, log, waiting
from sync_server.subjects.intake.apply import ApplyRun
from sync_server.subjects.intake.log import Judged
from sync_server.subjects.intake.standing import Records


def erase(
    connection: sa.Connection, head_office: HeadOffice, person: str, records: Sequence[str], who: str
) -> list[str]:
    """Erase `records`, which went with `person`, in the caller's transaction; those that were not erased before.

    Also of a record that is not here (yet): what comes of it later is not taken.
    """
    commit_order_lock(connection)
    known = erased.among(connection, records)
    fresh = sorted({*records} - known.keys())
    if not fresh:
        return []
    epoch = heed_within(connection, head_office.configuration.data, head_office.clock()).id
    offices = _forget(connection, head_office, fresh)
    position, at = log.newest_position(connection), head_office.clock()
    seq = log.newest_own_seq(connection, epoch)
    rows: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for step, name in enumerate(fresh, start=1):
        said = Change(ChangeId(HEAD_OFFICE, epoch, seq + step), name, KIND, ACTION, {}, at, author=who)
        office = offices.get(name, "")
        lines.append(log.change_row(head_office, Judged(said, office, scope=office), position + step))
        rows.append({"record": name, "person": person, "office": office, "position": position + step, "at": at})
    insert_rows(connection, change_log, lines)
    insert_rows(connection, erasure, rows)
    for change, office, arrived_in in waiting.take(connection, head_office, erased.waiting_for(connection, fresh)):
        ApplyRun(connection, head_office, load_catalogue(), office, arrived_in).take([change])
    erased.take_out(connection, head_office, fresh)
    return fresh


def _drop_files(head_office: HeadOffice, values: Mapping[str, Value]) -> None:
    """The list stands before anything is erased, so what goes here is never needed again. Their key goes with the record."""
    store = FileStore(head_office.configuration.data)
    for which in (PICTURE, SMALL):
        name = values.get(f"{ATTACHMENT}.{which}")
        if isinstance(name, str) and store.is_name(name):
            store.drop(name)


def _forget(connection: sa.Connection, head_office: HeadOffice, names: Sequence[str]) -> dict[str, str]:
    """Let nothing stand of these records; the office of each that was here."""
    known = Records(connection, head_office, load_catalogue())
    known.load(set(names))
    offices: dict[str, str] = {}
    for name in names:
        standing = known.get(name)
        if standing is not None:
            offices[name] = standing.office
            _drop_files(head_office, standing.folded.values)
            standing.folded, standing.touched = Folded({}, {}), True
    known.settle()
    known.write()
    return offices
