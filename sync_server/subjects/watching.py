"""What an administrator knows of the offices beside their desks' work: closed hours, notes, telephones, the rhythm."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa

from shared_models.catalogue.opening import PAKISTAN, Closure, Hour, Opening, load_opening
from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.records.ids import record_id
from shared_models.text.normalise import clean_text
from sync_server.storage.audit import append_audit
from sync_server.storage.tables.intake import batch
from sync_server.storage.tables.watching import desk_day, desk_note, office_closure, office_contact
from sync_server.subjects.network import Device, find_device_by_name
from sync_server.subjects.offices import require_office

CELLS = 14
CELLS_OF_A_DESK = 40  # eight weeks of five days
LONGEST_NOTE_MS = 14 * 24 * 60 * 60 * 1000
LONGEST_CLOSURE_MS = 60 * 24 * 60 * 60 * 1000
_HEIGHTS = 7


@dataclass(frozen=True, slots=True)
class Beat:
    """One open day of a desk: how many changes came, how high that is beside its busiest day (0 to 7), whether it spoke;
    `there` is False before it was enrolled.
    """

    day: dt.date
    changes: int
    height: int
    heard: bool
    there: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """What an office said on the telephone, who wrote it down, and until when it explains a silence."""

    text: str
    until: int
    said_by: str
    said_at: int


@dataclass(frozen=True, slots=True)
class AnnouncedClosure:
    """Hours in which an office is closed, as somebody at head office entered them."""

    id: str
    office: str
    begins: int
    ends: int
    why: str
    said_by: str


@dataclass(frozen=True, slots=True)
class OfficeContact:
    """Whom to call."""

    phone: str
    person: str


class Hours:
    """The calendar together with what was announced for each office."""

    def __init__(self, opening: Opening, closures: Mapping[str, Sequence[Closure]]) -> None:
        self._opening, self._closures = opening, closures

    @property
    def working_day_ms(self) -> int:
        """How much open time one working day is."""
        return self._opening.working_day_ms

    def silence(self, office: str, last_contact: int, now: int) -> int:
        """For how much of its open time an office has not been heard, in milliseconds."""
        return self._opening.open_ms(last_contact, now, self._closures.get(office, ()))

    def at(self, office: str, now: int) -> Hour:
        """Whether the office is open now."""
        return self._opening.at(now, self._closures.get(office, ()))

    def days(self, office: str, now: int, count: int) -> tuple[dt.date, ...]:
        """The last so many open days."""
        return self._opening.open_days(now, count, self._closures.get(office, ()))


def read_hours(connection: sa.Connection, now: int) -> Hours:
    """The hours of every office as they are known now."""
    closures: dict[str, list[Closure]] = {}
    column = office_closure.c
    standing = sa.select(column.office, column.begins, column.ends, column.why).where(
        column.taken_back.is_(None), column.ends > now - 2 * LONGEST_CLOSURE_MS
    )
    for row in connection.execute(standing):
        closures.setdefault(row.office, []).append(Closure(row.begins, row.ends, row.why))
    return Hours(load_opening(), closures)


def note_day(connection: sa.Connection, device: str, at: int, before: int | None) -> None:
    """Remember that a desk was heard on this day; only the first time of a day asks the database. `before`: its last
    contact.
    """
    day = _day(at)
    if before is not None and _day(before) == day:
        return
    column = desk_day.c
    known = sa.select(column.day).where(column.device == device, column.day == day)
    fresh = sa.select(sa.literal(device), sa.literal(day), sa.literal(at)).where(~known.exists())
    connection.execute(desk_day.insert().from_select(["device", "day", "first_heard"], fresh))


def read_rhythms(
    connection: sa.Connection, desks: Sequence[Device], hours: Hours, now: int, count: int = CELLS
) -> dict[str, tuple[Beat, ...]]:
    """The last open days of each of these desks."""
    days = {desk.id: hours.days(desk.office, now, count) for desk in desks}
    begun = {desk.id: _date(desk.enrolled_at) for desk in desks}
    first = min((of[0] for of in days.values() if of), default=None)
    if first is None:
        return dict.fromkeys(days, ())
    since = int(dt.datetime.combine(first, dt.time(), PAKISTAN).timestamp() * 1000)
    changes: Counter[tuple[str, dt.date]] = Counter()
    for row in connection.execute(
        sa.select(batch.c.device, batch.c.received_at, batch.c.count.label("many")).where(
            batch.c.device.in_(days), batch.c.received_at >= since
        )
    ):
        changes[row.device, _date(row.received_at)] += row.many
    spoke = sa.select(desk_day.c.device, desk_day.c.day).where(
        desk_day.c.device.in_(days), desk_day.c.day >= first.isoformat()
    )
    heard = {(row.device, dt.date.fromisoformat(row.day)) for row in connection.execute(spoke)} | changes.keys()
    return {device: tuple(_beats(device, of, begun[device], changes, heard)) for device, of in days.items()}


def _beats(
    device: str,
    days: Sequence[dt.date],
    begun: dt.date,
    changes: Counter[tuple[str, dt.date]],
    heard: AbstractSet[tuple[str, dt.date]],
) -> Iterable[Beat]:
    most = max((changes[device, day] for day in days), default=0)
    for day in days:
        count = changes[device, day]
        height = max(1, round(_HEIGHTS * count / most)) if count else 0
        yield Beat(day, count, height, (device, day) in heard, day >= begun)


def standing_notes(connection: sa.Connection, now: int) -> dict[str, Note]:
    """The newest note of each desk that still explains its silence."""
    column = desk_note.c
    rows = connection.execute(sa.select(desk_note).where(column.until > now).order_by(column.said_at))
    return {row.device: Note(row.text, row.until, row.said_by, row.said_at) for row in rows}


def notes_of(connection: sa.Connection, device: str, limit: int = 10) -> tuple[Note, ...]:
    """What was noted about a desk, the newest first."""
    column = desk_note.c
    query = sa.select(desk_note).where(column.device == device).order_by(column.said_at.desc()).limit(limit)
    return tuple(Note(row.text, row.until, row.said_by, row.said_at) for row in connection.execute(query))


def write_note(connection: sa.Connection, device: str, text: str, until: int, *, who: str, at: int) -> None:
    """Note what an office said. ProblemError `watching.note_empty`, `watching.note_until` (past, or over two weeks)."""
    found = find_device_by_name(connection, device)
    said = _said(text, "watching.note_empty")
    if not at < until <= at + LONGEST_NOTE_MS:
        raise ProblemError(Problem("watching.note_until"))
    values = {"device": found.id, "text": said, "until": until, "said_by": who, "said_at": at}
    connection.execute(desk_note.insert().values(id=record_id(at, os.urandom(10)), **values))
    append_audit(connection, at, who, "desk.noted", found.id, {"until": until})


def contact_of(connection: sa.Connection, office: str) -> OfficeContact | None:
    """Whom to call at an office."""
    row = connection.execute(sa.select(office_contact).where(office_contact.c.office == office)).one_or_none()
    return None if row is None else OfficeContact(row.phone, row.person)


def write_contact(connection: sa.Connection, office: str, phone: str, person: str, *, who: str, at: int) -> None:
    """Keep an office's telephone. ProblemError `watching.phone_empty`, and for an unknown office."""
    known = require_office(office)
    values = {
        "phone": _said(phone, "watching.phone_empty"),
        "person": clean_text(person)[:80],
        "said_by": who,
        "said_at": at,
    }
    connection.execute(office_contact.delete().where(office_contact.c.office == known.code))
    connection.execute(office_contact.insert().values(office=known.code, **values))
    append_audit(connection, at, who, "office.contact_changed", known.code, {})


def coming_closures(connection: sa.Connection, now: int) -> tuple[AnnouncedClosure, ...]:
    """What is announced and not over, the next first."""
    column = office_closure.c
    query = sa.select(office_closure).where(column.taken_back.is_(None), column.ends > now)
    return tuple(
        AnnouncedClosure(row.id, row.office, row.begins, row.ends, row.why, row.said_by)
        for row in connection.execute(query.order_by(column.begins, column.office))
    )


def announce_closure(
    connection: sa.Connection, office: str, begins: int, ends: int, why: str, *, who: str, at: int
) -> None:
    """Enter hours in which an office is closed. ProblemError `watching.closure_hours` (turned round, or over sixty days),
    `watching.closure_why`, and for an unknown office.
    """
    known = require_office(office)
    if not begins < ends <= begins + LONGEST_CLOSURE_MS:
        raise ProblemError(Problem("watching.closure_hours"))
    values = {"begins": begins, "ends": ends, "why": _said(why, "watching.closure_why"), "said_by": who, "said_at": at}
    named = record_id(at, os.urandom(10))
    connection.execute(office_closure.insert().values(id=named, office=known.code, **values))
    append_audit(connection, at, who, "office.closure_announced", known.code, {"begins": begins, "ends": ends})


def take_closure_back(connection: sa.Connection, closure: str, *, who: str, at: int) -> None:
    """The office is open after all. ProblemError `watching.closure_unknown`."""
    column = office_closure.c
    which = (column.id == closure) & column.taken_back.is_(None)
    office = connection.execute(sa.select(column.office).where(which)).scalar()
    if office is None:
        raise ProblemError(Problem("watching.closure_unknown"))
    connection.execute(office_closure.update().where(which).values(taken_back=at))
    append_audit(connection, at, who, "office.closure_taken_back", office, {})


def _date(at: int) -> dt.date:
    return dt.datetime.fromtimestamp(at / 1000, PAKISTAN).date()


def _day(at: int) -> str:
    return _date(at).isoformat()


def _said(text: str, code: str) -> str:
    said = clean_text(text)[:300]
    if not said:
        raise ProblemError(Problem(code))
    return said
