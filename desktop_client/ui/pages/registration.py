"""Registering one person: sections at the start, the form in the middle, quiet help for the field at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.arrangement import quick_arrangement, section_arrangement, sections_to_ask
from desktop_client.ui.forms.form import MOST_REASONS, FieldsForm
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.keys import CTRL, SHIFT, Command, key, letter
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.pages.field_help import FieldHelp
from desktop_client.ui.pieces import button, heading
from desktop_client.ui.ports import Answer, Draft, NotFinished
from desktop_client.ui.style import tokens
from desktop_client.wording.language import _, _n, current_language, fill
from shared_models.catalogue.catalogue import Catalogue

QUICK = "quick"
HELP_WIDTH = 304


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """An open form, and why it could not be finished when it was tried."""

    draft: Draft
    today: date
    not_finished: NotFinished | None = None
    section: str = QUICK


@dataclass(frozen=True, slots=True)
class RegistrationActions:
    """What the form asks of the desk: put an answer on the disk, finish, leave the form open."""

    change: Callable[[str, Answer], object]
    finish: Callable[[], object]
    park: Callable[[], object]


class RegistrationPage(Page):
    """One open form."""

    rail_entry = "new"

    def __init__(self, catalogue: Catalogue, state: RegistrationState, actions: RegistrationActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._catalogue = catalogue
        self.answers = FormAnswers(catalogue, state.draft.answers)
        self._context = FormContext(catalogue, state.today, self.answers.row_of)
        self._autosave = Autosave(actions.change, self)
        self._section_names = (QUICK, *sections_to_ask(catalogue))
        self._forms: dict[str, FieldsForm] = {}
        self._places: dict[str, QWidget] = {}
        self._build()
        self.open_section(state.section)
        if state.not_finished is not None:
            self.show_questions(state.not_finished)

    # ---- building

    def _build(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._build_sections())
        self._stack = QStackedWidget()
        across.addWidget(self._stack, 1)
        self.help = FieldHelp(self._context)
        self.help.setFixedWidth(HELP_WIDTH)
        self.finish_button, self.park_button = button("main", self.finish), button("", self._park)
        self.say(self.finish_button.setText, lambda: _("Finish (Ctrl+Enter)"))
        self.say(self.park_button.setText, lambda: _("Next person; leave open (F9)"))
        self.help.add_button(self.finish_button)
        self.help.add_button(self.park_button)
        across.addWidget(self.help)

    def _build_sections(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(tokens().size["sections"])
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(2)
        self._section_buttons: dict[str, QPushButton] = {}
        given, done = QHBoxLayout(), QLabel()
        given.setContentsMargins(2, 4, 0, 6)
        given.setSpacing(2)
        done.setProperty("look", "note-done")
        self.say(done.setText, lambda: _("Permission given"))
        given.addWidget(PlaceMark("here", words=False))
        given.addWidget(done, 1)
        column.addLayout(given)
        names = QWidget()
        below = QVBoxLayout(names)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2)
        for name in self._section_names:
            made = button("section", partial(self.open_section, name))
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._section_buttons[name] = made
            below.addWidget(made)
        below.addStretch()
        self._section_area = _scrolled(names)
        column.addWidget(self._section_area, 1)
        return side

    def _form(self, name: str) -> FieldsForm:
        if name in self._forms:
            return self._forms[name]
        arrangement = (
            quick_arrangement(self._catalogue) if name == QUICK else section_arrangement(self._catalogue, name)
        )
        form = FieldsForm(arrangement, self.answers, self._context, self._autosave, quick=name == QUICK)
        form.moved.connect(partial(self._help_with, form))
        form.answered.connect(lambda _path: self._draw_progress())
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(12, 12, 0, 0)
        column.setSpacing(4)
        title = heading()
        self.say(title.setText, lambda: self._title(name))
        column.addWidget(title)
        area = _scrolled(form)
        form.moved.connect(lambda path: area.ensureWidgetVisible(form.rows[path], 0, 8))
        column.addWidget(area, 1)
        self._forms[name], self._places[name] = form, place
        self._stack.addWidget(place)
        return form

    def _help_with(self, form: FieldsForm, path: str) -> None:
        self.help.show_field(form.rows[path])

    # ---- what the page can do

    @property
    def form(self) -> FieldsForm:
        """The fields in sight."""
        return self._forms[self._open]

    def open_section(self, name: str) -> None:
        """Show another part of the form; both show the same answers."""
        if getattr(self, "_open", None) in self._forms:
            self.form.settle()
        form = self._form(name)
        self._open = name
        form.show_answers(saved=True)
        self._stack.setCurrentWidget(self._places[name])
        self._draw_progress()
        self._section_area.ensureWidgetVisible(self._section_buttons[name], 0, 8)
        self.take_focus()

    def finish(self) -> None:
        """Everything typed is handed on first; the desk answers with a number or with questions."""
        self.form.settle()
        self._actions.finish()

    def mark_saved(self, path: str) -> None:
        for form in self._forms.values():
            form.mark_saved(path)

    def show_questions(self, answer: NotFinished) -> None:
        """Bring the cursor to the first question."""
        names = (self._open, *self._section_names)
        first = answer.questions[0].path
        for name in names:
            if self._form(name).holds(first):
                self.open_section(name)
                break
        for form in self._forms.values():
            form.show_questions(answer.questions)
        self.form.go_to(first)
        count = len(answer.questions)
        self.help.show_summary(
            fill(_n("Before finishing, please look at {count} field.", "Before finishing, please look at {count} fields.",
                    count), count=count)
        )  # fmt: skip

    def go_on(self) -> None:
        """Enter: the next field, and after the last one the button that finishes."""
        if not self.form.step(1):
            self.finish_button.setFocus()

    def step_section(self, by: int) -> None:
        at = self._section_names.index(self._open) + by
        if 0 <= at < len(self._section_names):
            self.open_section(self._section_names[at])

    def _park(self) -> None:
        self.form.settle()
        self._actions.park()

    def _missing(self, number: int) -> None:
        self.form.answer_missing(number)

    def take_focus(self) -> None:
        order = self.form.order()
        asked = next((row for row in order if row.question), None)
        empty = next((row for row in order if not row.tick.saved), None)
        target = asked or empty or (order[0] if order else None)
        if target is not None:
            target.editor.entry().setFocus()

    def commands(self) -> list[Command]:
        enter = Qt.Key.Key_Return
        reasons = [
            Command(letter(str(number), CTRL), partial(self._missing, number))
            for number in (0, *range(2, MOST_REASONS + 1))
        ]
        return [
            Command(key(enter), self.go_on, lambda: _("next field")),
            Command(key(enter, CTRL), self.finish, lambda: _("finish")),
            Command(letter("1", CTRL), partial(self._missing, 1), lambda: _("does not know")),
            Command(key(Qt.Key.Key_F9), self._park, lambda: _("leave open, next person")),
            Command(key(Qt.Key.Key_PageDown, CTRL), lambda: self.step_section(1), lambda: _("next part")),
            Command(key(enter, SHIFT), lambda: self.form.step(-1)),
            Command(key(Qt.Key.Key_PageUp, CTRL), lambda: self.step_section(-1)),
            *reasons,
        ]

    # ---- language

    def redraw(self) -> None:
        for form in self._forms.values():
            form.speak()
        self.help.speak()
        self._draw_progress()

    def _title(self, name: str) -> str:
        if name == QUICK:
            return _("Who is this person?")
        return self._catalogue.sections[name].label(current_language())

    def _draw_progress(self) -> None:
        for name, made in self._section_buttons.items():
            words = _("Quick form") if name == QUICK else self._catalogue.sections[name].label(current_language())
            if name in self._forms:
                done, asked = self._forms[name].answered_count()
                words = fill("{words}  {count}", words=words, count=f"{done}/{asked}")
            made.setText(words)
            made.setChecked(name == getattr(self, "_open", QUICK))


def _scrolled(inside: QWidget) -> QScrollArea:
    """A part of the page that scrolls up and down when there is more than fits."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area
