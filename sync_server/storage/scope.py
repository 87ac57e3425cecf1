"""Which records an office may see: its own, and those of others that it is shown."""

from __future__ import annotations

import sqlalchemy as sa

from sync_server.storage.tables.intake import scope_guest
from sync_server.storage.tables.people import record


def guest_records(office: str) -> sa.Select[tuple[str]]:
    """Asks for the records that an office is shown at the moment without being given them."""
    column = scope_guest.c
    return sa.select(column.record).where(column.office == office, column.ended.is_(None))


def in_scope(office: str) -> sa.ColumnElement[bool]:
    """Whether a row of `record` may be seen by an office."""
    return (record.c.office == office) | record.c.id.in_(guest_records(office))
