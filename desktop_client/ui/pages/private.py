"""A talk between two people alone: sealed while it is typed, closed with Esc, and nothing outside tells of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from desktop_client.ui.flowing import Beside, OpenArea
from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.arrangement import Arrangement
from desktop_client.ui.forms.editors import can_be_typed
from desktop_client.ui.forms.form import FieldsForm
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.intake_port import JsonValue, PrivateText
from desktop_client.ui.keys import CTRL, SHIFT, Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, heading, quiet
from desktop_client.ui.ports import Answer, FieldQuestion
from desktop_client.wording.language import _
from shared_models.catalogue.catalogue import Catalogue

SECTIONS = ("sealed.exploitation", "sealed.protection")


@dataclass(frozen=True, slots=True)
class PrivateActions:
    """Keep what is written so far, close."""

    save: Callable[[Mapping[str, JsonValue]], object]
    close: Callable[[Mapping[str, JsonValue]], object]


def private_arrangement(catalogue: Catalogue) -> Arrangement:
    """What may be written down in a private talk, two fields a row."""
    asked = [
        field.path
        for field in catalogue.fields.values()
        if f"{field.kind_of_record}.{field.section}" in SECTIONS and can_be_typed(field) and not field.until
    ]
    alone = [path for path in asked if catalogue.fields[path].kind in {"codes", "text"}]
    pairs = [path for path in asked if path not in alone]
    rows = [tuple(pairs[at : at + 2]) for at in range(0, len(pairs), 2)]
    return Arrangement((*rows, *((path,) for path in alone)))


class PrivatePage(Page):
    """Looks like any other page; there is no list of such talks anywhere."""

    rail_entry = "new"

    def __init__(self, catalogue: Catalogue, today: date, text: PrivateText, actions: PrivateActions) -> None:
        super().__init__()
        self.text, self._actions = text, actions
        self.answers = FormAnswers(catalogue, dict(text.values))
        context = FormContext(catalogue, today, self.answers.row_of, rows_of=self.answers.rows_of)
        autosave = Autosave(self._changed, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 8)
        column.setSpacing(6)
        head = Beside(((180, 1), (260, 3), (210, 0)), gap=12)
        title, hint = heading(), quiet()
        self.say(title.setText, lambda: _("Private talk"))
        self.say(
            hint.setText, lambda: _("You read it until you close it. Then only the focal point does, nobody else.")
        )
        done = button("main", self.close_talk)
        self.say(done.setText, lambda: _("Close it (Esc)"))
        head.addWidget(title)
        head.addWidget(hint)
        head.addWidget(done)
        column.addLayout(head)
        self._band = Band("wait")
        column.addWidget(self._band)
        self.form = FieldsForm(private_arrangement(catalogue), self.answers, context, autosave)
        self.area = OpenArea()
        self.area.setWidget(self.form)
        self.form.moved.connect(lambda path: self.area.ensureWidgetVisible(self.form.rows[path], 0, 8))
        column.addWidget(self.area, 1)

    def _values(self) -> dict[str, JsonValue]:
        given = self.answers.values().items()
        return {path: value for path, value in given if isinstance(value, str | int | float | bool)}

    def _changed(self, path: str, _answer: Answer) -> None:
        self._actions.save(self._values())
        self.form.mark_saved(path)

    def close_talk(self) -> None:
        """Nobody here reads it from now on."""
        self.form.settle()
        self._actions.close(self._values())

    def show_questions(self, questions: tuple[tuple[str, str, str], ...]) -> None:
        """What cannot be kept as it is."""
        asked = tuple(FieldQuestion(path, "", english, urdu) for path, english, urdu in questions)
        self.form.show_questions(asked)
        self.form.go_to(questions[0][0])

    def redraw(self) -> None:
        self.form.speak()

    def take_focus(self) -> None:
        self.form.order()[0].editor.entry().setFocus()

    def commands(self) -> list[Command]:
        enter = Qt.Key.Key_Return
        return [
            Command(key(enter), lambda: self.form.step(1), lambda: _("next field")),
            Command(key(enter, SHIFT), lambda: self.form.step(-1)),
            Command(key(Qt.Key.Key_Escape), self.close_talk, lambda: _("close it")),
            Command(key(enter, CTRL), self.close_talk),
        ]
