"""How the window feels: how soon it is there, whether it ever stands still, what a registration costs in keys, its memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import stage
from benchmarks.figures import Figures
from benchmarks.screen import screen
from benchmarks.travelling import Travel

STILL_MS = 50
MEMORY_MB = 400
SEARCH_MS = 100
GROUP = "The window"
PROGRAM = (sys.executable, "-m", "benchmarks.window_process")
COMPILED = Path(tempfile.gettempdir()) / f"frc-bench-compiled-{os.getpid()}"
LANGUAGES = {"en": "English", "ur": "Urdu"}


def measure(figures: Figures, travel: Travel, count: int, *, rows: int, queries: int, starts: int, whole: bool) -> None:
    """Work a day at a desk that learns of `count` people while somebody sits at it, then open it again and again."""
    with screen() as words, travel.filled() as (_office, desk):
        if words["QT_QPA_PLATFORM"] == "offscreen":
            print("There is no screen and no Xvfb: windows are drawn into memory.", file=sys.stderr)
        again = stage.copied(desk, desk.parent / "second-again")
        found = _run(words, "work", str(desk), str(rows), str(queries), "quick,full" if whole else "quick")
        found |= _run(words, "arrive", str(again)) | {"typed": found["typed"]}
        _still(figures, found, count, rows)
        _typing(figures, found)
        if "memory" in found:
            note = f"Read at the end of all that is measured here, with {count:,} people and {rows:,} imported rows."
            figures.add(
                GROUP, "resident memory after the day", "MB", [found["memory"]["VmRSS"]], most=MEMORY_MB, note=note
            )
            figures.add(GROUP, "resident memory, the most of the day", "MB", [found["memory"]["VmHWM"]])
        _starting(figures, words, desk, starts)
    shutil.rmtree(COMPILED, ignore_errors=True)


def _run(words: Mapping[str, str], *what: str) -> dict[str, Any]:
    """Run one of the processes to its end and gather what it says."""
    found: dict[str, Any] = {"typed": []}
    with _process(words, *what) as process:
        assert process.stdout is not None
        for line in process.stdout:
            for name, value in json.loads(line).items():
                found["typed"].append(value) if name == "typed" else found.update({name: value})
    if process.returncode:
        raise RuntimeError(f"the window ended with {process.returncode}")
    return found


@contextmanager
def _process(words: Mapping[str, str], *what: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, **words, "QT_LOGGING_RULES": "default.warning=false"}
    # What is installed has been compiled once: a process that compiles itself at each start is no measure of a start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(COMPILED)
    process = subprocess.Popen([*PROGRAM, *what], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process
        process.wait(120)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _still(figures: Figures, found: Mapping[str, Any], count: int, rows: int) -> None:
    group = f"{GROUP} never stands still"
    note = (
        "A clock in the window's own thread ticks every 5 ms; a gap is the time between two ticks. The first line is the same "
        "clock while nothing happens: what the machine and its other work take by themselves."
    )
    search = found["search"]
    lines = (
        ("nothing happens", found["idle"], None),
        (f"{2 * count:,} records arrive", found["sync"], STILL_MS),
        (f"{2 * count:,} records arrive and somebody searches", found["busy"], STILL_MS),
        (f"{rows:,} rows are imported", found["imported"], STILL_MS),
        (f"search as you type among {count:,}", search, STILL_MS),
    )
    for name, probe, most in lines:
        said = f"{note} Watched for {probe['seconds']:.0f} s." if most is None else ""
        busy = probe is found["busy"]
        figures.add(group, f"longest gap while {name}", "ms", [probe["longest"]], most=most, aim=busy, note=said)
        figures.add(group, f"99 of 100 gaps while {name}", "ms", [probe["most"]])
    _found_people(figures, search, count)


def finds(figures: Figures, desk: Path, count: int, *, queries: int) -> None:
    """Only the search, at a desk that holds `count` people already."""
    with screen() as words:
        search = _run(words, "find", str(desk), str(queries))["search"]
    group = f"{GROUP} never stands still"
    figures.add(
        group, f"longest gap while search as you type among {count:,}", "ms", [search["longest"]], most=STILL_MS
    )
    _found_people(figures, search, count)


def _found_people(figures: Figures, search: Mapping[str, Any], count: int) -> None:
    """How soon the window shows who was asked for, beside the same look into the index alone."""
    group = f"{GROUP} finds people among {count:,}"
    note = (
        "From the key to the drawn list, without the rest of 150 ms after the last key. Bare: the same beginnings in the "
        "same index and their 50 newest rows, by one statement, without a window."
    )
    figures.add(group, "search, 95 of 100", "ms", [search["p95"]], most=SEARCH_MS, aim=True, note=note)
    figures.add(group, "search, median", "ms", [search["p50"]])
    figures.add(group, "search / bare index look-up, both 95 of 100", "×", [search["p95"] / search["bare"]])


def _typing(figures: Figures, found: Mapping[str, Any]) -> None:
    group = f"{GROUP}: a registration by keyboard"
    note = (
        "Every key from F2 to the page with the number. Seconds are those of the window when keys come as fast as it takes "
        "them. Full: every field of every section that is no list of rows, as one invented person answers them."
    )
    for one in found["typed"]:
        kind, language = one["name"].split()
        name = f"{kind}, {LANGUAGES[language]}"
        figures.add(group, f"keys, {name} ({one['answers']} answers)", "", [one["keys"]], noisy=False, note=note)
        figures.add(group, f"seconds, {name}", "s", [one["seconds"]])


def _starting(figures: Figures, words: Mapping[str, str], desk: Path, starts: int) -> None:
    bare, shown, home = [], [], []
    _first_line(words, "empty")  # each is compiled, and read from the disk, before it is measured; the desk was above
    for _turn in range(starts):
        bare.append(_first_line(words, "empty")[0])
        seconds, entered = _first_line(words, "start", str(desk))
        shown.append(seconds)
        home.append(entered)
    note = (
        "Each in a process of its own, in turns, from its start to the drawn page; the rival is an empty QMainWindow. Signing "
        "in derives the key from the password on purpose slowly."
    )
    group = f"{GROUP} is there"
    ratios = [one / other for one, other in zip(shown, bare, strict=True)]
    figures.add(group, "start to sign-in / empty window", "×", ratios, note=note)
    ratios = [one / other for one, other in zip(home, bare, strict=True)]
    figures.add(group, "sign-in to usable home / empty window", "×", ratios)
    figures.add(group, "start to sign-in", "s", shown)
    figures.add(group, "sign-in to usable home", "s", home)
    figures.add(group, "empty window", "s", bare)


def _first_line(words: Mapping[str, str], *what: str) -> tuple[float, float]:
    """Seconds from the start of a process to what it says first, and what it says it took to come in."""
    began = time.perf_counter()
    with _process(words, *what) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.perf_counter() - began
        rest = process.stdout.readline()
    return seconds, float(json.loads(rest)["home"]) if rest else 0.0
