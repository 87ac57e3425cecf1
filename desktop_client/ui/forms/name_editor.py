"""A name field that proposes the name written in the other script: grey until Enter takes it, never saved before."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from desktop_client.ui.forms.editor import LineEditor
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.ports import Answer
from shared_models.catalogue.fields import Field
from shared_models.text.name_suggestions import suggest_latin, suggest_urdu

__all__ = ["NameEditor", "other_script"]

_SCRIPTS = {"_latin": "_urdu", "_urdu": "_latin"}


def other_script(path: str) -> str:
    """The path of the same name in the other script, or "" for a field that has none."""
    for ending, other in _SCRIPTS.items():
        if path.endswith(ending):
            return path.removesuffix(ending) + other
    return ""


class NameEditor(LineEditor):
    """A name in one script. Up and Down turn through the proposals, Enter takes the one that is shown."""

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        self.proposals: tuple[str, ...] = ()
        self._at = 0
        self._missing = ""
        super().__init__(field, path, context)

    @property
    def proposal(self) -> str:
        """What is shown in grey now; empty when nothing is."""
        free = not self.line.text() and not self._missing
        return self.proposals[self._at] if free and self.proposals else ""

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        super().show_answer(answers)
        self.hear_other(answers.get(other_script(self.path)))

    def show_missing(self, words: str) -> None:
        self._missing = words
        super().show_missing(words)
        self._draw()

    def hear_other(self, name: Answer) -> None:
        """The name in the other script is `name` now."""
        propose = suggest_urdu if self.field.kind == "name_urdu" else suggest_latin
        self.proposals, self._at = propose(name) if isinstance(name, str) else (), 0
        self._draw()

    def take_proposal(self) -> None:
        """Enter: the grey name becomes the answer, as if it had been typed."""
        if self.proposal:
            self.line.setText(self.proposal)
            self._typed(self.line.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.proposal:
            step = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}.get(event.key(), 0)
            if step:
                self._at = (self._at + step) % len(self.proposals)
                self._draw()
                return True
        return super().eventFilter(watched, event)

    def _draw(self) -> None:
        if not self._missing:
            self.line.setPlaceholderText(self.proposals[self._at] if self.proposals else "")
