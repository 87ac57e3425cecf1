"""The forms left open: they are as they were, also after the power went off."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Beside, OpenArea
from desktop_client.ui.keys import Command, key
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import button, card, clear_layout, hairline, heading, quiet, where_reading_starts
from desktop_client.ui.ports import OpenForm
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, fill, isolate
from desktop_client.wording.times import when


@dataclass(frozen=True, slots=True)
class OpenFormsState:
    """The forms of the person signed in, newest first."""

    forms: tuple[OpenForm, ...]
    now: int


@dataclass(frozen=True, slots=True)
class OpenFormsActions:
    """Go on with a form, take one away, begin another."""

    open_form: Callable[[str], object]
    discard: Callable[[str], object]
    new: Callable[[], object]


class OpenFormsPage(Page):
    """A list of forms with a button each."""

    rail_entry = "forms"

    def __init__(self, state: OpenFormsState, actions: OpenFormsActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._asked_about = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        title = heading()
        self.say(title.setText, lambda: _("Forms left open"))
        column.addWidget(title)
        area = OpenArea()
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        area.setWidget(inside)
        column.addWidget(area, 1)
        self._first: QWidget | None = None
        self.redraw()

    def show_state(self, state: OpenFormsState) -> None:
        self.state = state
        self.redraw()
        self.take_focus()

    def redraw(self) -> None:
        clear_layout(self._list)
        self._first = None
        if not self.state.forms:
            self._list.addWidget(quiet(fill(_("No form is left open. {key} begins one."), key="F2")))
            self._list.addStretch()
            return
        frame, column = card(6)
        for index, form in enumerate(self.state.forms):
            if index:
                column.addWidget(hairline())
            column.addLayout(self._row(form))
        self._list.addWidget(frame)
        self._list.addStretch()

    def _row(self, form: OpenForm) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        name = QLabel(isolate(form.name) if form.name else _("no name yet"))
        name.setFont(body_font(bold=True))
        template = (
            _("correction: {done} answers typed; last saved {time}")
            if form.correction
            else _("{done} of {asked} answered; last saved {time}")
        )
        about = QLabel(fill(template, done=form.answered, asked=form.asked, time=when(form.saved_at, self.state.now)))
        about.setProperty("look", "muted")
        row.addWidget(PlaceMark("open", words=False))
        words = Beside(((150, 2), (200, 3)), gap=8)
        for label in (name, about):
            label.setWordWrap(True)
            words.addWidget(where_reading_starts(label))
        row.addLayout(words, 1)
        if self._asked_about == form.draft_id:
            sure, keep = button("", lambda: self._discard(form.draft_id)), button("main", lambda: self._ask(""))
            sure.setText(_("Take it away"))
            keep.setText(_("Keep it"))
            row.addWidget(sure)
            row.addWidget(keep)
        else:
            go_on = button("", lambda: self._actions.open_form(form.draft_id))
            go_on.setText(_("Go on"))
            away = button("plain", lambda: self._ask(form.draft_id))
            away.setText(_("Not needed"))
            row.addWidget(away)
            row.addWidget(go_on)
            self._first = self._first or go_on
        return row

    def _ask(self, draft_id: str) -> None:
        # A form has no way back once it is gone, so this is one of the few things that are asked twice.
        self._asked_about = draft_id
        self.redraw()

    def _discard(self, draft_id: str) -> None:
        self._asked_about = ""
        self._actions.discard(draft_id)

    def take_focus(self) -> None:
        if self._first is not None:
            self._first.setFocus()
        else:
            self.setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_F2), self._actions.new, lambda: _("new registration"))]
