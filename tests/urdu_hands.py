"""Hands on the keyboard of a real window under the Urdu layout: every key is known by its place and types an Urdu sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.desk_window import DeskWindow

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return
PATIENCE_MS = 15_000
# The main block from its first row down, as scan codes count it, with what the Urdu layout types there.
_ROWS = (
    (2, "1234567890", "۱۲۳۴۵۶۷۸۹۰"),
    (16, "QWERTYUIOP", "قوعرتےءیہپ"),
    (30, "ASDFGHJKL", "اسدفگحجکل"),
    (44, "ZXCVBNM", "زشچطبنم"),
)
_PLACES = {
    latin: (start + at, urdu[at]) for start, latins, urdu in _ROWS for at, latin in enumerate(latins)
}  # fmt: skip
_TYPED = {urdu: scan for scan, urdu in _PLACES.values()}
_KERNEL_OFFSET = 8


@dataclass
class UrduHands:
    """Somebody who works at a window with the keyboard alone."""

    qtbot: QtBot
    window: DeskWindow
    runner: TaskRunner

    @property
    def page(self) -> Any:
        """The page in the middle; each step knows which one it led to."""
        return self.window.frame.page

    @property
    def focus(self) -> Any:
        """What the keys go to."""
        return QApplication.focusWidget() or self.window.frame

    def wait(self) -> None:
        """Until everything asked of the desk was answered."""
        self.until(lambda: self.runner.under_way == 0)

    def expect(self, kind: type) -> None:
        """The page in the middle is of this kind; otherwise the failure says what could be read there."""
        assert isinstance(self.page, kind), (
            f"{kind.__name__} expected, {type(self.page).__name__} says:\n{self.shown()}"
        )

    def until(self, holds: Callable[[], bool]) -> None:
        """Until something holds, looked at again and again while the window goes on."""
        self.qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key that types nothing."""
        QTest.keyClick(self.focus, key, modifiers)
        self.wait()

    def letter(self, sign: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """The key on which `sign` is printed; under this layout it types an Urdu sign."""
        scan, urdu = _PLACES[sign]
        self._send(0x1000000 + ord(urdu), scan, "" if modifiers & CTRL else urdu, modifiers)
        self.wait()

    def type(self, text: str) -> None:
        """A text in Urdu script, key by key; ASCII letters (passwords) as the other layout types them."""
        for sign in text:
            self._send(ord(sign.upper()) if sign.isascii() else 0x1000000 + ord(sign), _TYPED.get(sign, 0), sign, NONE)

    def _send(self, key: int, scan: int, text: str, modifiers: Qt.KeyboardModifier) -> None:
        code = scan + _KERNEL_OFFSET if scan else 0
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(self.focus, QKeyEvent(kind, key, modifiers, code, 0, 0, text))

    def answer(self, answers: Mapping[str, str], *, last: str = "") -> list[str]:
        """Type the answer of each empty field the cursor comes to and press Enter, up to `last`; which fields were passed."""
        passed: list[str] = []
        while (row := self.page.form.current) is not None and row.path not in passed:
            passed.append(row.path)
            if not getattr(self.focus, "text", str)():
                self.type(answers.get(row.path, ""))
            if row.path == last:
                break
            self.press(ENTER)
            if self.focus in (self.page.sides.finish, self.page.sides.park):
                break
        return passed

    def shown(self) -> str:
        """All that can be read on the page."""
        parts = self.page.findChildren(QWidget)
        return "\n".join(
            part.text() for part in parts if isinstance(part, QLabel | QLineEdit | QAbstractButton) and part.isVisible()
        )
