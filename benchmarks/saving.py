"""What "saved" costs: a whole registration through the service, against one bare encrypted row with the same bytes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import stage
from benchmarks.figures import Figures
from benchmarks.people import Day, Registration
from benchmarks.stage import Desk
from desktop_client.services import intake
from shared_models.catalogue.context import day_in_pakistan
from shared_models.security import cipher_file

GROUP = "A registration is saved at the desk"
WARM_UP = 20


def measure(figures: Figures, folder: Path, desk_folder: Path, *, blocks: int, block: int) -> None:
    """Save people one by one, each beside a bare insert and commit of the same bytes; one ratio a block."""
    people = list(Day(31, day_in_pakistan(stage.now_ms())).registrations(WARM_UP + blocks * block))
    with stage.open_desk(desk_folder) as desk:
        saved, plain = beside_bare_inserts(desk, people, folder / "bare.db", block=block)
    _report(figures, saved, plain)


def beside_bare_inserts(
    desk: Desk, people: Sequence[Registration], bare_file: Path, *, block: int
) -> tuple[list[list[float]], list[list[float]]]:
    """Seconds of each save, and of each bare insert of the same bytes, in blocks after a warming up."""
    bare = cipher_file.connect(bare_file, b"k" * 32)
    bare.execute("CREATE TABLE saved (id INTEGER PRIMARY KEY, content BLOB NOT NULL)")
    bare.commit()
    saved: list[list[float]] = []
    plain: list[list[float]] = []
    try:
        for at, one in enumerate(people):
            if at >= WARM_UP and (at - WARM_UP) % block == 0:
                saved.append([])
                plain.append([])
            save = _timed(partial(intake.register, desk.open, one.person, one.episode))
            insert = _timed(partial(_insert, bare, msgspec.json.encode([one.person, one.episode])))
            if at >= WARM_UP:
                saved[-1].append(save)
                plain[-1].append(insert)
    finally:
        bare.close()
    return saved, plain


def _report(figures: Figures, saved: Sequence[list[float]], plain: Sequence[list[float]]) -> None:
    note = (
        f"{len(saved)} blocks of {len(saved[0])} saves, each beside its bare insert; one ratio of medians a block. Saved means: "
        "checked, two changes in the journal, two records shown, search terms, number, audit line, one commit with FULL "
        "sync. Bare means: one row with the JSON of the same values, inserted and committed in a SQLCipher file opened alike."
    )
    ratios = [statistics.median(one) / statistics.median(other) for one, other in zip(saved, plain, strict=True)]
    figures.add(GROUP, "saved / bare insert and commit", "×", ratios, most=5, note=note)
    figures.add(GROUP, "saved", "ms", [1000 * statistics.median(one) for one in saved])
    figures.add(GROUP, "bare insert and commit", "ms", [1000 * statistics.median(one) for one in plain])


def _insert(bare: Any, content: bytes) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO saved (content) VALUES (?)", (content,))
    bare.execute("COMMIT")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
