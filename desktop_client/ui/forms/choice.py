"""A few choices side by side, picked by their digit; yes and no are two of them."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_client.ui.forms.editor import FieldEditor
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.keys import digit_of
from desktop_client.ui.pieces import button
from desktop_client.ui.ports import Answer, JsonValue
from desktop_client.ui.style import heights
from desktop_client.wording.language import _, current_language, is_right_to_left
from shared_models.catalogue.fields import Field

MOST_SIDE_BY_SIDE = 4
CHOICE_PADDING = 14  # of a choice's button, both sides
MOST_LETTERS = 34  # of all labels together, in the longer language


class ChoiceEditor(FieldEditor):
    """All choices in sight, in one frame; 1-9 pick, arrows move, Backspace takes back."""

    shows_missing_inside = False

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__(field, path, context)
        self._value: JsonValue = None
        self._frame = QFrame()
        self._frame.setObjectName("choice")
        self._frame.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._frame)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._buttons: list[tuple[JsonValue, QPushButton]] = []
        for value in self._values():
            made = button("choice", partial(self.pick, value))
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(made, 1)
            self._buttons.append((value, made))
        self.watch(self._frame)
        self.speak()

    def entry(self) -> QWidget:
        return self._frame

    def speak(self) -> None:
        super().speak()
        self._frame.setFixedHeight(heights().field)
        for _value, made in self._buttons:
            made.setFixedHeight(heights().field - 4)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Whole words where there is room; in a narrow window each keeps its digit and as many letters as fit."""
        row = self._frame.layout()
        metrics = QFontMetrics(self._frame.font())
        texts = [f"{number}  {self._words(value)}" for number, (value, _made) in enumerate(self._buttons, start=1)]
        wanted = [metrics.horizontalAdvance(text) + CHOICE_PADDING for text in texts]
        room = max(0, self.width() - 4 - 2 * len(texts))
        most = _widest_that_fits(wanted, room)
        for at, (text, width, (_value, made)) in enumerate(zip(texts, wanted, self._buttons, strict=True)):
            share = min(width, most)
            fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, share - CHOICE_PADDING))
            made.setText(text if width <= share else fitting)
            made.setToolTip(text if made.text() != text else "")
            made.setAccessibleName(text)
            made.setMinimumWidth(10)
            if isinstance(row, QHBoxLayout):
                row.setStretch(at, share)

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        value = answers.get(self.path)
        self._value = value if isinstance(value, str | bool) else None
        self._draw()

    def show_missing(self, words: str) -> None:
        if words:
            self._value = None
        self._draw()
        self.entry().setToolTip(words)

    def standing_note(self) -> tuple[str, str]:
        """A permission is never taken for granted: what holds without an answer is said, and stays a question."""
        if self._value is None and self.field.default is False:
            return _("Not answered yet. Unless somebody says yes, it is no."), _("not answered yet")
        return super().standing_note()

    def pick(self, value: JsonValue) -> None:
        """Choose; a choice is settled at once."""
        self._value = value
        self._draw()
        self.answered.tell(self.path, value, True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        digit = digit_of(event)
        if digit is not None and 1 <= digit <= len(self._buttons):
            self.pick(self._buttons[digit - 1][0])
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.pick(None)
            return True
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = (event.key() == Qt.Key.Key_Right) != is_right_to_left()
            self._move(1 if forward else -1)
            return True
        return False

    def _move(self, step: int) -> None:
        values = [value for value, _made in self._buttons]
        at = values.index(self._value) if self._value in values else (-1 if step > 0 else 0)
        self.pick(values[(at + step) % len(values)])

    def _draw(self) -> None:
        for value, made in self._buttons:
            made.setChecked(value == self._value and self._value is not None)

    def _values(self) -> list[JsonValue]:
        if self.field.kind == "yes_no":
            return [True, False]
        codes = self.context.catalogue.codes_of(self.field)
        return [row.code for row in codes.active(self.context.today.isoformat())] if codes else []

    def _words(self, value: JsonValue) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        codes = self.context.catalogue.codes_of(self.field)
        return codes.label(str(value), current_language()) if codes else str(value)


def is_side_by_side(field: Field, context: FormContext) -> bool:
    """Whether the choices are few enough to be all in sight."""
    if field.kind == "yes_no":
        return True
    codes = context.catalogue.codes_of(field)
    rows = codes.active(context.today.isoformat()) if codes is not None else ()
    letters = max(sum(len(row.label(language)) for row in rows) for language in ("en", "ur"))
    return 0 < len(rows) <= MOST_SIDE_BY_SIDE and letters <= MOST_LETTERS


def _widest_that_fits(wanted: Sequence[int], room: int) -> int:
    """How wide a choice may be so that all have room: the short ones stay whole, the long ones give way."""
    left = room
    waiting = sorted(wanted)
    for at, width in enumerate(waiting):
        share = left // (len(waiting) - at)
        if width > share:
            return share
        left -= width
    return max(wanted, default=0)
