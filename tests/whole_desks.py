"""Whether a desk's file is whole: its pages, its chain, its numbers, and a view that is what the journal makes."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import audit
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from desktop_client.storage.tables.erasures import erased


def assert_whole(desk: OpenDesk) -> None:
    """Pages, chain and sequence are whole, and the view is what the journal makes."""
    with reading(desk.engine) as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
        assert audit.first_bad_line(connection) is None
        column = journal.change.c
        for row in connection.execute(
            sa.select(sa.func.count(), sa.func.min(column.seq), sa.func.max(column.seq)).group_by(column.incarnation)
        ):
            assert row[0] == row[2] - row[1] + 1
        before = _pictures(connection)
    with writing(desk.engine) as connection:
        for record in before:
            desk.view.refold(connection, record)
        assert _pictures(connection) == before
        own = set(connection.execute(sa.select(column.record)).scalars())
        pulled = set(connection.execute(sa.select(journal.pulled_change.c.record)).scalars())
        gone = set(connection.execute(sa.select(erased.c.record)).scalars())
        assert own - gone <= before.keys() <= (own | pulled) - gone


def _pictures(connection: sa.Connection) -> dict[str, tuple[object, object]]:
    rows = connection.execute(sa.select(shown.record.c.id, shown.record.c["values"], shown.record.c.writers))
    return {row[0]: (msgspec.json.decode(row[1]), msgspec.json.decode(row[2])) for row in rows}
