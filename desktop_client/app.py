"""Wires the window to the desk of one home; nothing else builds these objects."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_client.background import pauses

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_client.background.task_runner import TaskRunner
    from desktop_client.ui.desk_window import DeskWindow

REST_MS = 5_000


def run_window(home: Path) -> int:
    """Open the window on the desk in `home` and stay until it is closed; the exit code.

    Raises ProblemError `desk.in_use` when another process owns the home.
    """
    application, _window, _runner = open_window(home)
    return int(application.exec())


def open_window(home: Path) -> tuple[QApplication, DeskWindow, TaskRunner]:
    """The window on the desk in `home`, shown and asking what this PC is; the caller lets the application run."""
    from desktop_client.storage.home import DeskHome

    held = DeskHome(home)
    held.hold()
    pauses.hold_back()
    # Before Qt, which reads the source of every module that is loaded after it.
    from desktop_client.services.keeping_time import DeskClock
    from desktop_client.ui.service_desk import ServiceDesk
    from shared_models.catalogue import load_catalogue
    from shared_models.text.search_terms import sound_terms

    load_catalogue()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop_client.background.task_runner import TaskRunner
    from desktop_client.ui.desk_window import DeskWindow
    from desktop_client.ui.style import apply_style

    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    apply_style(application)

    def read_names() -> None:
        runner.on_database(lambda: sound_terms("Muhammad"))

    clock = DeskClock(lambda: time.time_ns() // 1_000_000)
    runner = TaskRunner()
    window = DeskWindow(ServiceDesk(held, clock), runner, load_catalogue(), clock)
    # The size it has where nothing maximizes windows, and when somebody makes it smaller again.
    window.frame.resize(application.primaryScreen().availableSize())
    window.frame.showMaximized()
    window.start()
    # Read while the password is typed; else the first search and the first save would wait for the tables of names.
    # Not before the first page is drawn, which would wait for it: asked for after the page, told when that is there.
    runner.on_database(lambda: None, lambda _nothing: QTimer.singleShot(0, read_names))
    pauses.settle()
    rest = QTimer(window)
    rest.setInterval(REST_MS)
    rest.timeout.connect(lambda: None if runner.under_way else pauses.tidy())
    rest.start()
    return application, window, runner
