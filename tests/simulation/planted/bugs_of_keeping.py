"""Bugs that drop what is still needed, hold back what has come, or decide over what a screen did not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

from desktop_client.services import closing
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import settings
from desktop_client.storage.engine import writing
from desktop_client.storage.journal import OwnChange, own_changes
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal
from desktop_client.sync import pruning, receipts, sealing
from shared_models.protocol.receipt import Receipt
from shared_models.records import reconcile
from sync_server.duties import register
from sync_server.storage import backups
from sync_server.storage.tables.backups import backup
from sync_server.storage.tables.intake import batch
from sync_server.subjects import intake
from sync_server.subjects.intake import log, retiring
from sync_server.subjects.intake import receipts as receipts_of_head_office
from sync_server.subjects.people import answers
from tests.simulation import deeds
from tests.simulation.planted.bugs import replaced


def pruned_on_committed() -> AbstractContextManager[None]:
    """What head office says it has is dropped, whether or not a backup has it."""
    honest = receipts.believe

    def believe(
        connection: sa.Connection, identity: Identity, public: bytes, raw: bytes, now_ms: int
    ) -> Receipt | None:
        told = honest(connection, identity, public, raw, now_ms)
        settings.put(connection, settings.BACKED_UP, settings.get_number(connection, settings.RECEIPTED))
        return told

    return replaced((receipts, "believe", believe))


def newest_backup_counts() -> AbstractContextManager[None]:
    """ "Backed up" is said of what the newest backup holds, though an older one may be put back (protocol.md, A2)."""

    def newest(connection: sa.Connection, now: int) -> int:
        alive = sa.select(sa.func.max(backup.c.ledger)).where(backup.c.expires > now)
        return int(connection.execute(alive).scalar() or 0)

    parts = ((module, "backed_up_ledger", newest) for module in (backups, receipts_of_head_office, retiring))
    return replaced(*parts)


def pruned_before_its_outcome() -> AbstractContextManager[None]:
    """Work is dropped before anybody knows what became of it (A8)."""

    def batches(connection: sa.Connection, now_ms: int) -> list[tuple[int, bytes]]:
        column = journal.batch.c
        may_go = sa.select(column.number, column.raw).where(
            column.number > settings.get_number(connection, settings.PRUNED),
            column.last_change <= settings.get_number(connection, settings.BACKED_UP),
            column.sealed_at <= now_ms - pruning.DAYS_KEPT * pruning.DAY_MS,
        )
        return [(row.number, row.raw) for row in connection.execute(may_go.order_by(column.number))]

    return replaced((pruning, "_batches", batches))


def batch_over_a_gap_waits() -> AbstractContextManager[None]:
    """A batch whose parent has not come is stored and never applied (A4)."""

    def with_parent(connection: sa.Connection, names: Sequence[str]) -> list[str]:
        parent = batch.alias()
        column = batch.c
        known = sa.select(parent.c.hash).where(parent.c.hash == column.parent).exists()
        whole = sa.select(column.hash).where(column.hash.in_(names), (column.parent == "") | known)
        there = set(connection.execute(whole).scalars())
        return [name for name in names if name in there]

    due, of_desk = register.stored_batches, intake.stored_batches
    return replaced(
        (register, "stored_batches", lambda connection: with_parent(connection, due(connection))),
        (intake, "stored_batches", lambda connection, desk: with_parent(connection, of_desk(connection, desk))),
    )


def sealed_again() -> AbstractContextManager[None]:
    """What was not received yet is sealed anew with what came since (C8)."""
    honest = sealing.seal_pending

    def seal_pending(engine: sa.Engine, *facts: Any, **more: Any) -> int:
        column = journal.batch.c
        with writing(engine) as connection:
            open_ = list(connection.execute(sa.select(column.hash).where(column.held.is_(False))).scalars())
            connection.execute(journal.change.update().where(journal.change.c.batch.in_(open_)).values(batch=None))
            connection.execute(journal.batch.delete().where(column.hash.in_(open_)))
        return honest(engine, *facts, **more)

    return replaced((sealing, "seal_pending", seal_pending))


def decision_swallows_a_late_answer() -> AbstractContextManager[None]:
    """A decision closes the question, with whatever came while the reviewer looked at it (B9)."""
    honest = answers.resolve_answer

    def resolve(
        connection: sa.Connection, office: Any, reader: Any, name: str, *, shown: Sequence[str], **more: Any
    ) -> Any:
        del shown
        now = answers.read_answer(connection, office, reader, name).heads
        return honest(connection, office, reader, name, shown=now, **more)

    return replaced((deeds, "resolve_answer", resolve))


def shown_answer_flips() -> AbstractContextManager[None]:
    """When the answer that is shown is corrected, the rival's is shown instead of the correction (B11)."""

    def first_head(known: Mapping[str, Any], heads: Sequence[Any], before: Any) -> Any:
        del known, before
        return heads[0] if heads else None

    return replaced((reconcile, "_standing", first_head))


def signed_from_the_start_again() -> AbstractContextManager[None]:
    """Whoever signs a second time signs the whole session once more: two signatures cover one change."""
    honest = closing._unsigned

    def unsigned(connection: sa.Connection, desk: OpenDesk, most: int, *, sealed: bool) -> list[OwnChange]:
        found = honest(connection, desk, most, sealed=sealed)
        if most == 1 or not found:
            return found
        whole = journal.change.c.incarnation == desk.journal.incarnation
        return list(own_changes(connection, desk.identity.device, whole))

    return replaced((closing, "_unsigned", unsigned))


def run_believed_in_order() -> AbstractContextManager[None]:
    """The changes of a page are taken for ordered by their numbers, so those that are known already are not found."""

    def of_run(table: sa.Table, changes: Sequence[Any]) -> sa.ColumnElement[bool]:
        first, last = changes[0].id, changes[-1].id
        mine = (table.c.device == first.device) & (table.c.incarnation == first.incarnation)
        return sa.and_(mine, table.c.seq.between(first.seq, last.seq))

    return replaced((log, "of_run", of_run))
