"""By USB: what there is to do when there is no line, and what became of the file that was written or read."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel

from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, clear_layout, hairline, heading, quiet, sentence_label
from desktop_client.ui.style import body_font
from desktop_client.wording.bundle_sentence import FileRead, FileWritten, read_words, written_words
from desktop_client.wording.language import _, isolate


@dataclass(frozen=True, slots=True)
class StickState:
    """What was written or read last; `working` while a file is written or read, `failed` is the sentence why not."""

    written: FileWritten | None = None
    read: FileRead | None = None
    working: bool = False
    failed: str = ""


@dataclass(frozen=True, slots=True)
class StickActions:
    """Write a file for head office (and ask for pictures in it), read its answer, go back to the line."""

    write: Callable[[], object]
    ask_pictures: Callable[[], object]
    read: Callable[[], object]
    back: Callable[[], object]


def page_sentence(state: StickState) -> tuple[str, str]:
    """What became of the file and how loud it is; nothing before the first one."""
    if state.working:
        return _("One moment: leave the stick in."), "info"
    if state.failed:
        return state.failed, "wait"
    if state.read is not None:
        return read_words(state.read), "wait" if state.read.closed or state.read.more else "done"
    return ("" if state.written is None else written_words(state.written)), "done"


class StickPage(Page):
    """Three steps; the one that is next is bold."""

    rail_entry = "line"

    def __init__(self, state: StickState, actions: StickActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self.read_button, self.write_button = button("", self.read), button("main", self.write)
        self.say(self.read_button.setText, lambda: _("Read from USB (R)"))
        self.say(self.write_button.setText, lambda: _("Write to USB (W)"))
        column = self.column_under(lambda: _("By USB, without a line"), self.read_button, self.write_button)
        self._band = Band("info")
        column.addWidget(self._band)
        frame, self._steps = card(8)
        column.addWidget(frame)
        self.pictures_button = button("", self.ask_pictures)
        self.say(self.pictures_button.setText, lambda: _("Write, and ask for pictures (P)"))
        asking = QHBoxLayout()
        asking.addWidget(self.pictures_button)
        asking.addStretch()
        column.addLayout(asking)
        column.addStretch()
        self.redraw()

    def show_state(self, state: StickState) -> None:
        self.state = state
        self.redraw()

    def write(self) -> None:
        if not self.state.working:
            self._actions.write()

    def ask_pictures(self) -> None:
        """Small pictures that other desks took come home with the answer."""
        if not self.state.working:
            self._actions.ask_pictures()

    def read(self) -> None:
        if not self.state.working:
            self._actions.read()

    def redraw(self) -> None:
        self._band.show_sentence(*page_sentence(self.state))
        for made in (self.read_button, self.write_button, self.pictures_button):
            made.setEnabled(not self.state.working)
        column = self._steps
        clear_layout(column)
        column.addWidget(heading(_("How work goes by USB")))
        column.addWidget(hairline())
        steps = (
            _("Put the stick in and write the file. Photos may make it several files: all of them go."),
            _("Send the stick to Islamabad. Only head office can open the file; whoever finds it reads nothing."),
            _("Read the answer when the stick is back. Until then everything stays here, too."),
        )
        done = 3 if self.state.read is not None else 1 if self.state.written is not None else 0
        for number, words in enumerate(steps, 1):
            row = QHBoxLayout()
            count, said = QLabel(isolate(number)), sentence_label(words)
            for shown in (count, said):
                shown.setFont(body_font(bold=number == done + 1))
            row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(said, 1)
            column.addLayout(row)
        column.addSpacing(8)
        column.addWidget(
            quiet(_("A file may be written and read as often as you like, also when the line works again."))
        )

    def take_focus(self) -> None:
        wanted = self.read_button if self.state.written is not None else self.write_button
        # While a file is written both wait, and the cursor stays on the page: Enter must not leave it.
        (wanted if wanted.isEnabled() else self).setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(letter("W"), self.write, lambda: _("write to USB")),
            Command(letter("P"), self.ask_pictures, lambda: _("write and ask for pictures")),
            Command(letter("R"), self.read, lambda: _("read from USB")),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]
