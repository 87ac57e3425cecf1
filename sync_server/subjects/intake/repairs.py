"""Records that are not published because their state fails today's rules: what is wrong, since when, whose it is to repair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Problem
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import repair

if TYPE_CHECKING:
    from sync_server.subjects.intake.standing import Standing


def put(connection: sa.Connection, head_office: HeadOffice, standing: Standing) -> None:
    """Keep what is wrong with a record, or forget it when nothing is. It is wrong since it became so, whoever wrote since."""
    if standing.problems and standing.last is None:  # it only went to another office, which is asked from now on
        went = repair.update().where(repair.c.record == standing.id)
        connection.execute(went.values(office=standing.office))
        return
    since = connection.execute(sa.select(repair.c.since).where(repair.c.record == standing.id)).scalar()
    take_away(connection, standing.id)
    if not standing.problems or standing.last is None:
        return
    text = msgspec.json.encode(as_told(standing.problems)).decode()
    row = {
        "record": standing.id,
        "office": standing.office,
        "device": standing.last.id.device,
        "author": standing.last.author,
        "since": since or head_office.clock(),
        "problems": head_office.cipher.protect("repair", "problems", standing.id, text),
    }
    connection.execute(repair.insert(), row)


def take_away(connection: sa.Connection, record: str) -> None:
    """The record is good, or gone."""
    connection.execute(repair.delete().where(repair.c.record == record))


def as_told(problems: Sequence[Problem]) -> list[list[Any]]:
    """Problems as they travel in an outcome and are kept: [code, path, params]."""
    return [[one.code, one.path, dict(one.params)] for one in problems]
