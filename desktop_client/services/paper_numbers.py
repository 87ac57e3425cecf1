"""The numbers and the list of papers that people were given about their own data."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import audit, settings
from desktop_client.storage.engine import reading
from desktop_client.storage.tables.papers import paper

_SERIAL = "paper.serial"


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """A paper that somebody was given; times are UTC milliseconds."""

    number: str
    kind: str
    given_at: int
    login: str
    known_by: str
    about: str


def give(
    connection: sa.Connection, desk: OpenDesk, kind: str, person: str, known_by: str, about: str = ""
) -> GivenPaper:
    """A new number for a paper, noted with a line in the audit chain, in the caller's transaction."""
    at = desk.clock()
    serial = settings.add(connection, _SERIAL)
    code = settings.get(connection, settings.CODE)
    number = f"P-{desk.identity.office}-{code}-{desk.today():%y}-{serial:05d}"
    given = GivenPaper(number, kind, at, desk.person.login, known_by, about)
    row = {"number": number, "kind": kind, "person": person, "given_at": at, "login": given.login}
    connection.execute(paper.insert().values(**row, known_by=known_by, about=about))
    action, detail = f"paper_{kind.lower()}", f"{number}: known by {known_by}"
    audit.append(connection, at=at, login=given.login, action=action, subject=person, detail=detail)
    return given


def given_to(desk: OpenDesk, person: str) -> list[GivenPaper]:
    """The papers a person was given at this desk, the newest first."""
    column = paper.c
    mine = sa.select(column.number, column.kind, column.given_at, column.login, column.known_by, column.about)
    with reading(desk.engine) as connection:
        rows = connection.execute(mine.where(column.person == person).order_by(column.given_at.desc()))
        return [GivenPaper(*row) for row in rows]
