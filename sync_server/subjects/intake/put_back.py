"""A desk that was told more than this database holds proves that it was put back: then a new epoch begins in that request.

What a desk says about itself is a reason to ask. Only head office's own signature under a statement that this database
cannot have made is a reason to begin anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from shared_models.protocol import receipt as receipts
from shared_models.protocol.messages import SyncRequest
from shared_models.protocol.page import read_head
from shared_models.protocol.problems import ProtocolError
from sync_server.storage import fence
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import Epoch, read_epoch
from sync_server.storage.tables.intake import batch
from sync_server.subjects.intake import log
from sync_server.subjects.intake.store import held_hashes


def is_doubtful(connection: sa.Connection, device: str, asked: SyncRequest) -> bool:
    """Whether the desk says it was told what this database does not hold."""
    epoch = read_epoch(connection)
    if asked.epoch != epoch.id:
        return _is_later(asked.epoch, epoch)
    if max(asked.cursor, asked.safe_position) > log.newest_position(connection):
        return True
    told = [name for name in (asked.kept, asked.safe) if name]
    return len(held_hashes(connection, device, told)) < len(told)


def heed_shown(connection: sa.Connection, head_office: HeadOffice, device: str, shown: Sequence[bytes]) -> bool:
    """Begin a new epoch when one of these statements to this desk is genuine and ahead of the database."""
    commit_order_lock(connection)
    epoch = read_epoch(connection)
    known = next((place for said in shown if (place := _ahead(connection, head_office, epoch, device, said))), None)
    if known is None:
        return False
    cut = fence.surely_shared(connection, head_office.configuration.data)
    fence.begin_found(connection, head_office.clock(), cut, {"known": known, "shown_by": device})
    return True


def _ahead(connection: sa.Connection, head_office: HeadOffice, epoch: Epoch, device: str, said: bytes) -> int | None:
    """The place that a receipt or the head of a page names and this database cannot have given; None for any other."""
    public = head_office.receipt_public_key
    try:
        page = read_head(said, public)
    except ProtocolError:
        return _ahead_by_receipt(connection, epoch, device, said, public)
    if page.device != device:
        return None
    if page.epoch != epoch.id:
        return page.built if _is_later(page.epoch, epoch) else None
    return page.built if page.built > log.newest_position(connection) else None


def _ahead_by_receipt(connection: sa.Connection, epoch: Epoch, device: str, said: bytes, public: bytes) -> int | None:
    try:
        told = receipts.read(said, public)
    except ProtocolError:
        return None
    if told.device != device:
        return None
    if told.epoch != epoch.id:
        return told.ledger if _is_later(told.epoch, epoch) else None
    mine = (batch.c.hash == told.head) & (batch.c.device == device)
    # A batch keeps its place in the book: at another place it came a second time.
    here = connection.execute(sa.select(batch.c.ledger).where(mine)).scalar()
    return told.ledger if here != told.ledger else None


def _is_later(name: str, epoch: Epoch) -> bool:
    """Whether an epoch is none of this database's and began after its present one: ids of epochs rise with time."""
    return name > epoch.id and name not in {ancestor.id for ancestor in epoch.lineage}
