"""The protection key of head office as this desk knows it: believed only with head office's signature."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.settings import HeadOffice
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.protection_key import ProtectionKey, read


def known(connection: sa.Connection, head_office: HeadOffice) -> ProtectionKey | None:
    """The key to which entries are sealed, None before head office has told it (also one that signs with another key)."""
    statement = settings.get(connection, settings.PROTECTION)
    try:
        return read(statement, head_office.receipt_key) if statement else None
    except ProtocolError:
        return None


def learn(connection: sa.Connection, head_office: HeadOffice, statement: str) -> None:
    """Keep a statement that head office signed, unless the one here is younger. Raises ProtocolError."""
    told, here = read(statement, head_office.receipt_key), known(connection, head_office)
    if here is None or told.made_at >= here.made_at:
        settings.put(connection, settings.PROTECTION, statement)
