"""The processes that `benchmarks.window` measures: an empty window, a desk that is opened, a desk that is worked at.

`python -m benchmarks.window_process empty|start|work|arrive|find …`: what was found is printed as one JSON line each.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Tools of developers that a desk does not have; where it is installed, structlog loads the whole of it.
sys.modules["rich"] = None  # type: ignore[assignment]


def empty() -> None:
    """The rival: the toolkit alone."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.resize(1366, 695)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.repaint()
    print('{"shown": true}', flush=True)
    application.quit()


def at_desk(what: str, home: Path, *more: str) -> None:
    """Open the window as the program does, with nothing loaded before, and work there."""
    from desktop_client.app import open_window

    _application, window, runner = open_window(home)
    from benchmarks import window_day

    match what, more:
        case "start", ():
            window_day.start(window, runner)
        case "arrive", ():
            window_day.arrive(window, runner)
        case "find", (queries,):
            window_day.find(window, runner, int(queries))
        case "work", (rows, queries, kinds):
            window_day.work(window, runner, home, int(rows), int(queries), kinds)
        case _:
            raise SystemExit(__doc__)


def main(words: list[str]) -> None:
    """One of the five."""
    match words:
        case ["empty"]:
            empty()
        case [what, home, *more]:
            at_desk(what, Path(home), *more)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
    # Threads of Qt's platform may outlive the window; nothing is left to be written.
    os._exit(0)
