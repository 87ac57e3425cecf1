"""A chain of lines about who did what: altering or dropping one breaks every later hash."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.text.normalise import clean_text
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.tables.audit import audit

FIRST_HASH = "0" * 64
SHORTEST_REASON, LONGEST_REASON = 5, 300


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one line says; `detail` holds codes, counts and ids, never values of a person."""

    seq: int
    at: int
    who: str
    action: str
    subject: str
    detail: dict[str, str | int | None]
    previous: str


@dataclass(frozen=True, slots=True)
class AuditFault:
    """The first line that does not follow from the one before it."""

    seq: int


def kept_reason(typed: str, code: str) -> str:
    """The reason as a line of the audit keeps it. Raises ProblemError `code` with the limits when it is too short or long."""
    said = clean_text(typed[: LONGEST_REASON * 4])
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise ProblemError(Problem(code, "", {"least": str(SHORTEST_REASON), "most": str(LONGEST_REASON)}))
    return said


def append_audit(
    connection: sa.Connection,
    at: int,
    who: str,
    action: str,
    subject: str,
    detail: dict[str, str | int | None] | None = None,
) -> None:
    """Add a line in the caller's transaction, so that an act and its line are kept or lost together."""
    commit_order_lock(connection)
    last = connection.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    seq, previous = (1, FIRST_HASH) if last is None else (last.seq + 1, last.hash)
    line = AuditLine(seq=seq, at=at, who=who, action=action, subject=subject, detail=detail or {}, previous=previous)
    text = msgspec.json.encode(line).decode()
    connection.execute(
        audit.insert().values(seq=seq, at=at, who=who, action=action, subject=subject, line=text, hash=_hash_of(text))
    )


def audit_lines(connection: sa.Connection, subject: str | None = None) -> Iterator[AuditLine]:
    """The lines in order, all of them or those about one subject."""
    query = sa.select(audit.c.line).order_by(audit.c.seq)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    for (text,) in connection.execute(query):
        yield msgspec.json.decode(text, type=AuditLine)


def verify_audit(connection: sa.Connection) -> AuditFault | None:
    """Walk the whole chain; the fault names the first line that was altered, moved or lost its predecessor."""
    previous, expected = FIRST_HASH, 1
    query = sa.select(audit).order_by(audit.c.seq).execution_options(yield_per=1000)
    for row in connection.execute(query):
        if row.seq != expected or row.hash != _hash_of(row.line):
            return AuditFault(expected)
        line = msgspec.json.decode(row.line, type=AuditLine)
        said = (line.seq, line.at, line.who, line.action, line.subject, line.previous)
        if said != (row.seq, row.at, row.who, row.action, row.subject, previous):
            return AuditFault(expected)
        previous, expected = row.hash, expected + 1
    return None


def _hash_of(text: str) -> str:
    return hashlib.sha256(b"frc/audit/v1\0" + text.encode()).hexdigest()
