"""While Alt is held, every button and every section bears the key that does the same, so that keys teach themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QToolButton, QWidget
from shiboken6 import isValid

from desktop_client.ui import fonts
from desktop_client.ui.keys import ALT, ENTER, Command, KeyTable, letter
from desktop_client.ui.style import colour, tokens
from desktop_client.wording.language import is_right_to_left

Bearer: TypeAlias = QAbstractButton | QComboBox

HELD_MS = 250  # Alt+Shift changes the layout and Alt+Tab the window: neither may flash
# A button without a key of its own gets one for as long as it can be read; the easy places of the keyboard first.
LENT = "ASDFGHJKLQWERTYUIOPZXCVBNM"
BADGE_INK, BADGE_GROUND = "card", "ink"
TYPE_SIZE, PADDING, FROM_THE_EDGE = 12, 5, 4
LEAST_IN_SIGHT = 12
INTO_THE_LINE = 3  # above the letters every line is empty
# These begin at the start of the line: their end is free. Others have their words in the middle.
STRIP = "status-strip"
BEGIN_AT_THE_START = frozenset({"row", "row-line", "section", STRIP})


@dataclass(frozen=True, slots=True)
class Badge:
    """A key on the button that does the same."""

    name: str
    bearer: Bearer
    place: QRect  # in the window


class KeyBadges(QObject):
    """Shows the badges of one window, and takes back the keys it lent when they vanish."""

    def __init__(self, window: QWidget, table: KeyTable) -> None:
        super().__init__(window)
        self._window, self._table = window, table
        self._lent: dict[str, QAbstractButton] = {}
        self._layer = _Layer(window)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HELD_MS)
        self._timer.timeout.connect(self.show)
        table.ask_first = self._key
        table.left.connect(self.hide)

    @property
    def shown(self) -> tuple[Badge, ...]:
        """What is in sight."""
        return self._layer.badges if self._layer.isVisible() else ()

    def show(self) -> None:
        """Look at the window as it is now and show what works in it."""
        bearers = _bearers(self._window)
        names, self._lent = _keys_of(bearers, self._table.working())
        self._layer.show_badges([
            Badge(name, bearer, _place(self._window, bearer, name))
            for bearer in bearers
            if (name := names.get(bearer))
        ])  # fmt: skip

    def hide(self) -> None:
        """As if Alt had been let go."""
        self._timer.stop()
        self._lent = {}
        self._layer.hide()

    def _key(self, event: QKeyEvent) -> bool:
        """Alt alone shows them, anything else takes them away; whether that was all the key did."""
        pressed = event.type() == QEvent.Type.KeyPress
        if event.key() == Qt.Key.Key_Alt:
            if not pressed or not _is_alone(event):
                self.hide()
            elif not event.isAutoRepeat():
                self._timer.start()
            # Swallowed: on some systems Alt alone opens the menu of the window's corner.
            return True
        if not pressed:
            return False
        lent = next((button for sign, button in self._lent.items() if letter(sign, ALT).matches(event)), None)
        self.hide()
        if lent is None or not isValid(lent) or not (lent.isVisible() and lent.isEnabled()):
            return False
        lent.click()
        return True


def _is_alone(event: QKeyEvent) -> bool:
    others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.MetaModifier
    return not event.modifiers() & others


def _bearers(window: QWidget) -> list[Bearer]:
    """Everything in sight that does something when it is clicked, as it is read."""
    found: list[tuple[tuple[int, int], Bearer]] = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, Bearer) or not (widget.isVisible() and widget.isEnabled()):
            continue
        seen = _in_sight(window, widget)
        # Choices bear their number already.
        does = _deed_of(widget) is not None and widget.property("look") != "choice"
        if does and min(seen.width(), seen.height()) >= LEAST_IN_SIGHT:
            across = window.width() - seen.right() if is_right_to_left() else seen.left()
            # The rail is read first, whatever stands beside it.
            found.append(((-1 if isinstance(widget, QToolButton) else seen.top(), across), widget))
    found.sort(key=lambda each: each[0])
    return [widget for _where, widget in found]


def _deed_of(widget: QWidget) -> Callable[[], object] | None:
    return getattr(widget, "deed", None)


def _in_sight(window: QWidget, widget: QWidget) -> QRect:
    seen = widget.visibleRegion().boundingRect()
    return seen.translated(widget.mapTo(window, QPoint(0, 0)))


def _keys_of(
    bearers: Sequence[Bearer], working: Sequence[Command]
) -> tuple[dict[Bearer, str], dict[str, QAbstractButton]]:
    """The name of each one's key, and the buttons that were lent one, by its place on the keyboard."""
    names: dict[Bearer, str] = {}
    lent: dict[str, QAbstractButton] = {}
    taken = {command.stroke.sign for command in working if command.stroke.modifiers == ALT}
    free = iter([sign for sign in LENT if sign not in taken])
    for bearer in bearers:
        deed = _deed_of(bearer)
        keys = [command.stroke for command in working if deed is not None and is_same(command.act, deed)]
        if keys:
            # Esc goes back to many places; a key that always leads there is the one to learn.
            names[bearer] = next((key for key in keys if key.key != Qt.Key.Key_Escape), keys[0]).name
        elif not isinstance(bearer, QAbstractButton) or bearer.objectName() == STRIP:
            # Before somebody has signed in the strip only speaks.
            continue
        elif bearer.hasFocus():
            names[bearer] = ENTER.name
        elif sign := next(free, ""):
            names[bearer], lent[sign] = letter(sign, ALT).name, bearer
    return names, lent


def is_same(one: Callable[[], object], other: Callable[[], object]) -> bool:
    """Whether two callables do the same: a bound method is made anew each time it is asked for, a partial too."""
    if isinstance(one, partial) and isinstance(other, partial):
        return is_same(one.func, other.func) and (one.args, one.keywords) == (other.args, other.keywords)
    return one == other


def _size(name: str) -> QSize:
    made = fonts.font(TYPE_SIZE, bold=True)
    return QSize(QFontMetrics(made).horizontalAdvance(name) + 2 * PADDING, fonts.line_height(made) + 2)


def _place(window: QWidget, bearer: Bearer, name: str) -> QRect:
    """At the end of the button where its words leave room, else across its upper edge; never over the words."""
    seen, size, mirrored = _in_sight(window, bearer), _size(name), is_right_to_left()
    end = seen.left() + FROM_THE_EDGE if mirrored else seen.right() + 1 - FROM_THE_EDGE - size.width()
    if isinstance(bearer, QToolButton):
        # Over the picture; the number of things that wait stands at the other end.
        start = seen.right() - size.width() if mirrored else seen.left() + 2
        return QRect(QPoint(start, seen.top()), size)
    in_the_middle = not ({str(bearer.property("look")), bearer.objectName()} & BEGIN_AT_THE_START)
    lines = ("" if isinstance(bearer, QComboBox) else bearer.text()).split("\n")
    metrics, middle = bearer.fontMetrics(), seen.center().y() + 1
    room = (seen.width() - max(metrics.horizontalAdvance(line) for line in lines)) // 2
    if in_the_middle and room < size.width() + 2 * FROM_THE_EDGE:
        words_top = middle - metrics.height() * len(lines) // 2
        down = max(0, min(seen.top() - size.height() // 2, words_top + INTO_THE_LINE - size.height()))
    else:
        down = middle - size.height() // 2
    return QRect(QPoint(max(0, min(end, window.width() - size.width())), down), size)


class _Layer(QWidget):
    """Lies over the whole window and takes neither clicks nor keys."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.badges: tuple[Badge, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_badges(self, badges: Sequence[Badge]) -> None:
        self.badges = tuple(badges)
        around = self.parentWidget()
        if around is not None:
            self.setGeometry(around.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.font(TYPE_SIZE, bold=True))
        ink, ground, corner = QColor(colour(BADGE_INK)), QColor(colour(BADGE_GROUND)), tokens().space["corner"]
        for badge in self.badges:
            # The light edge tells it from the dark rail and from the main button.
            painter.setPen(ink)
            painter.setBrush(ground)
            painter.drawRoundedRect(badge.place, corner, corner)
            painter.drawText(badge.place, Qt.AlignmentFlag.AlignCenter, badge.name)
        painter.end()
