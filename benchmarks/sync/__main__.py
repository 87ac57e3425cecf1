"""`python -m benchmarks.sync`: the same work for every contestant, in turns, and one table of what it took.

The other programs are installed first by `python -m benchmarks.sync.peers.install`. `--quick` shows that everything runs.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.report import DOCUMENT
from benchmarks.sync import table, workloads
from benchmarks.sync.contestant import Contestant
from benchmarks.sync.peers.contestants import PEERS, Anki, Kinto, Peer, Pouch
from benchmarks.sync.peers.install import DEFAULT, are_installed
from benchmarks.sync.product import Product, ProductOnPostgresql

CLIENTS = 8
CUTS = (0, 100_000, 30_000, 8_000)
PARTS = ("life", "crowd", "thin")
CONTESTANTS: dict[str, tuple[type[Contestant], ...]] = {
    "life": (Product, *PEERS),
    "crowd": (ProductOnPostgresql, *PEERS),
    "thin": (Product, Pouch, Anki),
}
Work = Callable[[Contestant], workloads.Outcome]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000, help="of W1 to W4")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", help="beginnings of contestants' names; writes nothing")
    parser.add_argument(
        "--again", nargs="+", help="measure these alone and put them in the place of theirs in what was kept"
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="writes nothing")
    parser.add_argument("--thin-seconds", type=float, default=150, help="after which a thin line counts as not done")
    parser.add_argument(
        "--quick", action="store_true", help="small numbers, to see that everything runs; writes nothing"
    )
    parser.add_argument("--peers", type=Path, default=DEFAULT, help="where the other programs were installed")
    chosen = parser.parse_args()
    Peer.installed = chosen.peers
    only = chosen.only or chosen.again
    if not are_installed(chosen.peers) and not only:
        parser.error("first `python -m benchmarks.sync.peers.install`, or `--only FRC`")
    records, each, thin, runs = (60, 20, 40, 1) if chosen.quick else (chosen.records, 1_000, 500, chosen.runs)
    facts: dict[str, Any] = {
        "records": records, "each": each, "clients": CLIENTS, "thin": thin, "thin_seconds": chosen.thin_seconds,
        "runs": runs, "cuts": list(CUTS), "floors": workloads.floors(records),
        "thin_zstd": workloads.floors(thin)["records"]["zstd"], "where": _where(),
        "load": [round(os.getloadavg()[0], 1)],
    }  # fmt: skip
    rows: list[table.Row] = []
    is_whole = not (chosen.quick or only or set(chosen.parts) != set(PARTS))
    for run in range(runs):
        for part in chosen.parts:
            rows += _turns(part, run, facts, only)
            # After each part, for it is long: what was measured stands there if it is stopped.
            facts |= {"runs": run + 1, "load": [*facts["load"], round(os.getloadavg()[0], 1)]}
            table.keep(rows, facts, Path("build") / "sync.json")
            if is_whole:
                table.keep(rows, facts)
                DOCUMENT.write_text(table.put_into(DOCUMENT.read_text("utf-8")), "utf-8")
    if chosen.again and not chosen.quick:
        table.keep_again(rows, facts)
        DOCUMENT.write_text(table.put_into(DOCUMENT.read_text("utf-8")), "utf-8")
    print(table.section(Path("build") / "sync.json"))
    return int(any("error" in row for row in rows if row["contestant"].startswith(Product.name)))


def _where() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _turns(part: str, run: int, facts: dict[str, Any], only: Sequence[str] | None) -> list[table.Row]:
    """One run of a part by every contestant after the other; a thin line is too slow to be asked more than once."""
    works: Mapping[str, Work] = {
        "life": {"life": partial(workloads.life, count=facts["records"])},
        "crowd": {"crowd": partial(workloads.crowd, clients=facts["clients"], count=facts["each"])},
        "thin": {
            f"thin {cut}": partial(workloads.thin_line, count=facts["thin"], cut=cut, seconds=facts["thin_seconds"])
            for cut in (facts["cuts"] if run == 0 else ())
        },
    }[part]
    return [
        _one(kind, name, run, work)
        for name, work in works.items()
        for kind in CONTESTANTS[part]
        if only is None or kind.name.startswith(tuple(only))
        if not (kind is Kinto and name == "life" and run)  # two minutes for 10,000 records: asked once
    ]


def _one(kind: type[Contestant], name: str, run: int, work: Work) -> table.Row:
    folder = Path(tempfile.mkdtemp(prefix="frc-sync-", dir="/tmp"))
    folder.chmod(0o755)
    row: table.Row = {"contestant": kind.name, "work": name, "run": run}
    began = time.monotonic()
    contestant = kind(folder / "all")
    try:
        row["steps"] = work(contestant)
    except Exception as failure:  # noqa: BLE001 (a contestant that fails is a result, too)
        traceback.print_exc()
        row["error"] = f"{type(failure).__name__}: {failure}"
    finally:
        contestant.tear_down()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{time.monotonic() - began:6.1f} s  {kind.name}: {name}: {row.get('error') or row['steps']}", flush=True)
    return row


if __name__ == "__main__":
    sys.exit(main())
