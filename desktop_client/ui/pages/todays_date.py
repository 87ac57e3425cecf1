"""One question when the PC's clock is wrong: which day is today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, heading, in_the_middle, quiet, small
from desktop_client.wording.language import _, fill, plain
from desktop_client.wording.times import day_in_words

WIDTH = 460


@dataclass(frozen=True, slots=True)
class TodaysDateState:
    """The day the PC thinks it is; the sentence why the last answer was not taken."""

    reads: date
    failed: str = ""


class TodaysDatePage(Page):
    """Enter takes the date; Esc goes on working without it."""

    rail_entry = "home"

    def __init__(self, state: TodaysDateState, give: Callable[[str], object], back: Callable[[], object]) -> None:
        super().__init__()
        self.state = state
        self._give, self._back = give, back
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame, column = card(8)
        column.setContentsMargins(32, 24, 32, 24)
        title, said, label = heading(), quiet(), small()
        self.say(title.setText, lambda: _("Which day is today?"))
        self.say(said.setText, lambda: wrong_clock_words(state.reads))
        self.line = QLineEdit()
        QLabel.setBuddy(label, self.line)
        self.say(label.setText, lambda: _("Today's date, for example 24-11-2026"))
        self.say(self.line.setAccessibleName, lambda: plain(_("Today's date, for example 24-11-2026")))
        self._band = Band("wait")
        go_on = button("main", self.send)
        self.say(go_on.setText, lambda: _("Take this date"))
        for part in (title, said, label, self.line, self._band):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(go_on)
        column.addLayout(row)
        outer.addLayout(in_the_middle(frame, WIDTH))
        outer.addStretch(3)
        self.redraw()

    def show_state(self, state: TodaysDateState) -> None:
        self.state = state
        self.redraw()
        self.line.selectAll()
        self.line.setFocus()

    def send(self) -> None:
        """Enter."""
        if self.line.text().strip():
            self._give(self.line.text())

    def redraw(self) -> None:
        direct(self.line, "number")
        self._band.show_sentence(self.state.failed, "wait")

    def take_focus(self) -> None:
        self.line.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return), self.send, lambda: _("take this date")),
            Command(key(Qt.Key.Key_Escape), self._back, lambda: _("back")),
        ]


def wrong_clock_words(reads: date) -> str:
    """What is wrong and what to do, in sentences (ux.md, state 12)."""
    words = _("This PC thinks it is {day}. Go on working; the order is kept. Please give today's date for the slips.")
    return fill(words, day=day_in_words(reads))
