"""Wires the window to the desk of one home; nothing else builds these objects."""

from __future__ import annotations

import sys
import time
from pathlib import Path


def run_window(home: Path) -> int:
    """Open the window on the desk in `home` and stay until it is closed; the exit code.

    Raises ProblemError `desk.in_use` when another process owns the home.
    """
    from PySide6.QtWidgets import QApplication

    from desktop_client.background.task_runner import TaskRunner
    from desktop_client.storage.home import DeskHome
    from desktop_client.ui.desk_window import DeskWindow
    from desktop_client.ui.service_desk import ServiceDesk
    from desktop_client.ui.style import apply_style
    from shared_models.catalogue import load_catalogue

    held = DeskHome(home)
    held.hold()
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    apply_style(application)

    def clock() -> int:
        return time.time_ns() // 1_000_000

    window = DeskWindow(ServiceDesk(held, clock), TaskRunner(), load_catalogue(), clock)
    # The size it has where nothing maximizes windows, and when somebody makes it smaller again.
    window.frame.resize(application.primaryScreen().availableSize())
    window.frame.showMaximized()
    window.start()
    return int(application.exec())
