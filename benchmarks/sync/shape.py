"""`python -m benchmarks.sync.shape`: registrations as desks make them go up and arrive at an empty client, beside other programs.

The product takes them as a person and a return, with rows, rules, completeness and search terms; the others keep each of the
two as a document of its own, for none of them knows rows. What goes over the line is compared, and that it arrives whole.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from benchmarks.report import DOCUMENT
from benchmarks.sync import registrations, table, tables_of_own, workloads
from benchmarks.sync.contestant import FRESH, Contestant
from benchmarks.sync.lines import write_rows
from benchmarks.sync.peers.contestants import PEERS, Peer
from benchmarks.sync.peers.install import DEFAULT, are_installed
from benchmarks.sync.product import ProductOfPeople

REGISTRATIONS = 2_000
WORK = "shape"


def measure(contestant: Contestant, count: int) -> dict[str, Any]:
    """A first upload of so many registrations, and an empty second client."""
    folder = contestant.folder
    contestant.fields = ("kind", "answers")
    contestant.set_up()
    write_rows(folder / "records", registrations.rows(count))
    contestant.clients["c0"].must(op="load", file=str(folder / "records"))
    up = workloads.whole(contestant.sync())
    contestant.rest()
    down = workloads.whole(contestant.sync(FRESH))
    workloads.compare(contestant, (row["fields"] for row in registrations.rows(count)))
    return {"up": up.as_json(), "down": down.as_json()}


def floors(count: int) -> dict[str, Any]:
    """How many answers a registration has, and what all take as JSON and as one zstd-3 frame, in bytes."""
    plain = [msgspec.json.encode(row) for row in registrations.rows(count)]
    answers = sum(len(row["fields"]["answers"]) for row in registrations.rows(count))
    whole = b"\n".join(plain)
    packed = zstandard.ZstdCompressor(level=3).compress(whole)
    return {"registrations": count, "answers": answers, "json": len(whole), "zstd": len(packed)}


def main() -> int:
    """Measure each in turn, print, and keep the table of a whole run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync.shape", description=__doc__)
    parser.add_argument("--registrations", type=int, default=REGISTRATIONS)
    parser.add_argument("--only", nargs="+", help="beginnings of contestants' names")
    parser.add_argument("--peers", type=Path, default=DEFAULT, help="where the other programs were installed")
    chosen = parser.parse_args()
    Peer.installed = chosen.peers
    kinds: tuple[type[Contestant], ...] = (
        (ProductOfPeople, *PEERS) if are_installed(chosen.peers) else (ProductOfPeople,)
    )
    rows: list[table.Row] = []
    for kind in kinds:
        if chosen.only is None or kind.name.startswith(tuple(chosen.only)):
            rows.append({"contestant": kind.name, "work": WORK, "run": 0, **_one(kind, chosen.registrations)})
            print(rows[-1], flush=True)
    facts = floors(chosen.registrations)
    if chosen.registrations == REGISTRATIONS:
        table.keep_beside(rows, shape=facts)
        DOCUMENT.write_text(table.put_into(DOCUMENT.read_text("utf-8")), "utf-8")
    print(tables_of_own.shape(rows, facts))
    return int(any("error" in row for row in rows if row["contestant"] == ProductOfPeople.name))


def _one(kind: type[Contestant], count: int) -> table.Row:
    place = Path(tempfile.mkdtemp(prefix="frc-shape-", dir="/tmp"))
    place.chmod(0o755)
    contestant = kind(place / "all")
    try:
        return {"steps": measure(contestant, count)}
    except Exception as failure:  # noqa: BLE001 (a contestant that fails is a result, too)
        traceback.print_exc()
        return {"error": f"{type(failure).__name__}: {failure}"}
    finally:
        contestant.tear_down()
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
