"""What every page has: texts that can be said again, its keys, the place where the cursor starts."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_client.ui.flowing import OpenArea
from desktop_client.ui.keys import Command
from desktop_client.ui.pieces import heading
from desktop_client.wording.language import Spoken

# Narrower pages scroll as a whole: two scrolling places inside one another are one too many.
OPEN_BELOW = 1000


class Page(QWidget):
    """One job at a time. A page is drawn from a frozen state and speaks through the callables it was given."""

    # The rail entry that is lit while the page is shown; empty where the rail is hidden.
    rail_entry = ""
    # A page that scrolls its own parts says how much height they can do with; 0 = the page scrolls as a whole.
    least_height = 0
    # Turned to the person: nothing of the window is in sight but the page.
    whole_screen = False

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._texts = Spoken()
        # Set by the window that shows the page: the keys that work here are other ones now.
        self.keys_changed: Callable[[], object] = lambda: None

    def say(self, setter: Callable[[str], object], text: Callable[[], str]) -> None:
        """Give a widget its text in the window's language, now and after every change of language."""
        self._texts.say(setter, text)

    def column_under(self, title: Callable[[], str], *buttons: QPushButton) -> QVBoxLayout:
        """The page's column, begun with its title at the start of the line and these buttons at its end."""
        column, head = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        label = heading()
        self.say(label.setText, title)
        label.setWordWrap(True)
        head.addWidget(label, 1)
        for made in buttons:
            head.addWidget(made)
        column.addLayout(head)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.open_areas()

    def open_areas(self) -> None:
        """In a narrow window nothing but the page itself scrolls."""
        for area in self.findChildren(OpenArea):
            area.lie_open(self.width() < OPEN_BELOW)

    def speak(self) -> None:
        """Say all texts again; what people typed, the cursor and the scroll position stay."""
        self._texts.speak()
        self.redraw()

    def redraw(self) -> None:
        """Draw what depends on the state again."""

    def parts_of_page(self) -> tuple[QWidget, ...]:
        """Where F6 stops on this page, in the order of reading."""
        return (self,)

    def commands(self) -> list[Command]:
        """The keys that work on this page, most useful first."""
        return []

    def take_focus(self) -> None:
        """Put the cursor where work starts."""
