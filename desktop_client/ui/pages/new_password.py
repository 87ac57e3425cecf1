"""Choosing a password of one's own, after a one-time code opened the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pages.lock import at_the_start
from desktop_client.ui.pieces import Band, button, card, heading, in_the_middle, quiet, small
from desktop_client.wording.language import _, in_language, plain
from shared_models.catalogue.problems import problem, sentence

WIDTH = 460


@dataclass(frozen=True, slots=True)
class NewPasswordState:
    """Whose password it will be; why the last one was not taken."""

    name: str
    problem_en: str = ""
    problem_ur: str = ""


class NewPasswordPage(Page):
    """Twice the same words; only length counts."""

    def __init__(self, state: NewPasswordState, choose: Callable[[str], object]) -> None:
        super().__init__()
        self.state = state
        self._choose = choose
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame, column = card(6)
        column.setContentsMargins(32, 24, 32, 24)
        self._title, self._said = heading(), quiet()
        column.addWidget(self._title)
        column.addWidget(self._said)
        self.say(
            self._said.setText,
            lambda: _("Please choose your own password. Four words in a row are good and easy to keep in mind."),
        )
        self.first = self._line(column, lambda: _("Your password"))
        self.again = self._line(column, lambda: _("The same once more"))
        self._band = Band("wait")
        column.addWidget(self._band)
        self._go = button("main", self.send)
        self.say(self._go.setText, lambda: _("Take this password"))
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._go)
        column.addLayout(row)
        outer.addLayout(in_the_middle(frame, WIDTH))
        outer.addStretch(3)
        self.redraw()

    def _line(self, column: QVBoxLayout, words: Callable[[], str]) -> QLineEdit:
        line, label = QLineEdit(), small()
        line.setEchoMode(QLineEdit.EchoMode.Password)
        QLabel.setBuddy(label, line)
        self.say(label.setText, words)
        self.say(line.setAccessibleName, lambda: plain(words()))
        column.addWidget(label)
        column.addWidget(line)
        return line

    def show_state(self, state: NewPasswordState) -> None:
        self.state = state
        self.redraw()
        self.first.clear()
        self.again.clear()
        self.first.setFocus()

    def send(self) -> None:
        """Enter: the second line, then done."""
        if not self.first.text():
            self.first.setFocus()
        elif not self.again.text():
            self.again.setFocus()
        elif self.first.text() != self.again.text():
            differ = problem("colleagues.passwords_differ")
            self.show_state(NewPasswordState(self.state.name, sentence(differ, "en"), sentence(differ, "ur")))
        else:
            self._choose(self.first.text())

    def redraw(self) -> None:
        self._title.setText(at_the_start(self.state.name))
        for line in (self.first, self.again):
            direct(line, "number")
        self._band.show_sentence(in_language(self.state.problem_en, self.state.problem_ur), "wait")

    def take_focus(self) -> None:
        self.first.setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_Return), self.send, lambda: _("take this password"))]
