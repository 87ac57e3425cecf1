"""The first start: this PC does not belong to an office yet; head office's sheet brings it in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_client.ui import fonts
from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, clear_layout, heading, in_the_middle, sentence_label, small
from desktop_client.ui.style import tokens
from desktop_client.wording.language import _, in_language, is_right_to_left, isolate, plain

WIDTH = 660
Step: TypeAlias = Literal["new", "asking", "waiting"]


@dataclass(frozen=True, slots=True)
class EnrolState:
    """How far it is; `problem_*` says why the last try did not work; the codes are there once it is "waiting"."""

    step: Step = "new"
    problem_en: str = ""
    problem_ur: str = ""
    fingerprint: str = ""
    safe_code: str = ""


@dataclass(frozen=True, slots=True)
class EnrolAnswers:
    """What the sheet says, and who is the first person at this desk."""

    server: str
    code: str
    certificate: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class EnrolActions:
    """Ask head office; go on to the sign-in; choose a file."""

    enrol: Callable[[EnrolAnswers], object]
    go_on: Callable[[], object]
    choose_file: Callable[[], str]


class EnrolPage(Page):
    """What the sheet says, the first person, one button; then the two codes."""

    def __init__(self, state: EnrolState, actions: EnrolActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self.lines: list[QLineEdit] = []
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame, column = card(4)
        column.setContentsMargins(32, 20, 32, 20)
        self._title, self._about = heading(), sentence_label()
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addSpacing(4)
        self._sheet = self._build_sheet()
        self._codes = QWidget()
        self._codes_column = QVBoxLayout(self._codes)
        self._codes_column.setContentsMargins(0, 0, 0, 0)
        self._band = Band("info")
        self.go = button("main", self.send)
        for part in (self._sheet, self._codes, self._band):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.addStretch()
        row.addWidget(self.go)
        column.addLayout(row)
        outer.addLayout(in_the_middle(frame, WIDTH))
        outer.addStretch(3)
        self.redraw()

    # ---- building

    def _build_sheet(self) -> QWidget:
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(16)
        self.server = self._line(grid, 0, 0, lambda: _("Head office's address, as on the sheet"), 2)
        self.code = self._line(grid, 2, 0, lambda: _("Code on the sheet"))
        self.certificate = self._line(grid, 2, 1, lambda: _("Head office's certificate (file)"))
        choose = button("", self._choose)
        choose.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.say(choose.setText, lambda: _("Choose…"))
        grid.addWidget(choose, 3, 2)
        self.login = self._line(grid, 4, 0, lambda: _("Your short name for signing in"))
        self.password = self._line(grid, 6, 0, lambda: _("Your password, eight letters or more"))
        self.again = self._line(grid, 6, 1, lambda: _("The same password again"), 2)
        for line in (self.password, self.again):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return sheet

    def _line(self, grid: QGridLayout, row: int, column: int, words: Callable[[], str], width: int = 1) -> QLineEdit:
        label, line = small(), QLineEdit()
        label.setBuddy(line)
        self.say(label.setText, words)
        self.say(line.setAccessibleName, lambda: plain(words()))
        width = 3 if width > 1 and not column else width
        grid.addWidget(label, row, column, 1, width)
        grid.addWidget(line, row + 1, column, 1, width)
        self.lines.append(line)
        return line

    def _choose(self) -> None:
        chosen = self._actions.choose_file()
        if chosen:
            self.certificate.setText(chosen)

    # ---- what the page can do

    def send(self) -> None:
        """The button: ask head office, or go on once the codes are written down."""
        if self.state.step == "waiting":
            self._actions.go_on()
            return
        if self.state.step == "asking":
            return
        needed = (self.server, self.code, self.login, self.password, self.again)
        empty = next((line for line in needed if not line.text().strip()), None)
        if empty is not None:
            empty.setFocus()
        elif self.password.text() != self.again.text():
            self.again.clear()
            self.again.setFocus()
            self._band.show_sentence(_("The two passwords are not the same. Please type the second one again."), "wait")
        else:
            server, code, certificate, login = (
                line.text().strip() for line in (self.server, self.code, self.certificate, self.login)
            )
            self._actions.enrol(EnrolAnswers(server, code, certificate, login, self.password.text()))

    def show_state(self, state: EnrolState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        state = self.state
        waiting = state.step == "waiting"
        self._sheet.setVisible(not waiting)
        self._codes.setVisible(waiting)
        for line in self.lines:
            direct(line, "number")
            line.setReadOnly(state.step != "new")
        self._title.setText(_("This PC belongs to the office now") if waiting else _("Welcome"))
        self._about.setText(_waiting_words() if waiting else _new_words())
        problem = in_language(state.problem_en, state.problem_ur)
        text = problem or (_("Calling head office…") if state.step == "asking" else "")
        self._band.show_sentence(text, "wait" if problem else "info")
        self.go.setText(
            {"new": _("Ask head office"), "asking": _("Calling…"), "waiting": _("Both written down: go on")}[state.step]
        )
        self.go.setEnabled(state.step != "asking")
        self._draw_codes()

    def _draw_codes(self) -> None:
        clear_layout(self._codes_column)
        if self.state.step != "waiting":
            return
        for title, code in (
            (_("Read this out to head office when they call"), self.state.fingerprint),
            (_("Write this on paper, close it in an envelope, put it into the office safe"), self.state.safe_code),
        ):
            shown = QLabel(isolate(code))
            shown.setFont(fonts.font(tokens().type["section"] + 2, bold=True))
            side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
            shown.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._codes_column.addWidget(sentence_label(title))
            self._codes_column.addWidget(shown)
            self._codes_column.addSpacing(8)

    def _next(self) -> None:
        at = next((index for index, line in enumerate(self.lines) if line.hasFocus()), len(self.lines) - 1)
        if at + 1 < len(self.lines) and self.state.step == "new":
            self.lines[at + 1].setFocus()
        else:
            self.send()

    def take_focus(self) -> None:
        if self.state.step == "waiting":
            self.go.setFocus()
        else:
            self.server.setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_Return), self._next, lambda: _("go on"))]


def _new_words() -> str:
    return _(
        "This PC does not belong to an office yet. Ask head office for the enrolment sheet and scan it here, or "
        "type its code."
    )


def _waiting_words() -> str:
    return _(
        "You can start at once; everything is kept safe here. Head office calls to approve this PC, then the records "
        "go to Islamabad by themselves."
    )
