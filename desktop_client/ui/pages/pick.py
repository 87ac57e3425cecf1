"""Find by typing its name, in either language: a field of the form, a command, a district."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QVBoxLayout

from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import heading, in_the_middle, quiet
from desktop_client.ui.style import field_font, heights
from desktop_client.wording.language import (
    LanguageCode,
    _,
    current_language,
    in_language,
    is_right_to_left,
    isolate,
    plain,
    use_language,
)
from shared_models.text.normalise import clean_text, fold_urdu

WIDTH = 620
LEAST_LIST = 140
MOST = 12


@dataclass(frozen=True)
class Entry:
    """Something with a name in both languages; `also` are other words it is found by."""

    english: str
    urdu: str
    act: Callable[[], object]
    also: str = ""


def _folded(text: str) -> str:
    return fold_urdu(clean_text(plain(text).lower()))


def found_by(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries every word of `typed` occurs in; those that begin with it first."""
    asked = _folded(typed)
    words = asked.split()
    found = []
    for at, entry in enumerate(entries):
        names = [_folded(entry.english), _folded(entry.urdu), _folded(entry.also)]
        together = " ".join(names)
        if all(word in together for word in words):
            found.append((not any(name.startswith(asked) for name in names), at, entry))
    return [entry for _begins, _at, entry in sorted(found, key=lambda one: one[:2])]


def said_in_both(command: Command, *, with_key: bool = True) -> tuple[str, str] | None:
    """A command's words, with or without its key, in English and Urdu; None for one without words."""
    if command.words is None:
        return None
    before = current_language()
    try:
        found = []
        languages: tuple[LanguageCode, ...] = ("en", "ur")
        for language in languages:
            use_language(language)
            words = command.words()
            found.append(f"{words}   {isolate(command.stroke.name)}" if with_key else plain(words))
    finally:
        use_language(before)
    return found[0], found[1]


class PickPage(Page):
    """A line to type into and what fits; Enter takes the marked one."""

    def __init__(
        self, title: Callable[[], str], entries: Sequence[Entry], back: Callable[[], object], rail: str
    ) -> None:
        super().__init__()
        self.rail_entry = rail
        self._entries, self._back = list(entries), back
        self._shown: list[Entry] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 24, 16, 16)
        middle = QFrame()
        outer.addLayout(in_the_middle(middle, WIDTH), 1)
        column = QVBoxLayout(middle)
        column.setSpacing(8)
        head, hint = heading(), quiet()
        self.say(head.setText, title)
        self.say(hint.setText, lambda: _("Type some letters of its name, in English or Urdu."))
        self.line, self.list = QLineEdit(), QListWidget()
        self.list.setObjectName("suggestions")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(LEAST_LIST)
        self.list.itemClicked.connect(lambda _item: self.take())
        self.line.textEdited.connect(lambda _text: self._draw())
        for part in (head, hint, self.line):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        self.redraw()

    def redraw(self) -> None:
        self.line.setFont(field_font(urdu=is_right_to_left()))
        self.line.setFixedHeight(heights().field)
        self.line.setAccessibleName(plain(_("Name")))
        self._draw()

    def _draw(self) -> None:
        self._shown = found_by(self._entries, self.line.text())
        self.list.clear()
        for entry in self._shown:
            self.list.addItem(in_language(entry.english, entry.urdu))
        if self._shown:
            self.list.setCurrentRow(0)

    def mark(self, by: int) -> None:
        if self._shown:
            self.list.setCurrentRow((self.list.currentRow() + by) % len(self._shown))

    def take(self) -> None:
        """Do what the marked entry stands for."""
        at = self.list.currentRow()
        if 0 <= at < len(self._shown):
            self._shown[at].act()

    def take_focus(self) -> None:
        self.line.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return), self.take, lambda: _("go there")),
            Command(key(Qt.Key.Key_Down), lambda: self.mark(1), lambda: _("next line")),
            Command(key(Qt.Key.Key_Up), lambda: self.mark(-1)),
            Command(key(Qt.Key.Key_Escape), self._back, lambda: _("back")),
        ]
