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
FOUND = "server.found_put_back"
_NEWEST = sa.select(sa.func.max(change_log.c.position)), sa.select(sa.func.max(batch.c.ledger))


class Fence(msgspec.Struct, frozen=True):
    """How far a life of head office had certainly got: last position of the order, last place in the book of batches.

    `since` is the position at which this folder began to watch the database: whenever it was put back unseen, it held at
    least so much of the order as it had always been.
    """

    epoch: str
    position: int
    ledger: int
    since: int = 0


def fence_due(connection: sa.Connection, folder: Path) -> list[str]:
    """One unit when the file lies behind the database. Within an epoch it never goes back."""
    here, kept = _here(connection), _read(folder)
    if kept is not None and kept.epoch == here.epoch and kept.position >= here.position and kept.ledger >= here.ledger:
        return []
    return [FILE]


def move_fence(connection: sa.Connection, folder: Path) -> None:
    """Bring the file to what is committed: never ahead of it, for a stop of the machine must not look like a restore."""
    here, kept = _here(connection), _read(folder)
    if kept is None:
        here = msgspec.structs.replace(here, since=here.position)
    elif kept.epoch == here.epoch:
        further = max(here.position, kept.position), max(here.ledger, kept.ledger)
        here = Fence(here.epoch, *further, since=kept.since)
    _write(folder, here)


def heed_fence(engine: sa.Engine, folder: Path, at: int) -> None:
    """Begin a new epoch when the database holds less than the file says it once held.

    Then desks go back to the last moment they share with it and bring what it lacks, as after `backup restore`.
    """
    with reading(engine) as connection:
        if not is_behind(connection, folder):
            return
    with writing(engine) as connection:
        heed_within(connection, folder, at)
    with reading(engine) as connection:
        move_fence(connection, folder)


def is_behind(connection: sa.Connection, folder: Path) -> bool:
    """Whether the database holds less than it once did, or nobody has watched it from here yet."""
    kept = _read(folder)
    return kept is None or _is_behind(kept, read_epoch(connection), _here(connection))


def heed_within(connection: sa.Connection, folder: Path, at: int) -> Epoch:
    """The same in the caller's transaction, before it gives a position; the epoch in which it gives it."""
    commit_order_lock(connection)
    kept = _read(folder)
    epoch, here = read_epoch(connection), _here(connection)
    if kept is None or not _is_behind(kept, epoch, here):
        return epoch
    return begin_found(connection, at, here.position, {"known": kept.position})


def begin_found(connection: sa.Connection, at: int, cut: int, detail: dict[str, str | int | None]) -> Epoch:
    """A new epoch of a database that was found put back, sharing the order up to `cut` with the one before it."""
    before = read_epoch(connection)
    begun = begin_epoch(connection, str(uuid6.uuid7()), cut)
    append_audit(connection, at, "frc-server", FOUND, begun.id, {"position": cut, "before": before.id, **detail})
    return begun


def surely_shared(connection: sa.Connection, folder: Path) -> int:
    """Up to where this epoch's order is as desks were told of it, whenever and however often it was put back unseen."""
    kept, epoch = _read(folder), read_epoch(connection)
    began = epoch.lineage[-1].cut if epoch.lineage else 0
    return max(began, kept.since if kept is not None and kept.epoch == epoch.id else 0)


def _is_behind(kept: Fence, epoch: Epoch, here: Fence) -> bool:
    if kept.epoch == epoch.id:
        return here.position < kept.position or here.ledger < kept.ledger
    # A life that this database does not know came after what it holds.
    return kept.epoch not in {ancestor.id for ancestor in epoch.lineage}


def _here(connection: sa.Connection) -> Fence:
    position, ledger = (connection.execute(newest).scalar() or 0 for newest in _NEWEST)
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
