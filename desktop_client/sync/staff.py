"""The people of this desk, told to head office when they changed: there it is asked who may do what."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.tables.desk import account, setting
from shared_models.protocol import desk_people
from shared_models.protocol.desk_people import MOST_PEOPLE, DeskPeople, DeskPerson
from shared_models.protocol.messages import SyncReply, SyncRequest


def statement(connection: sa.Connection, at: int) -> str:
    """The signed list of who opens this desk; empty when head office has it in its present life."""
    people = _people(connection)
    if not people or settings.get(connection, settings.STAFF_TOLD) == _told(connection, desk_people.name_of(people)):
        return ""
    identity = settings.identity(connection)
    return desk_people.state(identity.key, DeskPeople(1, identity.device, at, people))


def note_told(connection: sa.Connection, request: SyncRequest, reply: SyncReply) -> None:
    """Head office named the list it has: that one need not be told again. An older head office names none."""
    if request.people and reply.people and reply.epoch == settings.get(connection, settings.EPOCH):
        settings.put(connection, settings.STAFF_TOLD, _told(connection, reply.people))


def _told(connection: sa.Connection, name: str) -> str:
    return f"{settings.get(connection, settings.EPOCH)}:{name}"


def _people(connection: sa.Connection) -> list[DeskPerson]:
    """Those with a way in; somebody who was removed has none."""
    column, way_in = account.c, sa.literal(f"{settings.SLOT_PUBLIC}.") + account.c.login
    here = sa.select(column.login, column.role, column.signing_key, column.added_at).join(
        setting, (setting.c.name == way_in) & (setting.c.value != "")
    )
    rows = connection.execute(here.order_by(column.login).limit(MOST_PEOPLE))
    return [DeskPerson(row.login, row.role, row.signing_key, row.added_at) for row in rows]
