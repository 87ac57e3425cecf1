"""What the change log says of records: who wrote what at which desk, refused or not, for a reader to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Problem, sentence
from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId, from_document
from shared_models.records.reconcile import Applied
from shared_models.records.refusals import KIND as REFUSAL
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.network import device
from sync_server.subjects.countersigned import Signatures

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Logged:
    """A change with what became of it. `desk` is the desk's code, empty for head office.

    `signed_by` is who signed it with a key of their own, empty when nobody did. `role_unknown`: only some roles may do this,
    and the desk had not said what its author is.
    """

    change: Change
    position: int
    office: str
    desk: str
    outcome: str
    reason: Problem | None
    signed_by: str = ""
    role_unknown: bool = False

    @property
    def refused(self) -> bool:
        return self.outcome == REFUSED

    def refused_because(self, language: str) -> str:
        """The sentence that says why head office did not take it; empty when it did."""
        return sentence(self.reason, language) if self.reason else ""


def logged(connection: sa.Connection, head_office: HeadOffice, record_id: str) -> tuple[Logged, ...]:
    """Every applied change of a record in head office's order; a refusal stands with the change it refuses."""
    query = (
        sa.select(change_log, device.c.code.label("desk_code"))
        .outerjoin(device, device.c.id == change_log.c.device)
        .where(change_log.c.record == record_id, change_log.c.kind != REFUSAL)
        .order_by(change_log.c.position)
    )
    rows = connection.execute(query).all()
    signatures = Signatures.for_openings(connection, (row.incarnation for row in rows if row.device != HEAD_OFFICE))
    return tuple(_logged(head_office, row, signatures) for row in rows)


def as_applied(entries: Iterable[Logged]) -> list[Applied]:
    """The same changes as the fold takes them."""
    return [Applied(entry.change, entry.refused) for entry in entries]


def _logged(head_office: HeadOffice, row: sa.Row[Any], signatures: Signatures) -> Logged:
    desk = "" if row.device == HEAD_OFFICE else row.desk_code or row.device
    head = Change(
        id=ChangeId(row.device, row.incarnation, row.seq),
        record=row.record,
        kind=row.kind,
        action=row.action,
        set={},
        at=row.at,
        session=row.session or "",
        author=row.author,
    )
    text = head_office.cipher.reveal("change_log", "document", row.change_id, row.document)
    change = from_document(head, msgspec.json.decode(text))
    unknown = bool(row.reason) and "role" in msgspec.json.decode(row.reason)
    return Logged(
        change, row.position, row.office, desk, row.outcome, _reason(row.reason), signatures.signer_of(change), unknown
    )


def _reason(text: str | None) -> Problem | None:
    if not text:
        return None
    said = msgspec.json.decode(text, type=dict[str, Any])
    if "code" not in said:  # taken, and the record is not good: that stands with the record
        return None
    params = {str(name): str(value) for name, value in said.get("params", {}).items()}
    return Problem(str(said.get("code", "")), str(said.get("path", "")), params)
