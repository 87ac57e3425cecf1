"""`python -m benchmarks.scale [--people N]`: one office with very many people, from registering to a desk that begins empty.

Not a part of `make bench`, for 100,000 people take a quarter of an hour.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import finding, stage, window
from benchmarks.figures import Figures, table
from benchmarks.people import Day, Registration
from benchmarks.report import write_one_office
from benchmarks.stage import Desk, RunningOffice
from desktop_client.services import intake, status
from shared_models.catalogue.context import day_in_pakistan

TRANSACTION = 2_000
SAVES = 60
QUERIES = 40
_DAY_MS = 24 * 60 * 60 * 1000


def main() -> int:
    """Measure and print; the figures stand in docs/performance.md with the machine they were made on."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="frc-scale-"))
    figures = Figures()
    try:
        port = stage.free_port()
        stage.new_office(folder / "office")
        with stage.running(folder / "office", port) as office:
            _measure(figures, folder, office, chosen.people)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(table(figures.found))
    if chosen.write:
        write_one_office(figures.found)
    return 0


def _measure(figures: Figures, folder: Path, office: RunningOffice, count: int) -> None:
    group, half = f"One office with {count:,} people", count // 2
    for name in ("first", "second", "third"):
        stage.enrol(office, folder / name)
    for seed, name in enumerate(("first", "second"), start=7):
        with stage.open_desk(folder / name) as desk:
            desk.sync()
            seconds = _timed(partial(_fill, desk, half, seed))
            figures.add(group, f"registered at the {name} desk, 2,000 a transaction", "1/s", [half / seconds])
            result, cost = desk.measured_sync(office)
            figures.add(group, f"{name} desk: first sync", "s", [cost.seconds])
            figures.add(group, f"{name} desk: head office CPU", "s / 1,000", [cost.server_cpu * 1000 / half])
            figures.add(group, f"{name} desk: requests", "", [result.round_trips], noisy=False)
    with stage.open_desk(folder / "second") as desk:
        saves = [_timed(partial(intake.register, desk.open, one.person, one.episode)) for one in _people(SAVES, 9)]
        figures.add(group, "a save, median", "ms", [1000 * statistics.median(saves)])
        figures.add(group, "the slowest of 60 saves", "ms", [1000 * max(saves)])
        figures.add(group, "database", "MB", [(folder / "second" / "desk.db").stat().st_size / 1e6], noisy=False)
        desk.sync()
        empty, cost = desk.measured_sync(office)
        figures.add(group, "a sync with nothing to say", "bytes", [empty.bytes_up + empty.bytes_down], noisy=False)
    finding.measure(figures, folder / "second", count)
    window.finds(figures, folder / "second", count, queries=QUERIES)
    with stage.open_desk(folder / "third") as desk:
        result, cost = desk.measured_sync(office)
        figures.add(group, "a third desk begins empty", "s", [cost.seconds])
        figures.add(group, "a third desk: bytes a person", "bytes", [result.bytes_down / count], noisy=False)
        figures.add(group, "status of that desk", "ms", [1000 * _timed(partial(status.read_status, desk.open))])
    figures.add(group, "memory of the desks' process at most", "MB", [_peak_mb()], noisy=False)


def _people(count: int, seed: int) -> list[Registration]:
    return list(Day(seed, day_in_pakistan(stage.now_ms() - _DAY_MS)).registrations(count))


def _fill(desk: Desk, count: int, seed: int) -> None:
    waiting: list[Registration] = []
    for one in Day(seed, day_in_pakistan(stage.now_ms() - _DAY_MS)).registrations(count):
        waiting.append(one)
        if len(waiting) == TRANSACTION:
            desk.register(waiting)
            waiting.clear()
    desk.register(waiting)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    sys.exit(main())
