"""A repeated section without rows: what it is about, and the reasons that are an answer too."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Flow
from desktop_client.ui.forms.field_row import missing_words
from desktop_client.ui.pieces import quiet, small, toggle
from desktop_client.wording.language import _, current_language, isolate
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.fields import Section


class NoRows(QWidget):
    """The reasons bear the keys that choose them; the chosen one is marked."""

    def __init__(
        self,
        catalogue: Catalogue,
        section: Section,
        reasons: Sequence[tuple[int, str]],
        chosen: str,
        choose: Callable[[int], object],
    ) -> None:
        super().__init__()
        self._catalogue, self._section = catalogue, section
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._about, self._why = quiet(), small()
        column.addWidget(self._about)
        row = Flow(6)
        self._buttons: list[tuple[int, str, QPushButton]] = []
        for number, reason in reasons:
            made = toggle(partial(choose, number))
            made.setChecked(reason == chosen)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(made)
            self._buttons.append((number, reason, made))
        if reasons:
            column.addWidget(self._why)
            column.addLayout(row)
        self.speak()

    def speak(self) -> None:
        """Say everything in the window's language."""
        self._about.setText(self._section.help(current_language()))
        self._why.setText(_("No answer? Keep the reason:"))
        for number, reason, made in self._buttons:
            made.setText(f"{isolate(f'Ctrl+{number}')}  {missing_words(self._catalogue, reason)}")
