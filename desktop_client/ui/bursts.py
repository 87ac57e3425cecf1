"""A scanner types faster than any hand: what it sends into a field of a form goes to the page that reads scans instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_client.ui.keys import KeyTable
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.ports import Answer

GAP_MS = 35  # between two letters of a scanner; a hand needs twice as long, and holding a key down repeats itself
FEWEST_LETTERS = 12


@dataclass
class Burst:
    """Letters that came too fast for a hand, and how the field stood before the first of them."""

    page: RegistrationPage
    path: str
    before: Answer
    shown: str
    typed: str = ""

    def undo(self) -> None:
        """The field is as it was: a scan that went astray changes no answer."""
        row = self.page.form.rows.get(self.path)
        if row is not None:
            row.editor.stand_back(self.shown)
        self.page.put_answers({self.path: self.before})


class Bursts:
    """Listens at the key table; by the time on the keys themselves, for the window may have been busy meanwhile."""

    def __init__(
        self, table: KeyTable, page: Callable[[], RegistrationPage | None], read: Callable[[str], object]
    ) -> None:
        self._page, self._read = page, read
        self._burst: Burst | None = None
        self._place: QWidget | None = None
        self._last = 0
        before = table.ask_first
        table.ask_first = lambda event: self.hear(event) or before(event)

    def hear(self, event: QKeyEvent) -> bool:
        """Whether the key ended in a burst that was handed on."""
        at, text = event.timestamp(), event.text()
        if event.type() != QEvent.Type.KeyPress or not at or event.isAutoRepeat() or not text.isprintable() or not text:
            return False
        place, gap = QApplication.focusWidget(), at - self._last
        self._last = at
        if self._burst is None or place is not self._place or gap > GAP_MS:
            self._place, self._burst = place, self._begin()
        if self._burst is None:
            return False
        self._burst.typed += text
        if len(self._burst.typed) < FEWEST_LETTERS:
            return False
        burst, self._burst = self._burst, None
        burst.undo()
        self._read(burst.typed)
        return True

    def _begin(self) -> Burst | None:
        page = self._page()
        row = page.form.current if page is not None and not page.correcting else None
        if page is None or row is None or not row.editor.gives_scans_on:
            return None
        return Burst(page, row.path, page.answers.held.get(row.path), getattr(row.editor.entry(), "text", str)())
