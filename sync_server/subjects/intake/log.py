"""The change log: rows in and out, and positions that are given in commit order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.records.changes import (
    HEAD_OFFICE,
    Change,
    ChangeId,
    Written,
    document_json,
    from_document,
    hash_of_content,
    written,
)
from shared_models.records.reconcile import Applied
from shared_models.records.refusals import KIND as REFUSAL
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import change_log

ACCEPTED, CONFLICT, REFUSED = "accepted", "conflict", "refused"
_NOT_WRITTEN = Written()
_NEWEST = sa.select(sa.func.max(change_log.c.position))


@dataclass(slots=True)
class Judged:
    """A change with its outcome; `reason` says for a refusal which field and which rule."""

    change: Change
    office: str
    outcome: str = ACCEPTED
    reason: Mapping[str, Any] = field(default_factory=dict)
    batch: str | None = None
    scope: str = ""  # the office of its record once everything is applied
    written: Written = _NOT_WRITTEN  # the change as JSON, where that is at hand
    name: str = ""  # its id as text

    def __post_init__(self) -> None:
        if not self.name:
            self.name = str(self.change.id)


def newest_position(connection: sa.Connection) -> int:
    """The last position given, 0 for none."""
    return int(connection.execute(_NEWEST).scalar() or 0)


def change_row(head_office: HeadOffice, judged: Judged, position: int) -> dict[str, Any]:
    """The row of a change at its position."""
    change = judged.change
    name = judged.name
    content, stated = judged.written
    if not content:
        content, stated = written([change])[0]
    return {
        "position": position,
        "change_id": name,
        "device": change.id.device,
        "incarnation": change.id.incarnation,
        "seq": change.id.seq,
        "record": change.record,
        "kind": change.kind,
        "office": judged.office,
        "action": change.action,
        "author": change.author,
        "session": change.session,
        "at": change.at,
        "reference": change.reference,
        "batch": judged.batch,
        "content_hash": hash_of_content(head_office.keys.change_hash, content),
        "document": head_office.cipher.protect_json("change_log", "document", name, document_json(change, stated)),
        "outcome": judged.outcome,
        "reason": msgspec.json.encode(judged.reason).decode() if judged.reason else None,
        "scope": judged.scope or judged.office,
    }


def read_change(head_office: HeadOffice, row: sa.Row[Any]) -> Change:
    """The change in a row of the log."""
    parts = msgspec.json.decode(head_office.cipher.reveal("change_log", "document", row.change_id, row.document))
    head = Change(
        id=ChangeId(row.device, row.incarnation, row.seq),
        record=row.record,
        kind=row.kind,
        action=row.action,
        set=parts["set"],
        at=row.at,
        session=row.session or "",
        author=row.author,
        reference=row.reference or "",
    )
    return head if len(parts) == 1 else from_document(head, parts)


def history(connection: sa.Connection, head_office: HeadOffice, record: str) -> list[Applied]:
    """Every applied change of a record, in order; refusals stand in the outcome of what they refuse."""
    mine = (change_log.c.record == record) & (change_log.c.kind != REFUSAL)
    query = sa.select(change_log).where(mine).order_by(change_log.c.position)
    return [Applied(read_change(head_office, row), row.outcome == REFUSED) for row in connection.execute(query)]


def newest_own_seq(connection: sa.Connection, epoch: str) -> int:
    """The last number head office gave to a change of its own in this life, 0 for none."""
    mine = (change_log.c.device == HEAD_OFFICE) & (change_log.c.incarnation == epoch)
    return int(connection.execute(sa.select(sa.func.max(change_log.c.seq)).where(mine)).scalar() or 0)


def hashes_of(connection: sa.Connection, changes: Sequence[Change]) -> dict[str, str]:
    """Content hash by id, of those among these changes (of one incarnation) that are in the log already."""
    return hashes_in(connection, change_log, changes)


def hashes_in(connection: sa.Connection, table: sa.Table, changes: Sequence[Change]) -> dict[str, str]:
    """The same of the changes in another table with the log's columns."""
    if not changes:
        return {}
    query = sa.select(table.c.change_id, table.c.content_hash).where(of_run(table, changes))
    return {str(row.change_id): str(row.content_hash) for row in connection.execute(query)}


def of_run(table: sa.Table, changes: Sequence[Change]) -> sa.ColumnElement[bool]:
    """Which rows are of the incarnation of these changes and between their numbers.

    A page has them in the order in which they were applied: the first of them need not have the smallest number.
    """
    name, seqs = changes[0].id, [change.id.seq for change in changes]
    mine = (table.c.device == name.device) & (table.c.incarnation == name.incarnation)
    return mine & table.c.seq.between(min(seqs), max(seqs))


def in_pieces(names: Iterable[str], size: int = 500) -> Iterable[list[str]]:
    """Lists of at most `size` names: a statement takes only so many parameters."""
    piece: list[str] = []
    for name in names:
        piece.append(name)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
