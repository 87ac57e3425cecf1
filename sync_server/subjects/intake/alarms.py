"""Mark a desk for a person to look at, once for one reason, with a line in the audit."""

from __future__ import annotations

import sqlalchemy as sa

from sync_server.storage.audit import append_audit
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.network import device

TWO_BRANCHES, SAME_ID, SCOPE_DIFFERS = "two_branches", "same_id_other_content", "scope_differs"
CLOSING_WRONG, OTHER_KEY, NUMBERS_SKIPPED = "closing_wrong", "other_key", "numbers_skipped"


def raise_alarm(connection: sa.Connection, head_office: HeadOffice, device_id: str, alarm: str) -> None:
    """Raise an alarm of a desk; one that stands already is not written down again."""
    raised = device.update().where(device.c.id == device_id, sa.func.coalesce(device.c.alarm, "") != alarm)
    if connection.execute(raised.values(alarm=alarm)).rowcount:
        append_audit(connection, head_office.clock(), "head office", "device.alarm", device_id, {"alarm": alarm})
