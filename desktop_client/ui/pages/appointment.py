"""An appointment in four answers: the day, the time, with whom, what for; and those that are to come already."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from desktop_client.capture.coming_days import read_day, read_time
from desktop_client.ui.flowing import Flow
from desktop_client.ui.forms.editor import Direction, direct
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.person_port import VisitChoices
from desktop_client.ui.pieces import Band, button, heading, in_the_middle, quiet, small, toggle
from desktop_client.ui.visits import day_words, visit_words
from desktop_client.wording.language import _, fill, in_language, isolate, plain, problem_sentence
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.problems import ProblemError

WIDTH = 720
SHORT_LINE = 240


@dataclass(frozen=True, slots=True)
class AppointmentState:
    """Whose it is, seen from which day, what can be chosen, and why the last try was not done."""

    number: str
    today: date
    choices: VisitChoices
    said: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentActions:
    """Write it down (day, time, purpose, with whom), call one off, go back."""

    make: Callable[[str, str, str, str], object]
    call_off: Callable[[str], object]
    back: Callable[[], object]


class AppointmentPage(Page):
    """Enter goes from answer to answer; a number says what it is for, and Enter again writes it down."""

    rail_entry = "find"

    def __init__(self, catalogue: Catalogue, state: AppointmentState, actions: AppointmentActions) -> None:
        super().__init__()
        self.state = state
        self.purpose = ""
        self._catalogue, self._actions = catalogue, actions
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 20, 16, 16)
        middle = QFrame()
        outer.addLayout(in_the_middle(middle, WIDTH))
        outer.addStretch()
        column = QVBoxLayout(middle)
        column.setSpacing(6)
        title = heading()
        self.say(title.setText, lambda: fill(_("Appointment for {number}"), number=state.number))
        self._band = Band("wait")
        column.addWidget(title)
        column.addWidget(self._band)
        self.day = self._line(column, lambda: _("Which day? 24 · 24 12 · +7 · t today"), short=True)
        self._day_read = quiet()
        column.addWidget(self._day_read)
        self.time = self._line(column, lambda: _("At what time? It may stay empty."), short=True)
        self._time_read = quiet()
        column.addWidget(self._time_read)
        self.with_whom = self._line(column, lambda: _("With whom?"), short=False)
        self.with_whom.setText(state.choices.with_whom)
        label = small()
        self.say(label.setText, lambda: _("What for? It stands on no paper."))
        column.addWidget(label)
        column.addLayout(self._build_purposes())
        self._save = button("main", self.save)
        self.say(self._save.setText, lambda: _("Write it down (F10)"))
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch()
        column.addSpacing(6)
        column.addLayout(row)
        for one in state.choices.upcoming:
            column.addLayout(self._coming(one.visit_id, lambda one=one: visit_words(one)))  # type: ignore[misc]
        self.day.textChanged.connect(lambda _text: self._read())
        self.time.textChanged.connect(lambda _text: self._read())
        self.redraw()

    def _line(self, column: QVBoxLayout, words: Callable[[], str], *, short: bool) -> QLineEdit:
        label, line = small(), QLineEdit()
        label.setBuddy(line)
        self.say(label.setText, words)
        self.say(line.setAccessibleName, lambda: plain(words()))
        column.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(line)
        if short:
            line.setMaximumWidth(SHORT_LINE)
            row.addStretch()
        column.addLayout(row)
        return line

    def _build_purposes(self) -> Flow:
        row = Flow()
        self._purposes: dict[str, QPushButton] = {}
        for at, (code, english, urdu) in enumerate(self.state.choices.purposes):
            made = toggle(partial(self.choose, code))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.say(made.setText, partial(_numbered, at + 1, english, urdu))
            self._purposes[code] = made
            row.addWidget(made)
        return row

    def _coming(self, visit_id: str, words: Callable[[], str]) -> QHBoxLayout:
        row, said = QHBoxLayout(), QLabel()
        said.setWordWrap(True)
        self.say(said.setText, lambda: fill(_("To come already: {when}"), when=words()))
        off = button("plain", partial(self._actions.call_off, visit_id))
        self.say(off.setText, lambda: _("Call it off"))
        row.addWidget(said, 1)
        row.addWidget(off)
        return row

    def show_state(self, state: AppointmentState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self._band.show_sentence(self.state.said, "wait")
        lines: tuple[tuple[QLineEdit, Direction], ...] = (
            (self.day, "number"), (self.time, "number"), (self.with_whom, "window"),
        )  # fmt: skip
        for line, direction in lines:
            direct(line, direction)
        for code, made in self._purposes.items():
            made.setChecked(code == self.purpose)
        self._read()

    def _read(self) -> None:
        """Say how the day and the time were understood while they are typed."""
        day, time = self.day.text(), self.time.text()
        self._day_read.setText(_understood(lambda: day_words(self._day())) if day.strip() else " ")
        self._time_read.setText(_understood(lambda: isolate(self._time())) if time.strip() else " ")

    def _day(self) -> str:
        return read_day(self.day.text(), self.state.today, self._catalogue)

    def _time(self) -> str:
        return read_time(self.time.text(), self._catalogue)

    def choose(self, code: str) -> None:
        """What it is for."""
        self.purpose = code
        self.redraw()

    def step(self) -> None:
        """Enter: the next answer, and after the last one it is written down."""
        order = (self.day, self.time, self.with_whom)
        at = next((index for index, line in enumerate(order) if line.hasFocus()), len(order))
        if at + 1 < len(order):
            order[at + 1].setFocus()
        elif at < len(order):
            self.setFocus()
        else:
            self.save()

    def save(self) -> None:
        """Write it down as it was understood; what was not understood is said, and nothing is lost."""
        try:
            day, time = self._day(), self._time()
        except ProblemError as refused:
            self.refuse(problem_sentence(refused.problem), refused.problem.path)
            return
        self._actions.make(day, time, self.purpose, self.with_whom.text())

    def refuse(self, sentence: str, path: str) -> None:
        """Say why it was not written down, with the cursor where it is to be put right."""
        self._band.show_sentence(sentence, "wait")
        places = {"day": self.day, "time": self.time, "with_whom": self.with_whom}
        places.get(path.rpartition(".")[2], self).setFocus()

    def take_focus(self) -> None:
        self.day.setFocus()

    def commands(self) -> list[Command]:
        picks = [
            Command(letter(str(at)), partial(self.choose, code), yields_to_typing=True)
            for at, (code, _english, _urdu) in enumerate(self.state.choices.purposes[:9], start=1)
        ]
        return [
            Command(key(Qt.Key.Key_Return), self.step, lambda: _("next answer")),
            Command(key(Qt.Key.Key_F10), self.save, lambda: _("write it down")),
            *picks,
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]


def _numbered(number: int, english: str, urdu: str) -> str:
    return f"{isolate(number)}  {in_language(english, urdu)}"


def _understood(words: Callable[[], str]) -> str:
    try:
        return words()
    except ProblemError as refused:
        return problem_sentence(refused.problem)
