"""The card of home that says who waits: numbers and minutes, never a name."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from desktop_client.ui.flowing import Flow
from desktop_client.ui.intake_port import QueueDay, TokenLine
from desktop_client.ui.pieces import button, clear_layout, hairline, heading, quiet
from desktop_client.ui.questions import kind_words
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, _n, fill, isolate

SHOWN = 8
MINUTE_MS = 60_000


def _nothing() -> None:
    """A card in a picture leads nowhere."""


@dataclass(frozen=True, slots=True)
class QueueActions:
    """The next number, a new one, a visit that is only counted, the scanner."""

    call_next: Callable[[], object] = _nothing
    new_token: Callable[[], object] = _nothing
    count_visit: Callable[[], object] = _nothing
    scan: Callable[[], object] = _nothing


class WaitingCard(QFrame):
    """Urgent first, then whoever has waited longest."""

    def __init__(self, actions: QueueActions) -> None:
        super().__init__()
        self.setObjectName("card")
        self._actions = actions
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)

    def show_queue(self, queue: QueueDay, now: int) -> None:
        """Draw the queue as it is at `now`."""
        column = self._column
        clear_layout(column)
        column.addWidget(heading(fill(_("Waiting now: {count}"), count=len(queue.tokens))))
        column.addWidget(hairline())
        if not queue.tokens:
            column.addWidget(
                quiet(fill(_("Nobody is waiting. {new} registers a person, {find} finds one."), new="F2", find="F3"))
            )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for at, token in enumerate(queue.tokens[:SHOWN]):
            for place, label in enumerate(_labels(token, now)):
                grid.addWidget(label, at, place)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        more = len(queue.tokens) - SHOWN
        if more > 0:
            column.addWidget(quiet(fill(_("and {count} more"), count=more)))
        column.addStretch()
        if queue.visits:
            words = _n("{count} visit counted today", "{count} visits counted today", queue.visits)
            column.addWidget(quiet(fill(words, count=queue.visits)))
        column.addLayout(self._buttons(bool(queue.tokens)))

    def _buttons(self, someone: bool) -> Flow:
        row = Flow()
        ways = (
            (_("N  next"), self._actions.call_next, someone),
            (_("T  new number"), self._actions.new_token, True),
            (_("V  visit only"), self._actions.count_visit, True),
        )
        for words, act, enabled in ways:
            made = button("", act)
            made.setText(words)
            made.setEnabled(enabled)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(made)
        return row


def _labels(token: TokenLine, now: int) -> tuple[QLabel, QLabel, QLabel]:
    name = QLabel(isolate(token.name))
    name.setFont(body_font(bold=True))
    waited = QLabel(fill(_("{minutes} min"), minutes=max(0, now - token.made_at) // MINUTE_MS))
    waited.setProperty("look", "muted")
    words = [kind_words(token.kind)]
    if token.urgent:
        words.append("⚑ " + _("urgent"))
    if token.woman_officer:
        words.append(_("woman officer"))
    what = QLabel("  ".join(words))
    what.setWordWrap(True)
    if token.urgent:
        what.setProperty("look", "note-warn")
    return name, waited, what
