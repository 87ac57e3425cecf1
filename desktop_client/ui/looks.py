"""The quiet colours or those of high contrast: as the system asks, until somebody at this PC chooses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.keys import SHIFT, Command, key
from desktop_client.ui.ports import DeskPort
from desktop_client.ui.style import apply_style, is_strong_look, use_strong_look
from desktop_client.wording.language import _
from shared_models.catalogue.problems import Problem


class Looks:
    """Shift+F1: the other look; form, cursor and half-typed text stay, and the PC remembers it."""

    def __init__(self, port: DeskPort, runner: TaskRunner, failed: Callable[[Problem], object]) -> None:
        self._port, self._runner, self._failed = port, runner, failed

    def command(self) -> Command:
        """The key, named after the look that it leads to."""
        return Command(key(Qt.Key.Key_F1, SHIFT), self.switch, _other_look)

    def switch(self) -> None:
        """Wear the other one."""
        strong = not is_strong_look()
        wear(strong)
        self._runner.on_database(lambda: self._port.set_look(strong=strong), None, self._failed)


def _other_look() -> str:
    return _("quiet colours") if is_strong_look() else _("strong colours")


def wear(strong: bool | None) -> None:
    """The look somebody chose here, or the one that the system asks every program for (None)."""
    if strong is None:
        hints = QGuiApplication.styleHints()  # what it gives out lives only as long as it is held here
        strong = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    application = QApplication.instance()
    if strong != is_strong_look() and isinstance(application, QApplication):
        use_strong_look(strong)
        apply_style(application)
