"""Registering one person, or correcting a record: sections at the start, the form in the middle, help at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.arrangement import quick_arrangement, section_arrangement, sections_to_ask
from desktop_client.ui.forms.form import MOST_REASONS, FieldsForm
from desktop_client.ui.forms.progress import Progress, fields_progress, rows_progress
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.forms.rows_place import RowsPlace
from desktop_client.ui.forms.section_place import FieldsPlace, FormDesk, SectionPlace
from desktop_client.ui.keys import CTRL, SHIFT, Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pages.field_help import FieldHelp
from desktop_client.ui.pages.section_list import SectionList
from desktop_client.ui.pieces import button
from desktop_client.ui.ports import Answer, Draft, NotFinished
from desktop_client.wording.language import _, _n, current_language, fill
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.completeness import unanswered

QUICK = "quick"
HELP_WIDTH = 304


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """An open form, where it begins, and why it could not be finished when it was tried. `path` = the first field."""

    draft: Draft
    today: date
    not_finished: NotFinished | None = None
    section: str = QUICK
    path: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationActions:
    """What the form asks of the desk: put an answer on the disk, finish, leave the form open."""

    change: Callable[[str, Answer], object]
    finish: Callable[[], object]
    park: Callable[[], object]


class RegistrationPage(Page):
    """One open form, over nothing (a new person) or over a record (a correction)."""

    rail_entry = "new"

    def __init__(self, catalogue: Catalogue, state: RegistrationState, actions: RegistrationActions) -> None:
        super().__init__()
        self.state = state
        self._actions, self._catalogue = actions, catalogue
        draft = state.draft
        self.correcting = bool(draft.person_id)
        if self.correcting:
            self.rail_entry = "find"
        self.answers = FormAnswers(catalogue, draft.answers, draft.shown)
        self._context = FormContext(
            catalogue, state.today, self.answers.row_of, draft.role, self.correcting, draft.shown, self.answers.rows_of
        )
        self._desk = FormDesk(self.answers, self._context, Autosave(actions.change, self))
        self._section_names = (QUICK, *sections_to_ask(catalogue, draft.role))
        self._places: dict[str, SectionPlace] = {}
        self._open, self._start = "", ""
        self._build()
        self.open_section(state.section)
        self._begin()

    def _begin(self) -> None:
        state, question = self.state, self.state.draft.question
        asked = state.not_finished or (NotFinished((question,)) if question is not None and question.path else None)
        if asked is not None:
            self.show_questions(asked)
            if state.not_finished is None:
                self.help.show_summary(_("This came back with a question. Please answer it here."))
        self._start = state.path  # the window that shows the page asks for the cursor once more

    # ---- building

    def _build(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.sections = SectionList(self._section_names, self.open_section)
        across.addWidget(self.sections)
        self._stack = QStackedWidget()
        across.addWidget(self._stack, 1)
        self.help = FieldHelp(self._context)
        self.help.setFixedWidth(HELP_WIDTH)
        self.finish_button, self.park_button = button("main", self.finish), button("", self._park)
        self.say(self.finish_button.setText, self._finish_words)
        self.say(self.park_button.setText, self._park_words)
        self.help.add_button(self.finish_button)
        self.help.add_button(self.park_button)
        across.addWidget(self.help)

    def _finish_words(self) -> str:
        return _("Save the correction (Ctrl+Enter)") if self.correcting else _("Finish (Ctrl+Enter)")

    def _park_words(self) -> str:
        return _("Back to the record (Esc)") if self.correcting else _("Next person; leave open (F9)")

    def place(self, name: str) -> SectionPlace:
        """A part of the form, made when it is first looked at."""
        if name not in self._places:
            title = partial(self._title, name)
            made: SectionPlace
            if name == QUICK:
                made = FieldsPlace(title, self._desk, quick_arrangement(self._catalogue), quick=True)
            elif self._catalogue.sections[name].repeated:
                made = RowsPlace(title, self._desk, name)
            else:
                arrangement = section_arrangement(self._catalogue, name, self._context.role, shown=self._context.shown)
                made = FieldsPlace(title, self._desk, arrangement)
            made.moved.connect(lambda row: self.help.show_field(row))
            made.answered.connect(self._draw_progress)
            made.reshaped.connect(self._reshaped)
            self._places[name] = made
            self._stack.addWidget(made)
        return self._places[name]

    def _reshaped(self) -> None:
        """Rows came or went: other keys work, and the field that was helped with may be gone."""
        if self.place(self._open).form.current is None:
            self.help.show_section(self._open)
        self.keys_changed()

    # ---- what the page can do

    @property
    def form(self) -> FieldsForm:
        """The fields in sight."""
        return self.place(self._open).form

    def open_section(self, name: str) -> None:
        """Show another part of the form; all show the same answers."""
        if self._open:
            self.form.settle()
        place = self.place(name)
        self._open = name
        place.show_answers()
        self._stack.setCurrentWidget(place)
        self._draw_progress()
        self.help.show_section(name)
        self.take_focus()
        self.keys_changed()

    def finish(self) -> None:
        """Everything typed is handed on first; the desk answers with a number or with questions."""
        self.form.settle()
        self._actions.finish()

    def mark_saved(self, path: str) -> None:
        for place in self._places.values():
            place.mark_saved(path)

    def show_questions(self, answer: NotFinished) -> None:
        """Bring the cursor to the first question."""
        first = answer.questions[0].path
        self._go_to_place(first)
        for place in self._places.values():
            place.show_questions(answer.questions)
        self.place(self._open).go_to(first)
        count = len(answer.questions)
        self.help.show_summary(
            fill(_n("Before finishing, please look at {count} field.", "Before finishing, please look at {count} fields.",
                    count), count=count)
        )  # fmt: skip

    def go_to(self, path: str) -> None:
        """Bring the cursor to a field, in whichever part it stands."""
        self._go_to_place(path)
        self.place(self._open).go_to(path)

    def _go_to_place(self, path: str) -> None:
        for name in (self._open, *self._section_names):
            if self.place(name).holds(path):
                self.open_section(name)
                return

    def go_on(self) -> None:
        """Enter: the next field, after a section the next one, and after the quick screen the button that finishes."""
        if self.place(self._open).step(1):
            return
        last = self._open in {QUICK, self._section_names[-1]}
        if last:
            self.finish_button.setFocus()
        else:
            self.step_section(1)

    def step_section(self, by: int) -> None:
        at = self._section_names.index(self._open) + by
        if 0 <= at < len(self._section_names):
            self.open_section(self._section_names[at])

    def _park(self) -> None:
        self.form.settle()
        self._actions.park()

    def _missing(self, number: int) -> None:
        self.place(self._open).answer_missing(number)

    def take_focus(self) -> None:
        start, self._start = self._start, ""
        if start:
            self.go_to(start)
        else:
            self.place(self._open).take_focus()

    def commands(self) -> list[Command]:
        enter = Qt.Key.Key_Return
        reasons = [
            Command(letter(str(number), CTRL), partial(self._missing, number))
            for number in (0, *range(2, MOST_REASONS + 1))
        ]
        away = (
            Command(key(Qt.Key.Key_Escape), self._park, lambda: _("back to the record"))
            if self.correcting
            else Command(key(Qt.Key.Key_F9), self._park, lambda: _("leave open, next person"))
        )
        return [
            Command(key(enter), self.go_on, lambda: _("next field")),
            Command(key(enter, CTRL), self.finish, lambda: _("save") if self.correcting else _("finish")),
            *self.place(self._open).commands(),
            Command(letter("1", CTRL), partial(self._missing, 1), lambda: _("does not know")),
            away,
            Command(key(Qt.Key.Key_PageDown, CTRL), lambda: self.step_section(1), lambda: _("next part")),
            Command(key(enter, SHIFT), lambda: self.place(self._open).step(-1)),
            Command(key(Qt.Key.Key_PageUp, CTRL), lambda: self.step_section(-1)),
            *reasons,
        ]

    # ---- language and progress

    def redraw(self) -> None:
        for place in self._places.values():
            place.speak()
        self.help.speak()
        self._draw_progress()

    def _title(self, name: str) -> str:
        if name == QUICK:
            return _("The first questions")
        return self._catalogue.sections[name].label(current_language())

    def _progress(self, name: str, needed: frozenset[str]) -> Progress:
        if name == QUICK:
            asked = frozenset(quick_arrangement(self._catalogue).paths) & needed
            return fields_progress(self.answers, quick_arrangement(self._catalogue), asked)
        if self._catalogue.sections[name].repeated:
            return rows_progress(self.answers, name, needed)
        arrangement = section_arrangement(self._catalogue, name, self._context.role, shown=self._context.shown)
        return fields_progress(self.answers, arrangement, needed)

    def _draw_progress(self) -> None:
        """Every section's line; asked for when a section is opened, for it looks at the whole form."""
        needed = frozenset(unanswered("COMPLETE", self.answers.values(), self._catalogue))
        self.sections.show_head(self.state.draft, self.answers.count_changed() if self.correcting else None)
        for name in self._section_names:
            words = _("Quick form") if name == QUICK else self._title(name)
            self.sections.show_section(name, words, self._progress(name, needed), is_open=name == self._open)
