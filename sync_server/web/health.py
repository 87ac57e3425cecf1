"""What monitoring asks: is head office well, and the numbers behind that; no secret and no person in either."""

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from flask import Blueprint, Response

from sync_server.events import log_fault
from sync_server.storage.engine import reading
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.intake import batch, change_log, upload_part, waiting_change
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import conflict, record
from sync_server.web.context import this_office, this_server

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """200 when the database answers and the worker lives, else 503; which of them is said."""
    server = this_server()
    office = server.head_office
    try:
        with reading(office.engine) as connection:
            epoch, database = read_epoch(connection).id, True
    except sa.exc.SQLAlchemyError as failure:
        log_fault("health.database_away", failure)
        epoch, database = "", False
    worker = "elsewhere" if server.worker is None else ("alive" if server.worker.is_alive else "stopped")
    failing = () if server.worker is None else server.worker.failing
    well = database and worker != "stopped"
    facts = {
        "status": "ok" if well else "failing",
        "database": "reachable" if database else "unreachable",
        "worker": worker,
        "failing_duties": len(failing),
        "epoch": epoch,
    }
    return Response(msgspec.json.encode(facts), 200 if well else 503, content_type="application/json")


@health.get("/metrics")
def metrics() -> Response:
    """Gauges in the text format of Prometheus."""
    return Response("\n".join(_lines()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _lines() -> Iterator[str]:
    office, worker = this_office(), this_server().worker
    with reading(office.engine) as connection:
        yield from _gauge(connection, "frc_devices", "Desks by state", device.c.state)
        yield from _gauge(connection, "frc_batches", "Batches by state", batch.c.state)
        yield from _gauge(connection, "frc_records", "Records by kind", record.c.kind)
        for name, help_text, query in (
            ("frc_changes", "Changes in the log", sa.select(sa.func.count()).select_from(change_log)),
            (
                "frc_waiting_changes",
                "Changes to unknown records",
                sa.select(sa.func.count()).select_from(waiting_change),
            ),
            ("frc_upload_parts", "Parts of half-arrived blobs", sa.select(sa.func.count()).select_from(upload_part)),
            (
                "frc_open_conflicts",
                "Leaves with two answers",
                sa.select(sa.func.count()).select_from(conflict).where(conflict.c.closed_position.is_(None)),
            ),
            ("frc_alarms", "Desks with an alarm", sa.select(sa.func.count(device.c.alarm)).select_from(device)),
        ):
            yield from _head(name, help_text)
            yield f"{name} {connection.execute(query).scalar()}"
    yield from _head("frc_worker_alive", "1 while the worker of this process lives")
    yield f"frc_worker_alive {int(worker is not None and worker.is_alive)}"
    yield from _head("frc_failing_duties", "Duties whose last unit failed")
    yield f"frc_failing_duties {0 if worker is None else len(worker.failing)}"


def _gauge(connection: sa.Connection, name: str, help_text: str, column: sa.Column[str]) -> Iterator[str]:
    yield from _head(name, help_text)
    for value, count in connection.execute(sa.select(column, sa.func.count()).group_by(column)):
        yield f'{name}{{{column.name}="{value}"}} {count}'


def _head(name: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} gauge"
