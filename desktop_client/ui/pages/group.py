"""A group of one flight or employer: what all share is entered once, then each person has an own permission and slip."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Flow, OpenArea
from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.arrangement import Arrangement
from desktop_client.ui.forms.editor import direct
from desktop_client.ui.forms.form import FieldsForm
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.intake_port import GroupView, JsonValue
from desktop_client.ui.keys import CTRL, Command, key
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, hairline, heading, quiet, small, where_reading_starts
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, fill, isolate, plain
from shared_models.catalogue.catalogue import Catalogue
from shared_models.text.normalise import fold_digits

SHARED = (
    ("episode.trips.1.country", "episode.port_of_entry"),
    ("episode.flight_no", "episode.return_date"),
    ("episode.trips.1.employer_name", "episode.return_type"),
)
MOST = 400
WIDTH = 760


@dataclass(frozen=True, slots=True)
class BeginGroupActions:
    """Begin with what all share and how many came; go back."""

    begin: Callable[[Mapping[str, JsonValue], int], object]
    back: Callable[[], object]


class BeginGroupPage(Page):
    """Country, port, flight, date and employer, once."""

    rail_entry = "new"

    def __init__(self, catalogue: Catalogue, today: date, actions: BeginGroupActions) -> None:
        super().__init__()
        self._actions = actions
        self.answers = FormAnswers(catalogue, {})
        context = FormContext(catalogue, today, self.answers.row_of, rows_of=self.answers.rows_of)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 16)
        column.setSpacing(10)
        title, hint, label = heading(), quiet(), small()
        self.say(title.setText, lambda: _("A group of one flight or employer"))
        self.say(hint.setText, lambda: _("What is the same for everybody. Each person is asked for permission alone."))
        self.say(label.setText, lambda: _("How many people?"))
        self._hold = lambda _path, _answer: None
        self.form = FieldsForm(Arrangement(SHARED), self.answers, context, Autosave(self._hold, self))
        self.count = QLineEdit()
        self.count.setMaximumWidth(120)
        self._band = Band("wait")
        # A row of its own: a number is written from the left, but its field stands where the window begins to read.
        number = QHBoxLayout()
        number.addWidget(self.count)
        number.addStretch()
        for part in (title, hint, label):
            column.addWidget(part)
        column.addLayout(number)
        column.addWidget(self.form)
        column.addWidget(self._band)
        go_on = button("main", self.begin)
        self.say(go_on.setText, lambda: _("Begin with the first person (Ctrl+Enter)"))
        row = QHBoxLayout()
        row.addWidget(go_on)
        row.addStretch()
        column.addLayout(row)
        column.addStretch()
        self.redraw()

    def redraw(self) -> None:
        direct(self.count, "number")
        self.count.setAccessibleName(plain(_("How many people?")))
        self.form.speak()

    def begin(self) -> None:
        """On, when it is known how many came."""
        self.form.settle()
        number = fold_digits(self.count.text().strip())
        if not number.isdecimal() or not 0 < int(number) <= MOST:
            self._band.show_sentence(_("Please say how many people came: a number from 1 to 400."), "wait")
            self.count.setFocus()
            return
        values = self.answers.values()
        shared: dict[str, JsonValue] = {
            path: value
            for path, value in values.items()
            if path in self.form.rows and isinstance(value, str | int | bool)
        }
        self._actions.begin(shared, int(number))

    def go_on(self) -> None:
        if self.count.hasFocus():
            self.form.order()[0].editor.entry().setFocus()
        elif not self.form.step(1):
            self.begin()

    def take_focus(self) -> None:
        self.count.setFocus()

    def commands(self) -> list[Command]:
        enter = Qt.Key.Key_Return
        return [
            Command(key(enter), self.go_on, lambda: _("next field")),
            Command(key(enter, CTRL), self.begin, lambda: _("begin with the first person")),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]


@dataclass(frozen=True, slots=True)
class GroupActions:
    """The next person, a form left open, a registered person, the end of the group, home."""

    next_person: Callable[[], object]
    open_form: Callable[[str], object]
    close: Callable[[], object]
    home: Callable[[], object]


class GroupPage(Page):
    """Who of the group is registered, and who is still to come."""

    rail_entry = "new"

    def __init__(self, view: GroupView, actions: GroupActions) -> None:
        super().__init__()
        self.view, self._actions = view, actions
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 16)
        column.setSpacing(10)
        title, said = heading(), quiet()
        self.say(title.setText, self._title)
        self.say(said.setText, lambda: _("Enter asks the next person for permission. Each has an own slip."))
        column.addWidget(title)
        column.addWidget(said)
        area = OpenArea()
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        area.setWidget(inside)
        column.addWidget(area, 1)
        self._next, done = button("main", actions.next_person), button("", actions.close)
        self.say(self._next.setText, lambda: _("Next person (Enter)"))
        self.say(done.setText, lambda: _("Everybody was here"))
        row = Flow()
        row.addWidget(self._next)
        row.addWidget(done)
        column.addLayout(row)
        self._fill_list()

    def _title(self) -> str:
        return fill(_("Group: {done} of {all} registered"), done=self.view.registered, all=self.view.expected)

    def _fill_list(self) -> None:
        frame, column = card(6)
        for at, one in enumerate(self.view.people):
            if at:
                column.addWidget(hairline())
            row = QHBoxLayout()
            name = QLabel(isolate(one.name) if one.name else _("no name yet"))
            name.setFont(body_font(bold=True))
            row.addWidget(PlaceMark("here" if one.number else "open", words=False))
            name.setWordWrap(True)
            row.addWidget(where_reading_starts(name), 2)
            row.addWidget(where_reading_starts(QLabel(isolate(one.number))), 2)
            if one.draft_id:
                made = button("", lambda draft=one.draft_id: self._actions.open_form(draft))  # type: ignore[misc]
                self.say(made.setText, lambda: _("Go on"))
                row.addWidget(made)
            column.addLayout(row)
        left = self.view.expected - len(self.view.people)
        if left > 0:
            still = quiet()
            self.say(still.setText, lambda: fill(_("{count} still to come"), count=left))
            column.addWidget(still)
        self._list.addWidget(frame)
        self._list.addStretch()

    def take_focus(self) -> None:
        self._next.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return), self._actions.next_person, lambda: _("next person")),
            Command(key(Qt.Key.Key_Escape), self._actions.home, lambda: _("home")),
        ]
