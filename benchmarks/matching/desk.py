"""How long a look-up takes at a desk of very many people while a form is filled, and whom its panel shows."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from benchmarks.matching.rates import USUAL
from benchmarks.matching.register import Record, register_of
from desktop_client.services import opening
from desktop_client.services.desk import OpenDesk
from desktop_client.services.match_keys import stored_keys
from desktop_client.services.opening import DeskUser
from desktop_client.services.people_like import is_enough, people_like
from desktop_client.storage import match_index, settings
from desktop_client.storage.bulk import insert_tuples, value_of
from desktop_client.storage.engine import writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.tables.matching import match_key, matched
from desktop_client.storage.tables.people import record
from desktop_client.sync.enrolment import Enrolled
from shared_models.matching import comparable_of, load_model
from shared_models.security import signing

PASSWORD = "only for measuring"
PEOPLE_IN_PARTS = 20_000
KEY_PARTS = 64  # of all keys: sorted one after the other, so that a million people fit into memory
TYPED = 400  # forms, each looked up at every stage
WARMED_BY = 100
_COLUMNS = ("number", "id", "kind", "office", "values", "writers", "name", "created_at", "voided")
_PERSON = "person."
# What stands in a form after each step of the talk.
_STEPS = (
    ("name, father", ("name_latin", "name_urdu", "father_name_latin", "father_name_urdu", "husband_name_latin",
                      "husband_name_urdu")),
    ("and gender, birth", ("gender", "birth")),
    ("and district", ("address_permanent.district", "address_permanent.province")),
    ("and card, phone: the whole form", ("documents.", "phones.", "address_current.")),
)  # fmt: skip


def look_ups(people: int) -> Iterator[str]:
    """A line for each step of a form: look-ups among so many people at a desk, and the first one after unlocking."""
    folder = Path(tempfile.mkdtemp(prefix="frc-likeness-"))
    try:
        with open_desk(folder) as desk:
            typed, size = _filled(desk, people)
            yield f"{people:,} people, {size / people:.0f} bytes each in keys and rows"
            desk.engine.dispose()  # as after unlocking: nothing is in memory
            yield from _stages(desk, typed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def open_desk(folder: Path) -> Iterator[OpenDesk]:
    """A desk of nobody, enrolled and opened in this folder."""
    home = DeskHome(folder)
    identity = Identity("bench", "0AA", "LHE", signing.new_signing_key())
    enrolled = Enrolled(identity, HeadOffice("http://127.0.0.1", "", b""), "none", "")
    clock = lambda: time.time_ns() // 1_000_000  # noqa: E731
    opening.install(home, enrolled, DeskUser("asma", "Asma", "clerk"), PASSWORD, clock)
    desk = opening.sign_in(home, "asma", PASSWORD, clock)
    try:
        yield desk
    finally:
        opening.close(desk)
        home.release()


def _filled(desk: OpenDesk, people: int) -> tuple[list[tuple[Record, set[str]]], int]:
    """Rows and keys of invented people as a desk would hold them; forms of some who are there once more than typed."""
    keys = [(array("q"), array("I")) for _part in range(KEY_PARTS)]
    chance, typed, number = random.Random(7), list[tuple[Record, set[str]]](), 0
    for part in count():
        if number >= people:
            break
        records = register_of(min(PEOPLE_IN_PARTS, people - number), 5_000 + part, USUAL)
        with writing(desk.engine) as connection:
            known: dict[int, set[str]] = {}
            for step, one in enumerate(records, start=number + 1):
                known.setdefault(one.person.number, set()).add(_id(step))
            chosen = {chance.randrange(len(records)) for _ in range(max(8, 2 * TYPED * len(records) // people))}
            typed_ids = {_id(number + 1 + at) for at in chosen}
            typed += [(records[at], known[records[at].person.number] - typed_ids) for at in sorted(chosen)]
            number = _write_part(connection, records, number, keys, skip=typed_ids)
    chance.shuffle(typed)
    with writing(desk.engine) as connection:
        for part, (found, numbers) in enumerate(keys):
            insert_tuples(connection, match_key, ("key", "record"), sorted(zip(found, numbers, strict=True)))
            keys[part] = (array("q"), array("I"))
        settings.put(connection, settings.MATCH_PEOPLE, number)
        settings.put(connection, settings.MATCH_MODEL, load_model().version)
        settings.put(connection, settings.MATCH_RECORD, number)
        size = int(value_of(connection, "PRAGMA page_count")) * int(value_of(connection, "PRAGMA page_size"))
    return typed[:TYPED], size


def _id(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012x}"


def _write_part(
    connection: Connection, records: Sequence[Record], number: int, keys: list[tuple[Any, Any]], skip: set[str]
) -> int:
    """The people of one part; those in `skip` are only typed and stand nowhere."""
    model, under = load_model(), settings.get(connection, settings.MATCH_UNDER) or os.urandom(32).hex()
    settings.put(connection, settings.MATCH_UNDER, under)
    secret, rows, held = bytes.fromhex(under), list[tuple[Any, ...]](), list[tuple[int, bytes]]()
    for one in records:
        number += 1
        name = str(one.values.get("person.name_latin") or one.values.get("person.name_urdu") or "")
        if _id(number) in skip:
            continue
        text = msgspec.json.encode(one.values).decode()
        rows.append((number, _id(number), "person", "LHE", text, '{"*":"bench.0.1"}', name, 1, False))
        own = sorted({key for _recipe, key in stored_keys(comparable_of(one.values), model, secret)})
        held.append((number, match_index.packed(own)))
        step = (1 << 64) // KEY_PARTS
        for key in own:
            found, numbers = keys[(key + (1 << 63)) // step]
            found.append(key)
            numbers.append(number)
    insert_tuples(connection, record, _COLUMNS, rows)
    insert_tuples(connection, matched, ("record", "keys"), held)
    return number


def _stages(desk: OpenDesk, typed: Sequence[tuple[Record, set[str]]]) -> Iterator[str]:
    began = time.perf_counter()
    people_like(desk, dict(typed[0][0].values))
    yield f"first look-up after unlocking: {1000 * (time.perf_counter() - began):.0f} ms"
    for one, _same in typed[:WARMED_BY]:
        people_like(desk, dict(one.values))
    paths: tuple[str, ...] = ()
    for words, more in _STEPS:
        paths += more
        times: list[float] = []
        worked: list[float] = []  # of the processor, as on a machine that does nothing else
        hits = known = shown = strangers = 0
        for one, same in typed:
            values: Any = {
                path: value for path, value in one.values.items() if path.removeprefix(_PERSON).startswith(paths)
            }
            if not is_enough(comparable_of(values)):
                continue
            began, at_work = time.perf_counter(), time.thread_time()
            found = people_like(desk, values)
            times.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.thread_time() - at_work))
            met = [alike.person for alike in found.people] if found is not None else []
            warned = [alike.person for alike in found.people if alike.warns] if found is not None else []
            known, hits = known + bool(same), hits + bool(same & set(met))
            strangers, shown = strangers + (not same), shown + bool(not same and warned)
        (middle, late), (_, late_work) = _middle_and_late(times), _middle_and_late(worked)
        yield (
            f"{words}: median {middle:.1f} ms, p95 {late:.1f} ms, of the processor {late_work:.1f} ms ({len(times)} forms); "
            f"known person among the first five "
            f"{hits}/{known}, somebody new warned of {shown}/{strangers}"
        )


def _middle_and_late(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
