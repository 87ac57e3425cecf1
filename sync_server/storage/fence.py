"""A small file outside the database that says how far it had got: a database put back by hand shows, and begins a new epoch."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import sqlalchemy as sa
import uuid6

from sync_server.storage.audit import append_audit
from sync_server.storage.engine import commit_order_lock, reading, writing
from sync_server.storage.state import Epoch, begin_epoch, read_epoch
from sync_server.storage.tables.intake import batch, change_log

FILE = "fence.json"


class Fence(msgspec.Struct, frozen=True):
    """How far a life of head office had certainly got: last position of the order, last place in the book of batches."""

    epoch: str
    position: int
    ledger: int


def fence_due(connection: sa.Connection, folder: Path) -> list[str]:
    """One unit when the file lies behind the database. Within an epoch it never goes back."""
    here, kept = _here(connection), _read(folder)
    if kept is not None and kept.epoch == here.epoch and kept.position >= here.position and kept.ledger >= here.ledger:
        return []
    return [FILE]


def move_fence(connection: sa.Connection, folder: Path) -> None:
    """Bring the file to what is committed: never ahead of it, for a stop of the machine must not look like a restore."""
    here, kept = _here(connection), _read(folder)
    if kept is not None and kept.epoch == here.epoch:
        here = Fence(here.epoch, max(here.position, kept.position), max(here.ledger, kept.ledger))
    _write(folder, here)


def heed_fence(engine: sa.Engine, folder: Path, at: int) -> Epoch:
    """The epoch to live in: a new one when the database holds less than the file says it once held.

    Then desks go back to the last moment they share with it and bring what it lacks, as after `backup restore`.
    """
    kept = _read(folder)  # before the database, which only grows meanwhile
    with reading(engine) as connection:
        epoch = read_epoch(connection)
        if kept is None or not _is_behind(kept, epoch, _here(connection)):
            return epoch
    with writing(engine) as connection:
        commit_order_lock(connection)
        epoch, here = read_epoch(connection), _here(connection)
        if not _is_behind(kept, epoch, here):
            return epoch
        begun = begin_epoch(connection, str(uuid6.uuid7()), here.position)
        detail: dict[str, str | int | None] = {"position": here.position, "known": kept.position, "before": kept.epoch}
        append_audit(connection, at, "frc-server", "server.found_put_back", begun.id, detail)
    _write(folder, Fence(begun.id, here.position, here.ledger))
    return begun


def _is_behind(kept: Fence, epoch: Epoch, here: Fence) -> bool:
    if kept.epoch == epoch.id:
        return here.position < kept.position or here.ledger < kept.ledger
    # A life that this database does not know came after what it holds.
    return kept.epoch not in {ancestor.id for ancestor in epoch.lineage}


def _here(connection: sa.Connection) -> Fence:
    position = connection.execute(sa.select(sa.func.max(change_log.c.position))).scalar() or 0
    ledger = connection.execute(sa.select(sa.func.max(batch.c.ledger))).scalar() or 0
    return Fence(read_epoch(connection).id, int(position), int(ledger))


def _read(folder: Path) -> Fence | None:
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Fence)
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _write(folder: Path, fence: Fence) -> None:
    unfinished = folder / f"{FILE}.{os.getpid()}.new"
    with unfinished.open("wb") as file:
        file.write(msgspec.json.encode(fence))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / FILE)
