"""The two keys of what is carried by hand: head office's, to which this desk seals, and this desk's own, for the answer."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.settings import HeadOffice
from shared_models.protocol import bundle_key
from shared_models.protocol.problems import ProtocolError
from shared_models.security import sealing


def head_office_key(connection: sa.Connection, head_office: HeadOffice) -> bytes | None:
    """The raw key to which bundles are sealed, None before head office has told it."""
    statement = settings.get(connection, settings.BUNDLE_KEY)
    try:
        return bundle_key.read(statement, head_office.receipt_key) if statement else None
    except ProtocolError:
        return None


def learn(connection: sa.Connection, head_office: HeadOffice, statement: str) -> None:
    """Keep a statement that head office signed, where it made one. Raises ProtocolError."""
    if statement:
        bundle_key.read(statement, head_office.receipt_key)
        settings.put(connection, settings.BUNDLE_KEY, statement)


def answer_key(connection: sa.Connection) -> bytes | None:
    """The raw private key that opens head office's answers, None before the first bundle was written."""
    kept = settings.get(connection, settings.ANSWER_KEY)
    return bytes.fromhex(kept) if kept else None


def make_answer_key(connection: sa.Connection) -> bytes:
    """The same, made when there is none yet; it lies in the encrypted database and nowhere else."""
    kept = answer_key(connection)
    if kept is None:
        kept = sealing.new_sealing_key().private_bytes_raw()
        settings.put(connection, settings.ANSWER_KEY, kept.hex())
    return kept
