"""Apply a stored batch: each change judged by itself, folded into its record, given a position just before the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from shared_models.catalogue import Catalogue, load_catalogue
from shared_models.protocol import batch as batches
from shared_models.protocol.columns import Cells
from shared_models.protocol.problems import ProtocolError
from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId, Written, content_hash
from shared_models.records.erasing import is_without_contents
from shared_models.records.paths import PERSON_OFFICE
from shared_models.records.reconcile import Applied, Folded, advance, fold
from shared_models.records.refusals import is_refusal, reason_of, refuse
from sync_server.storage.bulk import insert_rows
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.intake import batch, change_log
from sync_server.storage.tables.network import device
from sync_server.subjects.intake import closings, erased, guests, log, refusals, roles, twins, waiting
from sync_server.subjects.intake.alarms import SAME_ID, raise_alarm
from sync_server.subjects.intake.judging import Doubts, refusal_of
from sync_server.subjects.intake.log import Judged
from sync_server.subjects.intake.moves import Moves
from sync_server.subjects.intake.repairs import as_told
from sync_server.subjects.intake.standing import Records, Standing

_NOT_WRITTEN = Written()
_NO_CELLS: Mapping[str, Cells] = {}


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
        held = batches.unpack_whole(sealed)
    except ProtocolError as failure:
        aside = batch.update().where(batch.c.hash == name).values(state="quarantined", problem=failure.code)
        connection.execute(aside)
        return AppliedCount()
    office = connection.execute(sa.select(device.c.office).where(device.c.id == row.device)).scalar_one()
    run = ApplyRun(connection, head_office, load_catalogue(), str(office), name)
    placed = {
        judged.name: judged for judged in run.take(held.changes, held.contents, held.cells) if judged.batch == name
    }
    at_hand = closings.AtHand(held.changes, placed)
    closings.take_in(connection, head_office, row.device, name, held.closings, at_hand)
    connection.execute(batch.update().where(batch.c.hash == name).values(state="applied"))
    return run.counted


def apply_again(connection: sa.Connection, head_office: HeadOffice, device_id: str, names: Sequence[str]) -> None:
    """Take applied batches of a desk in once more: what stands in the log is a repeat, what fell out of it comes back."""
    office = connection.execute(sa.select(device.c.office).where(device.c.id == device_id)).scalar_one()
    mine = (batch.c.device == device_id) & batch.c.hash.in_(names) & (batch.c.state == "applied")
    mine &= batch.c.payload.is_not(None)
    for row in connection.execute(sa.select(batch).where(mine).order_by(batch.c.ledger)).all():
        payload = head_office.cipher.reveal_bytes("batch", "payload", row.hash, row.payload)
        header = msgspec.json.decode(row.header, type=batches.Header)
        changes = batches.unpack(batches.SealedBatch(b"", row.hash, header, row.header, row.signature, payload))
        ApplyRun(connection, head_office, load_catalogue(), str(office), row.hash).take(changes)


@dataclass(slots=True)
class ApplyRun:
    """One transaction that applies changes of one office (or of head office, for which `office` is each record's own).

    `trusted` changes come from a page that head office signed as taken: they were judged when they first came.
    """

    connection: sa.Connection
    head_office: HeadOffice
    catalogue: Catalogue
    office: str
    batch: str | None
    trusted: bool = False
    counted: AppliedCount = field(default_factory=AppliedCount)
    _records: Records = field(init=False)
    _judged: list[Judged] = field(default_factory=list)
    _moves: Moves = field(init=False)
    _guests: guests.Guests = field(init=False)
    _roles: roles.Roles = field(init=False)
    _position: int = 0
    _own_seq: int | None = None
    _doubts: Doubts | None = None
    _written: dict[int, Written] = field(default_factory=dict)  # by the identity of the change
    _refused_before: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _erased: dict[str, str] = field(default_factory=dict)  # records of which nothing may stay, with their person

    def __post_init__(self) -> None:
        self._records = Records(self.connection, self.head_office, self.catalogue)
        self._moves = Moves(self.connection, self._records)
        self._guests = guests.Guests(self.connection, self._records, guests.steps_of(self.catalogue))
        self._roles = roles.Roles(self.connection, self.catalogue)
        self._position = log.newest_position(self.connection)

    def take(
        self, changes: Sequence[Change], contents: Sequence[Written] = (), cells: Mapping[str, Cells] = _NO_CELLS
    ) -> list[Judged]:
        """Apply changes in their order, then those that had been waiting for a record created here.

        `contents` are these changes as JSON, `cells` what they set as columns, where that is at hand. What comes back
        holds the refusals that were made of some of them, too.
        """
        self._written = dict(zip(map(id, changes), contents, strict=False))
        self._erased |= erased.among_changes(self.connection, changes)
        fresh = self._without_repeats(changes)
        self._records.load({change.record for change in fresh})
        self._refused_before |= refusals.known(self.connection, fresh)
        at_hand = cells if len(fresh) == len(changes) else _NO_CELLS
        self._doubts = None if self.trusted else Doubts(fresh, self.catalogue, at_hand)
        for change in fresh:
            self._apply(change, self.office, self.batch, trusted=self.trusted)
        made = {change.record for change in fresh if change.action == "create"}
        created = sorted(record for record in made if self._records.get(record) is not None)
        for change, office, arrived_in in waiting.take(self.connection, self.head_office, created):
            self._refused_before |= refusals.known(self.connection, [change])
            self._apply(change, office, arrived_in)
        self._write()
        return self._judged

    def _without_repeats(self, changes: Sequence[Change]) -> list[Change]:
        """Changes that are not here yet. The same id with other content is kept under an incarnation of its own."""
        known, key = self._hashes_of(changes), self.head_office.keys.change_hash
        if not known:
            return list(changes)
        here: set[str] | None = None
        fresh: list[Change] = []
        for change in changes:
            stored = known.get(str(change.id))
            if stored is None:
                fresh.append(change)
                continue
            if self._is_erased(change) or stored == content_hash(key, change):
                self.counted.repeated += 1
                continue
            here = twins.among(self.connection, key, changes) if here is None else here
            if str(change.id) in here:
                self.counted.repeated += 1
            else:
                fresh.append(self._under_another_incarnation(change))
        return fresh

    def _is_erased(self, change: Change) -> bool:
        return change.record in self._erased or is_without_contents(change)

    def _hashes_of(self, changes: Sequence[Change]) -> dict[str, str]:
        """Content hash by id of what is in the log or waits for its record."""
        return waiting.hashes_of(self.connection, changes) | log.hashes_of(self.connection, changes)

    def _under_another_incarnation(self, change: Change) -> Change:
        raise_alarm(self.connection, self.head_office, change.id.device, SAME_ID)
        carrier = self.batch or content_hash(self.head_office.keys.change_hash, change)
        return replace(change, id=ChangeId(change.id.device, carrier[:16], change.id.seq))

    def _apply(self, change: Change, office: str, arrived_in: str | None, *, trusted: bool = False) -> None:
        """Judge one change of a desk of `office`, which came in the batch `arrived_in`."""
        if is_refusal(change):
            self._take_refusal(change, office)
            return
        standing = self._records.get(change.record)
        before = self._refused_before.get(str(change.id)) if self._refused_before else None
        reason = before
        if before is None and self._is_erased(change):
            reason = erased.refusal_reason(change)
        elif before is None and (not trusted or change.kind not in self.catalogue.kinds):
            doubted = None if self._doubts is None else self._doubts.of(change)
            reason = refusal_of(change, self._writes_for(change, office, standing), standing, self.catalogue, doubted)
            reason = reason or guests.refusal_of(change, office, standing, self._guests.steps)
            if reason is None and (guarded := roles.guarded_path(change)):
                reason = self._roles.refusal_of(change, guarded)
        if reason is None and standing is None and change.action != "create":
            waiting.keep(self.connection, self.head_office, change, office, arrived_in)
            self.counted.waiting += 1
            return
        judged = self._place(change, office or (standing.office if standing else ""), arrived_in)
        if reason is not None:
            judged.outcome, judged.reason = log.REFUSED, reason
            self.counted.refused += 1
            if before is None and not is_head_office(change):
                self._refuse(judged)
            return
        self._fold(judged, standing)
        if roles.guarded_path(change) and not trusted and self._roles.is_unknown(change):
            judged.reason = roles.UNKNOWN
        if judged.outcome == log.CONFLICT:
            self.counted.conflict += 1
        else:
            self.counted.accepted += 1

    def _writes_for(self, change: Change, office: str, standing: Standing | None) -> str:
        """The office a change counts for: one that the record has left may have written before it heard of that, and one
        that was sent a referral answers it.
        """
        if standing is None or office in {"", standing.office}:
            return office
        answers = guests.is_asked(change, office, standing)
        return standing.office if answers or self._moves.had(standing.id, office) else office

    def _place(self, change: Change, office: str, arrived_in: str | None) -> Judged:
        """The next place in the order."""
        self._position += 1
        judged = Judged(change, office, batch=arrived_in, written=self._written.get(id(change), _NOT_WRITTEN))
        self._judged.append(judged)
        return judged

    def _refuse(self, judged: Judged) -> None:
        """Write the refusal into head office's own journal, right behind what it refuses."""
        epoch = read_epoch(self.connection).id
        if self._own_seq is None:
            self._own_seq = log.newest_own_seq(self.connection, epoch)
        self._own_seq += 1
        name = ChangeId(HEAD_OFFICE, epoch, self._own_seq)
        at = self.head_office.clock()
        said = refuse(name, judged.change, judged.reason, author="head office", at=at)
        refusals.note(self.connection, said)
        self._place(said, judged.office, None)

    def _take_refusal(self, said: Change, office: str) -> None:
        """A refusal of an earlier life: it holds for what was taken meanwhile, and for what has yet to come."""
        self._place(said, office, None)
        name, reason = refusals.note(self.connection, said), reason_of(said)
        self._refused_before.setdefault(name, reason)
        refused = refusals.refuse_after_all(self.connection, name, reason)
        for judged in self._judged:
            if judged.name == name and judged.outcome != log.REFUSED:
                judged.outcome, judged.reason, refused = log.REFUSED, reason, True
        standing = self._records.get(said.record)
        if refused and standing is not None:
            standing.folded, standing.touched = fold(self._history(said.record)), True
            standing.updated_position, standing.last = self._position, said
            self._follow_office(standing)

    def _fold(self, judged: Judged, standing: Standing | None) -> None:
        change = judged.change
        if standing is None:
            # As JSON the values are one piece of memory: a look through it is nearly free.
            stated = judged.written.stated
            is_sure = bool(stated) and b":null" not in stated
            values = change.set if isinstance(change.set, dict) else dict(change.set)
            if not is_sure and None in values.values():
                values = {path: value for path, value in values.items() if value is not None}
            folded = Folded(values, dict.fromkeys(change.set, (judged.name,)))
            at = self._position
            made = Standing(
                change.record, change.kind, judged.office, folded, at, at, fresh=True, touched=True, last=change
            )
            made.created = (folded, change)
            made.text = stated if is_sure else b""
            self._records.add(made)
            self._moves.follow_person(made, at)
            return
        advanced = advance(standing.folded, change)
        if advanced is None:
            advanced = fold(self._history(change.record))
            rivals = {head.write for heads in advanced.conflicts.values() for head in heads}
            disputed = judged.name in rivals or not advanced.conflicts.keys().isdisjoint(change.set)
            judged.outcome = log.CONFLICT if disputed else log.ACCEPTED
        standing.folded, standing.updated_position, standing.touched = advanced, self._position, True
        standing.last = change
        self._follow_office(standing)

    def _follow_office(self, standing: Standing) -> None:
        """Let a person whose office was changed go there with all that hangs on it."""
        office = standing.folded.values.get(PERSON_OFFICE)
        if isinstance(office, str) and office != standing.office:
            self._moves.move(standing, office, self._position)

    def _history(self, name: str) -> list[Applied]:
        """What the log says of a record, and what this transaction has judged since; refusals stand in the outcomes."""
        stored = log.history(self.connection, self.head_office, name)
        here = [
            Applied(judged.change, judged.outcome == log.REFUSED)
            for judged in self._judged
            if judged.change.record == name and not is_refusal(judged.change)
        ]
        return [*stored, *here]

    def _write(self) -> None:
        self._moves.write()
        self._guests.follow(self._records.touched(), self._position)
        failing = self._records.settle()
        for judged in self._judged:
            standing = self._records.get(judged.change.record)
            judged.scope = judged.office if standing is None else standing.office
            if problems := failing.get(judged.name) if failing else None:
                judged.reason = {**judged.reason, "repair": as_told(problems)}
        first = self._position - len(self._judged) + 1
        rows = [log.change_row(self.head_office, judged, first + at) for at, judged in enumerate(self._judged)]
        insert_rows(self.connection, change_log, rows)
        self._records.write()
        if self._erased:
            erased.take_out(self.connection, self.head_office, self._erased)
            erased.note_late(self.connection, self._erased, rows)


def is_head_office(change: Change) -> bool:
    """Whether head office itself made this change."""
    return change.id.device == HEAD_OFFICE
