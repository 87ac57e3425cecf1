"""What must not be here any more: recognised when it comes again, and taken out of everything that stores it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.protocol.page import Erased
from shared_models.records.changes import Change
from shared_models.records.refusals import KIND as REFUSAL
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.erasures import erasure
from sync_server.storage.tables.intake import batch, change_log, refusal, waiting_change
from sync_server.subjects.intake import log, pieces
from sync_server.subjects.intake.store import QUARANTINED

CODE = "record.erased"
NAMED = "link.other"  # a record of one person that names another one


def among(connection: sa.Connection, names: Iterable[str]) -> dict[str, str]:
    """Those of these records that were erased, each with the person with whom it went."""
    if connection.execute(sa.select(erasure.c.record).limit(1)).scalar() is None:
        return {}
    found: dict[str, str] = {}
    for piece in log.in_pieces(sorted(set(names))):
        query = sa.select(erasure.c.record, erasure.c.person).where(erasure.c.record.in_(piece))
        found.update({row.record: row.person for row in connection.execute(query)})
    return found


def among_changes(connection: sa.Connection, changes: Sequence[Change]) -> dict[str, str]:
    """The same of the records that these changes speak of; what hangs on an erased person counts with it."""
    owners = [(change.record, owner) for change in changes for owner in _people_of(change)]
    gone = among(connection, [*(change.record for change in changes), *(owner for _name, owner in owners)])
    late = {name: owner for name, owner in owners if owner in gone}
    return {**late, **gone}


def person_of(change: Change) -> str:
    """The person on whom the record of this change hangs, as far as the change itself says so; "" for none."""
    named = change.set.get(f"{change.kind}.person")
    return named if isinstance(named, str) else ""


def _people_of(change: Change) -> Iterator[str]:
    """The person on whom the record hangs, and the one whom it names beside that."""
    named = change.set.get(NAMED)
    yield from (one for one in (person_of(change), named) if isinstance(one, str) and one)


def refusal_reason(change: Change) -> Mapping[str, Any]:
    """Why a change of an erased record is not taken."""
    return {"code": CODE, "path": change.kind}


def take_out(connection: sa.Connection, head_office: HeadOffice, records: Iterable[str]) -> None:
    """Leave of the stored changes of these records only that they were made: no value, no reason that names one.

    The hash of each stays, so that a repeat is still known. Of the batches that brought them the payload goes at once: what
    others wrote in them lives on in the log.
    """
    names = sorted(set(records))
    for piece in log.in_pieces(names):
        pieces.drop(connection, change_log.c.record.in_(piece))
        rows = connection.execute(sa.select(change_log).where(change_log.c.record.in_(piece))).all()
        for row in rows:
            _empty(connection, head_office, row)
        carriers = {row.batch for row in rows if row.batch}
        for some in log.in_pieces(sorted(carriers)):
            old = batch.c.hash.in_(some) & (batch.c.state != QUARANTINED)
            connection.execute(batch.update().where(old).values(payload=None))


def _empty(connection: sa.Connection, head_office: HeadOffice, row: sa.Row[Any]) -> None:
    kept: dict[str, Any] = {}
    base: list[str] = []
    if row.kind == REFUSAL:  # which rule it names is nobody's secret; what it quoted is
        said = log.read_change(head_office, row)
        kept = {path: value for path, value in said.set.items() if not path.endswith(".params")}
        base = list(said.base)
    document = msgspec.json.encode({"set": kept, "base": base} if base else {"set": kept}).decode()
    values = {
        "document": head_office.cipher.protect("change_log", "document", row.change_id, document),
        "reason": _without_quotes(row.reason),
    }
    connection.execute(change_log.update().where(change_log.c.position == row.position).values(values))
    said_of = (refusal.c.device == row.device) & (refusal.c.incarnation == row.incarnation) & (refusal.c.seq == row.seq)
    for reason in connection.execute(sa.select(refusal.c.reason).where(said_of)).scalars().all():
        connection.execute(refusal.update().where(said_of).values(reason=_without_quotes(reason) or "{}"))


def _without_quotes(reason: str | None) -> str | None:
    """Which rule and which field, without what was typed there."""
    told = msgspec.json.decode(reason) if reason else {}
    kept = {name: told[name] for name in ("code", "path") if name in told}
    return msgspec.json.encode(kept).decode() if kept else None


def note_late(connection: sa.Connection, gone: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Count records among these rows of the log that came after their person was erased with that person."""
    late = gone.keys() - among(connection, gone).keys()
    placed = {row["record"]: row for row in reversed(rows) if row["record"] in late}
    for name, row in sorted(placed.items()):
        line = {"record": name, "person": gone[name], "office": row["scope"], "position": row["position"]}
        connection.execute(erasure.insert(), line | {"at": row["at"]})


def between(connection: sa.Connection, span: range) -> list[Erased]:
    """What was erased in a stretch of the order: every desk is told, for ids say nothing and old copies lie anywhere."""
    within = (erasure.c.position >= span.start) & (erasure.c.position < span.stop)
    query = sa.select(erasure.c.position, erasure.c.record).where(within).order_by(erasure.c.position)
    return [Erased(int(row.position), row.record) for row in connection.execute(query)]


def waiting_for(connection: sa.Connection, records: Sequence[str]) -> list[str]:
    """Those of these records for which changes wait that came before their create."""
    column = waiting_change.c.record
    found: set[str] = set()
    for piece in log.in_pieces(records):
        found.update(connection.execute(sa.select(column).where(column.in_(piece))).scalars())
    return sorted(found)
