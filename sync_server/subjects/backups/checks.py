"""Is a head office that was put back whole? Everything that can be proven is: counts, order, chain, signatures, values."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import batch as batches
from shared_models.protocol import receipt as receipts
from shared_models.protocol.problems import ProtocolError
from shared_models.records.changes import Change, ChangeId, content_hash, from_document
from shared_models.security.signing import load_private, public_bytes
from sync_server.storage.audit import verify_audit
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.key_files import keys_mark
from sync_server.storage.state import KEYS_MARK, read_epoch, read_state
from sync_server.storage.tables import metadata
from sync_server.storage.tables.audit import audit
from sync_server.storage.tables.erasures import erasure
from sync_server.storage.tables.intake import batch, change_log
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import record
from sync_server.subjects.backups.manifest import Manifest

_ROWS = 500


class Contents(msgspec.Struct, frozen=True):
    """What was found whole."""

    records: int
    changes: int
    batches: int
    receipts: int
    audit_lines: int


def check_contents(connection: sa.Connection, head_office: HeadOffice, manifest: Manifest) -> Contents:
    """Look at everything that was loaded. Raises ProblemError `backup.not_whole` with the table that is not."""
    _require(read_state(connection, KEYS_MARK) == keys_mark(head_office.keys), "server_state")
    epoch = read_epoch(connection)
    lineage = [(ancestor.id, ancestor.cut) for ancestor in epoch.lineage]
    _require((epoch.id, lineage) == (manifest.epoch, manifest.lineage), "server_state")
    for table in metadata.sorted_tables:
        if table.name in manifest.counts:
            counted = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            _require(counted == manifest.counts[table.name], table.name)
    return Contents(
        records=_check_records(connection, head_office),
        changes=_check_log(connection, head_office, manifest),
        batches=_check_batches(connection, head_office, manifest),
        receipts=_check_receipts(connection, head_office),
        audit_lines=_check_audit(connection, manifest),
    )


def _check_audit(connection: sa.Connection, manifest: Manifest) -> int:
    last = connection.execute(sa.select(audit.c.hash).where(audit.c.seq == manifest.audit_seq)).scalar()
    newest = connection.execute(sa.select(sa.func.max(audit.c.seq))).scalar()
    whole = last == manifest.audit_hash and newest == manifest.audit_seq and verify_audit(connection) is None
    _require(whole, "audit")
    return manifest.audit_seq


def _check_log(connection: sa.Connection, head_office: HeadOffice, manifest: Manifest) -> int:
    """Every change is readable and is the one that was taken in; the last one stands where the backup says."""
    count = last = 0
    is_erased = set(connection.execute(sa.select(erasure.c.record)).scalars()).__contains__
    query = sa.select(change_log).order_by(change_log.c.position).execution_options(yield_per=_ROWS)
    for row in connection.execute(query):
        change = _change_in(head_office, row)
        # Of an erased record the contents are gone; the hash of what it was stays, to know a repeat by.
        whole = is_erased(row.record) or content_hash(head_office.keys.change_hash, change) == row.content_hash
        _require(whole, "change_log")
        count, last = count + 1, row.position
    _require(last == manifest.position, "change_log")
    return count


def _change_in(head_office: HeadOffice, row: sa.Row[Any]) -> Change:
    name = ChangeId(row.device, row.incarnation, row.seq)
    who = {"session": row.session or "", "author": row.author, "reference": row.reference or ""}
    head = Change(id=name, record=row.record, kind=row.kind, action=row.action, set={}, at=row.at, **who)
    text = head_office.cipher.reveal("change_log", "document", row.change_id, row.document)
    return from_document(head, msgspec.json.decode(text))


def _check_batches(connection: sa.Connection, head_office: HeadOffice, manifest: Manifest) -> int:
    """Every batch carries the signature of its desk over the bytes that are here."""
    keys = {row.id: row.public_key for row in connection.execute(sa.select(device.c.id, device.c.public_key))}
    count = last = 0
    query = sa.select(batch).order_by(batch.c.ledger).execution_options(yield_per=_ROWS)
    for row in connection.execute(query):
        count, last = count + 1, row.ledger
        if row.payload is None:  # retired: its changes stand in the log
            continue
        payload = head_office.cipher.reveal_bytes("batch", "payload", row.hash, row.payload)
        header = msgspec.json.decode(row.header, type=batches.Header)
        sealed = batches.SealedBatch(b"", row.hash, header, row.header, row.signature, payload)
        try:
            batches.verify(sealed, keys[row.device])
        except (ProtocolError, KeyError):
            raise ProblemError(Problem("backup.not_whole", "", {"table": "batch"})) from None
    _require(last == manifest.ledger, "batch")
    return count


def _check_receipts(connection: sa.Connection, head_office: HeadOffice) -> int:
    """Every receipt that desks were given last is ours, and the batch it names is here."""
    public = public_bytes(load_private(head_office.keys.receipt))
    given = connection.execute(sa.select(device.c.id, device.c.receipt).where(device.c.receipt.is_not(None))).all()
    for row in given:
        try:
            told = receipts.read(row.receipt, public)
        except ProtocolError:
            raise ProblemError(Problem("backup.not_whole", "", {"table": "device"})) from None
        held = connection.execute(sa.select(batch.c.ledger).where(batch.c.hash == told.head)).scalar()
        _require((told.device, held) == (row.id, told.ledger), "device")
    return len(given)


def _check_records(connection: sa.Connection, head_office: HeadOffice) -> int:
    count = 0
    query = sa.select(record.c.id, record.c.field_values).execution_options(yield_per=_ROWS)
    for row in connection.execute(query):
        text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
        _require(isinstance(msgspec.json.decode(text), dict), "record")
        count += 1
    return count


def _require(whole: bool, table: str) -> None:
    if not whole:
        raise ProblemError(Problem("backup.not_whole", "", {"table": table}))
