"""What leaves head office as rows for other programs: records, leaves with two answers, receipts."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import computed_values, load_catalogue, sensitivity
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.receipt import read as read_receipt
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import HEAD_OFFICE
from shared_models.records.rows import by_position
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.closings import closing
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.countersigned import is_countersigned

ROWS_AT_ONCE = 500
SEALED_CLASS = "S3"


def record_rows(connection: sa.Connection, head_office: HeadOffice) -> Iterator[dict[str, Any]]:
    """Every record as it stands, with what follows from it, repeated rows named by position, in the order of their ids.

    `countersigned` when everything that desks wrote to it was signed by whoever wrote it. Left out: sealed entries,
    everything else of the highest class, and records that need repair; `sealed_records` and `records_to_repair` count them.
    """
    owner = record.alias()
    query = (
        sa.select(record, owner.c.field_values.label("of_person"))
        .outerjoin(owner, owner.c.id == record.c.person)
        .where(record.c.kind != SEALED, record.c.published)
        .order_by(record.c.id)
        .add_columns(~_unsigned().label("countersigned"))
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    catalogue = load_catalogue()
    for row in connection.execute(query):
        values = _open(_values(head_office, row.id, row.field_values))
        person = _values(head_office, row.person, row.of_person) if row.of_person else {}
        computed = computed_values(row.kind, {**person, **values}, catalogue)
        yield {
            "id": row.id,
            "kind": row.kind,
            "office": row.office,
            "registration_no": row.registration_no,
            "legacy_ref": row.legacy_ref,
            "fields": by_position(values) | computed,
            "state": row.state,
            "countersigned": bool(row.countersigned),
        }


def _unsigned() -> sa.ColumnElement[bool]:
    """Whether something that a desk wrote to the record was not signed by whoever wrote it."""
    change = change_log.c
    by_desk = (change.record == record.c.id) & (change.device != HEAD_OFFICE) & (change.outcome != "refused")
    return sa.exists().where(by_desk, ~is_countersigned()).correlate(record)


def sealed_records(connection: sa.Connection) -> int:
    """How many sealed entries no export of records holds."""
    query = sa.select(sa.func.count()).select_from(record).where(record.c.kind == SEALED)
    return int(connection.execute(query).scalar_one())


def _values(head_office: HeadOffice, name: str, stored: str) -> dict[str, Any]:
    return msgspec.json.decode(head_office.cipher.reveal("record", "field_values", name, stored), type=dict[str, Any])


def _open(values: dict[str, Any]) -> dict[str, Any]:
    return {path: value for path, value in values.items() if not _is_sealed(path, value)}


def _is_sealed(path: str, value: object = None) -> bool:
    """Whether a leaf is of the highest class, by its field or by the code it names."""
    leaf = load_catalogue().leaf_of(path)
    return leaf is not None and sensitivity(leaf.field, leaf.member or value) == SEALED_CLASS


def conflict_rows(connection: sa.Connection, head_office: HeadOffice) -> Iterator[dict[str, Any]]:
    """Every leaf on which two answers stand or stood, with who gave which; none of the highest class."""
    query = sa.select(conflict).order_by(conflict.c.opened_position, conflict.c.id)
    for row in connection.execute(query).all():
        heads = [_answer(connection, head_office, head, row.path) for head in json.loads(row.heads)]
        if any(_is_sealed(row.path, head.get("value")) for head in heads) or _is_sealed(row.path):
            continue
        yield {
            "id": row.id,
            "record": row.record,
            "path": row.path,
            "heads": heads,
            "opened_position": row.opened_position,
            "closed_position": row.closed_position,
        }


def receipt_rows(connection: sa.Connection, head_office: HeadOffice) -> Iterator[dict[str, Any]]:
    """The last receipt of each desk, as signed and as read."""
    query = sa.select(device).where(device.c.receipt.is_not(None)).order_by(device.c.code)
    for row in connection.execute(query):
        said: dict[str, Any] = {}
        try:
            said = msgspec.to_builtins(read_receipt(row.receipt, head_office.receipt_public_key))
        except ProtocolError:
            verified = False
        else:
            verified = True
        statement = base64.b64encode(row.receipt).decode("ascii")
        yield {
            "id": row.id,
            "code": row.code,
            "office": row.office,
            **said,
            "verified": verified,
            "statement": statement,
        }


def closing_rows(connection: sa.Connection, head_office: HeadOffice) -> Iterator[dict[str, Any]]:
    """Everything that people at desks signed, as signed and as judged: whoever has the key can check it again."""
    query = sa.select(closing, device.c.code.label("desk")).outerjoin(device, device.c.id == closing.c.device)
    order = closing.c.device, closing.c.incarnation, closing.c.first_seq, closing.c.id
    for row in connection.execute(query.order_by(*order).execution_options(yield_per=ROWS_AT_ONCE)):
        text = head_office.cipher.reveal_bytes("closing", "statement", row.id, row.statement)
        yield {
            "id": row.id,
            "desk": row.desk or row.device,
            "device": row.device,
            "incarnation": row.incarnation,
            "session": row.session,
            "author": row.author,
            "name": row.name,
            "key": row.key,
            "first": row.first_seq,
            "last": row.last_seq,
            "count": row.count,
            "state": row.state,
            "problem": row.problem or "",
            "statement": text.decode(),
            "signature": base64.b64encode(row.signature).decode("ascii"),
        }


ROWS = {"records": record_rows, "conflicts": conflict_rows, "receipts": receipt_rows, "closings": closing_rows}


def _answer(connection: sa.Connection, head_office: HeadOffice, change: str, path: str) -> dict[str, Any]:
    signed = is_countersigned().label("countersigned")
    row = connection.execute(sa.select(change_log, signed).where(change_log.c.change_id == change)).first()
    if row is None:
        return {"change": change}
    document = json.loads(head_office.cipher.reveal("change_log", "document", row.change_id, row.document))
    return {
        "change": change,
        "device": row.device,
        "office": row.office,
        "author": row.author,
        "at": row.at,
        "countersigned": bool(row.countersigned),
        "value": document.get("set", {}).get(path),
    }
