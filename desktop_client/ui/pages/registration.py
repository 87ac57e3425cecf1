"""Registering one person, or correcting a record: sections at the start, the form in the middle, help at the end."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.arrangement import (
    NOT_ASKED_AFTER_A_DEATH,
    Arrangement,
    is_after_a_death,
    quick_arrangement,
    section_arrangement,
    sections_to_ask,
)
from desktop_client.ui.forms.copying import copied_from, labels_to_go_to
from desktop_client.ui.forms.form import MOST_REASONS, FieldsForm
from desktop_client.ui.forms.progress import Progress, fields_progress, quick_progress, rows_progress
from desktop_client.ui.forms.reading import FormContext, LookedUp
from desktop_client.ui.forms.rows_place import RowsPlace
from desktop_client.ui.forms.section_place import FieldsPlace, FormDesk, SectionPlace
from desktop_client.ui.forms.spoken_lines import ReadLine, lines_to_read
from desktop_client.ui.intake_port import FormFacts
from desktop_client.ui.keys import CTRL, SHIFT, Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pages.field_help import FieldHelp
from desktop_client.ui.pages.folded_form import HelpLines, SectionBar
from desktop_client.ui.pages.registration_state import QUICK, RegistrationActions, RegistrationState
from desktop_client.ui.pages.section_list import SectionList
from desktop_client.ui.pieces import button
from desktop_client.ui.ports import Answer, NotFinished
from desktop_client.wording.language import _, _n, current_language, fill, in_language
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.completeness import unanswered

__all__ = ["RegistrationActions", "RegistrationPage", "RegistrationState"]

PRIVATE = "private"
HELP_WIDTH = 304
FOLDED = 860  # below this the sections become a list that drops down
NARROW = 1150  # below this the help folds away; keys and sentences below the fields remain
ALSO_READ = ("episode.respondent", "episode.respondent_name", "episode.respondent_phone", "episode.guardian_name")


class RegistrationPage(Page):
    """One open form, over nothing (a new person) or over a record (a correction)."""

    rail_entry = "new"
    least_height = 230

    def __init__(self, catalogue: Catalogue, state: RegistrationState, actions: RegistrationActions) -> None:
        super().__init__()
        self.state = state
        self._actions, self._catalogue = actions, catalogue
        draft = state.draft
        self.correcting = bool(draft.person_id)
        if self.correcting:
            self.rail_entry = "find"
        self.answers = FormAnswers(catalogue, draft.answers, draft.shown)
        self.looked_up = LookedUp()
        self._context = FormContext(
            catalogue, state.today, self.answers.row_of, draft.role, self.correcting, draft.shown, self.answers.rows_of,
            self.looked_up,
        )  # fmt: skip
        # Set while a line that was read back is put right: Enter goes back there.
        self.return_to: Callable[[], object] | None = None
        self._death = is_after_a_death(self.answers.held) and not self.correcting
        self._desk = FormDesk(self.answers, self._context, Autosave(actions.change, self))
        asked = sections_to_ask(catalogue, draft.role)
        left_out = NOT_ASKED_AFTER_A_DEATH if self._death else frozenset()
        self._section_names = (QUICK, *(name for name in asked if name not in left_out))
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
        down, across = QVBoxLayout(self), QHBoxLayout()
        for layout in (down, across):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        names = (*self._section_names, PRIVATE)
        self.sections = SectionList(names, self._open_listed)
        self.bar, self._help_lines = SectionBar(names, self._open_listed, self.finish), HelpLines()
        self.say(self.bar.finish.setText, self._finish_words)
        down.addWidget(self.bar)
        down.addLayout(across, 1)
        down.addWidget(self._help_lines)
        across.addWidget(self.sections)
        self._stack = QStackedWidget()
        across.addWidget(self._stack, 1)
        self.help = FieldHelp(self._context)
        self.help.setFixedWidth(HELP_WIDTH)
        self.help.told = lambda: self._help_lines.say(self.help.brief)
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
                made = FieldsPlace(title, self._desk, self._quick(), quick=True)
            elif self._catalogue.sections[name].repeated:
                made = RowsPlace(title, self._desk, name)
            else:
                arrangement = section_arrangement(self._catalogue, name, self._context.role, shown=self._context.shown)
                made = FieldsPlace(title, self._desk, arrangement)
            made.moved.connect(lambda row: self.help.show_field(row))
            made.answered.connect(self._draw_progress)
            made.reshaped.connect(self._reshaped)
            made.show_title(self.width() >= FOLDED)
            self._places[name] = made
            self._stack.addWidget(made)
        return self._places[name]

    def _quick(self) -> Arrangement:
        return quick_arrangement(self._catalogue, death=self._death)

    def _open_listed(self, name: str) -> None:
        if name == PRIVATE:
            self.form.settle()
            self._draw_progress()
            self._actions.ways.private()
        else:
            self.open_section(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= NARROW
        narrow = self.width() < FOLDED
        self.help.setVisible(wide)
        self._help_lines.setVisible(not wide)
        self.bar.setVisible(narrow)
        self.sections.setVisible(not narrow)
        for place in self._places.values():
            place.show_title(not narrow)

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
        in_the_form = self._go_to_place(first)
        for place in self._places.values():
            place.show_questions(answer.questions)
        self.place(self._open).go_to(first)
        count = len(answer.questions)
        if not in_the_form:
            # Asked elsewhere, like permission: the sentence itself says what to do.
            self.help.show_summary(in_language(answer.questions[0].sentence_en, answer.questions[0].sentence_ur))
            return
        self.help.show_summary(
            fill(_n("Before finishing, please look at {count} field.", "Before finishing, please look at {count} fields.",
                    count), count=count)
        )  # fmt: skip

    def go_to(self, path: str) -> None:
        """Bring the cursor to a field, in whichever part it stands."""
        self._go_to_place(path)
        self.place(self._open).go_to(path)

    def _go_to_place(self, path: str) -> bool:
        for name in (self._open, *self._section_names):
            if self.place(name).holds(path):
                self.open_section(name)
                return True
        return False

    def go_on(self) -> None:
        """Enter: the next field, after a section the next one, and after the quick screen the button that finishes."""
        if self.return_to is not None:
            self._go_back_to_reading()
            return
        if self.place(self._open).step(1):
            return
        last = self._open in {QUICK, self._section_names[-1]}
        if last and self.help.isVisibleTo(self):
            self.finish_button.setFocus()
        elif last:
            self.finish()
        else:
            self.step_section(1)

    def _go_back_to_reading(self) -> None:
        current, back = self.form.current, self.return_to
        self.form.settle()
        if back is not None and (current is None or current.editor.doubt is None):
            self.return_to = None
            back()

    # ---- what comes from elsewhere

    def put_answers(self, answers: Mapping[str, Answer]) -> None:
        """Answers that were scanned or copied; facts beside the form (under `$`) only go to the disk."""
        self.form.settle()
        for path, answer in answers.items():
            changed = {path: answer} if path.startswith("$") else self.answers.put(path, answer)
            self._desk.autosave.put(changed, settled=True)
        self._show_again()

    def take_back(self) -> None:
        """Ctrl+Z: the last answer is as it was before."""
        self.form.settle()
        before = self.answers.take_back()
        self._desk.autosave.put(before, settled=True)
        self._show_again()
        if before:
            self.go_to(next(iter(before)))

    def _show_again(self) -> None:
        self.place(self._open).show_answers()
        self._draw_warnings()
        self._draw_progress()

    def _draw_warnings(self) -> None:
        for place in self._places.values():
            place.form.draw_warnings()

    def show_facts(self, facts: FormFacts) -> None:
        """What the desk knows about the numbers that were typed, each at its field."""
        said: dict[str, Callable[[], str]] = dict.fromkeys(facts.as_before, _same_as_before)
        held = facts.held
        if held is not None and not self.answers.held.get("episode.look_alikes"):
            said[held.path] = lambda: fill(
                _("This card number was registered in {office} in {year}. Is it the same person?"),
                office=in_language(held.office_en, held.office_ur), year=held.year,
            )  # fmt: skip
        self.sections.show_token(facts.token)
        self.looked_up.context, self.looked_up.sentences = facts.context, dict(said)
        self._draw_warnings()
        current = self.form.current
        if current is not None:
            self.help.show_field(current)

    def copy_answer(self, values: Mapping[str, Answer]) -> None:
        """Ctrl+D: the field under the cursor says what the person before said."""
        current = self.form.current
        if current is not None:
            self.put_answers(copied_from(values, current.path))

    def labels(self) -> dict[str, tuple[str, str]]:
        """Every field that is asked: leaf path to its name in both languages, for Ctrl+G."""
        found = labels_to_go_to(self._catalogue, self._quick().paths, words_in_section=False)
        for name in self._section_names[1:]:
            arrangement = section_arrangement(self._catalogue, name, self._context.role, shown=self._context.shown)
            for path, labels in labels_to_go_to(self._catalogue, arrangement.paths).items():
                found.setdefault(path, labels)
        return found

    def lines(self) -> tuple[ReadLine, ...]:
        """What is read back."""
        return tuple(lines_to_read(self.answers, self._context, (*self._quick().paths, *ALSO_READ)))

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
            Command(key(Qt.Key.Key_F4), self._actions.ways.scan, lambda: _("scan")),
            Command(key(Qt.Key.Key_PageDown, CTRL), lambda: self.step_section(1), lambda: _("next part")),
            Command(letter("D", CTRL), self._actions.ways.copy, lambda: _("as the person before")),
            Command(letter("R", CTRL), self._actions.ways.copy_trip, lambda: _("trip of the group")),
            Command(letter("G", CTRL), self._actions.ways.go_to_field, lambda: _("go to a field")),
            Command(letter("Z", CTRL), self.take_back, lambda: _("take back the last answer")),
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
            return quick_progress(self.answers, self._catalogue)
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
            progress = self._progress(name, needed)
            for shown in (self.sections, self.bar):
                shown.show_section(name, words, progress, is_open=name == self._open)
        # Looks the same whether something is inside or not.
        for shown in (self.sections, self.bar):
            shown.show_section(PRIVATE, _("Private talk"), Progress("empty"), is_open=False)


def _same_as_before() -> str:
    return _("Same number as the person before. Right?")
