"""The public keys of this office's desks as head office last told them: believed only with its signature."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.settings import HeadOffice
from shared_models.protocol import desk_keys
from shared_models.protocol.problems import ProtocolError


def known(connection: sa.Connection, head_office: HeadOffice) -> Mapping[str, bytes]:
    """Device id to public key; nothing before head office has told them."""
    statement = settings.get(connection, settings.DESK_KEYS)
    try:
        return desk_keys.read(statement, head_office.receipt_key) if statement else {}
    except ProtocolError:
        return {}


def learn(connection: sa.Connection, head_office: HeadOffice, statement: str) -> None:
    """Keep a statement that head office signed, where it made one. Raises ProtocolError."""
    if statement:
        desk_keys.read(statement, head_office.receipt_key)
        settings.put(connection, settings.DESK_KEYS, statement)
