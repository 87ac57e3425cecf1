"""Keys by their place on the keyboard: every command works under English, Urdu and Arabic layouts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from desktop_client.ui.notices import Notice

# Scan codes of the main block (set 1, which Linux input codes share): the place of the key, whatever it types.
_ROWS = ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
_PLACE = {start + offset: sign for start, signs in _ROWS for offset, sign in enumerate(signs)}
# X11 and Wayland report the kernel's code plus eight.
_KERNEL_OFFSET = 8

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_CARED = CTRL | SHIFT | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _offset() -> int:
    return 0 if QGuiApplication.platformName() == "windows" else _KERNEL_OFFSET


def physical_sign(event: QKeyEvent) -> str:
    """The Latin letter or digit printed at this key's place, or "" for other keys."""
    scan = event.nativeScanCode()
    if scan:
        sign = _PLACE.get(scan - _offset())
        if sign is not None:
            return sign
    key = event.key()
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 or Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        return chr(key)
    return ""


def digit_of(event: QKeyEvent) -> int | None:
    """1-9 or 0 when the key types or bears a digit, in any script."""
    text = event.text()
    if len(text) == 1 and text.isdecimal():
        return int(text)
    sign = physical_sign(event)
    return int(sign) if sign.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key with its modifiers. `sign` is a place on the keyboard ("S", "1"); `key` a key without a letter (F2)."""

    key: Qt.Key = Qt.Key.Key_unknown
    sign: str = ""
    modifiers: Qt.KeyboardModifier = NONE

    def matches(self, event: QKeyEvent) -> bool:
        if event.modifiers() & _CARED != self.modifiers:
            return False
        if self.sign:
            return physical_sign(event) == self.sign
        key = event.key()
        if self.key == Qt.Key.Key_Return:
            return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return key == self.key

    @property
    def name(self) -> str:
        """As it is printed on the key caps; the same in both languages."""
        parts = [word for flag, word in ((CTRL, "Ctrl"), (SHIFT, "Shift")) if self.modifiers & flag]
        return "+".join([*parts, self.sign or _KEY_NAMES.get(self.key) or self.key.name.removeprefix("Key_")])


_KEY_NAMES = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_PageDown: "PgDn",
    Qt.Key.Key_PageUp: "PgUp",
}


def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> Stroke:
    return Stroke(key=which, modifiers=modifiers)


def letter(sign: str, modifiers: Qt.KeyboardModifier = NONE) -> Stroke:
    return Stroke(sign=sign, modifiers=modifiers)


_ENTER = key(Qt.Key.Key_Return)


@dataclass(frozen=True, slots=True)
class Command:
    """Something a key does here and now. Commands without `words` work but do not stand in the key strip."""

    stroke: Stroke
    act: Callable[[], object]
    words: Callable[[], str] | None = None
    # A lone letter must not steal what somebody types.
    yields_to_typing: bool = False


class KeyTable(QObject):
    """The live key table of a window: asked on every key press and drawn in the key strip."""

    def __init__(self, window: QWidget, commands: Callable[[], Iterable[Command]]) -> None:
        super().__init__(window)
        self.used: Notice[[]] = Notice()  # somebody sits here
        self._window = window
        self._commands = commands
        self._watched: QWidget = window
        window.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            # Only the widget under the cursor is watched: a filter on everything would cost every paint and timer.
            application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now is self._watched or now.window() is not self._window:
            return
        if self._watched is not self._window and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now
        # Installed last, asked first: the table hears a key before the widget does.
        now.installEventFilter(self)

    def in_strip(self) -> list[Command]:
        """The commands worth showing, in the order they were declared."""
        found: dict[str, Command] = {}
        for command in self._commands():
            # The first one is the one that works.
            found.setdefault(command.stroke.name, command)
        return [command for command in found.values() if command.words is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if watched.window() is not self._window:
            return False
        self.used.tell()
        if isinstance(watched, QAbstractButton) and _ENTER.matches(event):
            # Enter does what the marked button says.
            watched.click()
            return True
        typing = isinstance(watched, QLineEdit | QPlainTextEdit)
        for command in self._commands():
            if command.stroke.matches(event) and not (typing and command.yields_to_typing):
                command.act()
                return True
        return False
