"""The photos and papers of one person: small pictures to walk through, one opened large."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from desktop_client.ui.attaching_port import PictureRow
from desktop_client.ui.flowing import Beside, Flow, OpenArea
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, clear_layout, heading, quiet
from desktop_client.ui.style import body_font, heights
from desktop_client.wording.language import _, current_language, fill, in_language, isolate
from desktop_client.wording.line_sentence import kilobytes
from desktop_client.wording.times import when

SMALL_WIDTH, SMALL_HEIGHT, LARGE_LEAST = 120, 150, 260
FACE_HEIGHT = 72
CARDS = ((300, 2), (LARGE_LEAST, 3))


@dataclass(frozen=True, slots=True)
class AttachedState:
    """Whose they are and which; `opened` is the picture shown large (JPEG) of the row `chosen`; `said` in a sentence."""

    name: str
    rows: tuple[PictureRow, ...]
    now: int
    chosen: str = ""
    opened: bytes = b""
    said: str = ""
    failed: str = ""
    may_add: bool = True


@dataclass(frozen=True, slots=True)
class AttachedActions:
    """Open a picture, add from files (asked for, or dropped here) or a camera, go back."""

    open: Callable[[str], object]
    choose_files: Callable[[], object]
    add_files: Callable[[Sequence[Path]], object]
    camera: Callable[[], object]
    back: Callable[[], object]


class AttachedPage(Page):
    """Left the small pictures, beside them the chosen one."""

    rail_entry = "find"

    def __init__(self, state: AttachedState, actions: AttachedActions) -> None:
        super().__init__()
        self.state, self._actions = state, actions
        self.buttons: list[QToolButton] = []
        self._drawn: tuple[object, ...] = ()
        add, camera = button("main", actions.choose_files), button("", actions.camera)
        self.say(add.setText, lambda: _("Add from a file (N)"))
        self.say(camera.setText, lambda: _("Camera (K)"))
        column = self.column_under(lambda: fill(_("Photos and papers of {name}"), name=state.name), camera, add)
        for made in (add, camera):  # only now: without a parent they would be windows
            made.setVisible(state.may_add)
        self._band = Band("info")
        column.addWidget(self._band)
        cards = Beside(CARDS)
        (left, left_column), (right, self._large) = card(8), card(8)
        area, inside = OpenArea(), QWidget()
        self._flow = Flow(12)
        inside.setLayout(self._flow)
        area.setWidget(inside)
        left_column.addWidget(area)
        cards.addWidget(left)
        cards.addWidget(right)
        column.addLayout(cards, 1)
        self.setAcceptDrops(state.may_add)
        self.redraw()

    def show_state(self, state: AttachedState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        state = self.state
        self._band.show_sentence(state.failed or state.said, "wait" if state.failed else "done")
        drawn = (state.rows, current_language())
        if drawn != self._drawn:
            self._drawn = drawn
            self._draw_small()
        self._draw_large()

    def _draw_small(self) -> None:
        at = next((index for index, made in enumerate(self.buttons) if made.hasFocus()), -1)
        clear_layout(self._flow)
        self.buttons = [self._small(row) for row in self.state.rows]
        for made in self.buttons:
            self._flow.addWidget(made)
        if not self.buttons:
            self._flow.addWidget(quiet(_("Nothing is kept yet. Choose a file or drop it here; papers page by page.")))
        elif at >= 0:
            self.buttons[min(at, len(self.buttons) - 1)].setFocus()

    def _small(self, row: PictureRow) -> QToolButton:
        made = QToolButton()
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setFont(body_font())
        words = in_language(row.kind_en, row.kind_ur)
        if row.page > 1:
            words = fill(_("{paper}, page {page}"), paper=words, page=row.page)
        picture = QPixmap()
        picture.loadFromData(row.small, "JPEG")
        if not picture.isNull():
            made.setIcon(QIcon(picture))
        made.setIconSize(QSize(SMALL_WIDTH, SMALL_HEIGHT))
        made.setText(words)
        made.setAccessibleName(words)
        made.setMinimumHeight(heights().field if picture.isNull() else SMALL_HEIGHT)
        made.clicked.connect(partial(self._actions.open, row.id))
        return made

    def _draw_large(self) -> None:
        clear_layout(self._large)
        row = next((one for one in self.state.rows if one.id == self.state.chosen), None)
        if row is None:
            self._large.addWidget(quiet(_("Enter opens a picture here. Who looks is written down.")))
            self._large.addStretch()
            return
        self._large.addWidget(heading(in_language(row.kind_en, row.kind_ur)))
        self._large.addWidget(quiet(picture_words(row, self.state.now)))
        if self.state.opened:
            self._large.addWidget(Shown(self.state.opened), 1)
        else:
            self._large.addStretch()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self._actions.add_files(files)

    def step(self, by: int) -> None:
        """The next or previous small picture."""
        if self.buttons:
            at = next((index for index, made in enumerate(self.buttons) if made.hasFocus()), -1 if by > 0 else 0)
            self.buttons[max(0, min(len(self.buttons) - 1, at + by))].setFocus()

    def open_chosen(self) -> None:
        """Open the small picture under the cursor."""
        row = next((row for made, row in zip(self.buttons, self.state.rows, strict=True) if made.hasFocus()), None)
        if row is not None:
            self._actions.open(row.id)

    def take_focus(self) -> None:
        if self.buttons:
            self.buttons[0].setFocus()
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setFocus()

    def commands(self) -> list[Command]:
        adding = [
            Command(letter("N"), self._actions.choose_files, lambda: _("from a file"), yields_to_typing=True),
            Command(letter("K"), self._actions.camera, lambda: _("camera"), yields_to_typing=True),
        ]
        return [
            Command(key(Qt.Key.Key_Return), self.open_chosen, lambda: _("open")),
            *(adding if self.state.may_add else []),
            Command(key(Qt.Key.Key_Down), lambda: self.step(1), lambda: _("next")),
            Command(key(Qt.Key.Key_Up), lambda: self.step(-1)),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]


def picture_words(row: PictureRow, now: int) -> str:
    """When it was taken, how large it is and where it is, in a sentence."""
    size = kilobytes(row.size)
    place = _("in Islamabad") if row.held or not row.here else _("on this desk, still to go")
    return f"{isolate(when(row.taken_at, now))} · {isolate(size)} · {place}"


def face_label(jpeg: bytes) -> QLabel | None:
    """A person's small photo for the head of a page; None when there is none."""
    picture = QPixmap()
    if not jpeg or not picture.loadFromData(jpeg, "JPEG"):
        return None
    made = QLabel()
    made.setPixmap(picture.scaledToHeight(FACE_HEIGHT, Qt.TransformationMode.SmoothTransformation))
    made.setAccessibleName(_("photo of the person"))
    return made


class Shown(QLabel):
    """A picture as large as its place, never larger than it is."""

    def __init__(self, jpeg: bytes) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._picture.loadFromData(jpeg, "JPEG")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(LARGE_LEAST // 2, LARGE_LEAST // 2)

    def resizeEvent(self, _event: object) -> None:
        room = self.size().boundedTo(self._picture.size())
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        if not self._picture.isNull():
            self.setPixmap(self._picture.scaled(room, keep, smooth))
