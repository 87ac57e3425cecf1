"""What an administrator sees of the network on one page: how each desk is, and what waits for a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from shared_models.catalogue.opening import Hour
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.receipt import Receipt
from shared_models.protocol.receipt import read as read_receipt
from sync_server.storage.fence import FOUND
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.audit import audit
from sync_server.storage.tables.intake import batch, change_log, waiting_change
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.network import APPROVED, PENDING, REVOKED, Device, devices
from sync_server.subjects.watching import CELLS, Beat, Note, read_hours, read_rhythms, standing_notes


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """The last receipt of a desk as read from its signed bytes; `genuine` is False when they no longer verify."""

    genuine: bool
    count: int = 0
    ledger: int = 0
    durability: str = ""
    at: int = 0
    head: str = ""
    epoch: str = ""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One desk of the network. `standing` is one word: alarm, waiting, silent, noted, to_come, closed or well. `silence` is
    the open time of its office since it was heard, in milliseconds (None: never heard).
    """

    id: str
    code: str
    office: str
    machine: str
    fingerprint: tuple[str, ...]
    standing: str
    alarm: str
    enrolled_at: int
    last_contact: int | None
    still_there: int | None
    came_back: int
    receipt: ReceiptFacts | None
    silence: int | None
    is_silent: bool
    hour: Hour
    note: Note | None = None
    rhythm: tuple[Beat, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something kept until it can be used: changes without their record, or batches put aside, by desk."""

    desk_id: str
    desk: str
    office: str
    count: int
    since: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PutBack:
    """When head office began to live on from an older state; `found` when nobody said so and the program noticed."""

    at: int
    found: bool


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """All desks, and what needs a person; `two_answers` counts fields a reviewer has to look at."""

    now: int
    desks: tuple[DeskLine, ...]
    waiting_changes: tuple[Waiting, ...]
    put_aside: tuple[Waiting, ...]
    two_answers: int
    records: int
    put_back: PutBack | None = None

    def of(self, *standings: str) -> tuple[DeskLine, ...]:
        """The desks that stand so."""
        return tuple(desk for desk in self.desks if desk.standing in standings)

    @property
    def working(self) -> tuple[DeskLine, ...]:
        """Desks that are expected to speak: approved ones, whatever is wrong with them."""
        return tuple(desk for desk in self.desks if desk.standing not in {"waiting", "closed"})

    @property
    def heard(self) -> int:
        """How many of them spoke within a working day of their office."""
        return sum(1 for desk in self.working if not desk.is_silent)

    @property
    def silent(self) -> tuple[DeskLine, ...]:
        """Those that did not, the longest silence first; a desk with an alarm may be silent too."""
        quiet = [desk for desk in self.working if desk.is_silent]
        return tuple(sorted(quiet, key=lambda desk: (desk.note is not None, desk.last_contact or 0)))

    @property
    def alarms(self) -> tuple[DeskLine, ...]:
        return tuple(desk for desk in self.desks if desk.alarm)

    @property
    def not_here_since(self) -> int:
        """How many desks have not been here since head office was put back: what only they hold is still to come."""
        since = self.put_back.at if self.put_back is not None else 0
        return sum(1 for desk in self.working if (desk.last_contact or 0) < since)

    @property
    def expected(self) -> int:
        """What silent desks last said they had not sent."""
        return sum(desk.still_there or 0 for desk in self.silent)

    @property
    def needs_somebody(self) -> bool:
        return bool(self.of("waiting") or self.alarms or self.waiting_changes or self.put_aside)


def read_network(connection: sa.Connection, head_office: HeadOffice) -> NetworkPage:
    """The network as it stands."""
    now = head_office.clock()
    refused, known = refused_by_desk(connection), devices(connection)
    seen = Seen(connection, head_office, known)
    open_answers = sa.select(sa.func.count()).select_from(conflict).where(conflict.c.closed_position.is_(None))
    people = sa.select(sa.func.count()).select_from(record).where(record.c.kind == "person")
    return NetworkPage(
        now=now,
        desks=tuple(seen.line(one, refused.get(one.id, 0)) for one in known),
        waiting_changes=tuple(_waiting_changes(connection)),
        put_aside=tuple(work_put_aside(connection)),
        two_answers=int(connection.execute(open_answers).scalar_one()),
        records=int(connection.execute(people).scalar_one()),
        put_back=_put_back(connection),
    )


def _put_back(connection: sa.Connection) -> PutBack | None:
    """How the present epoch began, if it did not begin with head office itself."""
    line = audit.c
    began = sa.select(line.at, line.action).where(
        line.subject == read_epoch(connection).id, line.action.in_((FOUND, "server.restored"))
    )
    row = connection.execute(began.order_by(line.seq.desc()).limit(1)).one_or_none()
    return None if row is None else PutBack(row.at, row.action == FOUND)


class Seen:
    """Desks as an administrator sees them now: with the hours of their offices, their rhythm and what was noted."""

    def __init__(
        self, connection: sa.Connection, head_office: HeadOffice, known: Sequence[Device], cells: int = CELLS
    ) -> None:
        self._head_office, self._now = head_office, head_office.clock()
        self._hours = read_hours(connection, self._now)
        self._notes = standing_notes(connection, self._now)
        self._rhythms = read_rhythms(connection, known, self._hours, self._now, cells)

    def line(self, desk: Device, came_back: int) -> DeskLine:
        """One of them."""
        last = desk.last_contact
        silence = None if last is None else self._hours.silence(desk.office, last, self._now)
        is_silent = silence is None or silence >= self._hours.working_day_ms
        note = self._notes.get(desk.id)
        return DeskLine(
            id=desk.id,
            code=desk.code,
            office=desk.office,
            machine=desk.name,
            fingerprint=tuple(desk.fingerprint.split("-")),
            standing=_standing(desk, is_silent=is_silent, noted=note is not None),
            alarm=desk.alarm or "",
            enrolled_at=desk.enrolled_at,
            last_contact=last,
            still_there=desk.pending_estimate,
            came_back=came_back,
            receipt=_receipt(self._head_office, desk.receipt),
            silence=silence,
            is_silent=is_silent,
            hour=self._hours.at(desk.office, self._now),
            note=note,
            rhythm=() if desk.state != APPROVED else self._rhythms.get(desk.id, ()),
        )


def _standing(desk: Device, *, is_silent: bool, noted: bool) -> str:
    if desk.state == REVOKED:
        return "closed"
    if desk.state == PENDING:
        return "waiting"
    if desk.alarm:
        return "alarm"
    if is_silent:
        return "noted" if noted else "silent"
    return "to_come" if desk.pending_estimate else "well"


def _receipt(head_office: HeadOffice, statement: bytes | None) -> ReceiptFacts | None:
    if statement is None:
        return None
    try:
        said: Receipt = read_receipt(statement, head_office.receipt_public_key)
    except ProtocolError:
        return ReceiptFacts(genuine=False)
    return ReceiptFacts(True, said.count, said.ledger, said.durability, said.at, said.head, said.epoch)


def refused_by_desk(connection: sa.Connection, device_id: str = "") -> dict[str, int]:
    query = (
        sa.select(change_log.c.device, sa.func.count())
        .where(change_log.c.outcome == "refused")
        .group_by(change_log.c.device)
    )
    if device_id:
        query = query.where(change_log.c.device == device_id)
    return {str(name): int(count) for name, count in connection.execute(query)}


def _waiting_changes(connection: sa.Connection) -> Iterator[Waiting]:
    yield from _by_desk(connection, waiting_change.c.device, waiting_change.c.arrived_at, sa.literal(""), sa.true())


def work_put_aside(connection: sa.Connection, closed_desk: str = "") -> Iterator[Waiting]:
    """What is put aside, of every desk or of one that was closed."""
    aside = batch.c.state == "quarantined"
    if closed_desk:
        aside &= (batch.c.device == closed_desk) & (batch.c.problem == "device.revoked")
    reason = sa.func.coalesce(batch.c.problem, "")
    yield from _by_desk(connection, batch.c.device, batch.c.received_at, reason, aside)


def _by_desk(
    connection: sa.Connection,
    name: sa.Column[str],
    at: sa.Column[int],
    reason: sa.ColumnElement[str],
    where: sa.ColumnElement[bool],
) -> Iterator[Waiting]:
    query = (
        sa.select(name, device.c.code, device.c.office, sa.func.count(), sa.func.min(at), reason)
        .outerjoin(device, device.c.id == name)
        .where(where)
        .group_by(name, device.c.code, device.c.office, reason)
        .order_by(sa.func.min(at))
    )
    for desk_id, code, office, count, since, problem in connection.execute(query):
        yield Waiting(desk_id, code or desk_id, office or "", count, since, problem)
