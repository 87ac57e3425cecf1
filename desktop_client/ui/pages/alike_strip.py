"""The folded panel: a strip beside the form, or a button in its bar, that says how many people are like this one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_client.ui.pieces import button
from desktop_client.wording.language import _, _n, fill, isolate, plain

STRIP_WIDTH = 40


class AlikeStrip(QWidget):
    """Forty pixels at the end of the form; F7 and a click lead to the page of its own."""

    def __init__(self, unfold: Callable[[], object]) -> None:
        super().__init__()
        self.setFixedWidth(STRIP_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 12, 2, 8)
        self._button = button("alike", unfold)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._button)
        column.addStretch()
        self._hits = 0
        self.show_hits(0)

    def show_hits(self, hits: int) -> None:
        """How many were found."""
        self._hits = hits
        self.speak()

    def speak(self) -> None:
        """Say it in the window's language."""
        self._button.setText(f"F7\n{self._hits}")
        self._button.setAccessibleName(plain(hits_words(self._hits)))
        self._button.setToolTip(hits_words(self._hits))


def hits_words(hits: int) -> str:
    """What a folded panel says."""
    if not hits:
        return _("People like this one")
    return fill(_n("{count} person like this one", "{count} people like this one", hits), count=hits)


def bar_words(hits: int) -> str:
    """As short as a bar at twice the size of text has room for."""
    return f"{isolate('F7')} · {hits}"
