"""Head office is device 0: what its people decide becomes changes in its own journal, under its epoch, like anybody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from shared_models.catalogue import ProblemError, load_catalogue, problem
from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId, Value
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.fence import heed_within
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import record
from sync_server.subjects.intake import log
from sync_server.subjects.intake.apply import ApplyRun


@dataclass(frozen=True, slots=True)
class HeadOfficeEdit:
    """What somebody at head office decides about a record; `base` holds the heads that the screen showed.

    The action "create" makes one: of this `kind`, belonging to this `office`, whose desks read it; with "" no desk ever does.
    """

    record: str
    action: str
    set: Mapping[str, Value]
    base: tuple[str, ...]
    author: str
    bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    covers: tuple[str, ...] = ()
    kind: str = ""
    office: str = ""


def append_change(connection: sa.Connection, head_office: HeadOffice, edit: HeadOfficeEdit) -> log.Judged:
    """Write a decision as a change and apply it in the caller's transaction.

    Raises ProblemError `record.unknown`, or the field's own problem when the value is refused.
    """
    commit_order_lock(connection)
    epoch = heed_within(connection, head_office.configuration.data, head_office.clock()).id
    known = connection.execute(sa.select(record.c.kind).where(record.c.id == edit.record)).scalar()
    kind = edit.kind if edit.action == "create" else known
    if kind is None:
        raise ProblemError(problem("record.unknown", record=edit.record[:60]))
    catalogue = load_catalogue()
    change = Change(
        id=ChangeId(HEAD_OFFICE, epoch, log.newest_own_seq(connection, epoch) + 1),
        record=edit.record,
        kind=str(kind),
        action=edit.action,
        set=edit.set,
        at=head_office.clock(),
        author=edit.author,
        reference=catalogue.version,
        base=edit.base,
        bases=edit.bases,
        covers=edit.covers,
    )
    run = ApplyRun(connection, head_office, catalogue, edit.office, None)
    (judged,) = run.take([change])
    if judged.outcome == log.REFUSED:
        raise ProblemError(problem(str(judged.reason["code"]), str(judged.reason.get("path", ""))))
    append_audit(connection, change.at, edit.author, f"record.{edit.action}", edit.record, {"change": str(change.id)})
    return judged
