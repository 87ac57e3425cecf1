"""A group of one flight or employer: what is the same for all is written once, each person has an own form and slip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop_client.services import drafts, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.services.intake import Registered
from desktop_client.services.people import Registration
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables.groups import travel_group, travel_group_member
from shared_models.records import ids

# Beside the answers of a form stands which group its person came with.
GROUP = "$group"
# The trip and the flight: what a whole group has in common. Never a name, a card or a phone.
SHARED = (
    "episode.trips.1.country", "episode.port_of_entry", "episode.flight_no", "episode.return_date",
    "episode.trips.1.employer_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TravelGroup:
    """An open group: the answers all share, the forms left open for it, and who of it is registered."""

    id: str
    expected: int
    answers: Mapping[str, Mapping[str, Any]]
    forms: tuple[StoredDraft, ...]
    registered: tuple[Registration, ...]


def open_group(desk: OpenDesk, answers: Mapping[str, Mapping[str, Any]], expected: int) -> TravelGroup:
    """Begin a group; one that was open before is closed."""
    at = desk.clock()
    name = ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES))
    with writing(desk.engine) as connection:
        _close(connection, desk, at)
        row = {"id": name, "login": desk.person.login, "opened_at": at, "expected": expected}
        connection.execute(travel_group.insert(), {**row, "answers": msgspec.json.encode(answers).decode()})
    return TravelGroup(name, expected, answers, (), ())


def present_group(desk: OpenDesk) -> TravelGroup | None:
    """The group that whoever is signed in works on."""
    column = travel_group.c
    mine = (column.login == desk.person.login) & column.closed_at.is_(None)
    with reading(desk.engine) as connection:
        row = connection.execute(sa.select(travel_group).where(mine)).first()
        if row is None:
            return None
        members = sa.select(travel_group_member.c.person).where(travel_group_member.c.group == row.id)
        persons = sorted(connection.execute(members).scalars())
        found = tuple(one for name in persons if (one := people.registration_of(connection, name)) is not None)
    forms = tuple(one for one in drafts.left_open(desk) if one.answers.get(GROUP, {}).get("value") == row.id)
    return TravelGroup(row.id, row.expected, msgspec.json.decode(row.answers), forms, found)


def close_group(desk: OpenDesk) -> None:
    """Everybody of the group was here."""
    with writing(desk.engine) as connection:
        _close(connection, desk, desk.clock())


def note_registered(connection: sa.Connection, stored: StoredDraft, registered: Registered) -> None:
    """A form of a group became a registration, in the caller's transaction."""
    name = stored.answers.get(GROUP, {}).get("value")
    if name:
        row = insert(travel_group_member).values({"group": name, "person": registered.person})
        connection.execute(row.on_conflict_do_nothing())


def _close(connection: sa.Connection, desk: OpenDesk, at: int) -> None:
    close_of(connection, desk.person.login, at)


def close_of(connection: sa.Connection, login: str, at: int) -> None:
    """End the group on which this person works, in the caller's transaction; its forms stay."""
    theirs = (travel_group.c.login == login) & travel_group.c.closed_at.is_(None)
    connection.execute(travel_group.update().where(theirs).values(closed_at=at))
