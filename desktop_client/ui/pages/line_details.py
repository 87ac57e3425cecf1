"""The day close by numbers, and what stands behind the line for whoever helps by telephone."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Beside, OpenArea
from desktop_client.ui.keys import CTRL, Command, key, letter
from desktop_client.ui.line_port import LineDetails
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, clear_layout, hairline, heading, quiet, sentence_label, small
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, fill, isolate


@dataclass(frozen=True, slots=True)
class LineDetailsState:
    """The details; `said` is what became of the sheet."""

    details: LineDetails
    said: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class LineDetailsActions:
    """Print or keep the sheet of the day, go back."""

    print_sheet: Callable[[], object]
    keep_sheet: Callable[[], object]
    back: Callable[[], object]


CARDS = ((360, 3), (340, 2))


class LineDetailsPage(Page):
    """Left the day, right the words of the trade."""

    rail_entry = "line"

    def __init__(self, state: LineDetailsState, actions: LineDetailsActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._print, keep = button("main", actions.print_sheet), button("", actions.keep_sheet)
        self.say(self._print.setText, lambda: _("Print the sheet (Enter)"))
        self.say(keep.setText, lambda: _("Save as PDF"))
        column = self.column_under(lambda: _("Day close and details"), keep, self._print)
        for made in (keep, self._print):
            made.setVisible(state.details.sheet is not None)
        self._band = Band("info")
        column.addWidget(self._band)
        cards = Beside(CARDS)
        for share in (3, 2):
            frame, inside = card(6)
            area = OpenArea()
            place = QWidget()
            rows = QVBoxLayout(place)
            rows.setContentsMargins(0, 0, 0, 0)
            area.setWidget(place)
            inside.addWidget(area)
            cards.addWidget(frame)
            if share == 3:
                self._day = rows
            else:
                self._facts = rows
        column.addLayout(cards, 1)
        self.redraw()

    def show_state(self, state: LineDetailsState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self._band.show_sentence(self.state.failed or self.state.said, "wait" if self.state.failed else "done")
        self._draw_day()
        self._draw_facts()

    def _draw_day(self) -> None:
        day, column = self.state.details.day, self._day
        clear_layout(column)
        column.addWidget(heading(fill(_("Day close of {day}"), day=day.day)))
        column.addWidget(hairline())
        counts = (
            (_("Records of today"), day.registered),
            (_("Slips printed"), day.printed),
            (_("In Islamabad, with its receipt"), day.there),
        )
        for name, count in counts:
            if count is not None:
                column.addLayout(_row(name, isolate(count), bold=True))
        differing = (
            (_("No slip printed yet"), day.without_slip),
            (_("Not in Islamabad yet"), day.not_there),
            (_("Came back with a question"), day.came_back),
        )
        column.addSpacing(8)
        if self.state.details.sheet is None:
            column.addWidget(quiet(_("The supervisor closes the day and prints its sheet.")))
        elif not any(numbers for _name, numbers in differing):
            column.addWidget(sentence_label(_("All three agree.")))
        for name, numbers in differing:
            if numbers:
                column.addWidget(small(name))
                column.addWidget(sentence_label(" · ".join(isolate(number) for number in numbers)))
        column.addStretch()

    def _draw_facts(self) -> None:
        column = self._facts
        clear_layout(column)
        column.addWidget(heading(_("For whoever helps by telephone")))
        column.addWidget(quiet(_("These words are the ones head office uses.")))
        column.addWidget(hairline())
        for name, value in self.state.details.facts:
            column.addLayout(_row(isolate(name), isolate(value)))
        column.addStretch()

    def take_focus(self) -> None:
        if self.state.details.sheet is not None:
            self._print.setFocus()
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setFocus()

    def commands(self) -> list[Command]:
        sheet = [
            Command(key(Qt.Key.Key_Return), self._actions.print_sheet, lambda: _("print the sheet")),
            Command(letter("P", CTRL), self._actions.print_sheet),
        ]
        return [
            *(sheet if self.state.details.sheet is not None else []),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]


def _row(name: str, value: str, *, bold: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    label, shown = QLabel(name), QLabel(value)
    label.setProperty("look", "muted")
    label.setWordWrap(True)
    shown.setFont(body_font(bold=bold))
    shown.setWordWrap(True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(label, 1)
    row.addWidget(shown, 2 if not bold else 0)
    return row
