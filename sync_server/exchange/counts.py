"""How head office counts what a desk without a line shows, and the records of which that desk said that they differ."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sync_server.events import log
from sync_server.storage.engine import commit_order_lock, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.subjects import intake
from sync_server.subjects.intake import digests as scope
from sync_server.subjects.network import Device

MOST_ROWS = 20_000  # of an office; larger ones are compared by line


def rows_at(office: HeadOffice, desk: Device, cursor: int) -> bytes | None:
    """Id and digest of every record in the desk's scope as JSON; None when there are too many, or the order has gone on."""
    with writing(office.engine) as connection:
        commit_order_lock(connection)
        if scope.of_scope(connection, desk.office)[0] > MOST_ROWS:
            return None
        rows = scope.rows_between(connection, desk.office, "", "", MOST_ROWS)
        if intake.newest_position(connection) != cursor:
            return None
    return msgspec.json.encode(rows)


def repair_page(
    office: HeadOffice,
    desk: Device,
    epoch: str,
    cursor: int,
    records: Sequence[str],
    again: Sequence[str],
    dictionary: str,
) -> bytes | None:
    """Head office's own side put right, and a page with all of these records; None when the order goes on meanwhile."""
    whose = {"device": desk.id, "office": desk.office}
    with writing(office.engine) as connection:
        commit_order_lock(connection)
        if read_epoch(connection).id != epoch or intake.newest_position(connection) != cursor:
            return None
        intake.heal(connection, office, records=records, again=again, **whose)
        page = intake.page_of_records(
            connection, office, cursor=cursor, records=records, dictionary=dictionary, **whose
        )
    log("scope.repaired", device=desk.id, count=len(records))
    return page
