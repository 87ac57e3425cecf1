"""A person goes to another office by a decision of head office: one change of `$office`, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import ProblemError, load_catalogue, problem
from shared_models.catalogue.reasons import check_reason
from shared_models.records.changes import Value
from shared_models.records.paths import PERSON_OFFICE, PERSON_OFFICE_REASON
from shared_models.records.reconcile import shown_base, unpack_writers
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import record, repair
from sync_server.subjects.intake import HeadOfficeEdit, append_change

OFFICE_LIST = "OFFICE"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Who is to go where, and why; `shown` is the office that the screen showed."""

    person: str
    shown: str
    office: str
    reason: str


def transfer_person(connection: sa.Connection, head_office: HeadOffice, asked: Transfer, who: str) -> None:
    """Give a person with all that hangs on it to another office, in the caller's transaction.

    Raises ProblemError `server.not_found`, `record.office_unknown`, `record.office_same`, `record.moved_meanwhile`,
    `record.repair_first`, `access.reason_needed` or `access.reason_long`.
    """
    why = check_reason(asked.reason)
    if asked.office not in load_catalogue().lists[OFFICE_LIST]:
        raise ProblemError(problem("record.office_unknown"))
    commit_order_lock(connection)
    row = connection.execute(sa.select(record).where(record.c.id == asked.person)).one_or_none()
    if row is None or row.kind != "person":
        raise ProblemError(problem("server.not_found"))
    if row.office != asked.shown:
        raise ProblemError(problem("record.moved_meanwhile"))
    if row.office == asked.office:
        raise ProblemError(problem("record.office_same"))
    hanging = sa.select(record.c.id).where(sa.or_(record.c.id == row.id, record.c.person == row.id))
    if connection.execute(sa.select(repair.c.record).where(repair.c.record.in_(hanging)).limit(1)).scalar():
        raise ProblemError(problem("record.repair_first"))
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    writers = unpack_writers(msgspec.json.decode(row.writers), msgspec.json.decode(text))
    written: dict[str, Value] = {PERSON_OFFICE: asked.office, PERSON_OFFICE_REASON: why}
    base, bases = shown_base(writers, written)
    append_change(connection, head_office, HeadOfficeEdit(row.id, "edit", written, base, who, bases))
