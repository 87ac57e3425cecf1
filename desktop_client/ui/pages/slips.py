"""Slips still to print: a list, each printed by itself or all at once when the printer answers again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import OpenArea
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.person_port import WaitingSlip
from desktop_client.ui.pieces import Band, button, clear_layout, hairline, quiet
from desktop_client.wording.language import _, in_language, isolate


@dataclass(frozen=True, slots=True)
class SlipsState:
    """What waits; `failed` is the sentence of the last attempt, `printing` what is on its way to the printer."""

    slips: tuple[WaitingSlip, ...] = ()
    printing: WaitingSlip | None = None
    failed: str = ""


@dataclass(frozen=True, slots=True)
class SlipsActions:
    """Print one, print all, look at a record, go back."""

    print_one: Callable[[WaitingSlip], object]
    print_all: Callable[[], object]
    open_person: Callable[[str], object]
    back: Callable[[], object]


class SlipsPage(Page):
    """The oldest first: that person waits longest for the paper."""

    rail_entry = "home"

    def __init__(self, state: SlipsState, actions: SlipsActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._all = button("main", actions.print_all)
        self.say(self._all.setText, lambda: _("Print all (Enter)"))
        column = self.column_under(lambda: _("Slips still to print"), self._all)
        self._band = Band("wait")
        column.addWidget(self._band)
        area = OpenArea()
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(4)
        area.setWidget(inside)
        column.addWidget(area, 1)
        self.redraw()

    def show_state(self, state: SlipsState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self._band.show_sentence(self.state.failed, "wait")
        self._all.setEnabled(bool(self.state.slips) and not self.state.printing)
        clear_layout(self._rows)
        if not self.state.slips:
            self._rows.addWidget(quiet(_("Every slip was printed.")))
        for slip in self.state.slips:
            row = QHBoxLayout()
            name = in_language(slip.name_latin or slip.name_urdu, slip.name_urdu or slip.name_latin)
            look = button("row", partial(self._actions.open_person, slip.person_id))
            what = (_("leaflet"),) if slip.leaflet else ()
            look.setText(" · ".join((isolate(name), isolate(slip.number), *what)))
            row.addWidget(look, 1)
            if slip == self.state.printing:
                row.addWidget(QLabel(_("Printing…")))
            else:
                one = button("", partial(self._actions.print_one, slip))
                one.setText(_("Print"))
                one.setEnabled(not self.state.printing)
                row.addWidget(one)
            self._rows.addLayout(row)
            self._rows.addWidget(hairline())
        self._rows.addStretch()

    def take_focus(self) -> None:
        (self._all if self._all.isEnabled() else self).setFocus()

    def print_all(self) -> None:
        if self.state.slips and not self.state.printing:
            self._actions.print_all()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return), self.print_all, lambda: _("print all")),
            Command(letter("P"), self.print_all, yields_to_typing=True),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]
