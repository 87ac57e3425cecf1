"""People like the one in the form on a page of their own, where the window has no room for the panel beside the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_client.services.likeness import Likenesses
from desktop_client.ui.keys import Command
from desktop_client.ui.page import Page
from desktop_client.ui.pages.alike_panel import AlikePanel, AlikeWays
from desktop_client.ui.pieces import in_the_middle
from shared_models.catalogue.catalogue import Catalogue

WIDTH = 760


class AlikePage(Page):
    """The panel, as wide as the window."""

    rail_entry = "new"
    least_height = 230

    def __init__(self, catalogue: Catalogue, found: Likenesses, ways: AlikeWays, back: Callable[[], object]) -> None:
        super().__init__()
        frame = QFrame()
        outer, column = QVBoxLayout(self), QVBoxLayout(frame)
        for layout in (outer, column):
            layout.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(in_the_middle(frame, WIDTH), 1)
        self.panel = AlikePanel(catalogue, replace(ways, leave=back, keys_changed=lambda: self.keys_changed()))
        self.panel.show_found(found)
        column.addWidget(self.panel)

    def take_focus(self) -> None:
        self.panel.setFocus()

    def redraw(self) -> None:
        self.panel.speak()

    def commands(self) -> list[Command]:
        return self.panel.commands()
