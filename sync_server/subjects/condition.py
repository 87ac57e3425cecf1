"""How head office is: the numbers for a status line, and the faults a check finds."""

import msgspec
import sqlalchemy as sa

from sync_server.storage.audit import verify_audit
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.protection_key import read_protection_key
from sync_server.storage.schema import differences, newest_revision
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.intake import batch, change_log, waiting_change
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import conflict, record


class Condition(msgspec.Struct, frozen=True):
    """What `frc-server status` says; `position` is the last place in head office's order."""

    epoch: str
    database: str
    schema: str
    position: int
    devices: dict[str, int]
    batches: dict[str, int]
    records: dict[str, int]
    open_conflicts: int
    waiting_changes: int
    alarms: int
    last_contact: int | None
    sentence: str


class Fault(msgspec.Struct, frozen=True):
    """Something that is not as it should be, in words for an administrator; a warning does not fail the check."""

    what: str
    detail: str
    warning: bool = False


def read_condition(head_office: HeadOffice) -> Condition:
    """The numbers of one moment."""
    with reading(head_office.engine) as connection:
        epoch = read_epoch(connection).id
        devices = _by(connection, device.c.state)
        batches = _by(connection, batch.c.state)
        records = _by(connection, record.c.kind)
        position = connection.execute(sa.select(sa.func.coalesce(sa.func.max(change_log.c.position), 0))).scalar_one()
        open_conflicts = _count(connection, conflict, conflict.c.closed_position.is_(None))
        waiting = _count(connection, waiting_change)
        alarms = _count(connection, device, device.c.alarm.is_not(None))
        last_contact = connection.execute(sa.select(sa.func.max(device.c.last_contact))).scalar()
    sentence = (
        f"{sum(records.values())} records from {devices.get('approved', 0)} desks; "
        f"{batches.get('stored', 0)} batches to apply, {open_conflicts} questions with two answers, "
        f"{devices.get('pending', 0)} desks to approve."
    )
    return Condition(
        epoch=epoch,
        database=head_office.engine.dialect.name,
        schema=newest_revision(),
        position=position,
        devices=devices,
        batches=batches,
        records=records,
        open_conflicts=open_conflicts,
        waiting_changes=waiting,
        alarms=alarms,
        last_contact=last_contact,
        sentence=sentence,
    )


def find_faults(head_office: HeadOffice) -> list[Fault]:
    """Everything a look at database, tables and audit chain finds."""
    faults: list[Fault] = []
    with reading(head_office.engine) as connection:
        faults += [Fault("table", difference) for difference in differences(connection)]
        broken = verify_audit(connection)
        if broken is not None:
            faults.append(Fault("audit", f"line {broken.seq} does not follow from the one before it"))
        if read_protection_key(head_office.configuration.key_folder) is None:
            faults.append(Fault("protection key", "there is none: make one with frc-server sealed key", warning=True))
        if head_office.configuration.embedded:
            faults += _embedded_faults(connection)
        else:
            faults += _postgresql_faults(connection)
    return faults


def _embedded_faults(connection: sa.Connection) -> list[Fault]:
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    found += [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check") if row[0] != "ok"]
    found += ["a reference to a row that is not there" for _ in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [Fault("database", text) for text in found]


def _postgresql_faults(connection: sa.Connection) -> list[Fault]:
    """What was confirmed to a desk must survive a power cut."""
    return [
        Fault("postgresql", f"{setting} is off: a power cut may lose what was receipted", warning=True)
        for setting in ("fsync", "synchronous_commit", "full_page_writes")
        if connection.exec_driver_sql(f"SHOW {setting}").scalar() == "off"
    ]


def _by(connection: sa.Connection, column: sa.Column[str]) -> dict[str, int]:
    rows = connection.execute(sa.select(column, sa.func.count()).group_by(column))
    return {str(value): int(count) for value, count in rows}


def _count(connection: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())
