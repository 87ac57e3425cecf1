"""One part of a form in its scrolling place: a title and fields; parts with rows build on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.arrangement import Arrangement
from desktop_client.ui.forms.field_row import FieldRow
from desktop_client.ui.forms.form import FieldsForm
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.keys import Command
from desktop_client.ui.notices import Notice
from desktop_client.ui.pieces import heading
from desktop_client.ui.ports import FieldQuestion
from desktop_client.wording.language import is_right_to_left


@dataclass(frozen=True)
class FormDesk:
    """What every part of one form works on."""

    answers: FormAnswers
    context: FormContext
    autosave: Autosave


class SectionPlace(QWidget):
    """What the page asks of any part of the form."""

    def __init__(self, title: Callable[[], str], desk: FormDesk) -> None:
        super().__init__()
        self.moved: Notice[[FieldRow]] = Notice()  # the cursor came to this field
        self.answered: Notice[[]] = Notice()
        self.reshaped: Notice[[]] = Notice()  # rows came or went, other keys work
        self.desk = desk
        self._title, self._heading = title, heading()
        self._low = False
        self._frame = column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(self._heading)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.area, 1)
        self._heading.setText(title())
        self._mirror()

    def _mirror(self) -> None:
        """Margins are not turned round by themselves."""
        start, end = (0, 12) if is_right_to_left() else (12, 0)
        self._frame.setContentsMargins(start, 2 if self._low else 12, end, 0)

    @property
    def form(self) -> FieldsForm:
        """The fields in sight."""
        raise NotImplementedError

    def show_title(self, shown: bool) -> None:
        """In a narrow window the list of sections says it."""
        self._heading.setVisible(shown)

    def lie_low(self, low: bool) -> None:
        """In a low window every field does with less height."""
        self._low = low
        self._mirror()
        self.form.lie_low(low)

    def make_form(self, arrangement: Arrangement, *, quick: bool = False) -> FieldsForm:
        """Fields that tell this place where the cursor is."""
        desk = self.desk
        form = FieldsForm(arrangement, desk.answers, desk.context, desk.autosave, quick=quick)
        form.lie_low(self._low)
        form.moved.connect(partial(self._came_to, form))
        form.answered.connect(lambda _path: self.answered.tell())
        return form

    def _came_to(self, form: FieldsForm, path: str) -> None:
        self.area.ensureWidgetVisible(form.rows[path], 0, 0 if self._low else 8)
        self.moved.tell(form.rows[path])

    def speak(self) -> None:
        """Say everything again in the window's language."""
        self._heading.setText(self._title())
        self._mirror()
        self.form.speak()

    def show_answers(self) -> None:
        """Draw what the answers are now; another part may have changed them."""
        self.form.show_answers(saved=True)

    def mark_saved(self, path: str) -> None:
        self.form.mark_saved(path)

    def holds(self, path: str) -> bool:
        """Whether a question at `path` can be answered here."""
        return self.form.holds(path)

    def show_questions(self, questions: tuple[FieldQuestion, ...]) -> None:
        self.form.show_questions(questions)

    def go_to(self, path: str) -> None:
        self.form.go_to(path)

    def step(self, by: int) -> bool:
        """The next or previous field; False at the end of this part."""
        return self.form.step(by)

    def answer_missing(self, number: int) -> None:
        self.form.answer_missing(number)

    def take_focus(self) -> None:
        """The cursor goes to a question, else to the first field without an answer, else to the first."""
        order = self.form.order()
        asked = next((row for row in order if row.question), None)
        answers = self.desk.answers
        empty = next((row for row in order if not answers.is_answered(row.path)), None)
        target = asked or (None if self.desk.context.correcting else empty) or (order[0] if order else None)
        if target is not None:
            target.editor.entry().setFocus()

    def commands(self) -> list[Command]:
        """The keys of this part alone."""
        return []


class FieldsPlace(SectionPlace):
    """A part whose fields stand there once."""

    def __init__(
        self, title: Callable[[], str], desk: FormDesk, arrangement: Arrangement, *, quick: bool = False
    ) -> None:
        super().__init__(title, desk)
        self._form = self.make_form(arrangement, quick=quick)
        self.area.setWidget(self._form)

    @property
    def form(self) -> FieldsForm:
        return self._form
