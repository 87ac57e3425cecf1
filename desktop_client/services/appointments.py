"""Appointments: when somebody comes back or is called, with whom and what for; of the whole office, on the day they are due.

Each is a record of its own that hangs on its person. What it is for stands in the record and on no paper.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration, registration_of
from desktop_client.services.transferring import ask_is_here
from desktop_client.storage import audit, moved
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import people as tables
from desktop_client.storage.view import ShownRecord, read_record
from shared_models.catalogue import ProblemError, check_leaf, problem
from shared_models.catalogue.access import refused_write
from shared_models.catalogue.codes import CodeList
from shared_models.records import ids
from shared_models.records.changes import Value
from shared_models.records.paths import RECORD_VOID
from shared_models.records.reconcile import covered_by, shown_base
from shared_models.text.normalise import clean_text

KIND = "appointment"
PURPOSES = "APPOINTMENT_PURPOSE"
FARTHEST_DAYS = 366
MOST_OF_A_DAY = 200
_VOID = f"{KIND}.{RECORD_VOID}"
_CALLED_OFF = "called off at the desk"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment; `day` is an ISO day, `time` `10:30` or empty, `purpose` a code. `is_call`: the office calls."""

    id: str
    person: str
    day: str
    time: str
    purpose: str
    with_whom: str
    is_call: bool


@dataclass(frozen=True, slots=True)
class Due:
    """An appointment of a day, with the number for people."""

    appointment: Appointment
    number: str


def purposes(desk: OpenDesk) -> CodeList:
    """What somebody may come back for; nothing in a version of fields that is older than appointments."""
    return desk.catalogue.lists.get(PURPOSES) or CodeList(PURPOSES, "", "", ())


def may_make(desk: OpenDesk) -> bool:
    """Whether the person signed in gives appointments."""
    known = f"{KIND}.day" in desk.catalogue.fields
    return known and refused_write(desk.person.role, f"{KIND}.day", {}, desk.catalogue) is None


def make(
    desk: OpenDesk, one: Registration, *, day: str, time: str = "", purpose: str, with_whom: str = ""
) -> Appointment:
    """Write an appointment down; it is on the disk when this ends.

    Raises ProblemError `appointment.day_needed`, `appointment.day_past`, `appointment.day_far`,
    `appointment.purpose_needed`, `record.moved`, the field's own, or the one that says who may write it.
    """
    _check_day(desk, day)
    if purpose not in purposes(desk):
        raise ProblemError(problem("appointment.purpose_needed", f"{KIND}.purpose"))
    given = {"day": day, "time": time, "purpose": purpose, "with_whom": clean_text(with_whom)}
    values: dict[str, Value] = {f"{KIND}.{name}": value for name, value in given.items() if value}
    for path, value in values.items():
        wrong = check_leaf(path, value, desk.catalogue) or refused_write(desk.person.role, path, {}, desk.catalogue)
        if wrong is not None:
            raise ProblemError(wrong)
    at = desk.clock()
    name = ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES))
    with writing(desk.engine) as connection:
        ask_is_here(connection, desk, one.person)
        edit = Edit(name, KIND, "create", {**values, f"{KIND}.person": one.person.id})
        _write(connection, desk, edit, at, "appointment_made")
        shown = desk.view.get(connection, name)
    if shown is None:
        raise ProblemError(problem("appointment.unknown"))
    return appointment_of(desk, shown)


def call_off(desk: OpenDesk, name: str) -> None:
    """Withdraw an appointment; that it was there stays in what happened. Raises ProblemError `appointment.unknown`."""
    with writing(desk.engine) as connection:
        shown = desk.view.get(connection, name)
        if shown is None or shown.kind != KIND or _VOID in shown.values:
            raise ProblemError(problem("appointment.unknown"))
        may_not = refused_write(desk.person.role, f"{KIND}.day", {}, desk.catalogue)
        if may_not is not None:
            raise ProblemError(may_not)
        ask_is_here(connection, desk, shown)
        withdrawn: dict[str, Value] = {_VOID: _CALLED_OFF}
        base, bases = shown_base(shown.writers, withdrawn)
        edit = Edit(name, KIND, "void", withdrawn, base, bases, covered_by(shown.writers, withdrawn))
        _write(connection, desk, edit, desk.clock(), "appointment_called_off")


def _write(connection: sa.Connection, desk: OpenDesk, edit: Edit, at: int, action: str) -> None:
    made = desk.journal.append(connection, [edit], desk.typist, at=at, reference=desk.catalogue.version)
    desk.view.apply_own(connection, made)
    audit.append(connection, at=at, login=desk.person.login, action=action, subject=edit.record)


def _check_day(desk: OpenDesk, day: str) -> None:
    path = f"{KIND}.day"
    if not day:
        raise ProblemError(problem("appointment.day_needed", path))
    wrong = check_leaf(path, day, desk.catalogue)
    if wrong is not None:
        raise ProblemError(wrong)
    asked, today = dt.date.fromisoformat(day), desk.today()
    if asked < today:
        raise ProblemError(problem("appointment.day_past", path, day=f"{asked:%d-%m-%Y}"))
    if asked > today + dt.timedelta(days=FARTHEST_DAYS):
        raise ProblemError(problem("appointment.day_far", path, day=f"{asked:%d-%m-%Y}"))


def records_of(desk: OpenDesk, person: str) -> list[ShownRecord]:
    """Every appointment of a person as it is shown, called off or not, in the order they were made."""
    column = tables.record.c
    mine = sa.select(tables.record).where(column.person == person).order_by(column.number)
    with reading(desk.engine) as connection:
        return [read_record(row) for row in connection.execute(mine) if row.kind == KIND]


def upcoming(desk: OpenDesk, person: str) -> list[Appointment]:
    """What this person still has before him or her, the nearest first."""
    today = desk.today().isoformat()
    found = [appointment_of(desk, shown) for shown in records_of(desk, person) if _VOID not in shown.values]
    return sorted((one for one in found if one.day >= today), key=lambda one: (one.day, one.time, one.id))


def due_on(desk: OpenDesk, day: str) -> list[Due]:
    """The calls and visits of one day in this office, by the clock; of people who have moved away none."""
    with reading(desk.engine) as connection:
        rows = connection.execute(tables.APPOINTMENTS_OF_DAY, {"day": day, "most": MOST_OF_A_DAY}).all()
        found = [
            appointment_of(desk, ShownRecord(row.number, row.id, KIND, "", msgspec.json.decode(row.values), {}, 0))
            for row in rows
        ]
        gone = moved.among(connection, [one.person for one in found])
        due = [
            Due(one, registration.registration_no)
            for one in found
            if one.person not in gone and (registration := registration_of(connection, one.person)) is not None
        ]
    return sorted(due, key=lambda one: (one.appointment.time, one.number))


def is_called_off(shown: ShownRecord) -> bool:
    """Whether it was withdrawn."""
    return _VOID in shown.values


def appointment_of(desk: OpenDesk, shown: ShownRecord) -> Appointment:
    """The appointment in a record."""
    said = {name: str(shown.values.get(f"{KIND}.{name}") or "") for name in ("person", "day", "time", "purpose")}
    purpose = purposes(desk).get(said["purpose"])
    return Appointment(
        id=shown.id,
        **said,
        with_whom=str(shown.values.get(f"{KIND}.with_whom") or ""),
        is_call=purpose is not None and purpose.extra.get("way") == "call",
    )
