"""The list of other offices among very many people: bytes, seconds, look-ups at a desk, and whom they find or wrongly name."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from benchmarks.matching.desk import open_desk
from benchmarks.matching.rates import USUAL
from benchmarks.matching.register import Record, register_of
from desktop_client.services import elsewhere
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import elsewhere as stored
from desktop_client.storage.elsewhere import Known
from desktop_client.storage.engine import reading as reading_desk
from shared_models.matching import comparable_of, load_model, told_keys
from shared_models.matching.elsewhere import told_recipes
from shared_models.protocol.elsewhere import open_list
from sync_server.storage.bulk import insert_rows
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.tables.elsewhere import elsewhere_person
from sync_server.subjects import network
from sync_server.subjects.elsewhere import begin_generation
from sync_server.subjects.elsewhere.keys import generation_of, secret_of
from sync_server.subjects.elsewhere.publishing import Made, make_edition, put_edition
from sync_server.subjects.initialise import initialise

__all__ = ["elsewhere_figures"]

PART = 20_000  # people invented at a time
TYPED = 2_000  # forms, of which the first ones warm
WARMING = 100
KEYS_OF_A_PERSON = 4  # as the invented people have them
A_DAY = 1_000  # people registered after the list was told
READER = "KHI"
OFFICES = {"LHE": 35, "PEW": 20, "UET": 18, "MUX": 12, "MIR": 10, "ISB": 5}
YEARS = (2024, 2025, 2026)


def elsewhere_figures(people: int, drawn: int = 0) -> Iterator[str]:
    """What the list takes and gives when so many people are registered at six other offices; a line for each thing.

    Of the first `drawn` of them the keys are drawn by chance, as hashes are: that says of bytes and times all that invented
    people say, and nothing of namesakes.
    """
    folder = Path(tempfile.mkdtemp(prefix="frc-elsewhere-"))
    try:
        head_office, chance = _head_office(folder / "head-office"), random.Random(11)
        for start in range(0, drawn, PART):
            _put(head_office, (_drawn(chance) for _ in range(min(PART, drawn - start))), start)
        typed, known = _fill(head_office, people, drawn)
        (folder / "desk").mkdir()
        with open_desk(folder / "desk") as desk:
            used = yield from _told(head_office, desk, people, None)
            _add(head_office, register_of(A_DAY, 6_999, USUAL), people)
            yield from _told(head_office, desk, A_DAY, used)
            desk.engine.dispose()  # as after unlocking: nothing is in memory
            yield from _looked_up(desk, typed, known)
        head_office.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _head_office(folder: Path) -> HeadOffice:
    configuration = ServerConfiguration(data=folder)
    initialise(configuration)
    head_office = open_head_office(configuration)
    with writing(head_office.engine) as connection:
        begin_generation(connection, head_office)
        told = {"code": "0AB", "office": READER, "public_key": b"\1" * 32, "app_version": "bench", "at": 1}
        network.add_pending_device(connection, "k3x0000000", name="front room", **told)  # type: ignore[arg-type]
    return head_office


def _drawn(chance: random.Random) -> bytes:
    """The keys of one person by chance, as many as people have."""
    return b"".join(b"\0" + chance.randbytes(5) for _ in range(KEYS_OF_A_PERSON))


def _fill(head_office: HeadOffice, people: int, done: int) -> tuple[list[Record], set[int]]:
    """So many people elsewhere; some more forms of the last part, and the numbers of those of its people who are there."""
    typed, known = list[Record](), set[int]()
    for part in count():
        if done >= people:
            return typed, known
        size = min(PART, people - done)
        last = done + size >= people
        records = register_of(size + TYPED * last, 6_000 + part, USUAL)
        typed, records = (records[:TYPED], records[TYPED:]) if last else ([], records)
        known = {one.person.number for one in records}
        _add(head_office, records, done)
        done += size
    raise AssertionError


def _add(head_office: HeadOffice, records: Sequence[Record], number: int) -> None:
    model = load_model()
    places = {recipe.name: place for place, recipe in enumerate(told_recipes(model))}
    with reading(head_office.engine) as connection:
        secret = secret_of(head_office, generation_of(connection))
    told = (told_keys(comparable_of(one.values), model, secret) for one in records)
    packed = (b"".join(bytes([places[recipe]]) + key.to_bytes(5, "big") for recipe, key in keys) for keys in told)
    _put(head_office, packed, number)


def _put(head_office: HeadOffice, keys: Iterable[bytes], number: int) -> None:
    chance = random.Random(number)
    offices = chance.choices(list(OFFICES), list(OFFICES.values()), k=2 * PART)
    rows = [
        {"record": f"{at:036x}", "office": offices[at - number], "year": chance.choice(YEARS), "told": told}
        for at, told in enumerate(keys, start=number)
    ]
    with writing(head_office.engine) as connection:
        insert_rows(connection, elsewhere_person, rows)


def _told(head_office: HeadOffice, desk: OpenDesk, people: int, before: Known | None) -> Generator[str, None, Known]:
    began = time.perf_counter()
    with reading(head_office.engine) as connection:
        edition = make_edition(connection, head_office)
    with writing(head_office.engine) as connection:
        put_edition(connection, head_office, edition)
    made = time.perf_counter() - began
    (file,) = (one for one in edition.files if one.office == READER)
    began = time.perf_counter()
    used = _laid(head_office, desk, file, before)
    laid = time.perf_counter() - began
    yield (
        f"{'difference' if file.follows else 'whole list'} of {people:,} people: {file.entries:,} keys, "
        f"{len(file.raw):,} bytes ({len(file.raw) / people:.1f} a person); made in {made:.1f} s, put down in {laid:.1f} s"
    )
    return used


def _laid(head_office: HeadOffice, desk: OpenDesk, file: Made, before: Known | None) -> Known:
    opened = open_list(file.raw, head_office.receipt_public_key)
    header = opened.header
    secret = secret_of(head_office, header.generation).hex()
    fresh = Known(file.sha256, header.generation, secret, header.offices, header.people, header.at)
    if before is None:
        stored.lay(desk.engine, opened, fresh, None)
    else:
        stored.change(desk.engine, opened, fresh, before)
    with reading_desk(desk.engine) as connection:
        used = stored.known(connection)
    assert used is not None
    return used


def _looked_up(desk: OpenDesk, typed: Sequence[Record], known: set[int]) -> Iterator[str]:
    began = time.perf_counter()
    elsewhere.hits(desk, typed[0].values)
    yield f"first look-up after unlocking: {1000 * (time.perf_counter() - began):.0f} ms"
    times: list[float] = []
    met = {True: [0, 0], False: [0, 0]}
    for at, one in enumerate(typed):
        began = time.perf_counter()
        found = elsewhere.hits(desk, one.values)
        if at >= WARMING:
            times.append(1000 * (time.perf_counter() - began))
        counted = met[one.person.number in known]
        counted[0] += 1
        counted[1] += bool(found)
    times.sort()
    there, new = met[True], met[False]
    yield (
        f"look-up of a whole form: median {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms "
        f"({len(times)} forms); somebody registered elsewhere is named in {there[1]} of {there[0]}, somebody who is not in "
        f"{new[1]} of {new[0]}"
    )
