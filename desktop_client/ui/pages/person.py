"""One record: who it is, where it is, the one sentence, what happened, the facts by section, a field's history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.ui import fonts
from desktop_client.ui.flowing import Beside, Flow, OpenArea
from desktop_client.ui.keys import CTRL, Command, key, letter
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.pages.attached import face_label
from desktop_client.ui.pages.different_answers import DifferentAnswers, answer_words
from desktop_client.ui.pages.field_history import FieldHistory
from desktop_client.ui.pages.happenings import Happenings, empty_line
from desktop_client.ui.pages.record_words import corrected_sentence, fact_label, record_sentence, source_words
from desktop_client.ui.person_port import TimelineEntry
from desktop_client.ui.pieces import Band, Words, button, card, clear_layout, hairline, quiet, small
from desktop_client.ui.ports import Corrected, Fact, PersonView, SectionFacts
from desktop_client.ui.style import label_font, tokens
from desktop_client.wording.language import _, current_language, in_language, is_right_to_left, isolate
from shared_models.catalogue.catalogue import Catalogue

HAPPENED_WIDTH, HISTORY_WIDTH = 220, 300
LABEL_WIDTH = 180


@dataclass(frozen=True, slots=True)
class PersonState:
    """A record as this reader may see it, the time it is looked at, and what was just corrected in it.

    `revealed` holds hidden values that were shown for a reason, in both languages; `not_revealed` why the last was not.
    `said` is what became of a paper, `is_well` whether it came out of the printer. `face` is the person's small photo (JPEG).
    """

    view: PersonView
    now: int
    corrected: Corrected | None = None
    happened: tuple[TimelineEntry, ...] = ()
    revealed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    not_revealed: str = ""
    said: str = ""
    is_well: bool = True
    face: bytes = b""


@dataclass(frozen=True, slots=True)
class PersonActions:
    """Where the page leads; a correction begins at a field, or where work starts when the path is empty."""

    back: Callable[[], object]
    correct: Callable[[str], object]
    reveal: Callable[[str, str], object]
    print_slip: Callable[[], object]
    my_data: Callable[[], object]
    transfer: Callable[[], object] = lambda: None
    appointment: Callable[[], object] = lambda: None
    pictures: Callable[[], object] = lambda: None
    next_return: Callable[[], object] = lambda: None
    referral: Callable[[], object] = lambda: None


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
        head = QHBoxLayout()
        head.setSpacing(16)
        self._names, self._buttons = Flow(16), Flow()
        head.addLayout(self._names, 1)
        head.addLayout(self._buttons)
        self._band, self._said = Band("info"), Band("info")
        column.addLayout(head)
        column.addWidget(self._said)
        column.addWidget(self._band)
        across = Beside(((HAPPENED_WIDTH, 0), (400, 1), (HISTORY_WIDTH, 0)), below=(1, 2, 0))
        self._happened = Happenings()
        across.addWidget(self._happened)
        self._area = OpenArea()
        inside = QWidget()
        self._sections = QVBoxLayout(inside)
        self._sections.setSpacing(8)
        self._area.setWidget(inside)
        across.addWidget(self._area)
        self.history = FieldHistory(catalogue, self._reveal)
        across.addWidget(self.history.frame)
        column.addLayout(across, 1)
        self.redraw()

    def show_state(self, state: PersonState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self._draw_head()
        self._band.show_sentence(*record_sentence(self.state.view, self.state.now))
        corrected, paper = self.state.corrected, (self.state.said, "done" if self.state.is_well else "wait")
        said = corrected_sentence(corrected) if corrected is not None and not self.state.said else paper
        self._said.show_sentence(*said)
        self._happened.show_entries(self.state.happened, self.state.now)
        # Margins are not mirrored by themselves: keep the scroll bar off the cards.
        self._sections.setContentsMargins(8 * is_right_to_left(), 0, 8 * (not is_right_to_left()), 0)
        marked = self._marked.path if self._marked is not None else ""
        clear_layout(self._sections)
        self._facts = []
        for section in self.state.view.sections:
            shown = [fact for fact in section.facts if fact.visibility != "hidden"]
            if shown:
                self._sections.addWidget(self._section(section, shown))
        if empty := self._empty_sections():
            self._sections.addWidget(empty_line(empty))
        self._sections.addStretch()
        self._marked = next((fact for _widget, fact in self._facts if fact.path == marked), None)
        self._draw_history()

    def _draw_head(self) -> None:
        clear_layout(self._names)
        clear_layout(self._buttons)
        view, size = self.state.view, tokens().type
        latin, urdu, number = Words(view.name_latin), Words(view.name_urdu), Words(isolate(view.number))
        latin.setFont(fonts.font(size["section"] + 4, bold=True))
        urdu.setFont(fonts.font(size["section"] + 4, urdu=True, bold=True))
        number.setProperty("look", "muted")
        if (face := face_label(self.state.face)) is not None:
            self._names.addWidget(face)
        names = [urdu, latin] if is_right_to_left() else [latin, urdu]
        for label in names:
            # Only once it has a parent: shown without one it would be a window and take the keys away.
            self._names.addWidget(label)
            label.setVisible(bool(label.text()))
        self._names.addWidget(number)
        if view.earlier:
            self._names.addWidget(small(_("an earlier return")))
        self._names.addWidget(PlaceMark(view.place))
        if view.may_correct:
            self._add_button(_("Correct (C)"), self.correct)
        self._add_button(_("Print slip"), self._actions.print_slip)
        self._add_button(_("My data (M)"), self._actions.my_data)
        if view.next_return:
            self._add_button(_("Other return (E)"), self._actions.next_return)
        if view.may_appoint:
            self._add_button(_("Appointment (A)"), self._actions.appointment)
        if view.may_see_pictures:
            self._add_button(_("Photos and papers (P)"), self._actions.pictures)
        if view.may_refer:
            asked = view.referral is not None and view.referral.asks_us
            self._add_button(_("Answer (R)") if asked else _("Show to another office (R)"), self._actions.referral)
        if view.may_transfer:
            self._add_button(_("To another office (T)"), self._actions.transfer)

    def _add_button(self, words: str, act: Callable[[], object]) -> None:
        made = button("", act)
        made.setText(words)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons.addWidget(made)

    def _empty_sections(self) -> list[str]:
        """The sections in which nothing stands, in the order in which people are asked."""
        answered = {section.section for section in self.state.view.sections}
        return [
            section.label(current_language())
            for section in self._catalogue.sections.values()
            if section.path not in answered and section.kind_of_record in {"person", "episode"}
        ]

    def _section(self, section: SectionFacts, facts: list[Fact]) -> QWidget:
        frame, column = card(0)
        column.setContentsMargins(16, 8, 16, 8)
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
        grid.setContentsMargins(6, 1, 6, 1)
        grid.setHorizontalSpacing(12)
        field = self._catalogue.field_of(fact.path)
        words = fact_label(self._catalogue, fact.path)
        shown = self.state.revealed.get(fact.path, (fact.shown_en, fact.shown_ur))
        name, value = quiet(words), QLabel(in_language(*shown))
        name.setFixedWidth(LABEL_WIDTH)
        name.setFont(label_font())
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        if field is not None and field.kind == "name_urdu":
            value.setFont(fonts.font(tokens().type["urdu_field"], urdu=True))
        side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
        value.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        mark = self._mark_of(fact, row)
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

    def _mark_of(self, fact: Fact, row: QWidget) -> QWidget:
        """Where the value comes from; for a hidden one the way to see it, or that it is hidden."""
        if fact.path in self.state.revealed or fact.visibility != "masked":
            return small(source_words(fact.source))
        if not fact.may_reveal:
            return small(_("partly hidden"))
        show = button("plain", lambda: self.ask_to_see(row, fact))
        show.setText(_("show"))
        show.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return show

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
        marked = self._marked
        revealed = marked is not None and marked.path in self.state.revealed
        self.history.show_fact(marked, self.state.now, revealed=revealed, failed=self.state.not_revealed)

    def ask_to_see(self, row: QWidget, fact: Fact) -> None:
        """Mark a hidden fact and ask why somebody needs to see it."""
        self._look_at(row, fact)
        self.ask_why()

    def ask_why(self) -> None:
        """Put the cursor into the reason, when the marked fact is hidden and may be shown."""
        if self.history.reason is not None:
            self.history.reason.setFocus()

    def _reveal(self, reason: str) -> None:
        if self._marked is not None:
            self._actions.reveal(self._marked.path, reason)

    def _enter(self) -> None:
        if self.history.is_asking:
            self.history.send()

    def refuse_reveal(self, sentence: str) -> None:
        """Say why a hidden number was not shown; the reason stays in its line."""
        self.state = replace(self.state, not_revealed=sentence)
        self._draw_history()
        self.ask_why()

    def say_of_paper(self, sentence: str, *, is_well: bool = True) -> None:
        """Say what became of a paper; the cursor stays where it is."""
        self.state = replace(self.state, said=sentence, is_well=is_well)
        self._said.show_sentence(sentence, "done" if is_well else "wait")

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
        correct = Command(letter("C"), self.correct, lambda: _("correct"), yields_to_typing=True)
        history = letter("H", CTRL)
        pictures = Command(letter("P"), self._actions.pictures, lambda: _("photos and papers"), yields_to_typing=True)
        transfer = Command(letter("T"), self._actions.transfer, lambda: _("to another office"), yields_to_typing=True)
        refer = Command(letter("R"), self._actions.referral, lambda: _("referral"), yields_to_typing=True)
        appoint = Command(letter("A"), self._actions.appointment, lambda: _("appointment"), yields_to_typing=True)
        other = Command(letter("E"), self._actions.next_return, lambda: _("other return"), yields_to_typing=True)
        return [
            *([other] if self.state.view.next_return else []),
            *([correct] if self.state.view.may_correct else []),
            Command(letter("P", CTRL), self._actions.print_slip, lambda: _("print slip")),
            Command(letter("M"), self._actions.my_data, lambda: _("my data"), yields_to_typing=True),
            *([appoint] if self.state.view.may_appoint else []),
            *([pictures] if self.state.view.may_see_pictures else []),
            *([refer] if self.state.view.may_refer else []),
            *([transfer] if self.state.view.may_transfer else []),
            Command(history, lambda: self.step(1 if self._marked is None else 0), lambda: _("history of the field")),
            Command(letter("S"), self.ask_why, lambda: _("show a hidden number"), yields_to_typing=True),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
            Command(key(Qt.Key.Key_Return), self._enter),
            Command(key(Qt.Key.Key_Down), lambda: self.step(1)),
            Command(key(Qt.Key.Key_Up), lambda: self.step(-1)),
        ]
