"""Apply a stored batch: each change judged by itself, folded into its record, given a position just before the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Catalogue, check_leaf, load_catalogue
from shared_models.catalogue.context import Context
from shared_models.protocol import batch as batches
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.protocol.sealed_entry import is_sealed_change
from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId, content_hash, document, from_document
from shared_models.records.paths import RECORD_VOID, row_leaf
from shared_models.records.reconcile import Applied, Folded, advance, fold
from sync_server.storage.bulk import insert_rows
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import batch, change_log, waiting_change
from sync_server.storage.tables.network import device
from sync_server.subjects.intake import log
from sync_server.subjects.intake.log import Judged
from sync_server.subjects.intake.standing import Records, Standing

_NO_ROW: Mapping[str, object] = {}


@dataclass(slots=True)
class AppliedCount:
    """How many changes of one batch got which outcome; `waiting` ones have none yet."""

    accepted: int = 0
    conflict: int = 0
    refused: int = 0
    repeated: int = 0
    waiting: int = 0


def apply_batch(connection: sa.Connection, head_office: HeadOffice, name: str) -> AppliedCount:
    """Apply the stored batch with this hash in the caller's transaction; one that was applied already changes nothing.

    A batch that cannot be read is kept as it came, out of the way of the others, with the reason.
    """
    commit_order_lock(connection)
    row = connection.execute(sa.select(batch).where(batch.c.hash == name, batch.c.state == "stored")).one_or_none()
    if row is None:
        return AppliedCount()
    payload = head_office.cipher.reveal_bytes("batch", "payload", name, row.payload)
    header = msgspec.json.decode(row.header, type=batches.Header)
    sealed = batches.SealedBatch(b"", name, header, row.header, row.signature, payload)
    try:
        changes = batches.unpack(sealed)
    except ProtocolError as failure:
        aside = batch.update().where(batch.c.hash == name).values(state="quarantined", problem=failure.code)
        connection.execute(aside)
        return AppliedCount()
    office = connection.execute(sa.select(device.c.office).where(device.c.id == row.device)).scalar_one()
    run = ApplyRun(connection, head_office, load_catalogue(), str(office), name)
    run.take(changes)
    connection.execute(batch.update().where(batch.c.hash == name).values(state="applied"))
    return run.counted


@dataclass(slots=True)
class ApplyRun:
    """One transaction that applies changes of one office (or of head office, for which `office` is each record's own)."""

    connection: sa.Connection
    head_office: HeadOffice
    catalogue: Catalogue
    office: str
    batch: str | None
    counted: AppliedCount = field(default_factory=AppliedCount)
    _records: Records = field(init=False)
    _judged: list[Judged] = field(default_factory=list)
    _position: int = 0
    _context: Context = field(init=False)

    def __post_init__(self) -> None:
        self._records = Records(self.connection, self.head_office, self.catalogue)
        self._position = log.newest_position(self.connection)
        self._context = Context.at(self.head_office.clock, "change")

    def take(self, changes: Sequence[Change]) -> list[Judged]:
        """Apply changes in their order, then those that had been waiting for a record created here."""
        fresh = self._without_repeats(changes)
        self._records.load({change.record for change in fresh})
        created: list[str] = []
        for change in fresh:
            self._apply(change, self.office, self.batch)
            if change.action == "create":
                created.append(change.record)
        for change, office, arrived_in in self._waiting_for(created):
            self._apply(change, office, arrived_in)
        self._write()
        return self._judged

    def _without_repeats(self, changes: Sequence[Change]) -> list[Change]:
        """Changes not in the log yet. The same id with other content is kept under an incarnation of its own."""
        known = log.hashes_of(self.connection, changes)
        fresh: list[Change] = []
        for change in changes:
            stored = known.get(str(change.id))
            if stored is None:
                fresh.append(change)
            elif stored == content_hash(self.head_office.keys.change_hash, change):
                self.counted.repeated += 1
            else:
                renamed = self._under_another_incarnation(change)
                if renamed is not None:
                    fresh.append(renamed)
        return fresh

    def _under_another_incarnation(self, change: Change) -> Change | None:
        carrier = self.batch or content_hash(self.head_office.keys.change_hash, change)
        other = ChangeId(change.id.device, carrier[:16], change.id.seq)
        raised = device.update().where(device.c.id == change.id.device).values(alarm="same_id_other_content")
        self.connection.execute(raised)
        if log.hashes_of(self.connection, [Change(other, change.record, change.kind, change.action, {}, change.at)]):
            return None
        head = Change(
            other,
            change.record,
            change.kind,
            change.action,
            {},
            change.at,
            change.session,
            change.author,
            change.reference,
        )
        return from_document(head, document(change))

    def _apply(self, change: Change, office: str, arrived_in: str | None) -> None:
        """Judge one change of a desk of `office`, which came in the batch `arrived_in`."""
        standing = self._records.get(change.record)
        reason = self._refusal(change, office, standing)
        if reason is None and standing is None and change.action != "create":
            self._wait(change)
            return
        self._position += 1
        judged = Judged(change, office or (standing.office if standing else ""), batch=arrived_in)
        self._judged.append(judged)
        if reason is not None:
            judged.outcome, judged.reason = log.REFUSED, reason
            self.counted.refused += 1
            return
        self._fold(judged, standing)
        if judged.outcome == log.CONFLICT:
            self.counted.conflict += 1
        else:
            self.counted.accepted += 1

    def _refusal(self, change: Change, office: str, standing: Standing | None) -> Mapping[str, Any] | None:
        """Why this change is not taken: authority and format only; never because of what others did."""
        kind = change.kind
        if kind not in self.catalogue.kinds:
            return {"code": "record.kind_unknown", "path": kind[:60]}
        if kind == SEALED and not is_sealed_change(change.action, change.set, (change.author, change.session)):
            return {"code": "sealed.only_created", "path": kind}
        if standing is not None:
            if change.action == "create":
                return {"code": "record.created_twice", "path": kind}
            if standing.kind != kind:
                return {"code": "record.kind_differs", "path": kind}
            if office not in {"", standing.office}:
                return {"code": "record.other_office", "path": kind}
        for path, value in change.set.items():
            if path == f"{kind}.{RECORD_VOID}":
                continue
            if not path.startswith(kind + "."):
                return {"code": "field.unknown", "path": path[:160], "params": {"path": path[:160]}}
            row = self._row_of(change, path) if path.endswith(".number") else _NO_ROW
            found = check_leaf(path, value, self.catalogue, row=row)
            if found is not None and found.level == "block":
                return {"code": found.code, "path": path, "params": dict(found.params)}
        return None

    @staticmethod
    def _row_of(change: Change, path: str) -> Mapping[str, object]:
        """The other fields of the same row, by name: only a document number is judged by them, by the kind of paper."""
        leaf = row_leaf(path)
        if leaf is None:
            return _NO_ROW
        prefix = path[: len(path) - len(leaf.name)]
        return {name.removeprefix(prefix): value for name, value in change.set.items() if name.startswith(prefix)}

    def _fold(self, judged: Judged, standing: Standing | None) -> None:
        change = judged.change
        if standing is None:
            values = {path: value for path, value in change.set.items() if value is not None}
            folded = Folded(values, dict.fromkeys(change.set, (str(change.id),)))
            self._records.add(
                Standing(change.record, change.kind, self.office, folded, self._position, self._position, True, True)
            )
            return
        advanced = advance(standing.folded, change)
        if advanced is None:
            advanced = fold(self._history(change.record))
            rivals = {head.write for heads in advanced.conflicts.values() for head in heads}
            disputed = str(change.id) in rivals or not advanced.conflicts.keys().isdisjoint(change.set)
            judged.outcome = log.CONFLICT if disputed else log.ACCEPTED
        standing.folded, standing.updated_position, standing.touched = advanced, self._position, True

    def _history(self, name: str) -> list[Applied]:
        """What the log says of a record, and what this transaction has judged since."""
        stored = log.history(self.connection, self.head_office, name)
        here = [
            Applied(judged.change, judged.outcome == log.REFUSED)
            for judged in self._judged
            if judged.change.record == name
        ]
        return [*stored, *here]

    def _wait(self, change: Change) -> None:
        """Keep a change to a record that nobody has created yet; it is receipted, listed, and applied with its create."""
        row = log.change_row(self.head_office, Judged(change, self.office, batch=self.batch), 0)
        text = msgspec.json.encode(document(change)).decode()
        for name in ("position", "outcome", "reason"):
            del row[name]
        row["document"] = self.head_office.cipher.protect("waiting_change", "document", str(change.id), text)
        known = sa.select(waiting_change.c.content_hash).where(waiting_change.c.change_id == str(change.id))
        stored = self.connection.execute(known).scalar()
        if stored is not None and stored != row["content_hash"]:
            renamed = self._under_another_incarnation(change)
            if renamed is not None:
                self._wait(renamed)
            return
        if stored is None:
            row |= {"batch": self.batch or "", "arrived_at": self.head_office.clock()}
            self.connection.execute(waiting_change.insert(), row)
        self.counted.waiting += 1

    def _waiting_for(self, records: Iterable[str]) -> list[tuple[Change, str, str]]:
        """(change, office of its desk, batch) of what waited for these records."""
        found: list[tuple[Change, str, str]] = []
        for piece in log.in_pieces(records):
            wanted = waiting_change.c.record.in_(piece)
            query = sa.select(waiting_change).where(wanted).order_by(waiting_change.c.arrived_at, waiting_change.c.seq)
            for row in self.connection.execute(query).all():
                text = self.head_office.cipher.reveal("waiting_change", "document", row.change_id, row.document)
                head = Change(
                    ChangeId(row.device, row.incarnation, row.seq), row.record, row.kind, row.action, {}, row.at,
                    row.session or "", row.author, row.reference or "",
                )  # fmt: skip
                found.append((from_document(head, msgspec.json.decode(text)), row.office, row.batch))
                self.connection.execute(waiting_change.delete().where(waiting_change.c.change_id == row.change_id))
        return found

    def _write(self) -> None:
        first = self._position - len(self._judged) + 1
        rows = [log.change_row(self.head_office, judged, first + at) for at, judged in enumerate(self._judged)]
        insert_rows(self.connection, change_log, rows)
        self._records.write()


def is_head_office(change: Change) -> bool:
    """Whether head office itself made this change."""
    return change.id.device == HEAD_OFFICE
