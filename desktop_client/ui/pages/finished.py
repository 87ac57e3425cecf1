"""The moment of finishing: one number in the middle, where it is, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from desktop_client.ui import fonts
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import button, quiet
from desktop_client.ui.ports import FinishedRegistration, Place
from desktop_client.ui.style import body_font, tokens
from desktop_client.wording.language import _, fill, is_right_to_left, isolate
from desktop_client.wording.times import clock_seconds


@dataclass(frozen=True, slots=True)
class FinishedState:
    """What was registered, and where it is now."""

    registration: FinishedRegistration
    place: Place = "here"


@dataclass(frozen=True, slots=True)
class FinishedActions:
    """What may come next."""

    next_person: Callable[[], object]
    open_record: Callable[[], object]
    home: Callable[[], object]


def in_big_groups(number: str) -> str:
    """`MUX-26-K7Q-00042-X` as it is read aloud: `MUX-26 · K7Q · 00042 · X`."""
    parts = number.split("-")
    return " · ".join(["-".join(parts[:2]), *parts[2:]]) if len(parts) > 2 else number


class FinishedPage(Page):
    """No box with OK: the page itself is the answer."""

    rail_entry = "new"

    def __init__(self, state: FinishedState, actions: FinishedActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(2)
        self._latin, self._urdu = QLabel(), QLabel()
        for label in (self._latin, self._urdu):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._number = QLabel(isolate(in_big_groups(state.registration.number)))
        self._number.setFont(fonts.font(tokens().type["number"] + 16, bold=True))
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setAccessibleName(state.registration.number)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._mark = PlaceMark(state.place, words=False)
        self._sentence, self._hint = QLabel(), quiet()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._names = QHBoxLayout()
        self._names.setSpacing(24)
        column.addLayout(self._names)
        column.addWidget(self._number)
        where = QHBoxLayout()
        where.setSpacing(6)
        where.addStretch()
        where.addWidget(self._mark)
        where.addWidget(self._sentence)
        where.addStretch()
        column.addLayout(where)
        column.addWidget(self._hint)
        column.addSpacing(16)
        column.addLayout(self._build_buttons())
        column.addStretch(3)
        self.redraw()

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        self._next = button("main", self._actions.next_person)
        self.say(self._next.setText, lambda: _("Next person (Enter)"))
        look, home = button("", self._actions.open_record), button("", self._actions.home)
        self.say(look.setText, lambda: _("See the record"))
        self.say(home.setText, lambda: _("Home"))
        for made in (self._next, look, home):
            row.addWidget(made)
        row.addStretch()
        return row

    def redraw(self) -> None:
        registration = self.state.registration
        while self._names.count():
            self._names.takeAt(0)
        own_script_first = (self._urdu, self._latin) if is_right_to_left() else (self._latin, self._urdu)
        self._names.addStretch()
        for label in own_script_first:
            self._names.addWidget(label)
        self._names.addStretch()
        self._latin.setText(registration.name_latin)
        self._urdu.setText(registration.name_urdu)
        self._latin.setFont(fonts.font(tokens().type["section"]))
        self._urdu.setFont(fonts.font(tokens().type["section"] + 2, urdu=True))
        self._latin.setVisible(bool(registration.name_latin))
        self._urdu.setVisible(bool(registration.name_urdu))
        template = (
            _("On this desk {time}, and in Islamabad.")
            if self.state.place == "in_islamabad"
            else _("On this desk {time}. Not yet in Islamabad.")
        )
        self._sentence.setText(fill(template, time=clock_seconds(registration.saved_at)))
        self._sentence.setFont(body_font())
        self._mark.show_place(self.state.place)
        self._hint.setText(_("Please write this number on the slip. It goes to Islamabad by itself."))
        self._number.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if is_right_to_left() else Qt.LayoutDirection.LeftToRight
        )

    def take_focus(self) -> None:
        self._next.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return), self._actions.next_person, lambda: _("next person")),
            Command(letter("O"), self._actions.open_record, lambda: _("see the record"), yields_to_typing=True),
            Command(key(Qt.Key.Key_Escape), self._actions.home, lambda: _("home")),
        ]
