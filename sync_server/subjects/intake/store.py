"""Keep a verified batch as the very bytes that came, once, before anything is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from shared_models.protocol import compression
from shared_models.protocol.batch import NO_PARENT, Header, SealedBatch
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import batch
from sync_server.subjects.intake.alarms import NUMBERS_SKIPPED, TWO_BRANCHES, raise_alarm

STORED, APPLIED, QUARANTINED = "stored", "applied", "quarantined"
_HELD = sa.select(batch.c.hash).where(
    batch.c.device == sa.bindparam("of"), batch.c.hash.in_(sa.bindparam("some", expanding=True))
)


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """What became of one batch: `fresh` when it had not been here before, `state` as it now is."""

    hash: str
    fresh: bool
    state: str


def store_batch(
    connection: sa.Connection, head_office: HeadOffice, sealed: SealedBatch, *, quarantine: bool, via: str
) -> StoredBatch:
    """Store a batch whose signature has been verified; a repeat changes nothing.

    Two children of one parent tell of a copied or restored desk: both are kept and applied, and somebody is told.
    """
    commit_order_lock(connection)
    known = connection.execute(sa.select(batch.c.state).where(batch.c.hash == sealed.hash)).scalar()
    if known is not None:
        return StoredBatch(sealed.hash, fresh=False, state=known)
    header = sealed.header
    if not _tell_of_a_fork(connection, head_office, sealed):
        _tell_of_a_gap(connection, head_office, sealed)
    ledger = int(connection.execute(sa.select(sa.func.max(batch.c.ledger))).scalar() or 0) + 1
    state = QUARANTINED if quarantine else STORED
    row = {
        "hash": sealed.hash,
        "device": header.device,
        "incarnation": header.incarnation,
        "first_seq": header.first,
        "last_seq": header.last,
        "count": header.count,
        "parent": header.parent,
        "header": sealed.header_bytes,
        "signature": sealed.signature,
        "payload": head_office.cipher.protect_bytes("batch", "payload", sealed.hash, sealed.payload),
        "received_at": head_office.clock(),
        "state": state,
        "problem": "device.revoked" if quarantine else None,
        "ledger": ledger,
        "via": via,
    }
    connection.execute(batch.insert(), row)
    return StoredBatch(sealed.hash, fresh=True, state=state)


def stored_batches(connection: sa.Connection, device_id: str) -> list[str]:
    """Hashes of this desk's batches that are stored and not applied yet, in the order in which they were stored."""
    waiting = (batch.c.state == STORED) & (batch.c.device == device_id)
    return list(connection.execute(sa.select(batch.c.hash).where(waiting).order_by(batch.c.ledger)).scalars())


def readable_again(connection: sa.Connection) -> list[str]:
    """Hashes of batches that were put aside because head office lacked their dictionary, and has it now."""
    aside = sa.select(batch.c.hash, batch.c.header).where(
        batch.c.state == QUARANTINED, batch.c.problem == "batch.dictionary_unknown"
    )
    known = compression.published_dictionaries()
    rows = connection.execute(aside.order_by(batch.c.ledger)).all()
    return [row.hash for row in rows if msgspec.json.decode(row.header, type=Header).dictionary in known]


def take_up_again(connection: sa.Connection, name: str) -> None:
    """Let a batch that was put aside be applied like any other."""
    connection.execute(batch.update().where(batch.c.hash == name).values(state=STORED, problem=None))


def _tell_of_a_fork(connection: sa.Connection, head_office: HeadOffice, sealed: SealedBatch) -> bool:
    header = sealed.header
    siblings = sa.select(batch.c.hash).where(batch.c.device == header.device, batch.c.parent == header.parent)
    if connection.execute(siblings.limit(1)).scalar() is None:
        return False
    raise_alarm(connection, head_office, header.device, TWO_BRANCHES)
    return True


def _tell_of_a_gap(connection: sa.Connection, head_office: HeadOffice, sealed: SealedBatch) -> None:
    """Within an opening numbers have no gap: a batch that does not begin where its parent ends says that work is missing.

    A parent that has not come yet proves nothing; it is looked at when it comes.
    """
    header, column = sealed.header, batch.c
    beside = (column.hash == header.parent) | (column.parent == sealed.hash)
    query = sa.select(column.hash, column.incarnation, column.first_seq, column.last_seq)
    rows = connection.execute(query.where(column.device == header.device, beside)).all()
    links = [
        (row.incarnation, row.last_seq, header.incarnation, header.first) for row in rows if row.hash == header.parent
    ]
    links += [
        (header.incarnation, header.last, row.incarnation, row.first_seq) for row in rows if row.hash != header.parent
    ]
    if header.parent == NO_PARENT:
        links.append(("", 0, header.incarnation, header.first))
    if any(first > (last + 1 if before == after else 1) for before, last, after, first in links):
        raise_alarm(connection, head_office, header.device, NUMBERS_SKIPPED)


def held_hashes(connection: sa.Connection, device_id: str, offered: Sequence[str]) -> list[str]:
    """Which of the offered batches of this desk are here, in the order offered."""
    held: set[str] = set()
    for start in range(0, len(offered), 500):
        some = {"of": device_id, "some": list(offered[start : start + 500])}
        held.update(connection.execute(_HELD, some).scalars())
    return [name for name in offered if name in held]
