"""What every editor promises to the form, and the one-line editor that most kinds of field use."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop_client.ui.forms.reading import FormContext, read, show
from desktop_client.ui.notices import Notice
from desktop_client.ui.pieces import polish
from desktop_client.ui.ports import Answer, HalfTyped, Missing
from desktop_client.ui.style import field_font, heights
from desktop_client.wording.language import current_language, is_right_to_left, plain
from shared_models.catalogue.fields import Field
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.validation import MAX_TYPED_LETTERS

Direction: TypeAlias = Literal["latin", "urdu", "number", "window"]

DIRECTIONS: Mapping[str, Direction] = {
    "name_latin": "latin",
    "name_urdu": "urdu",
    "phone": "number",
    "email": "number",
    "document_number": "number",
    "integer": "number",
    "decimal": "number",
    "money": "number",
    "partial_date": "number",
    "date": "number",
    "time_of_day": "number",
}


def direction_of(field: Field) -> Direction:
    """Which way a field is written: by the field, never by the window, except for free text."""
    if field.kind == "text" and field.name.endswith("_latin"):
        return "latin"
    if field.kind == "text" and field.name.endswith("_urdu"):
        return "urdu"
    if field.name in {"legacy_ref", "registration_no"}:
        return "number"
    return DIRECTIONS.get(field.kind, "window")


class FieldEditor(QWidget):
    """
    One field under the clerk's hands.

    `answered` carries the leaf path, the answer and whether it is settled (a choice, or the field was left); while
    somebody types it is not.
    """

    # Whether the reason for a missing value stands in the field itself; otherwise it stands below it.
    shows_missing_inside = True
    # Whether what a scanner types here belongs to the page that reads scans.
    gives_scans_on = True

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__()
        self.answered: Notice[[str, Answer, bool]] = Notice()
        self.entered: Notice[[]] = Notice()
        self.left: Notice[[]] = Notice()
        self.field = field
        self.path = path
        self.context = context
        self.doubt: Problem | None = None

    def entry(self) -> QWidget:
        """The widget that takes the keys."""
        raise NotImplementedError

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        """Show what the form knows of this field."""
        raise NotImplementedError

    def show_missing(self, words: str) -> None:
        """Show in grey why there is no value; empty takes the words away."""
        raise NotImplementedError

    def settle(self) -> None:
        """The clerk is done here: take what is marked, write it the usual way."""

    def stand_back(self, shown: str) -> None:
        """Take back letters that were not meant for this field and show `shown` again; nobody is told."""
        entry = self.entry()
        if isinstance(entry, QLineEdit):
            entry.setText(shown)

    def standing_note(self) -> tuple[str, str]:
        """What stands below the field when nothing else does: a sentence, and few words for a narrow place."""
        return "", ""

    def speak(self) -> None:
        """Say everything again in the window's language, touching nothing that was typed."""
        self.entry().setAccessibleName(plain(self.field.label(current_language())))
        self.entry().setAccessibleDescription(plain(self.field.help(current_language())))

    def watch(self, widget: QWidget) -> None:
        """Hear when the cursor comes to `widget` and goes."""
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.tell()
        elif event.type() == QEvent.Type.FocusOut:
            self.settle()
            self.left.tell()
        return False


def direct(line: QLineEdit, direction: Direction) -> None:
    """Give a line its own direction, alignment and face, whatever the window does."""
    right_to_left = direction == "urdu" or (direction == "window" and is_right_to_left())
    line.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    # Numbers keep their own direction but stand where the eye starts reading in this window.
    to_the_right = right_to_left or (direction == "number" and is_right_to_left())
    side = Qt.AlignmentFlag.AlignRight if to_the_right else Qt.AlignmentFlag.AlignLeft
    line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    line.setFont(field_font(urdu=right_to_left))
    line.setFixedHeight(heights().field)


def direct_note(note: QPlainTextEdit) -> None:
    """Give several lines of text the direction and the face of the window's language."""
    right_to_left = is_right_to_left()
    note.setFont(field_font(urdu=right_to_left))
    # The widget's own direction does not reach its text: the document has to be told.
    option = note.document().defaultTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    option.setAlignment(Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft)
    note.document().setDefaultTextOption(option)


def ink_placeholder(line: QLineEdit, *, chosen: bool) -> None:
    """Grey words in an empty line, full ink where they are chosen codes."""
    if line.property("chosen") != chosen:
        line.setProperty("chosen", chosen)
        polish(line)


class LineEditor(FieldEditor):
    """One line of text, a number, a date: read by the catalogue when the cursor leaves it."""

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__(field, path, context)
        self.line = QLineEdit()
        # More than a field takes is kept and asked about: a paste that was cut would look like an answer.
        self.line.setMaxLength(MAX_TYPED_LETTERS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self._unsettled = False
        self.line.textEdited.connect(self._typed)
        self.watch(self.line)
        self.speak()

    def entry(self) -> QWidget:
        return self.line

    def speak(self) -> None:
        super().speak()
        direct(self.line, direction_of(self.field))

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        value = answers.get(self.path)
        if isinstance(value, Missing):
            return
        text = show(self.field, value, self.context)
        self.doubt = read(self.field, self.path, text, self.context).doubt if isinstance(value, HalfTyped) else None
        if text != self.line.text():
            self.line.setText(text)

    def show_missing(self, words: str) -> None:
        self.line.setPlaceholderText(words)
        if words:
            self.line.clear()
            self.doubt = None
            self._unsettled = False

    def settle(self) -> None:
        if not self._unsettled:
            return
        self._unsettled = False
        reading = read(self.field, self.path, self.line.text(), self.context)
        self.doubt = reading.doubt
        if reading.doubt is None:
            text = show(self.field, reading.answer, self.context)
            if text != self.line.text():
                self.line.setText(text)
        self.answered.tell(self.path, reading.answer, True)

    def _typed(self, text: str) -> None:
        self._unsettled = True
        self.answered.tell(self.path, read(self.field, self.path, text, self.context).answer, False)


NOTE_LINES = 3


class NoteEditor(FieldEditor):
    """Several lines of text."""

    gives_scans_on = False

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__(field, path, context)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.note)
        self._unsettled = False
        self._showing = False
        self.note.textChanged.connect(self._typed)
        self.watch(self.note)
        self.speak()

    def entry(self) -> QWidget:
        return self.note

    def speak(self) -> None:
        super().speak()
        self._showing = True
        direct_note(self.note)
        self._showing = False
        self.note.setFixedHeight(self.note.fontMetrics().height() * NOTE_LINES + 12)

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        value = answers.get(self.path)
        text = show(self.field, value, self.context)
        if not isinstance(value, Missing) and text != self.note.toPlainText():
            self._showing = True
            self.note.setPlainText(text)
            self._showing = False

    def show_missing(self, words: str) -> None:
        self.note.setPlaceholderText(words)
        if words:
            self._showing = True
            self.note.clear()
            self._showing = False

    def settle(self) -> None:
        if self._unsettled:
            self._unsettled = False
            reading = read(self.field, self.path, self.note.toPlainText(), self.context)
            self.doubt = reading.doubt
            self.answered.tell(self.path, reading.answer, True)

    def _typed(self) -> None:
        if self._showing:
            return
        self._unsettled = True
        reading = read(self.field, self.path, self.note.toPlainText(), self.context)
        self.answered.tell(self.path, reading.answer, False)
