"""A backup of head office in the mill, with what the mill knew at that moment, and what may be lost only if it holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.tables import journal
from tests.simulation.ledger import hold
from tests.simulation.machines import Machine

if TYPE_CHECKING:
    from tests.simulation.promises import Seen


@dataclass(frozen=True, slots=True)
class Backup:
    """Head office as it was; `batches` are the hashes of what had come by then, `expires` ends its days (UTC ms)."""

    name: str
    folder: Path
    expires: int
    batches: frozenset[str]
    seen: Seen
    revoked: frozenset[str]


def look_at_pruned(backups: list[Backup], machine: Machine) -> None:
    """What a desk has dropped lies in every backup that may be put back. Raises BrokenPromiseError."""
    column, change = journal.batch.c, journal.change.c
    with reading_desk(machine.desk.engine) as connection:
        upto = settings.get_number(connection, settings.PRUNED)
        names = set(connection.execute(sa.select(column.hash).where(column.number <= upto)).scalars())
        fresh = sa.select(column.hash).where(column.number > machine.pruned, column.number <= upto)
        untold = sa.select(sa.func.count()).where(change.batch.in_(fresh), change.outcome.is_(None))
        hold(not connection.execute(untold).scalar(), f"pruned: {machine.name} dropped work before its outcome came")
        machine.pruned = upto
    hold(
        all(names <= one.batches for one in backups),
        f"pruned: {machine.name} dropped work that a backup which may be put back does not hold",
    )


def look_at_retired(backups: list[Backup], retired: set[str]) -> None:
    """The same of payloads that head office has dropped."""
    hold(
        all(retired <= one.batches for one in backups),
        "pruned: head office dropped a payload that a backup which may be put back does not hold",
    )
