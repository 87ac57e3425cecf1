"""The queue of a day: tokens by number alone, whom to call next, and visits that are counted without a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables.waiting import token, visit_count

KINDS: Final = ("REGISTER", "GROUP", "DEATH", "PAPER", "QUESTION")
LAST_DISTRICT = "queue.district"


@dataclass(frozen=True, slots=True)
class Token:
    """Somebody who waits: `name` is what is called out (K12), never a person's name. Times are UTC milliseconds."""

    name: str
    number: int
    kind: str
    urgent: bool
    woman_officer: bool
    made_at: int


def letter_of(code: str) -> str:
    """The desk's own letter on its tokens: the first one in its code, so that two desks rarely share it."""
    return next((sign for sign in code if sign.isalpha()), "A")


def new_token(desk: OpenDesk, kind: str, *, urgent: bool = False, woman_officer: bool = False) -> Token:
    """The next number of this day."""
    day, now = desk.today().isoformat(), desk.clock()
    with writing(desk.engine) as connection:
        last = sa.select(sa.func.coalesce(sa.func.max(token.c.number), 0)).where(token.c.day == day)
        number = int(connection.execute(last).scalar_one()) + 1
        row = {"day": day, "number": number, "kind": kind, "urgent": urgent, "woman_officer": woman_officer}
        connection.execute(token.insert(), {**row, "made_at": now})
    return Token(f"{letter_of(desk.identity.code)}{number}", number, kind, urgent, woman_officer, now)


def waiting(desk: OpenDesk) -> list[Token]:
    """Who waits now: the urgent first, then whoever has waited longest."""
    with reading(desk.engine) as connection:
        return _waiting(connection, desk)


def call_next(desk: OpenDesk) -> Token | None:
    """Take the first one out of the queue; None when nobody waits."""
    with writing(desk.engine) as connection:
        first = next(iter(_waiting(connection, desk)), None)
        if first is not None:
            here = (token.c.day == desk.today().isoformat()) & (token.c.number == first.number)
            connection.execute(token.update().where(here).values(called_at=desk.clock()))
    return first


def _waiting(connection: sa.Connection, desk: OpenDesk) -> list[Token]:
    mine = (token.c.day == desk.today().isoformat()) & token.c.called_at.is_(None)
    order = (token.c.urgent.desc(), token.c.made_at, token.c.number)
    letter = letter_of(desk.identity.code)
    return [
        Token(f"{letter}{row.number}", row.number, row.kind, row.urgent, row.woman_officer, row.made_at)
        for row in connection.execute(sa.select(token).where(mine).order_by(*order))
    ]


def count_visit(desk: OpenDesk, purpose: str, district: str, gender: str, age_band: str) -> int:
    """Count a visit that is no registration; how many visits this day has now."""
    day = desk.today().isoformat()
    row = {"day": day, "purpose": purpose, "district": district, "gender": gender, "age_band": age_band, "visits": 1}
    one_more = {"visits": visit_count.c.visits + 1}
    keys = ["day", "purpose", "district", "gender", "age_band"]
    with writing(desk.engine) as connection:
        connection.execute(insert(visit_count).values(row).on_conflict_do_update(index_elements=keys, set_=one_more))
        settings.put(connection, LAST_DISTRICT, district)
        return _visits(connection, day)


def last_district(desk: OpenDesk) -> str:
    """The district that was counted last: most visitors of a desk come from one."""
    with reading(desk.engine) as connection:
        return settings.get(connection, LAST_DISTRICT)


def visits_today(desk: OpenDesk) -> int:
    """How many visits were counted today."""
    with reading(desk.engine) as connection:
        return _visits(connection, desk.today().isoformat())


def _visits(connection: sa.Connection, day: str) -> int:
    counted = sa.select(sa.func.coalesce(sa.func.sum(visit_count.c.visits), 0)).where(visit_count.c.day == day)
    return int(connection.execute(counted).scalar_one())


def near_district(desk: OpenDesk) -> str:
    """Where a list of districts begins: the district that was counted last, else the one the office is named after."""
    counted = last_district(desk)
    if counted:
        return counted
    offices, districts = desk.catalogue.lists["OFFICE"], desk.catalogue.lists["DISTRICT"]
    named = offices.label(desk.identity.office, "en") if desk.identity.office in offices else ""
    found = districts.candidates(named) if named else ()
    return found[0] if found else ""
