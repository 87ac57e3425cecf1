"""The audit chain on both engines: whatever is altered is found, and named."""

import threading
from collections.abc import Callable

import sqlalchemy as sa

from sync_server.storage.audit import AuditFault, append_audit, audit_lines, verify_audit
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.audit import audit

TAMPERING: dict[str, Callable[[], sa.Executable]] = {
    "another person": lambda: audit.update().where(audit.c.seq == 3).values(who="somebody else"),
    "another line": lambda: audit.update().where(audit.c.seq == 3).values(line="{}"),
    "a line is gone": lambda: audit.delete().where(audit.c.seq == 3),
    "two lines swap times": lambda: audit.update().where(audit.c.seq == 3).values(at=1),
}


def test_a_line_that_was_altered_or_taken_away_is_named(head_office: HeadOffice) -> None:
    with writing(head_office.engine) as connection:
        for number in range(4):
            append_audit(connection, number, "noor", "device.approved", f"device {number}", {"code": "K7Q"})
        assert verify_audit(connection) is None
        for how, statement in TAMPERING.items():
            attempt = connection.begin_nested()
            connection.execute(statement())
            assert verify_audit(connection) == AuditFault(3), how
            attempt.rollback()


def test_lines_written_at_the_same_time_still_form_one_chain(head_office: HeadOffice) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with writing(head_office.engine) as connection:
                append_audit(connection, number, name, "device.approved", f"device {number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in ("noor", "imran", "sana")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with writing(head_office.engine) as connection:
        assert verify_audit(connection) is None
        assert sum(1 for line in audit_lines(connection) if line.who in {"noor", "imran", "sana"}) == 30
