"""Registering one person, or correcting a record: sections at the start, the form in the middle, help at the end."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop_client.services.likeness import Likenesses
from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.copying import copied_from
from desktop_client.ui.forms.field_row import FieldRow
from desktop_client.ui.forms.form import MOST_REASONS, FieldsForm
from desktop_client.ui.forms.reading import FormContext, LookedUp
from desktop_client.ui.forms.section_place import FormDesk
from desktop_client.ui.forms.spoken_lines import ReadLine
from desktop_client.ui.intake_port import FormFacts, SameCard
from desktop_client.ui.keys import ALT, CTRL, SHIFT, Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pages.field_help import FieldHelp
from desktop_client.ui.pages.form_parts import FormParts
from desktop_client.ui.pages.form_sides import PRIVATE, FormSides, SideWays
from desktop_client.ui.pages.registration_state import QUICK, RegistrationActions, RegistrationState
from desktop_client.ui.ports import Answer, NotFinished
from desktop_client.wording.language import _, _n, fill, in_language
from shared_models.catalogue.catalogue import Catalogue

__all__ = ["RegistrationActions", "RegistrationPage", "RegistrationState"]

# With Alt, by their place on the keyboard: the parts in their order, private talk last.
PART_SIGNS = "1234567890QWERTYUIOPZXCVBNM"


class RegistrationPage(Page):
    """One open form, over nothing (a new person) or over a record (a correction)."""

    rail_entry = "new"
    least_height = 230

    def __init__(self, catalogue: Catalogue, state: RegistrationState, actions: RegistrationActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        draft = state.draft
        self.correcting = bool(draft.person_id)
        if self.correcting:
            self.rail_entry = "find"
        self.answers = FormAnswers(catalogue, draft.answers, draft.shown)
        self.looked_up = LookedUp()
        context = FormContext(
            catalogue, state.today, self.answers.row_of, draft.role, self.correcting, draft.shown, self.answers.rows_of,
            self.looked_up,
        )  # fmt: skip
        # Set while a line that was read back is put right: Enter goes back there.
        self.return_to: Callable[[], object] | None = None
        self._desk = FormDesk(self.answers, context, Autosave(actions.change, self))
        self.parts = FormParts(self._desk)
        self.parts.moved.connect(self._came_to)
        self.parts.answered.connect(self._answered)
        self.parts.reshaped.connect(self._reshaped)
        self._start = ""
        self.held: SameCard | None = None  # who is registered with a card number of this form
        self._left: QWidget | None = None  # where the cursor stood before it went to the panel
        alike = replace(actions.ways.alike, leave=self._leave_panel, keys_changed=lambda: self.keys_changed())
        ways = SideWays(
            self._open_listed, self.next_section, self.finish, self._park, actions.ways.people_like, alike
        )  # fmt: skip
        self.sides = FormSides(self, self.parts, context, ways)
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

    # ---- around the fields

    def _open_listed(self, name: str) -> None:
        if name == PRIVATE:
            self.form.settle()
            self._draw_progress()
            self._actions.ways.private()
        else:
            self.open_section(name)

    def _came_to(self, row: FieldRow) -> None:
        self.help.show_field(row)
        self._actions.ways.moved_on()

    def _answered(self) -> None:
        self._draw_progress()
        self._actions.ways.typed()

    # ---- people like this one

    def show_alike(self, found: Likenesses) -> None:
        """Who is like the person of this form."""
        self.sides.panel.show_found(found)
        self.sides.show_alike()

    def _to_panel(self) -> None:
        """F7: the keys answer there until Esc; folded away it is a page of its own."""
        if self.sides.panel.isVisibleTo(self):
            self._left = QApplication.focusWidget()
            self.sides.panel.setFocus()
        else:
            self.form.settle()
            self._actions.ways.people_like()

    def _leave_panel(self) -> None:
        left, self._left = self._left, None
        if left is not None and isValid(left) and left.isVisibleTo(self):
            left.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.parts.in_sight.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sides.fold(self.width(), self.height())

    @property
    def help(self) -> FieldHelp:
        """What is said about the field under the cursor."""
        return self.sides.help

    def _reshaped(self) -> None:
        """Rows came or went: other keys work, and the field that was helped with may be gone."""
        if self.form.current is None:
            self.help.show_section(self.parts.open)
        self.keys_changed()

    # ---- what the page can do

    @property
    def form(self) -> FieldsForm:
        """The fields in sight."""
        return self.parts.in_sight.form

    def open_section(self, name: str) -> None:
        """Show another part of the form; all show the same answers."""
        if self.parts.open:
            self.form.settle()
        self.parts.show_part(name)
        self._draw_progress()
        self.help.show_section(name)
        self.take_focus()
        self.keys_changed()

    def finish(self) -> None:
        """Everything typed is handed on first; the desk answers with a number or with questions."""
        self.form.settle()
        self._actions.finish()

    def mark_saved(self, path: str) -> None:
        self.parts.mark_saved(path)

    def show_questions(self, answer: NotFinished) -> None:
        """Bring the cursor to the first question."""
        first = answer.questions[0].path
        in_the_form = self._go_to_place(first)
        self.parts.show_questions(answer.questions)
        self.parts.in_sight.go_to(first)
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
        self.parts.in_sight.go_to(path)

    def _go_to_place(self, path: str) -> bool:
        name = self.parts.holding(path)
        if name:
            self.open_section(name)
        return bool(name)

    def go_on(self) -> None:
        """Enter: the next field, after a section the next one, and after the quick screen the button that finishes."""
        if self.return_to is not None:
            self._go_back_to_reading()
            return
        if self.parts.in_sight.step(1):
            return
        last = self.parts.open in {QUICK, self.parts.names[-1]}
        if last and self.help.isVisibleTo(self):
            self.sides.finish.setFocus()
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
        self.parts.in_sight.show_answers()
        self.parts.draw_warnings()
        self._draw_progress()

    def show_facts(self, facts: FormFacts) -> None:
        """What the desk knows about the numbers that were typed, each at its field."""
        said: dict[str, Callable[[], str]] = dict.fromkeys(facts.as_before, _same_as_before)
        held = self.held = facts.held
        if held is not None and not self.answers.held.get("episode.look_alikes"):
            said[held.path] = lambda: fill(
                _("This card number was registered in {office} in {year}. Is it the same person?"),
                office=in_language(held.office_en, held.office_ur), year=held.year,
            )  # fmt: skip
        self.sides.sections.show_token(facts.token)
        self.looked_up.context, self.looked_up.sentences = facts.context, dict(said)
        self.looked_up.district = facts.district
        self.parts.draw_warnings()
        current = self.form.current
        if current is not None:
            self.help.show_field(current)

    def copy_answer(self, values: Mapping[str, Answer]) -> None:
        """Ctrl+D: the field under the cursor says what the person before said."""
        current = self.form.current
        if current is not None:
            self.put_answers(copied_from(values, current.path))

    def labels(self) -> dict[str, tuple[str, str]]:
        """Every field that is asked, in both languages."""
        return self.parts.labels()

    def lines(self) -> tuple[ReadLine, ...]:
        """What is read back."""
        return self.parts.lines()

    def next_section(self) -> None:
        self.step_section(1)

    def step_section(self, by: int) -> None:
        if name := self.parts.beside(by):
            self.open_section(name)

    def _park(self) -> None:
        self.form.settle()
        self._actions.park()

    def _missing(self, number: int) -> None:
        self.parts.in_sight.answer_missing(number)

    def parts_of_page(self) -> tuple[QWidget, ...]:
        return self.parts, self.sides.column

    def take_focus(self) -> None:
        start, self._start = self._start, ""
        if start:
            self.go_to(start)
        else:
            self.parts.in_sight.take_focus()

    def commands(self) -> list[Command]:
        if self.sides.panel.hasFocus():
            return self.sides.panel.commands()
        enter, ways = Qt.Key.Key_Return, self._actions.ways
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
            *self.parts.in_sight.commands(),
            Command(letter("1", CTRL), partial(self._missing, 1), lambda: _("does not know")),
            away,
            *([] if self.correcting else [Command(key(Qt.Key.Key_F7), self._to_panel, lambda: _("people like this"))]),
            Command(key(Qt.Key.Key_F4), ways.scan, lambda: _("scan")),
            *([] if self.correcting else [Command(letter("F", CTRL), ways.pictures, lambda: _("photo or paper"))]),
            *self._section_keys(),
            Command(letter("D", CTRL), ways.copy, lambda: _("as the person before")),
            Command(letter("R", CTRL), ways.copy_trip, lambda: _("trip of the group")),
            Command(letter("G", CTRL), ways.go_to_field, lambda: _("go to a field")),
            Command(letter("Z", CTRL), self.take_back, lambda: _("take back the last answer")),
            Command(key(enter, SHIFT), lambda: self.parts.in_sight.step(-1)),
            *reasons,
        ]

    def _section_keys(self) -> list[Command]:
        """To the next and the previous part, and to each of them."""
        found = [
            Command(letter(sign, ALT), partial(self._open_listed, name))
            for sign, name in zip(PART_SIGNS, (*self.parts.names, PRIVATE), strict=False)
        ]
        if self.parts.beside(-1):
            found.insert(0, Command(key(Qt.Key.Key_PageUp, CTRL), partial(self.step_section, -1)))
        if self.parts.beside(1):
            found.insert(0, Command(key(Qt.Key.Key_PageDown, CTRL), self.next_section, lambda: _("next part")))
        return found

    # ---- language and progress

    def redraw(self) -> None:
        self.parts.speak()
        self.sides.speak()
        self._draw_progress()

    def _draw_progress(self) -> None:
        """Every section's line; asked for when a section is opened, for it looks at the whole form."""
        self.sides.show_progress(self.state.draft, self.answers.count_changed() if self.correcting else None)


def _same_as_before() -> str:
    return _("Same number as the person before. Right?")
