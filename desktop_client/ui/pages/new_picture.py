"""One photo or paper before it is kept: what it shows, what of it stays, grey or not, upright."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from desktop_client.ui.attaching_port import Framing
from desktop_client.ui.flowing import Beside, Flow
from desktop_client.ui.keys import CTRL, Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pages.attached import Shown
from desktop_client.ui.pieces import Band, button, card, clear_layout, quiet, small
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, fill, in_language, plain
from desktop_client.wording.line_sentence import kilobytes

CARDS = ((320, 3), (280, 2))


@dataclass(frozen=True, slots=True)
class NewPictureState:
    """The kinds (code, English, Urdu), the chosen one, the page in sight of so many, how it will be kept (JPEG)."""

    kinds: tuple[tuple[str, str, str], ...]
    kind: str
    page: int
    pages: int
    framing: Framing
    preview: bytes = b""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class NewPictureActions:
    """Another kind, another framing, another page in sight; keep, add further pages, go back."""

    kind: Callable[[str], object]
    frame: Callable[[Framing], object]
    turn_to: Callable[[int], object]
    keep: Callable[[], object]
    more: Callable[[], object]
    back: Callable[[], object]


class NewPicturePage(Page):
    """The picture as it will be kept, and what it shows."""

    rail_entry = "find"

    def __init__(self, state: NewPictureState, actions: NewPictureActions) -> None:
        super().__init__()
        self.state, self._actions = state, actions
        keep, more = button("main", actions.keep), button("", actions.more)
        self.say(keep.setText, lambda: _("Keep (Enter)"))
        self.say(more.setText, lambda: _("One more page (N)"))
        column = self.column_under(lambda: _("What does it show?"), more, keep)
        self._band = Band("wait")
        column.addWidget(self._band)
        cards = Beside(CARDS)
        (left, self._picture), (right, side) = card(8), card(8)
        self.list = QListWidget()
        self.list.setFont(body_font())
        self.say(self.list.setAccessibleName, lambda: plain(_("What does it show?")))
        self.list.currentRowChanged.connect(self._chosen)
        self._facts = small()
        side.addWidget(self.list, 1)
        side.addWidget(self._facts)
        side.addLayout(self._ways())
        cards.addWidget(left)
        cards.addWidget(right)
        column.addLayout(cards, 1)
        self.redraw()

    def _ways(self) -> Flow:
        row = Flow(8)
        ways = (
            (lambda: _("Grey or colour (G)"), self.grey),
            (lambda: _("Turn (R)"), self.turn),
            (lambda: _("Cut more (+)"), lambda: self._frame(self.state.framing.closer(1))),
            (lambda: _("Cut less (−)"), lambda: self._frame(self.state.framing.closer(-1))),
        )
        for words, act in ways:
            made = button("", act)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.say(made.setText, words)
            row.addWidget(made)
        return row

    def show_state(self, state: NewPictureState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        state = self.state
        self._band.show_sentence(state.failed, "wait")
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([in_language(english, urdu) for _code, english, urdu in state.kinds])
        codes = [code for code, _english, _urdu in state.kinds]
        self.list.setCurrentRow(codes.index(state.kind) if state.kind in codes else 0)
        self.list.blockSignals(False)
        clear_layout(self._picture)
        if state.preview:
            self._picture.addWidget(Shown(state.preview), 1)
        else:
            self._picture.addWidget(quiet(_("One moment…")))
            self._picture.addStretch()
        words, size = _("Page {page} of {pages} · {size} as it is kept and sent"), kilobytes(len(state.preview))
        self._facts.setText(fill(words, page=state.page + 1, pages=state.pages, size=size))

    def _chosen(self, row: int) -> None:
        if 0 <= row < len(self.state.kinds):
            self._actions.kind(self.state.kinds[row][0])

    def grey(self) -> None:
        """Grey where it was colour, and back."""
        was = self.state.framing.grey if self.state.framing.grey is not None else self.state.kind != "PHOTO"
        self._frame(Framing(*_all(self.state.framing)[:4], grey=not was))

    def turn(self) -> None:
        """A quarter turn clockwise."""
        framing = self.state.framing
        self._frame(Framing(framing.share, framing.across, framing.down, (framing.turns + 1) % 4, framing.grey))

    def _frame(self, framing: Framing) -> None:
        self._actions.frame(framing)

    def _move(self, across: int, down: int) -> None:
        self._frame(self.state.framing.shifted(across, down))

    def take_focus(self) -> None:
        self.list.setFocus()

    def commands(self) -> list[Command]:
        state = self.state

        def turn_to(page: int) -> None:
            self._actions.turn_to(min(state.pages - 1, max(0, page)))

        steps = [
            Command(key(Qt.Key.Key_PageDown), lambda: turn_to(state.page + 1), lambda: _("next page")),
            Command(key(Qt.Key.Key_PageUp), lambda: turn_to(state.page - 1)),
        ]
        return [
            Command(key(Qt.Key.Key_Return), self._actions.keep, lambda: _("keep")),
            Command(letter("N"), self._actions.more, lambda: _("one more page"), yields_to_typing=True),
            Command(letter("G"), self.grey, lambda: _("grey or colour"), yields_to_typing=True),
            Command(letter("R"), self.turn, lambda: _("turn"), yields_to_typing=True),
            Command(key(Qt.Key.Key_Plus), lambda: self._frame(state.framing.closer(1)), lambda: _("cut more")),
            Command(key(Qt.Key.Key_Minus), lambda: self._frame(state.framing.closer(-1))),
            Command(key(Qt.Key.Key_Left, CTRL), lambda: self._move(-1, 0)),
            Command(key(Qt.Key.Key_Right, CTRL), lambda: self._move(1, 0)),
            Command(key(Qt.Key.Key_Up, CTRL), lambda: self._move(0, -1)),
            Command(key(Qt.Key.Key_Down, CTRL), lambda: self._move(0, 1)),
            *(steps if state.pages > 1 else []),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]


def _all(framing: Framing) -> tuple[float, float, float, int]:
    return framing.share, framing.across, framing.down, framing.turns
