"""What stands above and below a form in a narrow window, in place of the list of sections and the column of help."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_client.ui.forms.progress import Progress
from desktop_client.ui.pages.alike_strip import bar_words, hits_words
from desktop_client.ui.pieces import button, quiet
from desktop_client.ui.style import heights, label_font
from desktop_client.wording.language import _, isolate, plain

HELP_LINES = 2  # always reserved: what is said here never moves the form
ROOM_FOR_TWO_BUTTONS = 760


class PartList(QComboBox):
    """The parts of the form, dropping down; it bears the key that goes on to the next one."""

    def __init__(self, further: Callable[[], object]) -> None:
        super().__init__()
        self.deed = further


class SectionBar(QWidget):
    """The sections as a list that drops down, and the buttons that end the form."""

    def __init__(
        self,
        names: Sequence[str],
        open_section: Callable[[str], object],
        further: Callable[[], object],
        finish: Callable[[], object],
    ) -> None:
        super().__init__()
        self._names = tuple(names)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 0)
        self.list = PartList(further)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for _name in self._names:
            self.list.addItem("")
        self.list.activated.connect(lambda at: open_section(self._names[at]))
        self.finish: QPushButton = button("main", finish)
        self.finish.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.alike = button("plain")
        self.alike.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.alike.setVisible(False)
        row.addWidget(self.list, 1)
        row.addWidget(self.alike)
        row.addWidget(self.finish)

    def show_hits(self, hits: int) -> None:
        """How many people are like this one, while there are any."""
        self.alike.setText(bar_words(hits))
        self.alike.setAccessibleName(plain(hits_words(hits)))
        self.alike.setVisible(bool(hits))

    def show_section(self, name: str, words: str, progress: Progress, *, is_open: bool) -> None:
        """One section's line."""
        at = self._names.index(name)
        self.list.setFixedHeight(heights().field)
        self.list.setAccessibleName(plain(_("Part of the form")))
        self.list.setItemText(at, f"{words}   {isolate(progress.count)}" if progress.count else words)
        if is_open:
            self.list.setCurrentIndex(at)


class HelpLines(QWidget):
    """Two lines at the foot: what is to be looked at here, else what is being asked."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 2)
        self.label = quiet()
        self.label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(self.label)

    def say(self, text: str) -> None:
        self.label.setFont(label_font())
        self.label.setText(text)
        self.label.setFixedHeight(heights().label * HELP_LINES)
        # A sentence that needs more than its room is whole in the tool tip, and at the field it speaks of.
        self.label.setToolTip(text)
