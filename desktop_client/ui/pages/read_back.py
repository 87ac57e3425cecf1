"""What was written down, large and in both scripts, to be read aloud before it counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_client.ui import fonts
from desktop_client.ui.flowing import Beside, OpenArea
from desktop_client.ui.forms.spoken_lines import ReadLine
from desktop_client.ui.keys import CTRL, Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import button, clear_layout, hairline, heading, quiet
from desktop_client.ui.style import tokens
from desktop_client.wording.language import _, in_language, is_right_to_left


@dataclass(frozen=True, slots=True)
class ReadBackActions:
    """Finish, go to what is wrong, back to the form, turn the screen to the person."""

    finish: Callable[[], object]
    correct: Callable[[str], object]
    back: Callable[[], object]
    show: Callable[[], object]


class ReadBackPage(Page):
    """Up and down mark a line; Enter goes to its field, and comes back from there."""

    rail_entry = "new"

    def __init__(self, lines: Sequence[ReadLine], actions: ReadBackActions, marked: str = "") -> None:
        super().__init__()
        self.lines = tuple(lines)
        self._actions, self._marked = actions, marked
        self._buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 10, 24, 8)
        column.setSpacing(4)
        head = Beside(((180, 1), (260, 3), (210, 0)), gap=12)
        title, hint = heading(), quiet()
        self.say(title.setText, lambda: _("Please read this back"))
        self.say(hint.setText, lambda: _("Aloud, or turned to the person. Something wrong? Mark it and press Enter."))
        self._finish = button("main", actions.finish)
        self.say(self._finish.setText, lambda: _("All right: finish (Ctrl+Enter)"))
        self._finish.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.addWidget(title)
        head.addWidget(hint)
        head.addWidget(self._finish)
        column.addLayout(head)
        column.addWidget(hairline())
        area = OpenArea()
        inside = QWidget()
        self._area = area
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        area.setWidget(inside)
        column.addWidget(area, 1)
        self.redraw()

    def redraw(self) -> None:
        clear_layout(self._grid)
        self._buttons = {}
        size = tokens().type
        for at, line in enumerate(self.lines):
            made = button("row", partial(self._actions.correct, line.path))
            made.setText(in_language(line.label_en, line.label_ur))
            self._buttons[line.path] = made
            self._grid.addWidget(made, at, 0)
            latin, urdu = (
                _value(line.latin, size["section"], urdu=False),
                _value(line.urdu, size["section"] + 2, urdu=True),
            )
            if line.is_number:
                self._grid.addWidget(latin, at, 1, 1, 2)
            else:
                first, second = (urdu, latin) if is_right_to_left() else (latin, urdu)
                self._grid.addWidget(first, at, 1)
                self._grid.addWidget(second, at, 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._grid.setRowStretch(len(self.lines), 1)

    def mark(self, by: int) -> None:
        paths = list(self._buttons)
        at = next((at for at, path in enumerate(paths) if self._buttons[path].hasFocus()), -1)
        made = self._buttons[paths[(at + by) % len(paths)]]
        made.setFocus()
        self._area.ensureWidgetVisible(made, 0, 24)

    def take_focus(self) -> None:
        made = self._buttons.get(self._marked) or next(iter(self._buttons.values()), None)
        if made is not None:
            made.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return, CTRL), self._actions.finish, lambda: _("all right, finish")),
            Command(key(Qt.Key.Key_Return), lambda: None, lambda: _("correct the marked line")),
            Command(key(Qt.Key.Key_Down), lambda: self.mark(1), lambda: _("next line")),
            Command(key(Qt.Key.Key_F11), self._actions.show, lambda: _("show to the person")),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back to the form")),
            Command(key(Qt.Key.Key_Up), lambda: self.mark(-1)),
        ]


def _value(text: str, size: int, *, urdu: bool) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(fonts.font(size, urdu=urdu, bold=True))
    direction = Qt.LayoutDirection.RightToLeft if urdu else Qt.LayoutDirection.LeftToRight
    label.setLayoutDirection(direction)
    side = Qt.AlignmentFlag.AlignRight if urdu else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumHeight(fonts.line_height(label.font()) + 4)
    label.setWordWrap(True)
    return label
