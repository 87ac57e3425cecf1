"""A row of a repeated section as one line: enough words to know it by, one press to open it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_client.ui.forms.answers import FormAnswers
from desktop_client.ui.forms.reading import FormContext, say_answer
from desktop_client.ui.pieces import Words, button
from desktop_client.ui.style import heights
from desktop_client.wording.language import _, fill, isolate
from shared_models.catalogue.access import mask

MOST_ANSWERS = 4


def row_words(answers: FormAnswers, context: FormContext, section: str, row: str) -> str:
    """The first answers of a row in the order they are asked, as this person may read them."""
    kind, name = section.split(".")
    said: list[str] = []
    for field in context.catalogue.fields_of(kind, name):
        path = f"{section}.{row}.{field.name}"
        right = context.right(field, path)
        words = say_answer(field, path, answers.held, context) if right != "hidden" else ""
        if words and right == "masked":
            words = mask(field, answers.held.get(path))
        if words:
            said.append(isolate(words))
    return " · ".join(said[:MOST_ANSWERS]) or _("nothing written yet")


class RowLine(QWidget):
    """One line; a removed row says why and can be taken back."""

    def __init__(self, number: int, words: Callable[[], str], removed: str, open_row: Callable[[], object]) -> None:
        super().__init__()
        self._number, self._words, self._removed = number, words, removed
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        self.button = button("row-line", open_row)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._why = Words()
        self._why.setProperty("look", "note-warn")
        across.addWidget(self.button, 1)
        across.addWidget(self._why)
        self.speak()

    def speak(self) -> None:
        """Say the line in the window's language; too long a line is shortened at its end."""
        self._why.setVisible(bool(self._removed))
        self._why.setText(fill(_("removed: {reason}"), reason=self._removed) if self._removed else "")
        self.button.setFixedHeight(max(34, heights().field))
        self._fit()

    def _fit(self) -> None:
        start = _("Take back") if self._removed else isolate(self._number)
        text = f"{start}   {self._words()}"
        room = max(80, self.button.width() - 28)
        fitting = self.button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.button.setText(fitting.replace("&", "&&"))  # one alone would underline the letter behind it
        self.button.setAccessibleName(text)
        self.button.setToolTip(text if fitting != text else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
