"""What this desk can prove without asking anybody: which of its changes head office signed for, and how safely."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal as tables
from shared_models.protocol import batch as batches
from shared_models.protocol import receipt as receipts
from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing

BACKED_UP, IN_ISLAMABAD, NOT_YET = "backed_up", "in_islamabad", "not_yet"


@dataclass(frozen=True, slots=True)
class ProvenRun:
    """Neighbouring changes of the journal of which the same is proven, by their ids and numbers."""

    first: int
    last: int
    first_id: str
    last_id: str
    state: str


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """The result of checking every receipt on this disk; `changes_covered` counts what is at least in Islamabad.

    `first_bad` is the first receipt that was not signed by head office, `broken_batch` the first sealed batch that is not
    as this desk signed it: nothing behind it is proven by a receipt.
    """

    receipts: int
    genuine: int
    changes_covered: int
    epoch: str
    first_bad: int | None
    broken_batch: str
    backed_up: int
    in_islamabad: int
    not_yet: int
    changes: list[ProvenRun]


def verify_all(connection: sa.Connection, identity: Identity, public: bytes) -> ReceiptCheck:
    """Check signature, desk, head and count of every receipt against the chain of batches on this disk.

    Only receipts of the present epoch prove anything: what an earlier life of head office held may be gone.
    """
    epoch = settings.get(connection, settings.EPOCH)
    chain, broken = _own_chain(connection, identity)
    total = genuine = through = safe = 0
    first_bad: int | None = None
    for row in connection.execute(sa.select(tables.receipt).order_by(tables.receipt.c.number)):
        total += 1
        try:
            told = receipts.read(row.statement, public)
        except ProtocolError:
            first_bad = first_bad or row.number
            continue
        last, count = chain.get(told.head, (0, -1))
        if told.device != identity.device or count != told.count:
            first_bad = first_bad or row.number
            continue
        genuine += 1
        if told.epoch == epoch and told.durability != "quarantined":
            through = max(through, last)
            safe = max(safe, last if told.durability == BACKED_UP else 0)
    runs = _runs(connection, identity.device, safe, through)
    counted = {state: _count(connection, runs, state) for state in (BACKED_UP, IN_ISLAMABAD, NOT_YET)}
    return ReceiptCheck(
        receipts=total,
        genuine=genuine,
        changes_covered=counted[BACKED_UP] + counted[IN_ISLAMABAD],
        epoch=epoch,
        first_bad=first_bad,
        broken_batch=broken,
        backed_up=counted[BACKED_UP],
        in_islamabad=counted[IN_ISLAMABAD],
        not_yet=counted[NOT_YET],
        changes=runs,
    )


def _own_chain(connection: sa.Connection, identity: Identity) -> tuple[dict[str, tuple[int, int]], str]:
    """Head to (last change, changes in the chain up to it) while every link holds, and the first batch that does not."""
    public = signing.public_bytes(identity.key)
    chain: dict[str, tuple[int, int]] = {}
    parent, count = batches.NO_PARENT, 0
    column = tables.batch.c
    links = sa.select(column.hash, column.last_change, column.count.label("changes"), column.raw)
    for row in connection.execute(links.order_by(column.number)):
        try:
            sealed = batches.read(row.raw)
            signing.verify(public, batches.DOMAIN, sealed.header_bytes, sealed.signature)
        except (ProtocolError, signing.SignatureError):
            return chain, str(row.hash)
        header = sealed.header
        # A retired payload is gone; header and signature stay and prove as much.
        whole = not sealed.payload or batches.is_whole(sealed)
        if not whole or (sealed.hash, header.parent, header.count) != (row.hash, parent, row.changes):
            return chain, str(row.hash)
        parent, count = sealed.hash, count + header.count
        chain[parent] = (row.last_change, count)
    return chain, ""


def _runs(connection: sa.Connection, device: str, safe: int, through: int) -> list[ProvenRun]:
    """The journal cut at the two marks."""
    column = tables.change.c
    runs = []
    bounds = [(BACKED_UP, 0, safe), (IN_ISLAMABAD, safe, through), (NOT_YET, through, 1 << 62)]
    for state, above, upto in bounds:
        within = (column.number > above) & (column.number <= upto)
        ends = sa.select(sa.func.min(column.number), sa.func.max(column.number)).where(within)
        first, last = connection.execute(ends).one()
        if first is not None:
            names = _name(connection, device, first), _name(connection, device, last)
            runs.append(ProvenRun(first, last, names[0], names[1], state))
    return runs


def _name(connection: sa.Connection, device: str, number: int) -> str:
    column = tables.change.c
    found = connection.execute(sa.select(column.incarnation, column.seq).where(column.number == number)).one()
    return f"{device}.{found.incarnation}.{found.seq}"


def _count(connection: sa.Connection, runs: list[ProvenRun], state: str) -> int:
    column = tables.change.c
    of_state = [column.number.between(run.first, run.last) for run in runs if run.state == state]
    query = sa.select(sa.func.count()).where(sa.or_(sa.false(), *of_state))
    return int(connection.execute(query).scalar_one())
