"""The window's frame: rail, header, one page, the keys that work here and now, one sentence about what is safe."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop_client.ui.icons import icon
from desktop_client.ui.keys import Command, KeyTable
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import clear_layout, polish
from desktop_client.ui.qt_texts import QtTexts
from desktop_client.ui.style import apply_style, body_font, colour, heights, label_font, section_font, tokens
from desktop_client.wording.language import _, fill, in_language, is_right_to_left, isolate
from desktop_client.wording.line_sentence import LineSentence
from desktop_client.wording.times import header_day

SHOWN_KEYS = 7
STRIP_EDGE, STRIP_GAP = 16, 6
ICON_SIDE = 24


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


class DeskFrame(QMainWindow):
    """The one window. It knows pages only by what `Page` promises."""

    def __init__(self, clock: Callable[[], int]) -> None:
        super().__init__()
        self._clock = clock
        self._header_state = HeaderState()
        self._sentence: Callable[[], LineSentence] = lambda: LineSentence("")
        self._window_commands: Callable[[], list[Command]] = list
        self._entries: dict[str, tuple[RailEntry, QToolButton, QLabel]] = {}
        self.closing: Callable[[], object] = lambda: None
        self._alone, self._rail_wanted = False, True
        self._state_before = self.windowState()
        # While a page covers everything: what lies beneath it, and where the cursor stood.
        self._cover: Page | None = None
        self._beneath: tuple[Page | None, QWidget | None] = (None, None)
        self._build()
        self._qt_texts = QtTexts(self)
        QCoreApplication.installTranslator(self._qt_texts)
        self.key_table = KeyTable(self, self.commands)
        self.setWindowTitle(_("OPF Reintegration Centre"))

    def _build(self) -> None:
        size = tokens().size
        root = QWidget()
        root.setObjectName("content")
        across = QHBoxLayout(root)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.rail = QWidget()
        self.rail.setObjectName("rail")
        self.rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rail.setFixedWidth(size["rail"])
        self._rail_column = QVBoxLayout(self.rail)
        self._rail_column.setContentsMargins(4, 8, 4, 8)
        self._rail_column.setSpacing(4)
        self._rail_column.addStretch()
        across.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        across.addLayout(column, 1)
        self._header = _Header(size["header"])
        self.stack = QStackedWidget()
        self._key_strip = _KeyStrip(size["key_strip"])
        self._strip = QPushButton()
        self._strip.setObjectName("status-strip")
        self._strip.setFixedHeight(size["status_strip"])
        self._strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._strip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for part in (self._header, self.stack, self._key_strip, self._strip):
            column.addWidget(part, 1 if part is self.stack else 0)
        self.setCentralWidget(root)

    # ---- what is shown

    def set_rail(self, entries: list[RailEntry], window_commands: Callable[[], list[Command]]) -> None:
        """The pages that exist, and the keys that work everywhere."""
        self._window_commands = window_commands
        for entry in entries:
            made = QToolButton()
            made.setObjectName("rail-entry")
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            made.setCheckable(True)
            made.setIcon(icon(entry.name, colour("rail_ink")))
            made.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
            made.setFixedSize(self.rail.width() - 8, 60)
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.clicked.connect(lambda _checked=False, entry=entry: entry.open())
            badge = QLabel(made)
            badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
            badge.setStyleSheet(
                f"background: {colour('wait.on')}; color: {colour('wait.ink')}; border-radius: 9px; font-size: 12px;"
            )
            badge.setGeometry(made.width() - 24, 4, 18, 18)
            badge.hide()
            self._rail_column.insertWidget(self._rail_column.count() - 1, made)
            self._entries[entry.name] = (entry, made, badge)
        self._speak_rail()

    def set_badge(self, name: str, count: int) -> None:
        """How many things wait for this person behind a rail entry."""
        badge = self._entries[name][2]
        badge.setText(str(count) if count < 100 else "99")
        badge.setVisible(count > 0)

    def set_rail_visible(self, visible: bool) -> None:
        self._rail_wanted = visible
        self.rail.setVisible(visible and not self._alone)

    def _show_alone(self, alone: bool) -> None:
        """Everything but the page goes, and comes back."""
        if alone == self._alone:
            return
        self._alone = alone
        for part in (self._header, self._key_strip, self._strip):
            part.setVisible(not alone)
        self.rail.setVisible(self._rail_wanted and not alone)
        if alone:
            self._state_before = self.windowState()
            self.setWindowState(self._state_before | Qt.WindowState.WindowFullScreen)
        else:
            self.setWindowState(self._state_before)

    def set_header(self, state: HeaderState) -> None:
        self._header_state = state
        self._header.show_state(state, self._clock())

    def set_sentence(self, sentence: Callable[[], LineSentence]) -> None:
        """The strip's sentence; a callable, so that another language can be spoken at any time."""
        self._sentence = sentence
        self._speak_strip()

    def on_strip_clicked(self, act: Callable[[], object]) -> None:
        self._strip.clicked.connect(lambda: act())

    def on_lock_clicked(self, act: Callable[[], object]) -> None:
        self._header.lock.clicked.connect(lambda: act())

    @property
    def strip_text(self) -> str:
        return self._strip.text()

    @property
    def page(self) -> Page | None:
        page = self.stack.currentWidget()
        return page if isinstance(page, Page) else None

    def show_page(self, page: Page) -> None:
        """Put a page in the middle; the page before it is dropped unless somebody keeps it."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        if self._cover is not None and page is not self._cover:
            # An answer of the desk that came after the lock: it is looked at when the window is uncovered.
            self._beneath = (page, None)
            return
        self.stack.setCurrentWidget(page)
        self._show_alone(page.whole_screen)
        for name, (_entry, made, _badge) in self._entries.items():
            made.setChecked(name == page.rail_entry)
        page.keys_changed = self.refresh_keys
        self.refresh_keys()
        page.take_focus()

    def drop_page(self, page: Page) -> None:
        """Take a page out; the cover stays, whoever asks: an answer that came late must not open the window."""
        if page is self._cover:
            return
        if page is self._beneath[0]:
            self._beneath = (None, None)
        self.stack.removeWidget(page)
        page.deleteLater()

    def cover(self, page: Page) -> None:
        """Show a page in place of everything else until `uncover`; covers follow each other."""
        before = self._cover
        if before is None:
            self._beneath = (self.page, QApplication.focusWidget())
        self._cover = page
        self.show_page(page)
        if before is not None and before is not page:
            self.drop_page(before)

    def uncover(self) -> bool:
        """Show again what was covered, with the cursor where it stood; False when nothing is left of it."""
        cover, (page, focused) = self._cover, self._beneath
        self._cover, self._beneath = None, (None, None)
        if page is None:
            return False
        self.show_page(page)
        if cover is not None and cover is not page:
            self.drop_page(cover)
        if focused is not None and isValid(focused) and page.isAncestorOf(focused):
            focused.setFocus()
        return True

    def forget_pages(self) -> None:
        """Drop every page but the one in sight."""
        shown = self.page
        pages = [self.stack.widget(index) for index in range(self.stack.count())]
        for page in pages:
            if isinstance(page, Page) and page is not shown:
                self.drop_page(page)

    # ---- keys

    def commands(self) -> list[Command]:
        """The page's keys first: they win over the window's."""
        page = self.page
        return [*(page.commands() if page else []), *self._window_commands()]

    def refresh_keys(self) -> None:
        self._key_strip.show_commands(self.key_table.in_strip()[:SHOWN_KEYS])

    # ---- language

    def speak(self) -> None:
        """Say everything again in the language that was chosen; nothing typed is touched."""
        focused = QApplication.focusWidget()
        self.setUpdatesEnabled(False)
        try:
            direction = Qt.LayoutDirection.RightToLeft if is_right_to_left() else Qt.LayoutDirection.LeftToRight
            application = QApplication.instance()
            if isinstance(application, QApplication):
                application.setLayoutDirection(direction)
                apply_style(application)
            self.setWindowTitle(_("OPF Reintegration Centre"))
            renew_fonts(self)
            self._speak_rail()
            self._header.show_state(self._header_state, self._clock())
            for index in range(self.stack.count()):
                page = self.stack.widget(index)
                if isinstance(page, Page):
                    page.speak()
            self.refresh_keys()
            self._speak_strip()
        finally:
            self.setUpdatesEnabled(True)
        if focused is not None and focused.isVisible():
            focused.setFocus()

    def _speak_rail(self) -> None:
        for entry, made, badge in self._entries.values():
            made.setText(entry.words())
            made.setFont(label_font())
            made.setAccessibleName(entry.words())
            badge.move(4 if is_right_to_left() else made.width() - 22, 4)

    def _speak_strip(self) -> None:
        sentence = self._sentence()
        self._strip.setText(sentence.text)
        self._strip.setToolTip(sentence.text)
        self._strip.setAccessibleName(sentence.text or _("Line and delivery"))
        self._strip.setProperty("look", sentence.mood)
        polish(self._strip)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing()
        super().closeEvent(event)


def renew_fonts(widget: QWidget) -> None:
    """Give labels that carry their own size the face of the new language."""
    fonts = {"section": section_font, "label": label_font, "body": body_font}
    for label in widget.findChildren(QWidget):
        kind = label.property("spoken_font")
        if kind in fonts:
            label.setFont(fonts[kind]())


class _Header(QWidget):
    """Office, desk, day; who is signed in. In training a hatched band with the word."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(height)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        self._place, self._user = QLabel(), QLabel()
        self._user.setFont(body_font(bold=True))
        row.addWidget(self._place)
        row.addStretch()
        row.addWidget(self._user)
        self.lock = QPushButton()
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
            self._place.setText(_("OPF Reintegration Centre"))
        else:
            office = in_language(state.office_en, state.office_ur)
            template = _("{office} · desk {device} · {day}")
            self._place.setText(fill(template, office=office, device=state.device, day=header_day(now_ms)))
        if state.training:
            self._place.setText(_("TRAINING") + " · " + self._place.text())
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


class _KeyStrip(QWidget):
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
