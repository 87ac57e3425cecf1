"""The locked desk: nothing of anybody is in sight; six digits bring the same person back to the same letter."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import SHIFT, Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, heading, in_the_middle, quiet, small
from desktop_client.ui.ports import PIN_DIGITS
from desktop_client.wording.language import _, in_language, is_right_to_left, isolate, plain

WIDTH = 460


@dataclass(frozen=True, slots=True)
class LockState:
    """Who locked the desk; `asked` = the digits are asked, else the desk is just being locked."""

    name: str
    asked: bool = True
    problem_en: str = ""
    problem_ur: str = ""


@dataclass(frozen=True, slots=True)
class LockActions:
    """Come back with digits, with the password or as somebody else; lock everything."""

    digits: Callable[[str], object]
    password: Callable[[], object]
    everything: Callable[[], object]


def at_the_start(name: str) -> str:
    """A name alone on a line begins where the window's lines begin, in whichever script it is written."""
    return ("\u200f" if is_right_to_left() else "\u200e") + isolate(name) if name else ""


class LockPage(Page):
    """One line for six digits; the sixth opens."""

    def __init__(self, state: LockState, actions: LockActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame, column = card(8)
        column.setContentsMargins(32, 24, 32, 24)
        self._title, self._said, self._label = heading(), quiet(), small()
        self.digits = QLineEdit()
        self.digits.setEchoMode(QLineEdit.EchoMode.Password)
        self.digits.setMaxLength(PIN_DIGITS)
        self.digits.textEdited.connect(self._typed)
        self._label.setBuddy(self.digits)
        self.say(self._said.setText, lambda: _("The desk is locked. Everything typed is safe and waits as it was."))
        self.say(self._label.setText, lambda: _("Your six digits"))
        self.say(self.digits.setAccessibleName, lambda: plain(_("Your six digits")))
        self._band = Band("wait")
        self._other = button("plain", self._actions.password)
        self.say(self._other.setText, lambda: _("Password, or somebody else"))
        for part in (self._title, self._said, self._label, self.digits, self._band):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self._other)
        row.addStretch()
        column.addLayout(row)
        outer.addLayout(in_the_middle(frame, WIDTH))
        outer.addStretch(3)
        self.redraw()

    def show_state(self, state: LockState) -> None:
        self.state = state
        self.digits.clear()
        self.redraw()
        self.take_focus()
        self.keys_changed()

    def _typed(self, text: str) -> None:
        if len(text) == PIN_DIGITS:
            self._actions.digits(text)

    def send(self) -> None:
        if self.digits.text():
            self._actions.digits(self.digits.text())

    def redraw(self) -> None:
        state = self.state
        self._title.setText(at_the_start(state.name))
        for part in (self._label, self.digits, self._other):
            part.setVisible(state.asked)
        direct(self.digits, "number")
        self._band.show_sentence(in_language(state.problem_en, state.problem_ur), "wait")

    def take_focus(self) -> None:
        self.digits.setFocus()

    def commands(self) -> list[Command]:
        if not self.state.asked:
            return []
        return [
            Command(key(Qt.Key.Key_Return), self.send, lambda: _("open the desk")),
            Command(key(Qt.Key.Key_Escape), self._actions.password, lambda: _("password, or somebody else")),
            Command(key(Qt.Key.Key_F12, SHIFT), self._actions.everything, lambda: _("lock everything")),
        ]
