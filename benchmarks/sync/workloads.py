"""W1 to W6: what every contestant has to do, and the proof that both ends then hold the same."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from benchmarks.sync import flat
from benchmarks.sync.contestant import FRESH, Contestant, Step, cpu_seconds
from benchmarks.sync.lines import read_rows, write_rows

EDITS = 100
_ENOUGH_TO_REST = 1_000  # records; a run that only shows that all works does not wait
THIN = {"bits": 64_000, "rtt": 0.3}
Outcome = dict[str, Any]


class WrongContentError(Exception):
    """A client does not hold what was written; what was measured then says nothing."""


def write_records(file: Path, count: int, first: int = 0) -> None:
    numbered = enumerate(flat.records(count, first), start=first)
    write_rows(file, ({"id": flat.record_id(number), "fields": fields} for number, fields in numbered))


def life(contestant: Contestant, count: int) -> Outcome:
    """W1 to W4: a first upload, nothing to say, 100 edits, an empty second client, and the edits of another."""
    folder = contestant.folder
    contestant.set_up()
    write_records(folder / "records", count)
    contestant.clients["c0"].must(op="load", file=str(folder / "records"))
    steps = {"W1": whole(contestant.sync()), "W3 after the upload": whole(contestant.sync())}
    edits = flat.edits(count, EDITS, turn=0)
    write_rows(folder / "edits", ({"id": flat.record_id(at), "set": new} for at, new in edits.items()))
    contestant.clients["c0"].must(op="edit", file=str(folder / "edits"))
    steps["W2"] = whole(contestant.sync())
    steps["W3"] = whole(contestant.sync())
    if count >= _ENOUGH_TO_REST:
        steps["rest"] = contestant.rest()
    steps["W4"] = whole(contestant.sync(FRESH))
    expected = [{**fields, **edits.get(at, {})} for at, fields in enumerate(flat.records(count))]
    compare(contestant, expected)
    return {name: step.as_json() for name, step in steps.items()}


def thin_line(contestant: Contestant, count: int, cut: int, seconds: float) -> Outcome:
    """W5: a first upload over 64 kbit/s and 300 ms, cut about every `cut` bytes (0: never)."""
    folder = contestant.folder
    contestant.set_up()
    write_records(folder / "records", count)
    contestant.clients["c0"].must(op="load", file=str(folder / "records"))
    step = contestant.sync(seconds=seconds, retry=True, shape={**THIN, "cut": cut})
    if not step.error:
        whole(contestant.sync(FRESH))
        compare(contestant, flat.records(count))
    return step.as_json()


def crowd(contestant: Contestant, clients: int, count: int) -> Outcome:
    """W6: several clients send `count` records each at the same time; every one has to succeed.

    Nothing is fetched: others are only asked to push, and the product's desks stand in different offices.
    """
    folder, names = contestant.folder, [f"c{number}" for number in range(clients)]
    contestant.set_up(clients)
    for number, name in enumerate(names):
        write_records(folder / name / "records", count, number * count)
        contestant.clients[name].must(op="load", file=str(folder / name / "records"))
    processes = [contestant.clients[name].process.pid for name in names]
    server, own, began = contestant.server_cpu(), cpu_seconds(processes), time.perf_counter()
    for name in names:
        contestant.clients[name].send(op="push")
    errors = [answer["error"] for name in names if not (answer := contestant.clients[name].receive())["ok"]]
    step = Step(
        time.perf_counter() - began,
        cpu_seconds(processes) - own,
        contestant.server_cpu() - server,
        error="; ".join(errors[:2]),
    )
    if not errors and contestant.one_store:
        whole(contestant.sync(FRESH))
        seen = contestant.seen_by_fresh(clients)
        compare(contestant, (one for number in seen for one in flat.records(count, number * count)))
    return step.as_json()


def floors(count: int) -> Outcome:
    """What the same content takes as plain JSON and as one zstd-3 frame, in bytes: the records, and the edits of W2."""

    def sizes(rows: Iterable[flat.Record]) -> Outcome:
        plain = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
        return {"json": len(plain), "zstd": len(zstandard.ZstdCompressor(level=3).compress(plain))}

    edits = flat.edits(count, EDITS, turn=0)
    return {
        "records": sizes(flat.records(count)),
        "edits": sizes({"id": flat.record_id(at), "set": new} for at, new in edits.items()),
    }


def whole(step: Step) -> Step:
    if step.error:
        raise RuntimeError(step.error)
    return step


def compare(contestant: Contestant, expected: Iterable[flat.Record]) -> None:
    """Raise WrongContentError unless the other client holds exactly these records."""
    file = contestant.folder / "dump"
    contestant.clients[FRESH].must(op="dump", file=str(file))
    held = sorted(json.dumps(row, sort_keys=True) for row in read_rows(str(file)))
    if held != sorted(json.dumps(row, sort_keys=True) for row in expected):
        raise WrongContentError(f"{contestant.name}: {len(held)} records, not those that were written")
