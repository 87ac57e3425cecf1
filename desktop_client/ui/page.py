"""What every page has: texts that can be said again, its keys, the place where the cursor starts."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_client.ui.keys import Command
from desktop_client.wording.language import Spoken


class Page(QWidget):
    """One job at a time. A page is drawn from a frozen state and speaks through the callables it was given."""

    # The rail entry that is lit while the page is shown; empty where the rail is hidden.
    rail_entry = ""
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

    def speak(self) -> None:
        """Say all texts again; what people typed, the cursor and the scroll position stay."""
        self._texts.speak()
        self.redraw()

    def redraw(self) -> None:
        """Draw what depends on the state again."""

    def commands(self) -> list[Command]:
        """The keys that work on this page, most useful first."""
        return []

    def take_focus(self) -> None:
        """Put the cursor where work starts."""
