"""One question, a few answers, each under its own key: tokens, visits, who speaks, whether nobody else is here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop_client.ui.flowing import Beside, Flow
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, LongButton, bear_tick, button, card, heading, in_the_middle, quiet, small
from desktop_client.wording.language import _

WIDTH = 760
COLUMN_WIDTH = 300  # narrower answers stand in one column


@dataclass(frozen=True)
class Choice:
    """An answer: `sign` is the key's place on the keyboard ("1", "S")."""

    sign: str
    words: Callable[[], str]
    act: Callable[[], object]


@dataclass(frozen=True)
class Toggle:
    """Something that may hold beside the answer; `name` is what the page tells of it."""

    sign: str
    name: str
    words: Callable[[], str]


@dataclass(frozen=True)
class Question:
    """What is asked. `say` stands above the answers; `columns` in which they stand; `go_on` is what Enter does, if anything."""

    title: Callable[[], str]
    say: Callable[[], str]
    choices: Sequence[Choice]
    toggles: Sequence[Toggle] = ()
    columns: int = 1
    note: Callable[[], str] = lambda: ""
    toggle_title: Callable[[], str] = lambda: ""
    go_on: Callable[[], object] | None = None
    rail: str = "new"


class ChoosePage(Page):
    """Answers act at once; what is toggled is read with `chosen`."""

    def __init__(self, question: Question, back: Callable[[], object]) -> None:
        super().__init__()
        self.rail_entry = question.rail
        self.chosen: set[str] = set()
        self._question, self._back = question, back
        self._toggles: dict[str, QPushButton] = {}
        self._first: QPushButton | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 24, 16, 16)
        middle = QFrame()
        outer.addLayout(in_the_middle(middle, WIDTH))
        outer.addStretch()
        column = QVBoxLayout(middle)
        column.setSpacing(12)
        title, said = heading(), quiet()
        self.say(title.setText, question.title)
        self.say(said.setText, question.say)
        column.addWidget(title)
        column.addWidget(said)
        if question.toggles:
            self._add_toggles(column)
        self._add_choices(column)
        self._note = Band("info")
        column.addWidget(self._note)
        self.redraw()

    def _add_toggles(self, column: QVBoxLayout) -> None:
        label = small()
        self.say(label.setText, self._question.toggle_title)
        column.addWidget(label)
        many = len(self._question.toggles) > 4
        frame, inside = card(6)
        row = Flow()
        for toggle in self._question.toggles:
            made = LongButton("toggle-line" if many else "toggle", partial(self.toggle, toggle.name))
            bear_tick(made)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.say(made.say, partial(_with_key, toggle.sign, toggle.words))
            self._toggles[toggle.name] = made
            if many:
                inside.addWidget(made)
            else:
                row.addWidget(made)
        if many:
            column.addWidget(frame)
        else:
            frame.deleteLater()
            column.addLayout(row)

    def _add_choices(self, column: QVBoxLayout) -> None:
        count = self._question.columns
        beside = Beside([(COLUMN_WIDTH, 1)] * count, gap=8)
        down = -(-len(self._question.choices) // count)
        columns = [QVBoxLayout() for _column in range(count)]
        for at, choice in enumerate(self._question.choices):
            made = LongButton("row-line", choice.act)
            made.setMinimumHeight(40)
            self.say(made.say, partial(_with_key, choice.sign, choice.words))
            columns[at // down].addWidget(made)
            self._first = self._first or made
        for made_column in columns:
            made_column.setSpacing(8)
            made_column.addStretch()
            beside.add_layout(made_column)
        column.addLayout(beside)
        if self._question.go_on is not None:
            further = button("main", self._question.go_on)
            self.say(further.setText, lambda: _("Go on (Enter)"))
            row = QHBoxLayout()
            row.addWidget(further)
            column.addLayout(row)

    def toggle(self, name: str) -> None:
        """Hold or not."""
        self.chosen ^= {name}
        self.redraw()

    def redraw(self) -> None:
        for name, made in self._toggles.items():
            made.setChecked(name in self.chosen)
        self._note.show_sentence(self._question.note(), "info")

    def take_focus(self) -> None:
        # No button is marked: Enter must not answer what nobody chose.
        self.setFocus()

    def commands(self) -> list[Command]:
        question = self._question
        found = [Command(letter(choice.sign), choice.act, choice.words) for choice in question.choices[:5]]
        found += [Command(letter(choice.sign), choice.act) for choice in question.choices[5:]]
        found += [Command(letter(each.sign), partial(self.toggle, each.name)) for each in question.toggles]
        if question.go_on is not None:
            found.insert(0, Command(key(Qt.Key.Key_Return), question.go_on, lambda: _("go on")))
        return [*found, Command(key(Qt.Key.Key_Escape), self._back, lambda: _("back"))]


def _with_key(sign: str, words: Callable[[], str]) -> str:
    return f"{sign}   {words()}"
