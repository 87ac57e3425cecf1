"""What applying a batch costs at head office, against writing the very same rows into the very same tables and nothing else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.changes import day_of_changes
from benchmarks.figures import Figures
from shared_models.protocol import batch as batches
from shared_models.protocol import compression
from shared_models.protocol.batch import SealedBatch
from shared_models.records.changes import Change
from shared_models.security import signing
from sync_server.storage.bulk import insert_rows
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import record, search_term
from sync_server.subjects import intake
from sync_server.subjects.initialise import initialise

BATCH_CHANGES = 512
START_MS = 1_795_000_000_000
TABLES = (change_log, record, search_term)
FreshUrl = Callable[[], contextlib.AbstractContextManager[str | None]]


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock and CPU seconds of this process."""

    seconds: float
    cpu: float


@contextlib.contextmanager
def _no_url() -> Iterator[str | None]:
    yield None


def measure(
    figures: Figures, folder: Path, *, name: str, fresh_url: FreshUrl = _no_url, count: int, rounds: int
) -> None:
    """Apply the same batches and write the same rows, in turns, each time into a fresh database."""
    group = f"Head office takes {count:,} registrations in ({name})"
    plain = "COPY" if name == "PostgreSQL" else "executemany"
    changes = day_of_changes(77, START_MS, count)
    applied: list[Taken] = []
    copied: list[Taken] = []
    for turn in range(rounds):
        with fresh_url() as url, _office(folder / f"{name}-applied-{turn}", url) as office:
            names = _store(office, changes)
            applied.append(_timed(partial(_apply, office, names)))
            rows = _rows_of(office)
        with fresh_url() as url, _office(folder / f"{name}-plain-{turn}", url) as office:
            copied.append(_timed(partial(_write, office, rows, len(names))))
    note = (
        f"Batches of {BATCH_CHANGES} changes, as many commits on both sides; PostgreSQL's own CPU is not in the CPU figures. "
        "Applying also decompresses, checks every value, folds, computes completeness and search terms, and encrypts for "
        "PostgreSQL."
    )
    ratio = [one.seconds / other.seconds for one, other in zip(applied, copied, strict=True)]
    figures.add(group, f"applied / {plain} of the same rows", "×", ratio, note=note)
    figures.add(group, "registrations a second", "1/s", [count / one.seconds for one in applied])
    figures.add(group, f"registrations a second by {plain}", "1/s", [count / one.seconds for one in copied])
    figures.add(
        group, "CPU of head office", "s / 1,000", [one.cpu * 1000 / count for one in applied], most=0.2, aim=True
    )
    figures.add(group, f"CPU of head office for {plain} alone", "s / 1,000", [one.cpu * 1000 / count for one in copied])


@contextlib.contextmanager
def _office(folder: Path, url: str | None) -> Iterator[HeadOffice]:
    configuration = ServerConfiguration(data=folder, database_url=url)
    initialise(configuration)
    office = open_head_office(configuration)
    try:
        yield office
    finally:
        office.close()


def _store(office: HeadOffice, changes: Sequence[Change]) -> list[str]:
    """Keep the changes as batches of an approved desk; their hashes."""
    key = signing.new_signing_key()
    sealed: list[SealedBatch] = []
    for start in range(0, len(changes), BATCH_CHANGES):
        some = changes[start : start + BATCH_CHANGES]
        parent = sealed[-1].hash if sealed else batches.NO_PARENT
        sealed.append(batches.seal(some, key=key, parent=parent, dictionary=compression.newest_dictionary()))
    with writing(office.engine) as connection:
        row = {"id": changes[0].id.device, "code": "AAA", "office": "LHE", "name": "bench", "state": "approved"}
        connection.execute(device.insert(), _filled(row, signing.public_bytes(key)))
        for one in sealed:
            intake.store_batch(connection, office, one, quarantine=False, via="line")
    return [one.hash for one in sealed]


def _filled(row: dict[str, Any], public: bytes) -> dict[str, Any]:
    """The row of a desk with what else the table insists on."""
    missing = [column for column in device.c if not column.nullable and column.server_default is None]
    empty = {column.name: _empty(column, public) for column in missing if column.name not in row}
    return {**empty, **row}


def _empty(column: sa.Column[Any], public: bytes) -> object:
    if isinstance(column.type, sa.LargeBinary):
        return public
    return 0 if isinstance(column.type, sa.Integer) else ""


def _apply(office: HeadOffice, names: Sequence[str]) -> None:
    for name in names:
        with writing(office.engine) as connection:
            counted = intake.apply_batch(connection, office, name)
        if counted.refused or counted.waiting or counted.conflict:
            raise RuntimeError("an invented registration was not accepted")


def _rows_of(office: HeadOffice) -> dict[str, list[dict[str, Any]]]:
    with office.engine.connect() as connection:
        return {table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in TABLES}


def _write(office: HeadOffice, rows: dict[str, list[dict[str, Any]]], commits: int) -> None:
    for at in range(commits):
        with writing(office.engine) as connection:
            for table in TABLES:
                mine = rows[table.name]
                insert_rows(connection, table, mine[at * len(mine) // commits : (at + 1) * len(mine) // commits])


def _timed(work: Callable[[], None]) -> Taken:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - began, time.process_time() - cpu)
