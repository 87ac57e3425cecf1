"""Erasing a person: who asked, what stands in the way, what goes, and which desks have not done the same yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import ProblemError, living_rows, problem
from shared_models.catalogue.claims import has_open_claim
from shared_models.protocol.attached import KIND as ATTACHMENT
from shared_models.records.ids import parse_registration_number
from sync_server.storage.audit import append_audit, kept_reason
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.erasure_list import FILE, append_line, copy_to_backups, read_list
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.erasures import erasure
from sync_server.storage.tables.intake import batch, change_log, scope_move
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import record, search_term
from sync_server.subjects.intake import erased, guests, log
from sync_server.subjects.intake.erasing import erase

WITHDRAWALS = "person.withdrawals"
CLAIM_OPEN = "my_data.claim_open"
_COLUMNS = (record.c.id, record.c.kind, record.c.office, record.c.field_values)


@dataclass(frozen=True, slots=True)
class Request:
    """A person who asked to be erased, at a desk; `asked_on` as it was written, `claim_open` stands in the way."""

    person: str
    number: str
    office: str
    asked_on: str
    claim_open: bool


@dataclass(frozen=True, slots=True)
class About:
    """What erasing a person means: whose it is, how many records and files go, and the offices that ever had them.

    `to_type` is the number people know the person by (the id, without one); `asked_on` is empty when no desk wrote that down.
    """

    person: str
    to_type: str
    office: str
    asked_on: str
    claim_open: bool
    records: int
    files: int
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An erasure: when, how many records went, and the codes of desks that may still hold them."""

    person: str
    at: int
    records: int
    not_yet_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased just now. `put_aside` are packets of closed desks whose contents stay until they are released;
    `copied_to` and `not_copied_to` are folders of backups.
    """

    person: str
    records: tuple[str, ...]
    line: int
    put_aside: int
    copied_to: tuple[str, ...]
    not_copied_to: tuple[str, ...]


def list_file(head_office: HeadOffice) -> Path:
    """Where the list of this head office lies."""
    return head_office.configuration.data / FILE


def requests(connection: sa.Connection, head_office: HeadOffice) -> list[Request]:
    """Everybody who asked and still stands here."""
    # Values are encrypted. Who wrote a leaf is not, and is spelt out where it was not the one who wrote most of them: so
    # only records have to be read of which a withdrawal is spelt out, or most was written after their create.
    mostly = sa.literal('"*":"') + change_log.c.change_id + sa.literal('"')
    asked = record.c.writers.contains(WITHDRAWALS, autoescape=True) | ~record.c.writers.contains(mostly)
    created = record.join(change_log, change_log.c.position == record.c.created_position)
    query = sa.select(*_COLUMNS).select_from(created).where(record.c.kind == "person", asked).order_by(record.c.id)
    found = []
    rows: list[sa.Row[Any]] = list(connection.execute(query))
    for row in rows:
        dates = _asked_on(_values(head_office, row))
        if dates:
            number, is_open = _returns(connection, head_office, row.id)
            found.append(Request(row.id, number, row.office, min(dates), is_open))
    return sorted(found, key=lambda one: (one.asked_on, one.person))


def _asked_on(values: dict[str, Any]) -> list[str]:
    """The days on which a person asked to be erased."""
    return [
        str(values.get(f"{WITHDRAWALS}.{name}.withdrawn_at") or "")
        for name in living_rows(WITHDRAWALS, values)
        if values.get(f"{WITHDRAWALS}.{name}.scope") == "ERASE"
    ]


def about(connection: sa.Connection, head_office: HeadOffice, named: str) -> About:
    """What would go with the person of this id or number. Raises ProblemError `record.unknown`."""
    person = _person(connection, named)
    rows: list[sa.Row[Any]] = list(connection.execute(sa.select(*_COLUMNS).where(record.c.id == person)))
    row = rows[0]
    number, claim_open = _returns(connection, head_office, person)
    hanging = connection.execute(_of_person(person)).all()
    names = [person, *(one.id for one in hanging), *_naming(connection, head_office, person)]
    return About(
        person=person,
        to_type=number or person,
        office=row.office,
        asked_on=min(_asked_on(_values(head_office, row)), default=""),
        claim_open=claim_open,
        records=len(names),
        files=sum(one.kind == ATTACHMENT for one in hanging),
        offices=tuple(sorted({one.office for one in (row, *hanging)} | _offices_before(connection, names))),
    )


def _offices_before(connection: sa.Connection, names: Sequence[str]) -> set[str]:
    """The offices that once had, or were shown, one of these records."""
    found: set[str] = set()
    for piece in log.in_pieces(names):
        found.update(connection.execute(sa.select(scope_move.c.left).where(scope_move.c.record.in_(piece))).scalars())
    return found | guests.offices_shown(connection, names)


def _returns(connection: sa.Connection, head_office: HeadOffice, person: str) -> tuple[str, bool]:
    """The number people know this person by, and whether a wage claim is open."""
    number, is_open = "", False
    for row in connection.execute(_of_person(person)).all():
        values = _values(head_office, row)
        number = number or str(values.get("episode.registration_no") or "")
        is_open = is_open or has_open_claim(values)
    return number, is_open


def _of_person(person: str) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).where(record.c.person == person).order_by(record.c.created_position)


def _naming(connection: sa.Connection, head_office: HeadOffice, person: str) -> list[str]:
    """What desks answered about other people when they were asked whether it is this one."""
    column = search_term.c
    met = (column.term == head_office.cipher.stored_term(person)) & (column.field == erased.NAMED)
    return list(connection.execute(sa.select(column.record).where(met)).scalars())


def _values(head_office: HeadOffice, row: sa.Row[Any]) -> dict[str, Any]:
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    return dict(msgspec.json.decode(text))


def erase_person(
    connection: sa.Connection, head_office: HeadOffice, named: str, *, reason: str, who: str, also: Sequence[str] = ()
) -> Erasure:
    """Erase the person with this id or number, with everything that hangs on that person and the records named in `also`.

    The list outside the database is written first: what stops between is done by the worker. Raises ProblemError
    `erasure.reason`, `record.unknown`, `my_data.claim_open`, `erasure.list_damaged`.
    """
    said = kept_reason(reason, "erasure.reason")
    commit_order_lock(connection)
    person = _person(connection, named)
    if _returns(connection, head_office, person)[1]:
        raise ProblemError(problem(CLAIM_OPEN))
    for one in also:
        if connection.execute(sa.select(record.c.kind).where(record.c.id == one)).scalar() is None:
            raise ProblemError(problem("record.unknown", record=one[:60]))
    hanging = [row.id for row in connection.execute(_of_person(person))]
    naming = _naming(connection, head_office, person)
    names = sorted({person, *hanging, *naming, *also, *_refused_ones(connection, head_office, person)})
    at = head_office.clock()
    line = append_line(list_file(head_office), head_office.receipt_key, person=person, records=names, at=at)
    erase(connection, head_office, person, names, who)
    detail: dict[str, str | int | None] = {"records": len(names), "line": line.number, "reason": said}
    append_audit(connection, at, who, "person.erased", person, detail)
    copied, not_copied = copy_to_backups(connection, list_file(head_office))
    return Erasure(person, tuple(names), line.number, _put_aside(connection), tuple(copied), tuple(not_copied))


def note_not_possible(connection: sa.Connection, head_office: HeadOffice, named: str, *, who: str) -> None:
    """Write down that somebody could not be erased yet, and why (domain.md 7.2)."""
    person = _person(connection, named)
    append_audit(connection, head_office.clock(), who, "person.not_erased", person, {"reason": CLAIM_OPEN})


def _person(connection: sa.Connection, named: str) -> str:
    number = parse_registration_number(named)
    of_number = record.c.registration_no == number if number else record.c.id == named
    row = connection.execute(sa.select(record.c.id, record.c.kind, record.c.person).where(of_number)).first()
    person = None if row is None else (row.id if row.kind == "person" else row.person)
    if person is None:
        raise ProblemError(problem("record.unknown", record=named[:60]))
    return str(person)


def _refused_ones(connection: sa.Connection, head_office: HeadOffice, person: str) -> Iterator[str]:
    """Records of this person of which nothing stands, for all that was written of them was refused."""
    mine = (change_log.c.outcome == log.REFUSED) & (change_log.c.action == "create")
    for row in connection.execute(sa.select(change_log).where(mine)):
        if erased.person_of(log.read_change(head_office, row)) == person:
            yield row.record


def _put_aside(connection: sa.Connection) -> int:
    aside = sa.select(sa.func.count()).select_from(batch).where(batch.c.state == "quarantined")
    return int(connection.execute(aside).scalar_one())


def done(connection: sa.Connection) -> list[Done]:
    """Every erasure, the newest first, with the desks that have not applied the order up to it."""
    lines: dict[str, list[sa.Row[Any]]] = {}
    for row in connection.execute(sa.select(erasure).order_by(erasure.c.position)):
        lines.setdefault(row.person, []).append(row)
    epoch = read_epoch(connection).id
    found = [
        Done(person, rows[-1].at, len(rows), tuple(_not_yet_at(connection, epoch, rows)))
        for person, rows in lines.items()
    ]
    return sorted(found, key=lambda one: (-one.at, one.person))


def _not_yet_at(connection: sa.Connection, epoch: str, rows: Sequence[sa.Row[Any]]) -> list[str]:
    """Codes of desks that had these records: of the offices they belonged to, and whoever wrote them."""
    names, last = [row.record for row in rows], max(row.position for row in rows)
    offices = {row.office for row in rows} | _offices_before(connection, names)
    writers: set[str] = set()
    for piece in log.in_pieces(names):
        wrote = sa.select(change_log.c.device).where(change_log.c.record.in_(piece)).distinct()
        writers.update(connection.execute(wrote).scalars())
    behind = sa.or_(
        device.c.cursor_epoch.is_(None), device.c.cursor_epoch != epoch, sa.func.coalesce(device.c.cursor, 0) < last
    )
    had = sa.or_(device.c.office.in_(offices), device.c.id.in_(writers))
    query = sa.select(device.c.code).where(device.c.state != "pending", had, behind).order_by(device.c.code)
    return list(connection.execute(query).scalars())


def not_together(connection: sa.Connection, head_office: HeadOffice) -> list[str]:
    """People whose erasure stands in the list and not in the database, or the other way round."""
    lines = read_list(list_file(head_office), None)
    listed = {name for line in lines for name in line.records}
    here = {row.record: row.person for row in connection.execute(sa.select(erasure.c.record, erasure.c.person))}
    lacking = {line.person for line in lines if not set(line.records) <= here.keys()}
    return sorted(lacking | {person for name, person in here.items() if name not in listed})


def carry_out_list(connection: sa.Connection, head_office: HeadOffice) -> None:
    """Let list and database agree, as after a restore."""
    for person in not_together(connection, head_office):
        bring_together(connection, head_office, person)


def bring_together(connection: sa.Connection, head_office: HeadOffice, person: str) -> None:
    """Erase what the list names of a person, and write into the list what desks told or what came late."""
    commit_order_lock(connection)
    lines = read_list(list_file(head_office), head_office.receipt_public_key)
    lines = [line for line in lines if line.person == person]
    listed = {name for line in lines for name in line.records}
    erase(connection, head_office, person, sorted(listed), "head office")
    here = set(connection.execute(sa.select(erasure.c.record).where(erasure.c.person == person)).scalars())
    if here - listed:
        at = head_office.clock()
        records = sorted(here - listed)
        append_line(list_file(head_office), head_office.receipt_key, person=person, records=records, at=at)
    copy_to_backups(connection, list_file(head_office))
