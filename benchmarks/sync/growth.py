"""`python -m benchmarks.sync.growth`: whether a hundred edits cost the same however much is stored already.

One head office and one desk for each number of stored records. A turn is 100 edits of two fields and their sync; only the
sync is measured, after head office has come to rest, and the turns are compared by their sums: one alone is some ticks of CPU.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.report import DOCUMENT
from benchmarks.sync import flat, table, tables_of_own, workloads
from benchmarks.sync.contestant import FRESH, Contestant
from benchmarks.sync.lines import write_rows
from benchmarks.sync.product import Product

STORED = (1_000, 10_000, 50_000)
TURNS = 10
WORK = "growth"


def measure(contestant: Contestant, stored: int, turns: int) -> dict[str, Any]:
    """What so many turns took together, with so many records stored; both ends hold the same afterwards."""
    folder = contestant.folder
    contestant.set_up()
    workloads.write_records(folder / "records", stored)
    contestant.clients["c0"].must(op="load", file=str(folder / "records"))
    workloads.whole(contestant.sync())
    contestant.rest()
    expected = {at: dict(fields) for at, fields in enumerate(flat.records(stored))}
    steps = []
    for turn in range(turns):
        edits = flat.edits(stored, workloads.EDITS, turn)
        write_rows(folder / "edits", ({"id": flat.record_id(at), "set": new} for at, new in edits.items()))
        contestant.clients["c0"].must(op="edit", file=str(folder / "edits"))
        steps.append(workloads.whole(contestant.sync()))
        for at, new in edits.items():
            expected[at].update(new)
    workloads.whole(contestant.sync(FRESH))
    workloads.compare(contestant, expected.values())
    return {
        "stored": stored,
        "turns": turns,
        "wire": sum(step.wire for step in steps),
        "trips": sum(step.trips for step in steps),
        "client_cpu": sum(step.client_cpu for step in steps),
        "server_cpu": sum(step.server_cpu for step in steps),
    }


def main() -> int:
    """Measure, print, and keep the table unless other numbers than the usual ones were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync.growth", description=__doc__)
    parser.add_argument("--stored", type=int, nargs="+", default=list(STORED))
    parser.add_argument("--turns", type=int, default=TURNS)
    chosen = parser.parse_args()
    rows: list[table.Row] = []
    for stored in chosen.stored:
        place = Path(tempfile.mkdtemp(prefix="frc-growth-", dir="/tmp"))
        place.chmod(0o755)
        contestant = Product(place / "all")
        try:
            found = measure(contestant, stored, chosen.turns)
        finally:
            contestant.tear_down()
            shutil.rmtree(place, ignore_errors=True)
        rows.append({"contestant": Product.name, "work": f"{WORK} {stored}", "run": 0, "steps": found})
        print(found, flush=True)
    if (tuple(chosen.stored), chosen.turns) == (STORED, TURNS):
        table.keep_beside(rows)
        DOCUMENT.write_text(table.put_into(DOCUMENT.read_text("utf-8")), "utf-8")
    print(tables_of_own.growth(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
