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
ALT = Qt.KeyboardModifier.AltModifier
_CARED = CTRL | SHIFT | ALT | Qt.KeyboardModifier.MetaModifier
_KEY_EVENTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})


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
        """Whether this key was pressed, or let go, with just these modifiers."""
        if self.key == Qt.Key.Key_Question:
            # By its sign: layouts put it on different keys, with Shift or without.
            return event.text() in _ASKS
        if event.modifiers() & _CARED != self.modifiers:
            return False
        if self.modifiers & ALT and event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            # Alt with the number pad writes signs by their number.
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
        parts = [word for flag, word in ((CTRL, "Ctrl"), (ALT, "Alt"), (SHIFT, "Shift")) if self.modifiers & flag]
        return "+".join([*parts, self.sign or _KEY_NAMES.get(self.key) or self.key.name.removeprefix("Key_")])


_ASKS = ("?", "؟")
_KEY_NAMES = {
    Qt.Key.Key_Question: "?",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_PageDown: "PgDn",
    Qt.Key.Key_PageUp: "PgUp",
}


def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> Stroke:
    return Stroke(key=which, modifiers=modifiers)


def letter(sign: str, modifiers: Qt.KeyboardModifier = NONE) -> Stroke:
    return Stroke(sign=sign, modifiers=modifiers)


ENTER = key(Qt.Key.Key_Return)


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
        self.left: Notice[[]] = Notice()  # another window, or another place in this one
        # Asked about every key that is pressed or let go, before the commands; True = that was all.
        self.ask_first: Callable[[QKeyEvent], bool] = lambda _event: False
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
        self.left.tell()
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

    def working(self) -> list[Command]:
        """What really works where the cursor stands now, one command a key."""
        found: dict[str, Command] = {}
        focus = self._window.focusWidget()
        for command in self._commands():
            if not (command.yields_to_typing and _is_typed_into(focus)):
                found.setdefault(command.stroke.name, command)
        if isinstance(focus, QAbstractButton):
            # Enter does what the marked button says.
            found.pop(ENTER.name, None)
        return list(found.values())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate and watched is self._window:
            self.left.tell()
        if kind not in _KEY_EVENTS or not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if watched.window() is not self._window:
            return False
        self.used.tell()
        if self.ask_first(event):
            return True
        if kind == QEvent.Type.KeyRelease:
            return False
        if isinstance(watched, QAbstractButton) and ENTER.matches(event):
            # Enter does what the marked button says.
            watched.click()
            return True
        typing = _is_typed_into(watched)
        for command in self._commands():
            if command.stroke.matches(event) and not (typing and command.yields_to_typing):
                command.act()
                return True
        return False


def _is_typed_into(widget: QWidget | None) -> bool:
    return isinstance(widget, QLineEdit | QPlainTextEdit)
