"""What an administrator sees of one desk: how it stands, what came from it, who opens it, what kind of machine it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from shared_models.protocol.desk_people import ROLES
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.closings import user_key
from sync_server.storage.tables.desk_people import desk_list, desk_person
from sync_server.storage.tables.intake import batch, change_log
from sync_server.subjects.network import find_device_by_name
from sync_server.subjects.overview import DeskLine, Seen, refused_by_desk, work_put_aside
from sync_server.subjects.watching import CELLS_OF_A_DESK

BATCHES_SHOWN = 20
CLOCK_OFF_MS = 10 * 60 * 1000


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch as it came."""

    hash: str
    ledger: int
    count: int
    received_at: int
    state: str
    via: str
    refused: int


@dataclass(frozen=True, slots=True)
class OtherKey:
    """A key with which somebody at a desk signs and that is not accepted; `listed`: the desk's list says it is theirs."""

    author: str
    key: str
    seen_at: int
    listed: bool


@dataclass(frozen=True, slots=True)
class DeskPersonLine:
    """Somebody who opens a desk, by its own word: login, role of the access table ("" for one that is not known here), the
    beginning of the key, from when until when (None: still).
    """

    login: str
    role: str
    key: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One desk: its line in the network, what came from it, and facts about the machine."""

    now: int
    desk: DeskLine
    state: str
    app_version: str
    decided_by: str
    clock_skew_ms: int | None
    chain_count: int
    records: int
    put_aside: int
    batches: tuple[BatchLine, ...]
    people: tuple[DeskPersonLine, ...] = ()
    people_told_at: int | None = None
    other_keys: tuple[OtherKey, ...] = ()

    @property
    def likely(self) -> str:
        """Why this desk says nothing, as far as it can be told from here: noted, closed, clock, never,
        line; "" when it is heard.
        """
        desk = self.desk
        if not desk.is_silent or desk.standing in {"waiting", "closed"}:
            return ""
        if desk.note is not None:
            return "noted"
        if not desk.hour.is_open:
            return "closed"
        if desk.last_contact is None:
            return "never"
        if self.clock_skew_ms is not None and abs(self.clock_skew_ms) > CLOCK_OFF_MS:
            return "clock"
        return "line"


def read_desk(connection: sa.Connection, head_office: HeadOffice, id_or_code: str) -> DeskPage:
    """One desk. Raises ProblemError `enrolment.device_unknown`."""
    now = head_office.clock()
    found = find_device_by_name(connection, id_or_code)
    refused = refused_by_desk(connection, found.id).get(found.id, 0)
    created = sa.select(sa.func.count(sa.distinct(change_log.c.record))).where(
        change_log.c.device == found.id, change_log.c.action == "create", change_log.c.kind == "person"
    )
    return DeskPage(
        now=now,
        desk=Seen(connection, head_office, (found,), CELLS_OF_A_DESK).line(found, refused),
        state=found.state,
        app_version=found.app_version,
        decided_by=found.decided_by or "",
        clock_skew_ms=found.clock_skew_ms,
        chain_count=found.head_count,
        records=int(connection.execute(created).scalar_one()),
        put_aside=sum(one.count for one in work_put_aside(connection, found.id)),
        batches=tuple(_batches(connection, found.id)),
        people=_people(connection, found.id),
        other_keys=_other_keys(connection, found.id),
        people_told_at=connection.execute(
            sa.select(desk_list.c.received_at).where(desk_list.c.device == found.id)
        ).scalar(),
    )


def _other_keys(connection: sa.Connection, device: str) -> tuple[OtherKey, ...]:
    """The newest key of each person that waits to be accepted."""
    key, person = user_key.c, desk_person.c
    waiting = sa.select(user_key).where(key.device == device, ~key.accepted).order_by(key.seen_at.desc(), key.key)
    newest: dict[str, sa.Row[Any]] = {}
    for row in connection.execute(waiting):
        newest.setdefault(row.author, row)
    named = sa.select(person.login, person.key).where(person.device == device, person.until.is_(None))
    theirs = {(row.login, row.key) for row in connection.execute(named)}
    return tuple(
        OtherKey(row.author, row.key, row.seen_at, (row.author, row.key) in theirs) for _, row in sorted(newest.items())
    )


def _people(connection: sa.Connection, device: str) -> tuple[DeskPersonLine, ...]:
    """Who opens a desk now, then who did."""
    column = desk_person.c
    rows = connection.execute(
        sa.select(desk_person).where(column.device == device).order_by(column.login, column.since)
    )
    lines = [DeskPersonLine(row.login, ROLES.get(row.role, ""), row.key[:16], row.since, row.until) for row in rows]
    return tuple(sorted(lines, key=lambda one: (one.until is not None, one.login)))


def _batches(connection: sa.Connection, device_id: str) -> Iterator[BatchLine]:
    refused = (
        sa.select(change_log.c.batch, sa.func.count().label("refused"))
        .where(change_log.c.device == device_id, change_log.c.outcome == "refused")
        .group_by(change_log.c.batch)
        .subquery()
    )
    query = (
        sa.select(batch.c.hash, batch.c.ledger, batch.c.count.label("changes"), batch.c.received_at, batch.c.state,
                  batch.c.via, refused.c.refused)
        .outerjoin(refused, refused.c.batch == batch.c.hash)
        .where(batch.c.device == device_id)
        .order_by(batch.c.ledger.desc())
        .limit(BATCHES_SHOWN)
    )  # fmt: skip
    for row in connection.execute(query):
        yield BatchLine(row.hash, row.ledger, row.changes, row.received_at, row.state, row.via, row.refused or 0)
