"""The list of sections beside a form: whose form it is, and how far each part is."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_client.ui.forms.progress import Progress
from desktop_client.ui.forms.section_button import SectionButton
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.pieces import clear_layout, small
from desktop_client.ui.ports import Draft
from desktop_client.ui.style import body_font, label_font, tokens
from desktop_client.wording.language import _, _n, fill, is_right_to_left, isolate


class SectionList(QWidget):
    """Scrolls by itself: the open section is always in sight."""

    def __init__(self, names: Sequence[str], open_section: Callable[[str], object]) -> None:
        super().__init__()
        self.setFixedWidth(tokens().size["sections"])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 4, 8)
        column.setSpacing(4)
        self._head = QVBoxLayout()
        self._head.setSpacing(0)
        column.addLayout(self._head)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        self.buttons = {name: SectionButton(name, open_section) for name in names}
        for made in self.buttons.values():
            lines.addWidget(made)
        lines.addStretch()
        self._area.setWidget(inside)
        column.addWidget(self._area, 1)
        self._said: tuple[object, ...] = ()
        self._token = ""
        self._asked: tuple[Draft | None, int | None] = (None, None)

    def show_token(self, token: str) -> None:
        """Which number the person was called by, if any."""
        self._token = token
        draft, changed = self._asked
        if draft is not None:
            self.show_head(draft, changed)

    def show_head(self, draft: Draft, changed: int | None) -> None:
        """A new form: permission is given. A correction: whose record it is and how many answers are other ones now."""
        self._asked = (draft, changed)
        said = (draft, changed, self._token, is_right_to_left())
        if said == self._said:
            return
        self._said = said
        clear_layout(self._head)
        if changed is None:
            given, done = QHBoxLayout(), QLabel(_("Permission given"))
            given.setContentsMargins(2, 4, 0, 6)
            given.setSpacing(2)
            if self._token:
                done.setText(fill(_("Number {token}"), token=self._token) + " · " + done.text())
            done.setProperty("look", "note-done")
            given.addWidget(PlaceMark("here", words=False))
            given.addWidget(done, 1)
            self._head.addLayout(given)
            return
        title, number = QLabel(_("Correction")), small(isolate(draft.number))
        title.setFont(body_font(bold=True))
        count = QLabel(
            fill(_n("{count} answer changed", "{count} answers changed", changed), count=changed)
            if changed
            else _("nothing changed yet")
        )
        count.setFont(label_font())
        count.setProperty("look", "note-done" if changed else "muted")
        side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
        for line in (title, number, count):
            line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
            line.setContentsMargins(6, 0, 6, 0)
            self._head.addWidget(line)

    def show_section(self, name: str, words: str, progress: Progress, *, is_open: bool) -> None:
        """One section's line."""
        made = self.buttons[name]
        made.setChecked(is_open)
        made.show_progress(words, progress)
        if is_open:
            self._area.ensureWidgetVisible(made, 0, 24)
