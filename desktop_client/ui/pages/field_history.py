"""Beside the facts: what stood in the marked field before, and the question why somebody needs to see a hidden number."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.pages.record_words import fact_label, source_words
from desktop_client.ui.pieces import (
    button,
    card,
    clear_layout,
    hairline,
    heading,
    quiet,
    sentence_label,
    small,
    where_reading_starts,
)
from desktop_client.ui.ports import Fact
from desktop_client.wording.language import _, in_language, isolate, plain
from desktop_client.wording.times import when
from shared_models.catalogue.catalogue import Catalogue


class FieldHistory:
    """A card; `ask` is called with a reason when somebody wants to see what is hidden."""

    def __init__(self, catalogue: Catalogue, ask: Callable[[str], object]) -> None:
        self._catalogue, self._ask = catalogue, ask
        self.frame, self._column = card(6)
        self.reason: QLineEdit | None = None

    def show_fact(self, fact: Fact | None, now: int, *, revealed: bool, failed: str) -> None:
        """Draw the marked fact's history; `failed` is why a hidden number was not shown."""
        typed = self.reason.text() if self.reason is not None and failed else ""
        clear_layout(self._column)
        self.reason = None
        if fact is None:
            self._column.addWidget(heading(_("History of a field")))
            walk = _("Walk through the facts with the arrows; what was written before stands here.")
            self._column.addWidget(quiet(walk))
            self._column.addStretch()
            return
        title = heading(fact_label(self._catalogue, fact.path))
        title.setWordWrap(True)
        self._column.addWidget(title)
        if fact.may_reveal:
            self._draw_reveal(revealed, failed, typed)
        if not fact.history:
            self._column.addWidget(quiet(_("Written once and never changed.")))
        for earlier in fact.history:
            self._column.addWidget(hairline())
            shown = where_reading_starts(QLabel(isolate(in_language(earlier.shown, earlier.shown_ur or earlier.shown))))
            shown.setWordWrap(True)
            about = [earlier.who, earlier.desk, when(earlier.at, now)]
            if words := source_words(earlier.source):
                about.append(words)
            self._column.addWidget(shown)
            line = small(" · ".join(isolate(part) for part in about))
            line.setWordWrap(True)
            self._column.addWidget(where_reading_starts(line))
        self._column.addStretch()

    def _draw_reveal(self, revealed: bool, failed: str, typed: str) -> None:
        if revealed:
            self._column.addWidget(quiet(_("Shown until you leave this page. It was written down.")))
            return
        why = _("Why do you need the whole number?")
        self._column.addWidget(quiet(why))
        row = QVBoxLayout()
        self.reason = QLineEdit(typed)
        direct(self.reason, "window")
        direct(self.reason, "window")
        self.reason.setAccessibleName(plain(why))
        show = button("", self.send)
        show.setText(_("Show (Enter)"))
        row.addWidget(self.reason)
        if failed:
            row.addWidget(sentence_label(failed))
        row.addWidget(show)
        self._column.addLayout(row)
        # A layout shows what is new only later; the cursor goes there now.
        self.reason.show()

    @property
    def is_asking(self) -> bool:
        """Whether the cursor stands in the reason."""
        return self.reason is not None and self.reason.hasFocus()

    def send(self) -> None:
        """Ask for the number."""
        if self.reason is not None:
            self._ask(self.reason.text())
