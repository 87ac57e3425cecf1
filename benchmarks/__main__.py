"""`python -m benchmarks [--quick] [--only PART …]`: measure everything in one run, print it, and write the document."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import finding, importing, ingest, report, saving, travelling, validating, whole, window, wire
from benchmarks.figures import Figures, table
from benchmarks.travelling import Travel
from installers.trial_postgres import TrialPostgresError, fresh_database, trial_postgres

PARTS = ("save", "line", "ingest", "find", "import", "wire", "validate", "whole", "window")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    small: int
    large: int
    trips: int
    blocks: int
    block: int
    ingested: int
    rounds: int
    whole: int
    queries: int
    starts: int


WHOLE = Extent(
    small=1_000, large=10_000, trips=3, blocks=10, block=40, ingested=2_000, rounds=3, whole=1_000, queries=20, starts=3
)
QUICK = Extent(small=100, large=200, trips=1, blocks=2, block=10, ingested=120, rounds=1, whole=30, queries=4, starts=1)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write docs/performance.md and .json unless told otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small numbers, to see that everything runs; writes nothing"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="some parts only; writes nothing")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args(arguments)
    extent = QUICK if chosen.quick else WHOLE
    began = time.monotonic()
    figures = Figures()
    folder = Path(tempfile.mkdtemp(prefix="frc-bench-"))
    try:
        _measure(figures, folder, extent, set(chosen.only))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = time.monotonic() - began
    print(table(figures.found))
    print(f"\n{len(figures.found)} figures in {seconds:.0f} s")
    if chosen.json:
        report.write_json(chosen.json, figures.found, seconds)
    if not chosen.quick and set(chosen.only) == set(PARTS):
        report.write(figures.found, seconds)
    return 0


def _measure(figures: Figures, folder: Path, extent: Extent, parts: set[str]) -> None:
    small = Travel(folder, extent.small, seed=11)
    if "save" in parts:
        desk = small.copy_of("second", "saving")
        saving.measure(figures, folder, desk, blocks=extent.blocks, block=extent.block)
    if parts & {"line", "find", "window"}:
        _measure_many_people(figures, folder, extent, parts, small)
    if "ingest" in parts:
        ingest.measure(figures, folder, name="embedded", count=extent.ingested, rounds=extent.rounds)
        with _postgres() as server:
            if server:
                url = lambda: fresh_database(server)  # noqa: E731
                ingest.measure(
                    figures, folder, name="PostgreSQL", fresh_url=url, count=extent.ingested, rounds=extent.rounds
                )
    if "import" in parts:
        importing.measure(figures, folder, small.copy_of("second", "importing"), rounds=extent.rounds)
    if "validate" in parts:
        validating.measure(figures, extent.rounds)
    if "whole" in parts:
        whole.measure(figures, folder, count=extent.whole)
    if "wire" in parts:
        wire.measure(figures, folder, small.copy_of("second", "wire"))


def _measure_many_people(figures: Figures, folder: Path, extent: Extent, parts: set[str], small: Travel) -> None:
    large = Travel(folder, extent.large, seed=12)
    if parts & {"line", "find"}:
        # In turns, so that a busy minute of the machine meets both.
        trips = [(small.run(), large.run()) for _ in range(extent.trips if "line" in parts else 1)]
        if "line" in parts:
            travelling.measure(figures, [one for one, _ in trips], [other for _, other in trips])
        if "find" in parts:
            finding.measure(figures, large.finished_desk, extent.large)
    if "window" in parts:
        window.measure(
            figures, large, extent.large, rows=extent.small, queries=extent.queries, starts=extent.starts,
            whole=extent is WHOLE,
        )  # fmt: skip


@contextlib.contextmanager
def _postgres() -> Iterator[str | None]:
    try:
        with trial_postgres() as server:
            yield server
    except TrialPostgresError as failure:
        print(f"PostgreSQL is not measured: {failure}", file=sys.stderr)
        yield None


if __name__ == "__main__":
    sys.exit(main())
