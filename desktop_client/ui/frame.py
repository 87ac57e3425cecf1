"""The window's frame: rail, header, one page, the keys that work here and now, one sentence about what is safe."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_client.ui.flowing import PageShell
from desktop_client.ui.frame_parts import Header, HeaderState, KeyStrip, Rail, RailEntry, StatusStrip
from desktop_client.ui.key_badges import KeyBadges
from desktop_client.ui.keys import Command, KeyTable
from desktop_client.ui.page import Page
from desktop_client.ui.qt_texts import QtTexts
from desktop_client.ui.style import apply_style, body_font, label_font, section_font, tokens
from desktop_client.wording.language import _, is_right_to_left
from desktop_client.wording.line_sentence import LineSentence

__all__ = ["DeskFrame", "HeaderState", "RailEntry", "renew_fonts"]

SHOWN_KEYS = 7
LOW, LOW_HEADER = 420, 34  # a low window needs its height for the page


class DeskFrame(QMainWindow):
    """The one window. It knows pages only by what `Page` promises."""

    def __init__(self, clock: Callable[[], int]) -> None:
        super().__init__()
        self._clock = clock
        self._header_state = HeaderState()
        self._sentence: Callable[[], LineSentence] = lambda: LineSentence("")
        self._window_commands: Callable[[], list[Command]] = list
        self.closing: Callable[[], object] = lambda: None
        self._alone, self._rail_wanted = False, True
        self._state_before = self.windowState()
        self._shells: dict[Page, PageShell] = {}
        # While a page covers everything: what lies beneath it, and where the cursor stood.
        self._cover: Page | None = None
        self._beneath: tuple[Page | None, QWidget | None] = (None, None)
        self._build()
        self._qt_texts = QtTexts(self)
        QCoreApplication.installTranslator(self._qt_texts)
        self.key_table = KeyTable(self, self.commands)
        self.badges = KeyBadges(self, self.key_table)
        self.setWindowTitle(_("OPF Reintegration Centre"))

    def _build(self) -> None:
        size = tokens().size
        root = QWidget()
        root.setObjectName("content")
        across = QHBoxLayout(root)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.rail = Rail()
        across.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        across.addLayout(column, 1)
        self._header = Header(size["header"])
        self.stack = QStackedWidget()
        self._key_strip = KeyStrip(size["key_strip"])
        self._strip = StatusStrip()
        for part in (self._header, self.stack, self._key_strip, self._strip):
            column.addWidget(part, 1 if part is self.stack else 0)
        self.setCentralWidget(root)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._header.setFixedHeight(LOW_HEADER if self.height() < LOW else tokens().size["header"])

    # ---- what is shown

    def set_rail(self, entries: list[RailEntry], window_commands: Callable[[], list[Command]]) -> None:
        """The pages that exist, and the keys that work everywhere."""
        self._window_commands = window_commands
        self.rail.set_entries(entries)

    def set_badge(self, name: str, count: int) -> None:
        """How many things wait for this person behind a rail entry."""
        self.rail.set_badge(name, count)

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
        self._strip.do(act)

    def on_lock_clicked(self, act: Callable[[], object]) -> None:
        self._header.lock.do(act)

    @property
    def strip_text(self) -> str:
        return self._strip.whole

    @property
    def page(self) -> Page | None:
        return _page_in(self.stack.currentWidget())

    @property
    def pages(self) -> list[Page]:
        """The page in sight and those that wait behind it."""
        found = [_page_in(self.stack.widget(index)) for index in range(self.stack.count())]
        return [page for page in found if page is not None]

    def show_page(self, page: Page) -> None:
        """Put a page in the middle; the page before it is dropped unless somebody keeps it."""
        shell = self._shells.get(page)
        if shell is None:
            shell = self._shells[page] = PageShell(page, page.least_height)
            self.stack.addWidget(shell)
        if self._cover is not None and page is not self._cover:
            # An answer of the desk that came after the lock: it is looked at when the window is uncovered.
            self._beneath = (page, None)
            return
        self.badges.hide()
        self.stack.setCurrentWidget(shell)
        self._show_alone(page.whole_screen)
        self.rail.light(page.rail_entry)
        page.keys_changed = self.refresh_keys
        self.refresh_keys()
        page.take_focus()

    def drop_page(self, page: Page) -> None:
        """Take a page out; the cover stays, whoever asks: an answer that came late must not open the window."""
        if page is self._cover:
            return
        if page is self._beneath[0]:
            self._beneath = (None, None)
        shell = self._shells.pop(page, None)
        if shell is not None:
            self.stack.removeWidget(shell)
            shell.deleteLater()

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
        for page in self.pages:
            if page is not shown:
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
            self.rail.speak()
            self._header.show_state(self._header_state, self._clock())
            for page in self.pages:
                page.speak()
            self.refresh_keys()
            self._speak_strip()
        finally:
            self.setUpdatesEnabled(True)
        if focused is not None and focused.isVisible():
            focused.setFocus()

    def _speak_strip(self) -> None:
        self._strip.say(self._sentence())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing()
        super().closeEvent(event)


def _page_in(shell: QWidget | None) -> Page | None:
    page = shell.widget() if isinstance(shell, PageShell) else None
    return page if isinstance(page, Page) else None


def renew_fonts(widget: QWidget) -> None:
    """Give labels that carry their own size the face of the new language."""
    fonts = {"section": section_font, "label": label_font, "body": body_font}
    for label in widget.findChildren(QWidget):
        kind = label.property("spoken_font")
        if kind in fonts:
            label.setFont(fonts[kind]())
