"""The people of the desks, learnt from what each desk says of itself; never from anybody else's word."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from shared_models.protocol import desk_people
from shared_models.protocol.desk_people import DeskPerson
from shared_models.protocol.problems import ProtocolError
from sync_server.storage.audit import append_audit
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.desk_people import desk_list, desk_person
from sync_server.subjects.network import Device


def learn(connection: sa.Connection, head_office: HeadOffice, desk: Device, statement: str, *, by_line: bool) -> str:
    """Take a desk's list of its people in; the name of the list that stands then, "" without any.

    One that is not genuine changes nothing and stands in the audit. By line lists come in their order; a stick may be old,
    so there the desk's own clock says which of two is newer.
    """
    known = connection.execute(sa.select(desk_list).where(desk_list.c.device == desk.id)).one_or_none()
    standing = "" if known is None else str(known.name)
    try:
        said = desk_people.read(statement, desk.public_key, desk.id)
    except ProtocolError as failure:
        append_audit(
            connection, head_office.clock(), "head office", "people.not_believed", desk.id, {"reason": failure.code}
        )
        return standing
    name = desk_people.name_of(said.people)
    if name == standing or (known is not None and not by_line and said.at <= known.said_at):
        return standing
    _follow(connection, desk.id, said.people, said.at)
    row = {"name": name, "statement": statement, "said_at": said.at, "received_at": head_office.clock()}
    if known is None:
        connection.execute(desk_list.insert(), {"device": desk.id, **row})
    else:
        connection.execute(desk_list.update().where(desk_list.c.device == desk.id).values(row))
    append_audit(connection, head_office.clock(), desk.id, "people.told", desk.id, {"people": len(said.people)})
    return name


def _follow(connection: sa.Connection, device: str, people: Sequence[DeskPerson], at: int) -> None:
    """End what is not said any more, and begin what is said for the first time, or again."""
    column = desk_person.c
    told = {(one.login, one.role, one.key): one.since for one in people}
    known = set()
    for row in connection.execute(sa.select(desk_person).where(column.device == device)).all():
        which = (row.login, row.role, row.key)
        known.add(which)
        until = None if which in told else row.until or at
        if until != row.until:
            mine = (column.device == device) & (column.login == row.login)
            mine &= (column.role == row.role) & (column.key == row.key)
            connection.execute(desk_person.update().where(mine).values(until=until))
    for login, role, key in sorted(told.keys() - known):
        begun = {
            "device": device,
            "login": login,
            "role": role,
            "key": key,
            "since": told[login, role, key],
            "until": None,
        }
        connection.execute(desk_person.insert(), begun)
