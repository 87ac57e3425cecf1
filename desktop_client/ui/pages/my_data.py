"""The person's own data: how we know who it is, what is wanted, and the paper with a number and a date at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout

from desktop_client.ui.flowing import Flow
from desktop_client.ui.forms.editor import direct, direct_note
from desktop_client.ui.keys import CTRL, Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.person_port import GivenPaper, KnownBy, Scope
from desktop_client.ui.pieces import Band, button, card, clear_layout, heading, quiet, sentence_label
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, fill, in_language, isolate, plain
from shared_models.catalogue import load_catalogue

Step: TypeAlias = Literal["known", "acts", "withdraw", "partner", "complaint", "done"]
KNOWN: tuple[KnownBy, ...] = ("CARD", "SLIP", "QUESTIONS")
SCOPES: tuple[Scope, ...] = ("CONTACT", "PARTNER", "SHARING", "ERASE")


@dataclass(frozen=True, slots=True)
class MyDataState:
    """Whose data, how the person is known, which step, what was done; `said` is what became of a paper."""

    name_latin: str
    name_urdu: str
    number: str
    step: Step = "known"
    known_by: KnownBy | None = None
    given: GivenPaper | None = None
    working: bool = False
    said: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class MyDataActions:
    """What a person may ask for. `go` turns to a step; the others write something down or print."""

    back: Callable[[], object]
    go: Callable[[Step], object]
    known: Callable[[KnownBy], object]
    print_slip: Callable[[], object]
    print_data: Callable[[], object]
    correct: Callable[[], object]
    withdraw: Callable[[Scope, str], object]
    complain: Callable[[str], object]
    print_paper: Callable[[], object]
    keep_paper: Callable[[], object]


WIDTH = 920


class MyDataPage(Page):
    """One question at a time, each answer one key."""

    rail_entry = "find"

    def __init__(self, state: MyDataState, actions: MyDataActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._choices: list[Callable[[], object]] = []
        self.partner, self.complaint = QLineEdit(), QPlainTextEdit()
        self.partner.hide()
        self.complaint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self._title, self._who = heading(), quiet()
        self._band = Band("wait")
        frame, self._inside = card(10)
        frame.setMaximumWidth(WIDTH)
        self.say(self._title.setText, lambda: _("My data"))
        for part in (self._title, self._who, self._band):
            column.addWidget(part)
        column.addWidget(frame)
        for typed in (self.partner, self.complaint):
            column.addWidget(typed)
        column.addStretch()
        self.redraw()

    def show_state(self, state: MyDataState) -> None:
        turned = state.step != self.state.step
        self.state = state
        self.redraw()
        if turned:
            self.take_focus()
            self.keys_changed()

    def redraw(self) -> None:
        state = self.state
        name = in_language(state.name_latin or state.name_urdu, state.name_urdu or state.name_latin)
        self._who.setText(f"{isolate(name)} · {isolate(state.number)}")
        self._band.show_sentence(state.failed or state.said, "wait" if state.failed else "done")
        for typed in (self.partner, self.complaint):
            self._inside.removeWidget(typed)
            typed.hide()
            typed.setParent(self)
        clear_layout(self._inside)
        self._choices = []
        {
            "known": self._draw_known,
            "acts": self._draw_acts,
            "withdraw": self._draw_withdraw,
            "partner": self._draw_partner,
            "complaint": self._draw_complaint,
            "done": self._draw_done,
        }[state.step]()

    def _ask(self, question: str, *choices: tuple[str, Callable[[], object]]) -> None:
        title = sentence_label(question)
        title.setFont(body_font(bold=True))
        self._inside.addWidget(title)
        for number, (words, act) in enumerate(choices, start=1):
            made = button("row", act)
            made.setText(f"{isolate(number)}   {words}")
            made.setEnabled(not self.state.working)
            self._choices.append(act)
            self._inside.addWidget(made)

    def _draw_known(self) -> None:
        words = {
            "CARD": _("The identity card or passport was seen"),
            "SLIP": _("The slip was shown"),
            "QUESTIONS": _("Answers only this person can give"),
        }
        self._ask(
            _("How do we know that it is this person?"),
            *((words[one], partial(self._actions.known, one)) for one in KNOWN),
        )
        self._inside.addWidget(quiet(_("Nothing of the record is read out before this is answered.")))

    def _draw_acts(self) -> None:
        actions = self._actions
        self._ask(
            _("What does the person want?"),
            (_("Print the slip again"), actions.print_slip),
            (_("Print everything we hold (in Urdu)"), actions.print_data),
            (_("Correct something; the old answer is kept"), actions.correct),
            (_("Take permission back"), partial(actions.go, "withdraw")),
            (_("Complain"), partial(actions.go, "complaint")),
        )

    def _draw_withdraw(self) -> None:
        scopes = load_catalogue().lists["WITHDRAWAL_SCOPE"]

        def act(scope: Scope) -> Callable[[], object]:
            if scope == "PARTNER":
                return partial(self._actions.go, "partner")
            return partial(self._actions.withdraw, scope, "")

        self._ask(
            _("What is no longer permitted?"),
            *((in_language(scopes.label(one, "en"), scopes.label(one, "ur")), act(one)) for one in SCOPES),
        )
        self._inside.addWidget(quiet(_("It costs nothing, and help does not depend on it. A paper proves it.")))

    def _draw_partner(self) -> None:
        question = _("Which office or organisation shall no longer be told anything?")
        self._type(question, self.partner, lambda: _("Take permission back (Enter)"), self.take_back_from_partner)
        direct(self.partner, "window")

    def _draw_complaint(self) -> None:
        question = _("What is the complaint? Write it in the person's own words.")
        self._type(question, self.complaint, lambda: _("Write down (Ctrl+Enter)"), self.write_complaint)
        direct_note(self.complaint)

    def _type(
        self, question: str, line: QLineEdit | QPlainTextEdit, words: Callable[[], str], act: Callable[[], object]
    ) -> None:
        title = sentence_label(question)
        title.setFont(body_font(bold=True))
        line.setAccessibleName(plain(question))
        self._inside.addWidget(title)
        self._inside.addWidget(line)
        line.show()
        row = QHBoxLayout()
        row.addStretch()
        done = button("main", act)
        done.setText(words())
        done.setEnabled(not self.state.working)
        row.addWidget(done)
        self._inside.addLayout(row)

    def _draw_done(self) -> None:
        given = self.state.given
        if given is None:
            return
        said = in_language(given.sentence_en, given.sentence_ur) or _("Everything we hold stands on this paper.")
        sentence = sentence_label(said)
        sentence.setFont(body_font(bold=True))
        self._inside.addWidget(sentence)
        if given.number not in said:
            self._inside.addWidget(sentence_label(fill(_("Paper no. {number}"), number=given.number)))
        row = Flow()
        self._print = button("main", self._actions.print_paper)
        self._print.setText(_("Printing…") if self.state.working else _("Print the paper (Enter)"))
        keep, back = button("", self._actions.keep_paper), button("", self._actions.back)
        keep.setText(_("Save as PDF"))
        back.setText(_("Back to the record"))
        for made in (self._print, keep, back):
            row.addWidget(made)
        self._inside.addLayout(row)

    def choose(self, number: int) -> None:
        """What the digit says."""
        if number <= len(self._choices) and not self.state.working:
            self._choices[number - 1]()

    def take_back_from_partner(self) -> None:
        """The one office that is told nothing any more."""
        if not self.state.working:
            self._actions.withdraw("PARTNER", self.partner.text())

    def write_complaint(self) -> None:
        """Hand the complaint on; its text stays until it is on the disk."""
        if not self.state.working:
            self._actions.complain(self.complaint.toPlainText())

    def _enter(self) -> None:
        if self.state.step == "partner":
            self.take_back_from_partner()
        elif self.state.step == "done" and not self.state.working:
            self._actions.print_paper()

    def step_back(self) -> None:
        """One step back; what was written down stays written down."""
        before: dict[Step, Step] = {"acts": "known", "withdraw": "acts", "complaint": "acts", "partner": "withdraw"}
        step = before.get(self.state.step)
        if step is None:
            self._actions.back()
        else:
            self._actions.go(step)

    def take_focus(self) -> None:
        typed = {"partner": self.partner, "complaint": self.complaint}.get(self.state.step)
        if typed is not None:
            typed.setFocus()
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setFocus()

    def commands(self) -> list[Command]:
        count = len(self._choices)
        words = {"partner": lambda: _("take permission back"), "done": lambda: _("print")}.get(self.state.step)
        commands = [
            Command(
                letter(str(number)),
                partial(self.choose, number),
                (lambda: _("choose")) if number == 1 else None,
                yields_to_typing=True,
            )
            for number in range(1, count + 1)
        ]
        if self.state.step == "complaint":
            commands.append(Command(key(Qt.Key.Key_Return, CTRL), self.write_complaint, lambda: _("write down")))
        elif words is not None:
            commands.append(Command(key(Qt.Key.Key_Return), self._enter, words))
        return [*commands, Command(key(Qt.Key.Key_Escape), self.step_back, lambda: _("back"))]
