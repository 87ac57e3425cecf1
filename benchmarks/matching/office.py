"""What comparing people costs head office among very many: one person looked up, scored and stored, and a batch of 1,000."""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from benchmarks.matching.rates import USUAL
from benchmarks.matching.register import register_of
from installers.trial_postgres import fresh_database, trial_postgres
from shared_models.matching import comparable_of, load_model, match_keys
from shared_models.matching.packed import packed
from sync_server.storage.bulk import insert_rows
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.state import write_state
from sync_server.storage.tables.linkage import candidate_pair, match_person
from sync_server.storage.tables.people import record
from sync_server.subjects.initialise import initialise
from sync_server.subjects.linkage.candidates import CHANGES_A_UNIT, compare_people
from sync_server.subjects.linkage.compared import match_secret
from sync_server.subjects.linkage.keys import keys_in, keys_packed
from sync_server.subjects.linkage.shares import PEOPLE

__all__ = ["office_figures"]

PART = 25_000  # people invented at a time
ALONE, BATCH = 300, 1_000
WARMING = 100
_P95 = ALONE * 95 // 100
PROCESSES = 2
_PEOPLE_A_UNIT = CHANGES_A_UNIT // 2  # a registration is two changes: the person and the return

Made = list[tuple[bytes, bytes]]  # packed person, packed keys


def office_figures(people: int, *, postgresql: bool) -> str:
    """One line: p95 of one person, seconds of a batch, with the pairs that were stored."""
    with _office(postgresql=postgresql) as office:
        began = time.perf_counter()
        _fill(office, people)
        print(f"{people:,} people filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        comers = iter(_comers(WARMING + ALONE + BATCH))
        for _ in range(WARMING):
            _compared(office, [next(comers)])
        alone = [_compared(office, [next(comers)]) for _ in range(ALONE)]
        units = iter(lambda: list(islice(comers, _PEOPLE_A_UNIT)), [])
        batch = [_compared(office, unit) for unit in units]
        with writing(office.engine) as connection:
            pairs = connection.execute(sa.select(sa.func.count()).select_from(candidate_pair)).scalar()
    clock, cpu = (sorted(1_000 * each[side] for each in alone) for side in (0, 1))
    whole, used = (sum(each[side] for each in batch) for side in (0, 1))
    return (
        f"{'PostgreSQL' if postgresql else 'embedded'}, {people:,} people: one person p50 {statistics.median(clock):.1f} ms, p95 "
        f"{clock[_P95]:.1f} ms by the clock, p50 {statistics.median(cpu):.1f} ms, p95 {cpu[_P95]:.1f} ms of our CPU; "
        f"{BATCH:,} people {whole:.2f} s by the clock, {used:.2f} s of our CPU; {pairs} pairs stored"
    )


@contextlib.contextmanager
def _office(*, postgresql: bool) -> Iterator[HeadOffice]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="frc-matching-")))
        url = None
        if postgresql:
            url = stack.enter_context(fresh_database(stack.enter_context(trial_postgres(durable=True))))
        configuration = ServerConfiguration(data=folder, database_url=url)
        initialise(configuration)
        office = open_head_office(configuration)
        stack.callback(office.close)
        yield office


def _fill(office: HeadOffice, people: int) -> None:
    """People as if they had been compared already, without records: nothing reads those of a candidate."""
    number = 0
    parts = [(seed, min(PART, people - start)) for seed, start in enumerate(range(0, people, PART), start=900)]
    secret = match_secret(office)
    with writing(office.engine) as connection:
        _unkeyed(connection)
    with ProcessPoolExecutor(PROCESSES) as pool:
        for made in pool.map(_made, *zip(*parts, strict=True), [secret] * len(parts)):
            with writing(office.engine) as connection:
                _add(connection, office, made, number)
            number += len(made)
    with writing(office.engine) as connection:
        _keyed(connection)
        write_state(connection, PEOPLE, str(people))
    if office.engine.dialect.name == "postgresql":
        with office.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _made(seed: int, rows: int, secret: bytes) -> Made:
    model = load_model()
    found = []
    for one in register_of(rows, seed, USUAL):
        person = comparable_of(one.values)
        found.append((packed(person), keys_packed(key for _, key in match_keys(person, model, secret))))
    return found


def _add(connection: sa.Connection, office: HeadOffice, made: Made, before: int) -> None:
    rows = []
    entries: list[tuple[int, int]] = []
    for number, (person, keys) in enumerate(made, start=before + 1):
        name = f"0{number:025d}"
        folded = office.cipher.protect_bytes("match_person", "folded", name, person)
        rows.append({"number": number, "record": name, "generation": 1, "packed_keys": keys, "folded": folded})
        entries += [(key, number) for key in keys_in(keys)]
    insert_rows(connection, match_person, rows)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy("COPY unkeyed (key, person) FROM STDIN") as copy:
            for entry in entries:
                copy.write_row(entry)
    else:
        connection.exec_driver_sql("INSERT INTO unkeyed VALUES (?, ?)", entries)


def _unkeyed(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE unkeyed (key bigint, person integer)")


def _keyed(connection: sa.Connection) -> None:
    """The keys in their order, as a table has them that was written over years and put in order once."""
    connection.exec_driver_sql("INSERT INTO match_key SELECT key, person FROM unkeyed ORDER BY key, person")
    connection.exec_driver_sql("DROP TABLE unkeyed")


def _comers(count: int) -> list[dict[str, object]]:
    """People who come: a third of them are there already, as the parts that were filled begin with the same people."""
    return [one.values for one in register_of(PART, 900, USUAL)[: count // 3]] + [
        one.values for one in register_of(count, 12, USUAL)
    ][: count - count // 3]


_named = iter(range(10**9))


def _compared(office: HeadOffice, comers: Iterable[dict[str, object]]) -> tuple[float, float]:
    """Seconds, by the clock and of this process's CPU, from records that are there to pairs that are stored."""
    rows, names = [], []
    for values in comers:
        name = f"1{next(_named):025d}"
        names.append(name)
        text = office.cipher.protect("record", "field_values", name, msgspec.json.encode(values).decode())
        rows.append({
            "id": name, "kind": "person", "office": "LHE", "field_values": text, "writers": "{}", "state": "active",
            "created_position": 1, "updated_position": 1,
        })  # fmt: skip
    with writing(office.engine) as connection:
        connection.execute(record.insert(), rows)
    began, used = time.perf_counter(), time.process_time()
    with writing(office.engine) as connection:
        compare_people(connection, office, load_model(), names, 1)
    return time.perf_counter() - began, time.process_time() - used
