"""One code in the middle of the page: for a colleague who forgot the password, or for the office's safe. Shown once."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from desktop_client.ui import fonts
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import button, card, heading, in_the_middle, sentence_label
from desktop_client.wording.language import _, fill, isolate

WIDTH = 560
CODE_SIZE = 26


@dataclass(frozen=True, slots=True)
class OneCodeState:
    """The code, and whose it is; without a name it belongs into the safe."""

    code: str
    name: str = ""


class OneCodePage(Page):
    """The code is nowhere else: whoever goes on has written it down."""

    def __init__(self, state: OneCodeState, done: Callable[[], object]) -> None:
        super().__init__()
        self.state = state
        self._done = done
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame, column = card(12)
        column.setContentsMargins(32, 24, 32, 24)
        self._title, self._said = heading(), sentence_label()
        code = QLabel(isolate(state.code))
        code.setFont(fonts.font(CODE_SIZE, urdu=False, bold=True))
        code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        code.setAccessibleName(" ".join(state.code))
        self._go_on = button("main", done)
        column.addWidget(self._title)
        column.addWidget(code)
        column.addWidget(self._said)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._go_on)
        column.addLayout(row)
        outer.addLayout(in_the_middle(frame, WIDTH))
        outer.addStretch(3)
        self.redraw()

    def redraw(self) -> None:
        if self.state.name:
            self._title.setText(fill(_("A code for {name}"), name=self.state.name))
            self._said.setText(
                _(
                    "Give it to this person alone. It opens the desk once, then asks for a password of one's own. It is "
                    "not shown again."
                )
            )
            self._go_on.setText(_("Handed over"))
        else:
            self._title.setText(_("A new code for the safe"))
            self._said.setText(
                _(
                    "Write it on paper, close the envelope and lay it into the safe. The old code opens the desk until "
                    "you say that this one is written down; after that it opens nothing."
                )
            )
            self._go_on.setText(_("It is written down"))

    def take_focus(self) -> None:
        # Not on the button: a key pressed by habit must not put away a code that nobody has read.
        self.setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_F10), self._done, lambda: _("go on"))]
