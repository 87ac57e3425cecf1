"""What stands between a desk's save and a good record: refused changes, records to repair, changes that wait for theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Problem, load_catalogue, sentence
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import change_log, refusal, waiting_change
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import record, repair

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is open. `desk` is whose move it is (empty: head office), `since` when it became so, `said` why, in
    sentences. `person` is empty where there is no record to open.
    """

    record: str
    person: str
    number: str
    kind: str
    office: str
    desk: str
    author: str
    since: int
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CameBackPage:
    """The oldest come first; of each kind at most MOST_SHOWN are listed, the counts say how many there are."""

    now: int
    to_repair: tuple[Open, ...]
    refused: tuple[Open, ...]
    waiting: tuple[Open, ...]
    repairs: int
    refusals: int
    waits: int

    @property
    def nothing(self) -> bool:
        return not (self.repairs or self.refusals or self.waits)


def read_came_back(connection: sa.Connection, head_office: HeadOffice, language: str) -> CameBackPage:
    """Everything that is open."""
    return CameBackPage(
        now=head_office.clock(),
        to_repair=tuple(_to_repair(connection, head_office, language)),
        refused=tuple(_refused(connection, language)),
        waiting=tuple(_waiting(connection)),
        repairs=records_to_repair(connection),
        refusals=_count(connection, _open_refusals().subquery()),
        waits=_count(connection, waiting_change),
    )


def records_to_repair(connection: sa.Connection) -> int:
    """How many records are folded and not published."""
    return _count(connection, repair)


def _count(connection: sa.Connection, table: sa.FromClause) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def why_not_published(
    connection: sa.Connection, head_office: HeadOffice, record_id: str, language: str
) -> tuple[str, ...]:
    """Why a record needs repair, in sentences; empty for a good one."""
    row = connection.execute(sa.select(repair).where(repair.c.record == record_id)).one_or_none()
    return () if row is None else problems_said(head_office, row, language)


def problems_said(head_office: HeadOffice, row: sa.Row[Any], language: str) -> tuple[str, ...]:
    """What a row of `repair` says, each problem as a sentence under the name of its field."""
    told = msgspec.json.decode(head_office.cipher.reveal("repair", "problems", row.record, row.problems))
    return tuple(_said(Problem(code, path, params), language) for code, path, params in told)


def _said(found: Problem, language: str) -> str:
    leaf = load_catalogue().leaf_of(found.path) if found.path else None
    words = sentence(found, language)
    return f"{leaf.field.label(language)}: {words}" if leaf else words


def _to_repair(connection: sa.Connection, head_office: HeadOffice, language: str) -> Iterator[Open]:
    query = (
        sa.select(repair, device.c.code, record.c.kind, record.c.person, record.c.registration_no)
        .select_from(repair)
        .join(record, record.c.id == repair.c.record)
        .outerjoin(device, device.c.id == repair.c.device)
        .order_by(repair.c.since, repair.c.record)
        .limit(MOST_SHOWN)
    )
    for row in connection.execute(query):
        told = problems_said(head_office, row, language)
        person, number = row.person or row.record, row.registration_no or ""
        yield Open(row.record, person, number, row.kind, row.office, row.code or "", row.author, row.since, told)


def _open_refusals() -> sa.Select[Any]:
    """Refusals that the desk has not answered with a later change that was taken."""
    refused, by, later = change_log.alias("refused"), change_log.alias("refused_by"), change_log.alias("later")
    answered = sa.select(later.c.position).where(
        later.c.record == refused.c.record,
        later.c.device == refused.c.device,
        later.c.position > refused.c.position,
        later.c.outcome != "refused",
    )
    mine = (
        (refused.c.device == refusal.c.device)
        & (refused.c.incarnation == refusal.c.incarnation)
        & (refused.c.seq == refusal.c.seq)
    )
    return (
        sa.select(
            refused.c.record, refused.c.kind, refused.c.office, refused.c.author, refused.c.reason, refused.c.device,
            by.c.at.label("since"),
        )
        .select_from(refusal)
        .join(refused, mine)
        .join(by, by.c.change_id == refusal.c.refused_by)
        .where(refused.c.outcome == "refused", ~answered.exists())
    )  # fmt: skip


def _refused(connection: sa.Connection, language: str) -> Iterator[Open]:
    found = _open_refusals().subquery()
    query = (
        sa.select(found, device.c.code, record.c.id.label("there"), record.c.person, record.c.registration_no)
        .outerjoin(record, record.c.id == found.c.record)
        .outerjoin(device, device.c.id == found.c.device)
        .order_by(found.c.since, found.c.record)
        .limit(MOST_SHOWN)
    )
    for row in connection.execute(query):
        reason = msgspec.json.decode(row.reason or "{}")
        params = {str(name): str(value) for name, value in reason.get("params", {}).items()}
        told = (_said(Problem(str(reason.get("code", "")), str(reason.get("path", "")), params), language),)
        person, number = row.person or row.there or "", row.registration_no or ""
        yield Open(row.record, person, number, row.kind, row.office, row.code or "", row.author, row.since, told)


def _waiting(connection: sa.Connection) -> Iterator[Open]:
    query = (
        sa.select(waiting_change, device.c.code)
        .outerjoin(device, device.c.id == waiting_change.c.device)
        .order_by(waiting_change.c.arrived_at, waiting_change.c.change_id)
        .limit(MOST_SHOWN)
    )
    for row in connection.execute(query):
        yield Open(row.record, "", "", row.kind, row.office, row.code or "", row.author, row.arrived_at)
