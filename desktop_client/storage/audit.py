"""The desk's chain of audit lines: each bears the hash of the one before, so a line taken out or altered shows."""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa

from desktop_client.storage.bulk import insert_rows, value_of
from desktop_client.storage.tables.desk import audit

_FIRST = "0" * 64
_NEWEST = "SELECT hash FROM audit ORDER BY seq DESC LIMIT 1"


def line_hash(previous: str, at: int, login: str, action: str, subject: str, detail: str) -> str:
    """The hash of one line over the hash before it and its own words."""
    line = msgspec.json.encode((at, login, action, subject, detail))
    return hashlib.sha256(b"frc/audit/v1|" + previous.encode() + b"|" + line).hexdigest()


def append(connection: sa.Connection, *, at: int, login: str, action: str, subject: str = "", detail: str = "") -> None:
    """Add a line in the caller's transaction; `subject` and `detail` hold ids and reasons, never a person's values."""
    previous = value_of(connection, _NEWEST) or _FIRST
    chained = line_hash(previous, at, login, action, subject, detail)
    row = {"at": at, "login": login, "action": action, "subject": subject, "detail": detail, "hash": chained}
    insert_rows(connection, audit, [row])


def first_bad_line(connection: sa.Connection) -> int | None:
    """The first line that does not follow from the one before; None when the chain is whole."""
    previous = _FIRST
    for line in connection.execute(sa.select(audit).order_by(audit.c.seq)):
        if line.hash != line_hash(previous, line.at, line.login, line.action, line.subject, line.detail):
            return int(line.seq)
        previous = line.hash
    return None
