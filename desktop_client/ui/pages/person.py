"""One record: who it is, where it is, the one sentence, the facts by section, the history of the marked field."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_client.ui import fonts
from desktop_client.ui.keys import CTRL, Command, key, letter
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.pages.different_answers import DifferentAnswers, answer_words
from desktop_client.ui.pages.record_words import corrected_sentence, fact_label, record_sentence, source_words
from desktop_client.ui.pieces import Band, button, card, clear_layout, hairline, heading, quiet, small
from desktop_client.ui.ports import Corrected, Fact, PersonView, SectionFacts
from desktop_client.ui.style import label_font, tokens
from desktop_client.wording.language import _, current_language, in_language, is_right_to_left, isolate
from desktop_client.wording.times import when
from shared_models.catalogue.catalogue import Catalogue

HISTORY_WIDTH = 320
LABEL_WIDTH = 200


@dataclass(frozen=True, slots=True)
class PersonState:
    """A record as this reader may see it, the time it is looked at, and what was just corrected in it."""

    view: PersonView
    now: int
    corrected: Corrected | None = None


@dataclass(frozen=True, slots=True)
class PersonActions:
    """Where the page leads; a correction begins at a field, or where work starts when the path is empty."""

    back: Callable[[], object]
    correct: Callable[[str], object]


class PersonPage(Page):
    """Facts can be walked through with Tab or the arrows; their history follows."""

    rail_entry = "find"

    def __init__(self, catalogue: Catalogue, state: PersonState, actions: PersonActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._catalogue = catalogue
        self._marked: Fact | None = None
        self._facts: list[tuple[QWidget, Fact]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(10)
        self._head = QHBoxLayout()
        self._head.setSpacing(16)
        self._band, self._said = Band("info"), Band("info")
        column.addLayout(self._head)
        column.addWidget(self._said)
        column.addWidget(self._band)
        across = QHBoxLayout()
        across.setSpacing(16)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._sections = QVBoxLayout(inside)
        self._sections.setSpacing(12)
        self._area.setWidget(inside)
        across.addWidget(self._area, 1)
        frame, self._history = card(6)
        frame.setFixedWidth(HISTORY_WIDTH)
        across.addWidget(frame)
        column.addLayout(across, 1)
        self.redraw()

    def show_state(self, state: PersonState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self._draw_head()
        self._band.show_sentence(*record_sentence(self.state.view, self.state.now))
        corrected = self.state.corrected
        self._said.show_sentence(*(corrected_sentence(corrected) if corrected is not None else ("", "info")))
        # Margins are not mirrored by themselves: keep the scroll bar off the cards.
        self._sections.setContentsMargins(8 * is_right_to_left(), 0, 8 * (not is_right_to_left()), 0)
        marked = self._marked.path if self._marked is not None else ""
        clear_layout(self._sections)
        self._facts = []
        for section in self.state.view.sections:
            shown = [fact for fact in section.facts if fact.visibility != "hidden"]
            if shown:
                self._sections.addWidget(self._section(section, shown))
        self._sections.addStretch()
        self._marked = next((fact for _widget, fact in self._facts if fact.path == marked), None)
        self._draw_history()

    def _draw_head(self) -> None:
        clear_layout(self._head)
        view, size = self.state.view, tokens().type
        latin, urdu, number = QLabel(view.name_latin), QLabel(view.name_urdu), QLabel(isolate(view.number))
        latin.setFont(fonts.font(size["section"] + 4, bold=True))
        urdu.setFont(fonts.font(size["section"] + 4, urdu=True, bold=True))
        number.setProperty("look", "muted")
        names = [urdu, latin] if is_right_to_left() else [latin, urdu]
        for label in names:
            # Only once it has a parent: shown without one it would be a window and take the keys away.
            self._head.addWidget(label)
            label.setVisible(bool(label.text()))
        self._head.addStretch()
        self._head.addWidget(number)
        self._head.addWidget(PlaceMark(view.place))
        if view.may_correct:
            correct = button("", self.correct)
            correct.setText(_("Correct (C)"))
            correct.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._head.addWidget(correct)

    def _section(self, section: SectionFacts, facts: list[Fact]) -> QWidget:
        frame, column = card(2)
        known = self._catalogue.sections.get(section.section)
        title = known.label(current_language()) if known is not None else section.section
        label = small(f"{title} {isolate(section.row)}" if section.row > 1 else title)
        label.setFont(label_font(bold=True))
        column.addWidget(label)
        column.addWidget(hairline())
        for fact in facts:
            row = self._fact(fact)
            self._facts.append((row, fact))
            column.addWidget(row)
        return frame

    def _fact(self, fact: Fact) -> QWidget:
        row = QFrame()
        row.setObjectName("fact")
        row.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row.installEventFilter(self)
        grid = QGridLayout(row)
        grid.setContentsMargins(6, 2, 6, 2)
        grid.setHorizontalSpacing(12)
        field = self._catalogue.field_of(fact.path)
        words = fact_label(self._catalogue, fact.path)
        name, value = quiet(words), QLabel(in_language(fact.shown_en, fact.shown_ur))
        name.setFixedWidth(LABEL_WIDTH)
        name.setFont(label_font())
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        if field is not None and field.kind == "name_urdu":
            value.setFont(fonts.font(tokens().type["urdu_field"], urdu=True))
        side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
        value.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        mark = small(_("partly hidden") if fact.visibility == "masked" else source_words(fact.source))
        mark.setWordWrap(False)
        if fact.answers:
            grid.addWidget(name, 0, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(DifferentAnswers(fact.answers, self.state.now), 0, 1, 1, 2)
            row.setAccessibleName(f"{words}: " + "; ".join(answer_words(answer) for answer in fact.answers))
        else:
            grid.addWidget(name, 0, 0)
            grid.addWidget(value, 0, 1)
            grid.addWidget(mark, 0, 2)
            row.setAccessibleName(f"{words}: {value.text()}")
        grid.setColumnStretch(1, 1)
        return row

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress):
            fact = next((fact for widget, fact in self._facts if widget is watched), None)
            if fact is not None and isinstance(watched, QWidget):
                self._look_at(watched, fact)
        return False

    def _look_at(self, widget: QWidget, fact: Fact) -> None:
        self._marked = fact
        self._area.ensureWidgetVisible(widget, 0, 24)
        self._draw_history()

    def _draw_history(self) -> None:
        clear_layout(self._history)
        if self._marked is None:
            self._history.addWidget(heading(_("History of a field")))
            self._history.addWidget(
                quiet(_("Walk through the facts with the arrows; what was written before stands here."))
            )
            self._history.addStretch()
            return
        title = heading(fact_label(self._catalogue, self._marked.path))
        title.setWordWrap(True)
        self._history.addWidget(title)
        if not self._marked.history:
            self._history.addWidget(quiet(_("Written once and never changed.")))
        for earlier in self._marked.history:
            self._history.addWidget(hairline())
            shown = QLabel(isolate(earlier.shown))
            shown.setWordWrap(True)
            about = [earlier.who, earlier.desk, when(earlier.at, self.state.now)]
            if words := source_words(earlier.source):
                about.append(words)
            self._history.addWidget(shown)
            self._history.addWidget(small(" · ".join(isolate(part) for part in about)))
        self._history.addStretch()

    def mark(self, path: str) -> None:
        """Put the cursor on a fact."""
        found = next(((widget, fact) for widget, fact in self._facts if fact.path == path), None)
        if found is not None:
            found[0].setFocus()
            self._look_at(*found)

    def step(self, by: int) -> None:
        """Mark the next or previous fact."""
        widgets = [widget for widget, _fact in self._facts]
        at = next((index for index, (_widget, fact) in enumerate(self._facts) if fact is self._marked), -1)
        if widgets:
            widgets[max(0, min(len(widgets) - 1, at + by))].setFocus()

    def correct(self) -> None:
        """Open the form over this record: at the question it came back with, else at the marked field."""
        if self.state.view.may_correct:
            marked = self._marked.path if self._marked is not None else ""
            self._actions.correct(self.state.view.question_path or marked)

    def take_focus(self) -> None:
        self.setFocus()

    def commands(self) -> list[Command]:
        return [
            *([Command(letter("C"), self.correct, lambda: _("correct"))] if self.state.view.may_correct else []),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
            Command(
                letter("H", CTRL),
                lambda: self.step(1 if self._marked is None else 0),
                lambda: _("history of the field"),
            ),
            Command(key(Qt.Key.Key_Down), lambda: self.step(1)),
            Command(key(Qt.Key.Key_Up), lambda: self.step(-1)),
        ]
