"""The anatomy of a field: label, editor with the tick at its edge, one reserved line that never moves the form."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_client.ui.forms.editor import FieldEditor
from desktop_client.ui.pieces import OneLine, polish
from desktop_client.ui.ports import Answer, Missing
from desktop_client.ui.style import colour, heights, label_font
from desktop_client.wording.language import (
    LanguageCode,
    _,
    current_language,
    fill,
    in_language,
    plain,
    problem_sentence,
    use_language,
)
from shared_models.catalogue.catalogue import Catalogue

NoteKind: TypeAlias = Literal["note", "note-warn", "note-ask"]

TICK_ROOM = 20
NO_LIMIT = 16_777_215  # Qt's own
BESIDE_LABEL, LABEL_SHARE = 12, 0.55  # of a low row: the gap before the note, and what the label may keep beside one


def missing_words(catalogue: Catalogue, reason: str) -> str:
    """How a missing value is said in the field."""
    return catalogue.lists["MISSING_REASON"].label(reason, current_language())


class SavedTick(QWidget):
    """Says without a word that the answer is on the disk, or that it is still a question.

    Never mirrored, never jumping: its room is always there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(TICK_ROOM)
        self.saved = False
        self.asked = False

    def show_saved(self, saved: bool) -> None:
        if saved != self.saved:
            self.saved = saved
            self._say()

    def show_asked(self, asked: bool) -> None:
        """What stands here is no answer yet, and the line below says why: no tick then, though it is kept."""
        if asked != self.asked:
            self.asked = asked
            self._say()

    def _say(self) -> None:
        words = _("please check") if self.asked else _("on this desk") if self.saved else ""
        self.setAccessibleName(plain(words))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not (self.saved or self.asked):
            return
        painter = QPainter(self)
        if self.asked:
            painter.setPen(QColor(colour("wait.ink")))
            painter.setFont(label_font(bold=True))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "?")
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colour("accent")), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        left, middle = (self.width() - 10) / 2, self.height() / 2
        painter.drawPolyline([QPointF(left, middle), QPointF(left + 3.5, middle + 4), QPointF(left + 10, middle - 4.5)])
        painter.end()


class FieldRow(QWidget):
    """One field of the form: what is asked, what was answered, whether it is saved, what is to be looked at."""

    def __init__(self, editor: FieldEditor, longer_label: Callable[[str], str | None] | None = None) -> None:
        super().__init__()
        self.editor = editor
        self._longer_label = longer_label
        self.path = editor.path
        self.question = ""  # why the form could not be finished, in the window's language
        self.warning = ""
        self._before = ""  # what the record says, where the answer is another one now
        self._questions: tuple[str, str] = ("", "")
        self._missing = ""
        self._label, self._note, self.tick = OneLine(), OneLine(), SavedTick()
        self._low = False
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.setSpacing(BESIDE_LABEL)
        self._head.addWidget(self._label)
        column.addLayout(self._head)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(editor, 1)
        across.addWidget(self.tick)
        column.addLayout(across)
        column.addWidget(self._note)
        self._label.setBuddy(editor.entry())
        editor.entered.connect(self.draw_note)
        editor.left.connect(self.draw_note)
        self.speak()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.draw_note()

    def lie_low(self, low: bool) -> None:
        """In a low window the note stands beside the label: a line of its own would cost another field its place."""
        if low != self._low:
            self._low = low
            self._note.setFixedHeight(heights().label if low else heights().note)
            self._column.removeWidget(self._note)
            self._head.removeWidget(self._note)
            if low:
                self._head.addWidget(self._note, 1)
            else:
                self._column.addWidget(self._note)
            self.draw_note()

    @property
    def note(self) -> str:
        """What stands in the reserved line."""
        return self._note.whole

    @property
    def label(self) -> str:
        return self._label.whole

    def label_in(self, language: LanguageCode) -> str:
        """What the field is called in a language, also in the one that the window does not speak."""
        before = current_language()
        use_language(language)
        try:
            longer = self._longer_label(self.path) if self._longer_label is not None else None
        finally:
            use_language(before)
        return plain(longer or self.editor.field.label(language))

    def speak(self) -> None:
        """Say label and note in the window's language."""
        sizes = heights()
        for line, height in ((self._label, sizes.label), (self._note, sizes.label if self._low else sizes.note)):
            line.setFont(label_font())
            line.setFixedHeight(height)
        longer = self._longer_label(self.path) if self._longer_label is not None else None
        self._label.say(longer or self.editor.field.label(current_language()))
        self.editor.speak()
        if longer:
            self.editor.entry().setAccessibleName(longer)
        self.question = in_language(*self._questions)
        self._draw_missing()
        self.draw_note()

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        """Show what the form knows."""
        reason = answers.get(f"{self.path}!") or answers.get(self.path)
        self._missing = reason.reason if isinstance(reason, Missing) else ""
        self._draw_missing()
        self.editor.show_answer(answers)
        self.draw_note()

    def show_question(self, english: str, urdu: str) -> None:
        """Why finishing stopped here; empty takes it away."""
        self._questions = (english, urdu)
        self.question = in_language(*self._questions)
        self.draw_note()

    def show_warning(self, text: str) -> None:
        self.warning = text
        self.draw_note()

    def show_before(self, text: str) -> None:
        """What stood here before it was corrected; empty when it still does."""
        self._before = text
        self.draw_note()

    def draw_note(self) -> None:
        """One thing at a time: a question, else a doubt, else a warning, else why it is missing, else the hint."""
        text, look = self._note_now()
        beside = self._low and bool(text)
        policy = QSizePolicy.Policy
        self._label.setSizePolicy(policy.Fixed if beside else policy.Ignored, policy.Fixed)
        self._label.setMinimumWidth(self._label_width() if beside else 0)
        self._label.setMaximumWidth(self._label_width() if beside else NO_LIMIT)
        self._note.setVisible(beside or not self._low)
        self._note.say(text)
        self.tick.show_asked(bool(self.question) or self.editor.doubt is not None)
        if self._note.property("look") != look:
            self._note.setProperty("look", look)
            polish(self._note)

    def _note_now(self) -> tuple[str, NoteKind]:
        editor = self.editor
        if self.question:
            return self.question, "note-ask"
        if editor.doubt is not None:
            return problem_sentence(editor.doubt), "note-warn"
        if self.warning:
            return self.warning, "note-warn"
        if self._missing and not editor.shows_missing_inside:
            return missing_words(editor.context.catalogue, self._missing), "note"
        if self._before:
            return fill(_("before: {answer}"), answer=self._before), "note"
        sentence, few_words = editor.standing_note()
        if sentence:
            return sentence if self._fits(sentence) else few_words, "note"
        if editor.entry().hasFocus() and self._fits(editor.field.help(current_language())):
            return editor.field.help(current_language()), "note"
        return "", "note"

    @property
    def alert(self) -> str:
        """What should be looked at here, in full; the line below the field may have to shorten it."""
        doubt = problem_sentence(self.editor.doubt) if self.editor.doubt is not None else ""
        return self.question or doubt or self.warning or self.editor.standing_note()[0]

    def _label_width(self) -> int:
        """Where a note stands beside it."""
        wanted = QFontMetrics(self._label.font()).horizontalAdvance(self._label.whole) + 4
        return min(wanted, int(self.width() * LABEL_SHARE))

    def _fits(self, text: str) -> bool:
        beside = self._label_width() + BESIDE_LABEL if self._low else 0
        return QFontMetrics(self._note.font()).horizontalAdvance(text) < self.width() - beside

    def _draw_missing(self) -> None:
        words = missing_words(self.editor.context.catalogue, self._missing) if self._missing else ""
        self.editor.show_missing(words)
