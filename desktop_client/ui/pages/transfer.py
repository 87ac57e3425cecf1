"""To which office a person goes, and why: the supervisor chooses one and writes the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, heading, in_the_middle, quiet, small, toggle
from desktop_client.wording.language import _, fill, in_language, plain

WIDTH = 640


@dataclass(frozen=True, slots=True)
class TransferState:
    """Whose record it is, the offices (code, English, Urdu), and why the last try was not done."""

    name_latin: str
    name_urdu: str
    offices: tuple[tuple[str, str, str], ...]
    said: str = ""


class TransferPage(Page):
    """Nothing goes before an office is chosen and a reason is written."""

    rail_entry = "find"

    def __init__(self, state: TransferState, give: Callable[[str, str], object], back: Callable[[], object]) -> None:
        super().__init__()
        self.state = state
        self.chosen = ""
        self._give, self._back = give, back
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 24, 16, 16)
        middle = QFrame()
        outer.addLayout(in_the_middle(middle, WIDTH))
        outer.addStretch()
        column = QVBoxLayout(middle)
        column.setSpacing(12)
        title, told, why = heading(), quiet(), small()
        self.say(title.setText, self._title)
        self.say(told.setText, self._told)
        self.say(why.setText, lambda: _("Why? The reason is kept."))
        self._band = Band("wait")
        self.reason = QLineEdit()
        why.setBuddy(self.reason)
        self.reason.setAccessibleName(plain(_("Why? The reason is kept.")))
        column.addWidget(title)
        column.addWidget(told)
        column.addWidget(self._band)
        grid = QGridLayout()
        grid.setSpacing(8)
        self._buttons: dict[str, QPushButton] = {}
        for at, (code, english, urdu) in enumerate(state.offices):
            made = toggle(partial(self.choose, code))
            self.say(made.setText, partial(in_language, english, urdu))
            self._buttons[code] = made
            grid.addWidget(made, at // 2, at % 2)
        column.addLayout(grid)
        column.addWidget(why)
        column.addWidget(self.reason)
        further = button("main", self.give)
        self.say(further.setText, lambda: _("Give to this office (F10)"))
        column.addWidget(further)
        self.redraw()

    def _title(self) -> str:
        return fill(_("{name} goes to another office"), name=in_language(self.state.name_latin, self.state.name_urdu))

    def _told(self) -> str:
        return _(
            "The person goes there with everything that belongs to the record, at the next contact with Islamabad. A copy "
            "stays here for a while; it can be read, not changed."
        )

    def show_state(self, state: TransferState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        direct(self.reason, "window")
        self._band.show_sentence(self.state.said, "wait")
        for code, made in self._buttons.items():
            made.setChecked(code == self.chosen)

    def choose(self, code: str) -> None:
        """Take this office, and no other."""
        self.chosen = code
        self.redraw()

    def give(self) -> None:
        """Hand over what was chosen and written."""
        self._give(self.chosen, self.reason.text())

    def take_focus(self) -> None:
        next(iter(self._buttons.values()), self.reason).setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_F10), self.give, lambda: _("give to this office")),
            Command(key(Qt.Key.Key_Escape), self._back, lambda: _("back")),
        ]
