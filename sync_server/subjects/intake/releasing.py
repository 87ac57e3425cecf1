"""Work that a closed desk handed over is taken in after all, when somebody answers for it."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.storage.audit import append_audit, kept_reason
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.tables.intake import batch
from sync_server.subjects.intake.store import QUARANTINED, take_up_again

CLOSED = "device.revoked"


def put_aside_of(connection: sa.Connection, device_id: str) -> list[str]:
    """Hashes of the batches that came from this desk after it was closed, in the order in which they came."""
    aside = (batch.c.device == device_id) & (batch.c.state == QUARANTINED) & (batch.c.problem == CLOSED)
    return list(connection.execute(sa.select(batch.c.hash).where(aside).order_by(batch.c.ledger)).scalars())


def release_put_aside(connection: sa.Connection, device_id: str, who: str, at: int, reason: str) -> int:
    """Let what a closed desk sent be applied under its own ids; how many batches. The desk stays closed (design.md §6.11).

    Raises ProblemError `enrolment.nothing_put_aside`, `enrolment.release_reason`.
    """
    commit_order_lock(connection)
    aside = put_aside_of(connection, device_id)
    if not aside:
        raise ProblemError(Problem("enrolment.nothing_put_aside", "", {"device": device_id[:8]}))
    said = kept_reason(reason, "enrolment.release_reason")
    for name in aside:
        take_up_again(connection, name)
    append_audit(connection, at, who, "device.released", device_id, {"batches": len(aside), "reason": said})
    return len(aside)
