"""The frame's own parts: the rail, the header, the strip of keys and the strip with the sentence about what is safe."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_client.ui.icons import icon
from desktop_client.ui.keys import Command
from desktop_client.ui.pieces import DoingButton, OneLine, clear_layout, in_lines, polish
from desktop_client.ui.style import body_font, colour, heights, label_font, tokens
from desktop_client.wording.language import _, fill, in_language, is_right_to_left, isolate
from desktop_client.wording.line_sentence import LineSentence
from desktop_client.wording.times import header_day

STRIP_EDGE, STRIP_GAP = 16, 6
STRIP_LINES = 2  # in a narrow window the sentence takes a second line
ICON_SIDE = 24
ENTRY_HEIGHT, LEAST_ENTRY_HEIGHT = 60, 44


@dataclass(frozen=True, slots=True)
class HeaderState:
    """What the header says; `user` is empty while nobody is signed in."""

    office_en: str = ""
    office_ur: str = ""
    device: str = ""
    user: str = ""
    training: bool = False


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A page that the rail leads to."""

    name: str
    words: Callable[[], str]
    open: Callable[[], object]


class RailButton(QToolButton):
    """An entry of the rail: a picture above its word."""

    def __init__(self, entry: RailEntry) -> None:
        super().__init__()
        self.deed = entry.open
        self.clicked.connect(lambda: entry.open())
        self.setObjectName("rail-entry")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setIcon(icon(entry.name, colour("rail_ink")))
        self.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class Rail(QWidget):
    """The pages that exist; its entries grow lower before one of them would be out of sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(tokens().size["rail"])
        self._entries: dict[str, tuple[RailEntry, QToolButton, QLabel]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 8, 4, 8)
        self._column.setSpacing(4)

    def set_entries(self, entries: list[RailEntry]) -> None:
        for entry in entries:
            made = RailButton(entry)
            made.setFixedWidth(self.width() - 8)
            made.setFixedHeight(ENTRY_HEIGHT)
            badge = QLabel(made)
            badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
            badge.setStyleSheet(
                f"background: {colour('wait.on')}; color: {colour('wait.ink')}; border-radius: 9px; font-size: 12px;"
            )
            badge.setGeometry(made.width() - 24, 4, 18, 18)
            badge.hide()
            self._column.addWidget(made)
            self._entries[entry.name] = (entry, made, badge)
        self._column.addStretch()
        self.speak()

    def set_badge(self, name: str, count: int) -> None:
        """How many things wait for this person behind an entry."""
        badge = self._entries[name][2]
        badge.setText(str(count) if count < 100 else "99")
        badge.setVisible(count > 0)

    def light(self, entry: str) -> None:
        """Where the window is."""
        for name, (_entry, made, _badge) in self._entries.items():
            made.setChecked(name == entry)

    def speak(self) -> None:
        """Say every entry in the window's language."""
        for entry, made, badge in self._entries.values():
            made.setText(entry.words())
            made.setFont(label_font())
            made.setAccessibleName(entry.words())
            badge.move(4 if is_right_to_left() else made.width() - 22, 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), (LEAST_ENTRY_HEIGHT + 2) * len(self._entries) + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        count = max(1, len(self._entries))
        low = self.height() < (ENTRY_HEIGHT + 4) * count + 16
        edge, gap = (2, 2) if low else (8, 4)
        self._column.setContentsMargins(4, edge, 4, edge)
        self._column.setSpacing(gap)
        room = (self.height() - 2 * edge) // count - gap
        for _entry, made, _badge in self._entries.values():
            made.setFixedHeight(max(LEAST_ENTRY_HEIGHT, min(ENTRY_HEIGHT, room)))
            made.setIconSize(QSize(ICON_SIDE - 4 * low, ICON_SIDE - 4 * low))


class StatusStrip(DoingButton):
    """One sentence; in a narrow window it takes a second line, and what is more stands in its tool tip and on its page."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = ""
        self.setObjectName("status-strip")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(tokens().size["status_strip"])

    def say(self, sentence: LineSentence) -> None:
        self.whole = sentence.text
        self.setToolTip(sentence.text)
        self.setAccessibleName(sentence.text or _("Line and delivery"))
        self.setProperty("look", sentence.mood)
        polish(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        lines = in_lines(self.whole, self.fontMetrics(), max(1, self.width() - 2 * STRIP_EDGE - 2), STRIP_LINES)
        if not self.isVisible():
            lines = [self.whole]
        self.setText("\n".join(lines))
        line = max(self.fontMetrics().height(), heights().label)
        self.setFixedHeight(max(tokens().size["status_strip"], line * len(lines) + 6))


class Header(QWidget):
    """Office, desk, day; who is signed in. In training a hatched band with the word."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(height)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        self._place, self._user = OneLine(), QLabel()
        self._user.setFont(body_font(bold=True))
        row.addWidget(self._place, 1)
        row.addWidget(self._user)
        self.lock = DoingButton()
        self.lock.setProperty("look", "plain")
        self.lock.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.lock)
        self._training = False

    def show_state(self, state: HeaderState, now_ms: int) -> None:
        self._training = state.training
        self._user.setFont(body_font(bold=True))
        self._user.setText(isolate(state.user) if state.user else "")
        self.lock.setText(fill(_("{key} lock"), key="F12"))
        self.lock.setVisible(bool(state.user))
        if not state.device:
            place = _("OPF Reintegration Centre")
        else:
            office = in_language(state.office_en, state.office_ur)
            template = _("{office} · desk {device} · {day}")
            place = fill(template, office=office, device=state.device, day=header_day(now_ms))
        if state.training:
            place = _("TRAINING") + " · " + place
        self._place.setFont(body_font())
        self._place.say(place)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._training:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colour("training.on")))
        stripe = QColor(colour("training.ink"))
        stripe.setAlpha(26)
        painter.setPen(QPen(stripe, 8))
        for left in range(-self.height(), self.width(), 28):
            painter.drawLine(left, self.height(), left + self.height(), 0)
        painter.end()


class KeyStrip(QWidget):
    """The keys of this page, drawn from the live key table, so that it cannot lie."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setObjectName("key-strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(max(height, heights().label + 2))
        # The most useful keys come first: in a narrow window the last ones may go, the page may not.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(STRIP_EDGE, 1, STRIP_EDGE, 0)
        self._row.setSpacing(STRIP_GAP)
        self.shown: list[str] = []
        self._commands: list[Command] = []

    def show_commands(self, commands: list[Command]) -> None:
        self._commands = commands
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._draw()

    def _draw(self) -> None:
        """As many as fit whole, the most useful first."""
        clear_layout(self._row)
        self.shown = []
        room = self.width() - 2 * STRIP_EDGE
        for command in self._commands:
            words = command.words() if command.words is not None else ""
            cap, label = QLabel(command.stroke.name), QLabel(words)
            cap.setFont(label_font(bold=True))
            label.setFont(label_font())
            label.setProperty("look", "muted")
            room -= cap.sizeHint().width() + label.sizeHint().width() + 2 * STRIP_GAP + 12
            if room < 0 and self.isVisible():
                break
            self._row.addWidget(cap)
            self._row.addWidget(label)
            self._row.addSpacing(12)
            self.shown.append(f"{command.stroke.name} {words}")
        self._row.addStretch()
