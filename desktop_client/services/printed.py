"""Papers of a registration that were printed or still wait for a printer: slips and leaflets, each in its table."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration, registration_of
from desktop_client.storage import audit
from desktop_client.storage.engine import reading, writing


def note(desk: OpenDesk, table: sa.Table, one: Registration, printed_at: int | None, action: str) -> None:
    """Remember that a paper was handed to the printer (UTC ms; audited as `action`), or that it waits for one (None)."""
    if one.episode is None:
        return
    now = desk.clock()
    row = {"episode": one.episode.id, "asked_at": now, "printed_at": printed_at, "prints": int(printed_at is not None)}
    statement = insert(table).values(row)
    if printed_at is None:
        statement = statement.on_conflict_do_nothing()
    else:
        again = {"printed_at": printed_at, "prints": table.c.prints + 1}
        statement = statement.on_conflict_do_update(index_elements=["episode"], set_=again)
    with writing(desk.engine) as connection:
        connection.execute(statement)
        if printed_at is not None:
            audit.append(connection, at=now, login=desk.person.login, action=action, subject=one.episode.id)


def still_to_print(desk: OpenDesk, table: sa.Table) -> list[Registration]:
    """The registrations whose paper waits for a printer, the oldest first."""
    waiting = sa.select(table.c.episode).where(table.c.printed_at.is_(None)).order_by(table.c.asked_at)
    with reading(desk.engine) as connection:
        found = [registration_of(connection, episode) for episode in connection.execute(waiting).scalars()]
    return [one for one in found if one is not None]


def printed_at(desk: OpenDesk, table: sa.Table, one: Registration) -> int | None:
    """When the paper of this return was printed last (UTC ms)."""
    if one.episode is None:
        return None
    with reading(desk.engine) as connection:
        found = connection.execute(sa.select(table.c.printed_at).where(table.c.episode == one.episode.id)).scalar()
    return None if found is None else int(found)
