"""The first start: this PC does not belong to an office yet; head office's sheet brings it in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.language import _, in_language, plain
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, heading, in_the_middle, sentence_label
from desktop_client.ui.style import label_font

WIDTH = 620
Step: TypeAlias = Literal["new", "asking", "waiting"]


@dataclass(frozen=True, slots=True)
class EnrolState:
    """How far it is; `problem_*` says why the last try did not work."""

    step: Step = "new"
    problem_en: str = ""
    problem_ur: str = ""


@dataclass(frozen=True, slots=True)
class EnrolActions:
    """Ask head office with what the sheet says; ask again whether this PC was approved; choose a file."""

    enrol: Callable[[str, str, str], object]
    ask_again: Callable[[], object]
    choose_file: Callable[[], str]


class EnrolPage(Page):
    """Three lines and one button."""

    def __init__(self, state: EnrolState, actions: EnrolActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame, column = card(6)
        frame.setFixedWidth(WIDTH)
        column.setContentsMargins(32, 24, 32, 24)
        title, about = heading(), sentence_label()
        self.say(title.setText, lambda: _("Welcome"))
        self.say(
            about.setText,
            lambda: _(
                "This PC does not belong to an office yet. Ask head office for the enrolment sheet and scan it here, or "
                "type its code."
            ),
        )
        column.addWidget(title)
        column.addWidget(about)
        column.addSpacing(8)
        self.server = self._line(column, lambda: _("Head office's address, as on the sheet"))
        self.code = self._line(column, lambda: _("Code on the sheet"))
        self.certificate = QLineEdit()
        self._add_certificate(column)
        column.addSpacing(8)
        self._band = Band("info")
        column.addWidget(self._band)
        self.go = button("main", self.send)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.go)
        column.addLayout(row)
        outer.addLayout(in_the_middle(frame))
        outer.addStretch(3)
        self.redraw()

    def _line(self, column: QVBoxLayout, words: Callable[[], str]) -> QLineEdit:
        label, line = QLabel(), QLineEdit()
        label.setBuddy(line)
        label.setProperty("spoken_font", "label")
        label.setFont(label_font())
        self.say(label.setText, words)
        self.say(line.setAccessibleName, lambda: plain(words()))
        column.addWidget(label)
        column.addWidget(line)
        return line

    def _add_certificate(self, column: QVBoxLayout) -> None:
        label = QLabel()
        label.setProperty("spoken_font", "label")
        label.setFont(label_font())
        self.say(label.setText, lambda: _("Head office's certificate (a file that came with the sheet)"))
        self.say(self.certificate.setAccessibleName, lambda: _("Head office's certificate"))
        choose = button("", self._choose)
        self.say(choose.setText, lambda: _("Choose…"))
        row = QHBoxLayout()
        row.addWidget(self.certificate, 1)
        row.addWidget(choose)
        column.addWidget(label)
        column.addLayout(row)

    def _choose(self) -> None:
        chosen = self._actions.choose_file()
        if chosen:
            self.certificate.setText(chosen)

    def send(self) -> None:
        """The button: ask, or ask again."""
        if self.state.step == "waiting":
            self._actions.ask_again()
        elif self.state.step == "new":
            empty = next((line for line in (self.server, self.code) if not line.text().strip()), None)
            if empty is not None:
                empty.setFocus()
            else:
                self._actions.enrol(
                    self.server.text().strip(), self.code.text().strip(), self.certificate.text().strip()
                )

    def show_state(self, state: EnrolState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        for line in (self.server, self.code, self.certificate):
            direct(line, "number")
            line.setReadOnly(self.state.step != "new")
        problem = in_language(self.state.problem_en, self.state.problem_ur)
        if problem:
            self._band.show_sentence(problem, "wait")
        elif self.state.step == "asking":
            self._band.show_sentence(_("Calling head office…"), "info")
        elif self.state.step == "waiting":
            text = _(
                "Head office has this PC's request and looks at it. This page goes on by itself when it is approved."
            )
            self._band.show_sentence(text, "info")
        else:
            self._band.show_sentence("", "info")
        words = {"new": _("Ask head office"), "asking": _("Calling…"), "waiting": _("Ask again now")}
        self.go.setText(words[self.state.step])
        self.go.setEnabled(self.state.step != "asking")

    def _next(self) -> None:
        lines = [self.server, self.code, self.certificate]
        at = next((index for index, line in enumerate(lines) if line.hasFocus()), len(lines) - 1)
        if at + 1 < len(lines):
            lines[at + 1].setFocus()
        else:
            self.send()

    def take_focus(self) -> None:
        (self.server if not self.server.text() else self.code).setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_Return), self._next, lambda: _("go on"))]
