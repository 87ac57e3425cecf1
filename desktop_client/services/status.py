"""Where everything is, in numbers: the facts behind the one sentence people read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from desktop_client.services import drafts, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.open_questions import refused_records
from desktop_client.storage import settings
from desktop_client.storage.engine import reading
from desktop_client.storage.journal import newest_number
from desktop_client.storage.tables import journal as tables

_KARACHI = ZoneInfo("Asia/Karachi")
# CROSS JOIN keeps SQLite's order: from the few returns of a day to their changes, never from the whole journal.
_MADE_SINCE = sa.text(
    "SELECT change.number, change.at FROM record CROSS JOIN change ON change.record = record.id"
    " WHERE record.kind = 'episode' AND record.created_at >= :midnight AND change.action = 'create'"
)


@dataclass(frozen=True, slots=True)
class DayCount:
    """Registrations of this desk today, and how many of them are in Islamabad by a verified receipt."""

    registered: int
    in_islamabad: int
    to_go: int


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """What is here, what is there, and when Islamabad was last heard; times are UTC milliseconds or None.

    `journal_seq` counts the changes of this desk, `receipt_seq` those that a verified receipt covers.
    """

    device: str
    office: str
    epoch: str
    journal_seq: int
    receipt_seq: int
    unsent: int
    drafts: int
    refused: int
    people: int
    last_contact: int | None
    next_attempt: int | None
    today: DayCount
    reference: str  # the version of the fields and words in use


def day_count(connection: sa.Connection, desk: OpenDesk) -> DayCount:
    """Count today's registrations of this desk, and all that are still to go."""
    mark = settings.get_number(connection, settings.RECEIPTED)
    numbers = _made_today(connection, desk)
    column = tables.change.c
    # Told apart here: SQLite would count along the index of records and walk the whole journal.
    to_go = sa.select(column.kind, column.record).where(column.number > mark)
    of_kind = Counter(kind for kind, _ in set(connection.execute(to_go)))
    waiting = max(of_kind["person"], of_kind["episode"])
    return DayCount(len(numbers), sum(made.number <= mark for made in numbers), waiting)


def _made_today(connection: sa.Connection, desk: OpenDesk) -> Sequence[sa.Row[Any]]:
    """(number, at) of the changes by which this desk registered returns today, told by the clock and not by their order."""
    return connection.execute(_MADE_SINCE, {"midnight": midnight(desk)}).all()


def _count(connection: sa.Connection, statement: sa.Select[Any]) -> int:
    return int(connection.execute(statement).scalar_one())


def midnight(desk: OpenDesk) -> int:
    """When today began in Pakistan, in UTC milliseconds."""
    start = dt.datetime.combine(desk.today(), dt.time(), _KARACHI)
    return int(start.timestamp() * 1000)


def read_status(desk: OpenDesk) -> DeskStatus:
    """The present status of the desk."""
    with reading(desk.engine) as connection:
        newest, mark = newest_number(connection), settings.get_number(connection, settings.RECEIPTED)
        refused = len(refused_records(connection))
        contact = settings.get_number(connection, settings.LAST_CONTACT) or None
        next_try = settings.get_number(connection, settings.NEXT_TRY) or None
        unsent = sa.select(sa.func.count()).select_from(tables.change).where(tables.change.c.number > mark)
        return DeskStatus(
            device=desk.identity.device,
            office=desk.identity.office,
            epoch=settings.get(connection, settings.EPOCH),
            journal_seq=newest,
            receipt_seq=mark,
            unsent=_count(connection, unsent),
            drafts=drafts.count(connection),
            refused=refused,
            people=people.count_people(connection),
            last_contact=contact,
            next_attempt=next_try,
            today=day_count(connection, desk),
            reference=desk.catalogue.version,
        )


def registered_by_hour(desk: OpenDesk) -> tuple[tuple[int, int, int], ...]:
    """(hour of the day, in Islamabad, only here) of this desk's registrations today, oldest first."""
    hours: dict[int, list[int]] = {}
    with reading(desk.engine) as connection:
        mark = settings.get_number(connection, settings.RECEIPTED)
        for made in _made_today(connection, desk):
            hour = dt.datetime.fromtimestamp(made.at / 1000, _KARACHI).hour
            hours.setdefault(hour, [0, 0])[0 if made.number <= mark else 1] += 1
    return tuple((hour, there, here) for hour, (there, here) in sorted(hours.items()))
