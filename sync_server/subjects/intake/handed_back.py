"""After a restore desks hand back the pages they kept: head office signed them, so it may believe itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import sqlalchemy as sa

from shared_models.catalogue import load_catalogue
from shared_models.protocol.page import Entry, open_page
from shared_models.protocol.problems import ProtocolError
from shared_models.records.changes import Change
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.network import device
from sync_server.subjects.intake import erased
from sync_server.subjects.intake.apply import ApplyRun
from sync_server.subjects.intake.erasing import erase
from sync_server.subjects.intake.moves import leave_behind


def take_back(connection: sa.Connection, head_office: HeadOffice, raw: bytes, from_desk: str) -> int:
    """Apply the changes of a page that are not in the log (any more); how many there were.

    What a signed page shows as taken was judged when it was: it is not judged again. Refused changes bear no contents in a
    page and wait for their own desk; their refusals are changes like any other and hold when they come. A page of another
    head office, or one that is not genuine, says nothing here.
    """
    try:
        page = open_page(raw, head_office.receipt_public_key)
    except ProtocolError:
        return 0
    commit_order_lock(connection)
    offices = {row.id: row.office for row in connection.execute(sa.select(device.c.id, device.c.office))}
    home = offices.get(page.header.device)
    if home is None or page.header.epoch == read_epoch(connection).id:
        return 0
    for one in page.erased:
        erase(connection, head_office, one.record, [one.record], from_desk)
    gone = erased.among(connection, (entry.change.record for entry in page.entries))
    taken = 0
    for run in _runs(entry for entry in page.entries if entry.change.record not in gone):
        # A record begins in the office of the desk that wrote it, whoever was told of it later.
        writer = run[0].id.device
        office = str(offices.get(writer, home))
        applying = ApplyRun(connection, head_office, load_catalogue(), office, None, trusted=True)
        taken += len(applying.take(run)) + applying.counted.waiting
    leave_behind(connection, {entry.change.record for entry in page.entries}, str(home))
    if taken:
        detail: dict[str, str | int | None] = {"changes": taken, "epoch": page.header.epoch}
        append_audit(connection, head_office.clock(), from_desk, "page.handed_back", page.header.device, detail)
    return taken


def _runs(entries: Iterable[Entry]) -> Iterator[list[Change]]:
    """Neighbouring changes of one opening of one desk, in the order they had."""
    kept = (entry.change for entry in entries if not entry.refused)
    for _, run in groupby(kept, key=lambda change: (change.id.device, change.id.incarnation)):
        yield list(run)
