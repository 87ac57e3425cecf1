"""Removing a row of a record asks for a reason: what stood there is kept, and so is why it is not used any more."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.pieces import button, sentence_label
from desktop_client.wording.language import _

MOST_LETTERS = 200


class RowRemoval(QFrame):
    """One question, one line, two buttons; the part of the form it stands in hears Enter and Esc."""

    def __init__(self, remove: Callable[[str], object], keep: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "band-wait")
        self._remove, self._keep = remove, keep
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        self._question = sentence_label()
        self.line = QLineEdit()
        self.line.setMaxLength(MOST_LETTERS)
        self._sure, self._back = button("main", self.answer), button("", self._keep)
        across = QHBoxLayout()
        across.addWidget(self.line, 1)
        across.addWidget(self._sure)
        across.addWidget(self._back)
        column.addWidget(self._question)
        column.addLayout(across)
        self.speak()

    def speak(self) -> None:
        """Say question and buttons in the window's language."""
        question = _("Why is this row wrong or no longer true? It is kept with your reason.")
        self._question.setText(question)
        self.line.setAccessibleName(question)
        self._sure.setText(_("Remove"))
        self._back.setText(_("Keep it"))
        direct(self.line, "window")

    def answer(self) -> None:
        """Remove the row when there is a reason."""
        reason = self.line.text().strip()
        if reason:
            self._remove(reason)
        else:
            self.line.setFocus()
