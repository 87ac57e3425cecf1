"""F1: what the field under the cursor asks, and every key of this screen, to be read or printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Beside, OpenArea
from desktop_client.ui.keys import CTRL, Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, clear_layout, hairline, heading, quiet, sentence_label
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, current_language, in_language, isolate
from shared_models.catalogue.fields import Field

COLUMNS = ((380, 2), (460, 3))


@dataclass(frozen=True, slots=True)
class KeyWords:
    """A key and what it does, in English and Urdu."""

    cap: str
    english: str
    urdu: str


@dataclass(frozen=True, slots=True)
class KeyHelpState:
    """The keys that work where the cursor stood, the field it stood in, and the reasons that may stand there instead."""

    keys: Sequence[KeyWords]
    rail: str = ""
    field: Field | None = None
    said: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class KeyHelpActions:
    """Print the keys, go back to the letter where the cursor stood."""

    print_keys: Callable[[], object]
    back: Callable[[], object]


class KeyHelpPage(Page):
    """Nothing is asked here, so that Enter prints and Esc goes back."""

    def __init__(self, state: KeyHelpState, actions: KeyHelpActions) -> None:
        super().__init__()
        self.rail_entry = state.rail
        self.state = state
        self._actions = actions
        back, self._print = button("", actions.back), button("main", actions.print_keys)
        self.say(back.setText, lambda: _("Back (Esc)"))
        self.say(self._print.setText, lambda: _("Print the keys (Enter)"))
        column = self.column_under(lambda: _("Help for this screen"), back, self._print)
        self._band = Band("done")
        column.addWidget(self._band)
        cards = Beside(COLUMNS)
        self._columns: list[QVBoxLayout] = []
        for _side in COLUMNS:
            frame, inside = card(6)
            area, place = OpenArea(), QWidget()
            rows = QVBoxLayout(place)
            rows.setContentsMargins(0, 0, 0, 0)
            area.setWidget(place)
            inside.addWidget(area)
            cards.addWidget(frame)
            self._columns.append(rows)
        column.addLayout(cards, 1)
        self.redraw()

    def show_state(self, state: KeyHelpState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self._band.show_sentence(self.state.failed or self.state.said, "wait" if self.state.failed else "done")
        about, keys = self._columns
        clear_layout(about)
        clear_layout(keys)
        self._draw_field(about)
        self._draw_keys(keys)

    def _draw_field(self, column: QVBoxLayout) -> None:
        asked, here = self.state.field, current_language()
        column.addWidget(heading(asked.label(here) if asked is not None else _("This desk")))
        column.addWidget(hairline())
        if asked is not None:
            column.addWidget(quiet(asked.label("en" if here == "ur" else "ur")))
            if asked.help(here):
                column.addWidget(sentence_label(asked.help(here)))
        for words in (
            _(
                "What you type is on the disk within a second: the tick beside a field says so. Nothing has to be saved."
            ),
            _("A missing answer has a reason: Ctrl and a digit write it into the field."),
            _("Hold Alt: every button shows its key."),
            _("For what stands nowhere here, ask the supervisor or head office."),
        ):
            column.addWidget(quiet(words))
        column.addStretch()

    def _draw_keys(self, column: QVBoxLayout) -> None:
        column.addWidget(heading(_("All keys of this screen")))
        column.addWidget(hairline())
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for at, one in enumerate(self.state.keys):
            cap = QLabel(isolate(one.cap))
            cap.setFont(body_font(bold=True))
            grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(sentence_label(in_language(one.english, one.urdu)), at, 1)
        column.addLayout(grid)
        column.addStretch()

    def take_focus(self) -> None:
        self._print.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return), self._actions.print_keys, lambda: _("print the keys")),
            Command(letter("P", CTRL), self._actions.print_keys),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
            Command(key(Qt.Key.Key_F1), self._actions.back),
        ]
