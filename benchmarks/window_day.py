"""A desk that is opened and a desk that is worked at, as `benchmarks.window` measures them.

Loaded only when the program stands: Qt reads the source of every module that comes after it, and the program takes care
of what it loads before.
"""

# ruff: noqa: SLF001  (a clock inside the window looks at what only the window knows)
from __future__ import annotations

import csv
import itertools
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from sqlalchemy import text

if TYPE_CHECKING:
    from benchmarks.window_typing import Typist
    from desktop_client.background.task_runner import TaskRunner
    from desktop_client.ui.desk_window import DeskWindow

_BARE = text(
    "SELECT * FROM record WHERE number IN (SELECT DISTINCT record FROM search_term WHERE term >= :low AND term < :high "
    "ORDER BY record DESC LIMIT 50)"
)
SYSTEM_FILE = Path("/proc/self/status")
TICK_MS = 5


def _say(**found: object) -> None:
    print(json.dumps(found), flush=True)


def rest(milliseconds: int) -> None:
    """Let the window's own loop turn for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Probe(QObject):
    """A clock in the window's own thread: between two ticks the window stood still."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._before = 0.0
        self.gaps: list[float] = []

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self._before))
        self._before = now

    def watch(self, work: Callable[[], object]) -> dict[str, float]:
        """The longest gap while `work` goes on, the one that 99 of 100 stay below, and how long it was watched."""
        self.gaps = []
        began = self._before = time.perf_counter()
        self._timer.start()
        work()
        rest(2 * TICK_MS)
        self._timer.stop()
        seconds, gaps = time.perf_counter() - began, sorted(self.gaps)
        return {"longest": gaps[-1], "most": gaps[len(gaps) * 99 // 100], "seconds": seconds, "ticks": len(gaps)}


def _at_a_small_screen(window: DeskWindow) -> None:
    window.frame.showNormal()
    window.frame.resize(1366, 695)
    window.frame.activateWindow()
    QTest.qWaitForWindowActive(window.frame)


def start(window: DeskWindow, runner: TaskRunner) -> None:
    """Wait for the window, then open the desk; each said when it is drawn."""
    from desktop_client.ui.pages.home import HomePage
    from desktop_client.ui.pages.sign_in import SignInPage

    _at_a_small_screen(window)
    QTest.qWaitForWindowExposed(window.frame)
    while not isinstance(window.frame.page, SignInPage):
        rest(1)
    window.frame.repaint()
    _say(shown=True)
    # Only now: what measures is much, head office among it, and no part of a start.
    from benchmarks import stage
    from benchmarks.window_typing import ENTER, Typist

    typist = Typist(window, runner)
    typist.type(stage.PASSWORD)
    began = time.perf_counter()
    typist.press(ENTER)
    typist.until(lambda: isinstance(typist.page, HomePage))
    typist.window.frame.repaint()
    _say(home=time.perf_counter() - began)
    typist.wait()
    typist.window.frame.close()


def _signed_in(window: DeskWindow, runner: TaskRunner) -> tuple[Typist, Probe]:
    """A desk at which somebody sits down, and that does not fetch by itself."""
    from benchmarks import stage
    from benchmarks.window_typing import ENTER, Typist
    from desktop_client.ui.pages.home import HomePage

    _at_a_small_screen(window)
    typist, probe = Typist(window, runner), Probe()
    typist.wait()
    typist.window._sending = True  # the window would fetch by itself as soon as somebody is there
    typist.type(stage.PASSWORD)
    typist.press(ENTER)
    typist.until(lambda: isinstance(typist.page, HomePage))
    typist.wait()
    return typist, probe


def arrive(window: DeskWindow, runner: TaskRunner) -> None:
    """Everybody arrives while somebody types names into the search, a letter each tenth of a second."""
    from benchmarks import names
    from benchmarks.window_typing import CTRL

    typist, probe = _signed_in(window, runner)
    typist.press(Qt.Key.Key_F3)
    typist.wait()
    chance = random.Random(5)

    def look() -> None:
        typist.window._sending = False
        typist.window.send_now()
        while typist.window._sending:
            typist.press(Qt.Key.Key_A, CTRL)
            for letter in chance.choice(names.MEN)[0][:6]:
                typist.type(letter)
                typist.page._search()
                rest(100)

    _say(busy=probe.watch(look))
    typist.window.frame.close()


def find(window: DeskWindow, runner: TaskRunner, queries: int) -> None:
    """Only look for people, at a desk that has them already."""
    typist, probe = _signed_in(window, runner)
    _search(typist, probe, queries)
    typist.window.frame.close()


def work(window: DeskWindow, runner: TaskRunner, home: Path, rows: int, queries: int, kinds: str) -> None:
    """A day at a desk that begins empty: everybody arrives, people are looked for, imported, registered."""
    typist, probe = _signed_in(window, runner)
    _say(idle=probe.watch(lambda: rest(3000)))
    typist.window._sending = False

    def arrive() -> None:
        typist.window.send_now()
        typist.until(lambda: not typist.window._sending)

    _say(sync=probe.watch(arrive))
    typist.wait()
    _search(typist, probe, queries)
    bring_in = _import(typist, home, rows)
    _say(imported=probe.watch(bring_in))
    _register(typist, kinds.split(","))
    typist.press(Qt.Key.Key_F3)
    typist.press(Qt.Key.Key_F5)
    typist.wait()
    if SYSTEM_FILE.exists():
        lines = dict(line.split(":", 1) for line in SYSTEM_FILE.read_text("ascii").splitlines() if ":" in line)
        _say(memory={name: int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")})
    typist.window.frame.close()


def _register(typist: object, kinds: list[str]) -> None:
    from benchmarks.window_typing import SHIFT_F8, Typist

    assert isinstance(typist, Typist)
    numbers = itertools.count()
    for language in ("en", "ur"):
        if language == "ur":
            typist.press(*SHIFT_F8)
            typist.wait()
        for kind in kinds:
            done = typist.register(next(numbers), full=kind == "full")
            _say(
                typed={
                    "name": f"{kind} {language}",
                    "keys": done.keys,
                    "seconds": done.seconds,
                    "answers": done.answers,
                }
            )


def _search(typist: object, probe: Probe, queries: int) -> None:
    from benchmarks import names
    from benchmarks.window_typing import CTRL, Typist
    from desktop_client.ui.pages.find import FindPage

    assert isinstance(typist, Typist)
    typist.press(Qt.Key.Key_F3)
    typist.wait()
    page, chance = typist.page, random.Random(5)
    assert isinstance(page, FindPage)
    took: list[float] = []

    def answered() -> None:
        if began[0]:
            page.table.viewport().repaint()
            took.append(1000 * (time.perf_counter() - began[0]))
            began[0] = 0.0

    began = [0.0]
    page.model.changed.connect(answered)
    ask = page._search

    def look() -> None:
        for _turn in range(queries):
            typist.press(Qt.Key.Key_A, CTRL)
            for letter in chance.choice(names.MEN)[0][:6]:
                typist.type(letter)
                began[0] = time.perf_counter()
                ask()  # what the timer does when the hand rests
                typist.wait()

    found = probe.watch(look)
    took.sort()
    _say(search={**found, "p95": took[len(took) * 95 // 100], "p50": took[len(took) // 2], "bare": _bare(typist)})


def _bare(typist: object) -> float:
    """The rival of a search: words by their beginning in the same index, and their 50 newest rows, without a service."""
    from benchmarks import names
    from benchmarks.window_typing import Typist
    from desktop_client.storage.engine import reading

    assert isinstance(typist, Typist)
    took: list[float] = []

    def look() -> None:
        with reading(typist.window._port._open.engine) as connection:  # type: ignore[attr-defined]
            for at in range(200):
                word = names.MEN[at % len(names.MEN)][0][: 2 + at % 4].casefold()
                began = time.perf_counter()
                connection.execute(_BARE, {"low": word, "high": f"{word}\uffff"}).all()
                took.append(1000 * (time.perf_counter() - began))

    typist.window._runner.on_database(look)
    typist.wait()
    took.sort()
    return took[len(took) * 95 // 100]


def _import(typist: object, home: Path, rows: int) -> Callable[[], None]:
    """Everything made ready beforehand: what is watched is the import alone."""
    from benchmarks.importing import REGISTERS
    from benchmarks.window_typing import Typist
    from desktop_client.services.importing import import_file
    from desktop_client.services.registrar import DeskRegistrar

    assert isinstance(typist, Typist)
    register = home.parent / "register_karachi_2019.csv"
    with (REGISTERS / register.name).open(encoding="utf-8", newline="") as source:
        head, *lines = csv.reader(source, delimiter=";")
    with register.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, delimiter=";")
        writer.writerow(head)
        for at, line in enumerate(itertools.islice(itertools.cycle(lines), rows)):
            writer.writerow([f"BEN/{at:05d}/19", *line[1:]])

    def bring_in() -> None:
        desk = typist.window._port._open  # type: ignore[attr-defined]
        done = import_file(
            register, DeskRegistrar(desk), desk.catalogue, today=desk.today(), map_path=REGISTERS / "karachi_2019.toml"
        )
        if done.registered + done.registered_with_notes < rows * 9 // 10:
            raise RuntimeError("the import brought too little in")

    def run() -> None:
        typist.window._runner.on_database(bring_in)
        typist.wait()

    return run
