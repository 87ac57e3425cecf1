"""F8 types the other script without another keyboard layout: the keys keep their places, their letters change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from desktop_client.ui.keys import KeyTable, physical_sign
from shared_models.catalogue.identifiers.keyboards import urdu_of

Script: TypeAlias = Literal["", "en", "ur"]
_URDU_LAYOUTS = (QLocale.Language.Urdu, QLocale.Language.Arabic, QLocale.Language.Persian)
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class TypedScript:
    """Which script the letter keys type; as the system's layout says until F8 is pressed."""

    def __init__(self, table: KeyTable, reads_scans: Callable[[], bool]) -> None:
        self.script: Script = ""
        self._reads_scans = reads_scans
        self._sending = False
        before = table.ask_first
        table.ask_first = lambda event: self.hear(event) or before(event)

    @property
    def other(self) -> Script:
        """What F8 would type."""
        if self.script:
            return "en" if self.script == "ur" else "ur"
        return "en" if QGuiApplication.inputMethod().locale().language() in _URDU_LAYOUTS else "ur"

    def turn(self) -> None:
        """F8."""
        self.script = self.other

    def forget(self) -> None:
        """The next person begins as the system's layout says."""
        self.script = ""

    def hear(self, event: QKeyEvent) -> bool:
        """Whether the key was typed in the script that was chosen, in place of its own letter."""
        if not self.script or self._sending or event.type() != QEvent.Type.KeyPress or event.modifiers() & _HELD:
            return False
        place, own = QApplication.focusWidget(), event.text()
        if not isinstance(place, QLineEdit | QPlainTextEdit) or not own.isprintable() or self._reads_scans():
            return False
        if isinstance(place, QLineEdit) and place.echoMode() != QLineEdit.EchoMode.Normal and self.script == "ur":
            return False  # passwords are typed in Latin letters
        wanted = self._letter(physical_sign(event), shifted=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if not wanted or wanted == own:
            return False
        typed = QKeyEvent(QEvent.Type.KeyPress, event.key(), Qt.KeyboardModifier.NoModifier, wanted)
        self._sending = True
        try:
            QApplication.sendEvent(place, typed)
        finally:
            self._sending = False
        return True

    def _letter(self, sign: str, *, shifted: bool) -> str:
        if not sign.isalpha():
            return ""
        if self.script == "ur":
            return urdu_of(sign, shifted=shifted)
        return sign.upper() if shifted else sign.lower()
