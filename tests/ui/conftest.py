"""Every window test runs without a screen, in English until it says otherwise, with the program's own looks."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.desk_window import DeskWindow
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.style import apply_style
from desktop_client.wording.language import use_language
from shared_models.catalogue import load_catalogue
from tests.ui.sample_desk import PASSWORD, SampleDesk


@pytest.fixture(autouse=True)
def _in_english(qapp: QApplication) -> Iterator[None]:
    # The pages of the test before go first: dressing them anew would cost more than the test.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    use_language("en")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    apply_style(qapp)
    yield
    use_language("en")


@dataclass
class OpenWindow:
    """A window that somebody works at, with the keys of an ordinary keyboard."""

    qtbot: QtBot
    window: DeskWindow
    port: SampleDesk
    runner: TaskRunner

    @property
    def frame(self) -> DeskFrame:
        return self.window.frame

    @property
    def page(self) -> Any:
        """The page in the middle; each test knows which one it led to."""
        return self.frame.page

    def wait(self) -> None:
        """Until everything asked of the desk was answered."""
        self.qtbot.waitUntil(lambda: self.runner.under_way == 0, timeout=20_000)

    def type(self, text: str) -> None:
        """Key by key, in any script, as a keyboard sends it."""
        for sign in text:
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                key = ord(sign.upper()) if sign.isascii() else 0
                QApplication.sendEvent(self.focus, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus, key, modifiers)

    @property
    def focus(self) -> Any:
        """What the keys go to."""
        return QApplication.focusWidget() or self.frame


OpenWindows: TypeAlias = Callable[..., OpenWindow]


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[OpenWindows]:
    """Builds a window over a sample desk; signed in unless told otherwise."""
    opened: list[OpenWindow] = []

    def build(port: SampleDesk | None = None, *, signed_in: bool = True) -> OpenWindow:
        desk, runner = port or SampleDesk(), TaskRunner()
        window = DeskWindow(desk, runner, load_catalogue(), desk.clock, desk.printer)
        window.frame.resize(1366, 695)
        window.frame.show()
        window.frame.activateWindow()
        qtbot.waitActive(window.frame).__enter__()
        work = OpenWindow(qtbot, window, desk, runner)
        opened.append(work)
        window.start()
        work.wait()
        if signed_in:
            work.type(PASSWORD)
            work.press(Qt.Key.Key_Return)
            work.wait()
            assert isinstance(window.frame.page, HomePage)
        return work

    yield build
    for work in opened:
        work.wait()
        work.frame.close()
        work.frame.deleteLater()
        work.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def urdu_key(key: int, scan: int, text: str, modifiers: Qt.KeyboardModifier) -> QKeyEvent:
    """A key press as the Urdu layout sends it: the place of the key is known, its sign is Urdu."""
    return QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers, scan + 8, 0, 0, text)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("qt_log_ignore", "does not support propagateSizeHints")
