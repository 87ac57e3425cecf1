"""The same person came before: where the record and today's form differ, both stand side by side before anything counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Flow, OpenArea
from desktop_client.ui.intake_port import SameDifference
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pages.record_words import fact_label
from desktop_client.ui.pieces import button, clear_layout, hairline, heading, quiet, small
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, in_language, is_right_to_left
from shared_models.catalogue.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class SamePersonActions:
    """Which of the two holds, and the way back to a field of the form."""

    today_holds: Callable[[], object]
    record_holds: Callable[[], object]
    correct: Callable[[str], object]
    back: Callable[[], object]


class SamePersonPage(Page):
    """A line for each field that differs; one answer for all of them."""

    rail_entry = "new"

    def __init__(self, catalogue: Catalogue, differing: Sequence[SameDifference], actions: SamePersonActions) -> None:
        super().__init__()
        self.differing = differing
        self._catalogue, self._actions = catalogue, actions
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        title, said = heading(), quiet()
        self.say(title.setText, lambda: _("The same person: the record says something else"))
        self.say(
            said.setText,
            lambda: _(
                "Look at each line with the person. Today's answer takes the place of the old one, which stays in the "
                "history; or the record stays as it is. What is new is added either way."
            ),
        )
        column.addWidget(title)
        column.addWidget(said)
        column.addWidget(hairline())
        area, inside = OpenArea(), QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        area.setWidget(inside)
        column.addWidget(area, 1)
        keys = Flow()
        self._today, self._record = button("main", actions.today_holds), button("", actions.record_holds)
        self.say(self._today.setText, lambda: _("Today's answers hold (Enter)"))
        self.say(self._record.setText, lambda: _("The record stays as it is (R)"))
        keys.addWidget(self._today)
        keys.addWidget(self._record)
        column.addLayout(keys)
        self.redraw()

    def redraw(self) -> None:
        clear_layout(self._grid)
        for at, words in enumerate(("", _("The record says"), _("Today you wrote"))):
            self._grid.addWidget(small(words), 0, at)
        for at, one in enumerate(self.differing, start=1):
            made = button("row", partial(self._actions.correct, one.path))
            made.setText(fact_label(self._catalogue, one.path))
            before, today = in_language(one.before_en, one.before_ur), in_language(one.today_en, one.today_ur)
            self._grid.addWidget(made, at, 0)
            self._grid.addWidget(_value(before), at, 1)
            self._grid.addWidget(_value(today, stays=not one.may_change), at, 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._grid.setRowStretch(len(self.differing) + 1, 1)

    def take_focus(self) -> None:
        self._today.setFocus()

    def commands(self) -> list[Command]:
        record = letter("R")
        return [
            Command(key(Qt.Key.Key_Return), self._actions.today_holds, lambda: _("today's answers hold")),
            Command(record, self._actions.record_holds, lambda: _("the record stays as it is"), yields_to_typing=True),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back to the form")),
        ]


def _value(text: str, *, stays: bool = False) -> QLabel:
    """What one of the two says; what the person signed in may not put in place of the old answer says so."""
    why = _("stays as the record says: you may not change it") if stays else ""
    label = QLabel("\n".join(filter(None, (text, why))))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(body_font(bold=True))
    label.setWordWrap(True)
    side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return label
