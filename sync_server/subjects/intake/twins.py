"""Changes that came under an id another one has: found again, so that each stands once whatever brings it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec.structs import replace

from shared_models.records.changes import Change, ChangeId, content_hash
from sync_server.storage.tables.intake import change_log, waiting_change


def among(connection: sa.Connection, key: bytes, changes: Sequence[Change]) -> set[str]:
    """The ids of those among these changes (of one incarnation) that are kept already under a derived incarnation.

    Such an incarnation begins the hash of the batch that brought the change first, or came with a page handed back.
    """
    by_seq = {change.id.seq: change for change in changes}
    found: set[str] = set()
    for table in (change_log, waiting_change):
        column = table.c
        derived = (sa.func.substr(column.batch, 1, 16) == column.incarnation) | (
            sa.func.coalesce(column.batch, "") == ""
        )
        mine = (column.device == changes[0].id.device) & column.seq.between(min(by_seq), max(by_seq)) & derived
        for row in connection.execute(sa.select(column.incarnation, column.seq, column.content_hash).where(mine)):
            change = by_seq.get(row.seq)
            if change is not None and row.incarnation != change.id.incarnation:
                renamed = replace(change, id=ChangeId(change.id.device, row.incarnation, row.seq))
                if content_hash(key, renamed) == row.content_hash:
                    found.add(str(change.id))
    return found
