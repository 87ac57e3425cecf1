"""The journal: changes appended in the transaction that also alters what is shown, each under an id that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.storage.bulk import insert_rows, insert_tuples, value_of
from desktop_client.storage.tables import journal as tables
from shared_models.protocol.carrying import can_carry
from shared_models.records.changes import Change, ChangeId, Value, document, from_document

_INCARNATION_BYTES = 8
_column = tables.change.c
_OWN = (
    *(_column.number, _column.incarnation, _column.seq),
    *(_column.record, _column.kind, _column.action, _column.at, _column.session, _column.author, _column.reference),
    *(tables.change_content.c.document, _column.batch, _column.outcome, _column.position, _column.reason),
)
_WITH_CONTENT = tables.change.join(tables.change_content, tables.change_content.c.number == _column.number)
_LAST_SEQ = "SELECT max(seq) FROM change WHERE incarnation = ?"
_LAST_NUMBER = "SELECT max(number) FROM change"


@dataclass(frozen=True, slots=True)
class Edit:
    """What one person does to one record, before it has an id; fields as in Change."""

    record: str
    kind: str
    action: str
    set: Mapping[str, Value]
    base: tuple[str, ...] = ()
    bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typist:
    """Who typed: the person and the sign-in."""

    login: str
    session: str


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change of this desk and what has become of it: `outcome` is empty until its page has come."""

    number: int
    change: Change
    batch: str | None
    outcome: str
    position: int | None
    reason: dict[str, Any]


class Journal:
    """Appends changes of one opening of the database.

    The incarnation is drawn at the opening and stored before the first change, so that a copied or restored desk never
    gives an id a second time (protocol.md, A1).
    """

    def __init__(self, device: str, clock: Callable[[], int], random_bytes: Callable[[int], bytes]) -> None:
        self.device = device
        self.incarnation = random_bytes(_INCARNATION_BYTES).hex()
        self._clock = clock

    def append(
        self, connection: sa.Connection, edits: Sequence[Edit], typist: Typist, *, at: int, reference: str
    ) -> list[Change]:
        """Append edits as changes, in the caller's writing transaction; sequence numbers are gapless in the incarnation.

        Raises ValueError for what no batch could carry: it must not be found out after somebody was told "saved".
        """
        seq = self._last_seq(connection)
        changes = [
            Change(
                id=ChangeId(self.device, self.incarnation, seq + step),
                record=edit.record,
                kind=edit.kind,
                action=edit.action,
                set=edit.set,
                at=at,
                session=typist.session,
                author=typist.login,
                reference=reference,
                base=edit.base,
                bases=edit.bases,
                covers=edit.covers,
            )
            for step, edit in enumerate(edits, start=1)
        ]
        if not can_carry(changes):
            raise ValueError("a change that no batch can carry")
        first = (value_of(connection, _LAST_NUMBER) or 0) + 1
        numbered = list(enumerate(changes, start=first))
        insert_rows(connection, tables.change, [_row(number, change) for number, change in numbered])
        contents = [(number, msgspec.json.encode(document(change))) for number, change in numbered]
        insert_tuples(connection, tables.change_content, ("number", "document"), contents)
        return changes

    def _last_seq(self, connection: sa.Connection) -> int:
        found = value_of(connection, _LAST_SEQ, [self.incarnation])
        if found is None:
            known = sa.select(tables.incarnation.c.id).where(tables.incarnation.c.id == self.incarnation)
            if connection.execute(known).scalar() is None:
                opened = {"id": self.incarnation, "opened_at": self._clock()}
                connection.execute(tables.incarnation.insert(), opened)
            return 0
        return int(found)


def _row(number: int, change: Change) -> dict[str, Any]:
    return {
        "number": number,
        "incarnation": change.id.incarnation,
        "seq": change.id.seq,
        "record": change.record,
        "kind": change.kind,
        "action": change.action,
        "at": change.at,
        "session": change.session,
        "author": change.author,
        "reference": change.reference,
    }


def read_change(row: sa.Row[Any], name: ChangeId, document: str) -> Change:
    """The change in a row of `pulled_change`, with its document wherever that lies."""
    said = (row.record, row.kind, row.action, row.at, row.session, row.author, row.reference)
    return _completed(name, said, document)


def _completed(name: ChangeId, said: Sequence[Any], text: str) -> Change:
    """The change of this name that is stored in these columns and this document."""
    record, kind, action, at, session, author, reference = said
    parts = msgspec.json.decode(text)
    head = Change(name, record, kind, action, parts["set"], at, session, author, reference)
    return head if len(parts) == 1 else from_document(head, parts)


def own_changes(connection: sa.Connection, device: str, where: sa.ColumnElement[bool]) -> Iterator[OwnChange]:
    """The desk's own changes that satisfy `where`, oldest first."""
    query = sa.select(*_OWN).select_from(_WITH_CONTENT).where(where).order_by(tables.change.c.number)
    for number, incarnation, seq, *said, text, batch, outcome, position, why in connection.execute(query):
        change = _completed(ChangeId(device, incarnation, seq), said, text)
        reason = msgspec.json.decode(why) if why else {}
        yield OwnChange(number, change, batch, outcome or "", position, reason)


def newest_number(connection: sa.Connection) -> int:
    """The number of the newest change of this desk, 0 for none."""
    return int(connection.execute(sa.select(sa.func.max(tables.change.c.number))).scalar() or 0)
