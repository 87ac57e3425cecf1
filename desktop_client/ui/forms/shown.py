"""A field that this person may not write: its answer as text, with one line that says who may."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop_client.ui.forms.editor import FieldEditor, direct, direction_of
from desktop_client.ui.forms.reading import SYSTEM_KINDS, FormContext, say_answer
from desktop_client.ui.ports import Answer, Missing
from desktop_client.wording.language import _, fill
from shared_models.catalogue.access import access, mask
from shared_models.catalogue.fields import Field

DESK_ROLES = ("CLERK", "CASEW", "SUPV", "PROT")


def role_name(role: str) -> str:
    """How people call somebody with a role."""
    names = {"CLERK": _("clerk"), "CASEW": _("case worker"), "SUPV": _("supervisor"), "PROT": _("focal point")}
    return names.get(role, role)


def who_may(field: Field, context: FormContext) -> tuple[str, str]:
    """Who may write a field that is only shown here: a sentence, and few words for a narrow place."""
    if field.kind in SYSTEM_KINDS:
        return _("Filled in by the program."), _("by the program")
    rights = {role: access(role, "own", field, context.catalogue) for role in DESK_ROLES}
    writers = " · ".join(role_name(role) for role, right in rights.items() if right == "write")
    if writers:
        return fill(_("May be changed by: {people}"), people=writers), fill(_("only {people}"), people=writers)
    if rights.get(context.role) == "write-once" and field.repeated:
        return _("Written once. Wrong? Remove it and add a new one."), _("written once")
    return _("Written once; head office can change it."), _("written once")


class ShownEditor(FieldEditor):
    """Looks like a field and takes no keys."""

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__(field, path, context)
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self._answers: Mapping[str, Answer] = {}
        self.speak()

    def entry(self) -> QWidget:
        return self.line

    def speak(self) -> None:
        super().speak()
        direct(self.line, direction_of(self.field))
        self.show_answer(self._answers)

    def standing_note(self) -> tuple[str, str]:
        return who_may(self.field, self.context)

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        text = say_answer(self.field, self.path, answers, self.context)
        hidden = text and not isinstance(answers.get(self.path), Missing)
        if hidden and self.context.right(self.field, self.path) == "masked":
            text = mask(self.field, answers.get(self.path))
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def show_missing(self, words: str) -> None:
        self.line.setPlaceholderText(words)
