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
    """The first line that was changed, moved or lost the one before it; None when the chain is whole."""
    previous = _FIRST
    for expected, line in enumerate(connection.execute(sa.select(audit).order_by(audit.c.seq)), start=1):
        hashed = line_hash(previous, line.at, line.login, line.action, line.subject, line.detail)
        if (line.seq, line.hash) != (expected, hashed):
            return expected
        previous = line.hash
    return None


def count_lines(connection: sa.Connection) -> int:
    """How long the chain is: a number to write down beside the check, for a missing end leaves no gap."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(audit)).scalar_one())
