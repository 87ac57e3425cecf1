"""The supervisor's page: squares per person without ranking, records to check, forms left behind, day close by number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Beside, Flow, OpenArea
from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.marks import PlaceMark, Squares
from desktop_client.ui.office_port import DayNumbers, LeftForm, OfficeView, RecordToCheck
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import (
    Band,
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
from desktop_client.ui.ports import Place
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, _n, fill, in_language, isolate, plain
from desktop_client.wording.times import when

SHOWN = 4
SHOWN_NUMBERS = 6


@dataclass(frozen=True, slots=True)
class OfficeState:
    """The office now; `done` is good news, the problem why a wish was not done."""

    view: OfficeView
    now: int
    done: str = ""
    problem_en: str = ""
    problem_ur: str = ""


@dataclass(frozen=True, slots=True)
class OfficeActions:
    """Look at a record, deal with a form left behind (id, reason; to whom), print or keep the day's sheet, go on."""

    open_person: Callable[[str], object]
    take_over: Callable[[str, str], object]
    hand_over: Callable[[str, str, str], object]
    discard: Callable[[str, str], object]
    print_sheet: Callable[[], object]
    save_sheet: Callable[[], object]
    people: Callable[[], object]
    back: Callable[[], object]


class OfficePage(Page):
    """Four cards in two columns."""

    rail_entry = "office"

    def __init__(self, state: OfficeState, actions: OfficeActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._asked_about, self._problem = "", ""
        self.reason: QLineEdit | None = None
        self._people = button("", self._actions.people)
        self.say(self._people.setText, lambda: _("People of this desk"))
        outer = self.column_under(lambda: _("Office"), self._people)
        self._band = Band("wait")
        outer.addWidget(self._band)
        area = OpenArea()
        inside = QWidget()
        columns = Beside(((430, 1), (430, 1)))
        inside.setLayout(columns)
        self._cards: list[QVBoxLayout] = []
        for _column in range(2):
            column = QVBoxLayout()
            column.setSpacing(16)
            for _card in range(2):
                frame, made = card()
                column.addWidget(frame)
                self._cards.append(made)
            column.addStretch()
            columns.add_layout(column)
        area.setWidget(inside)
        outer.addWidget(area, 1)
        self.redraw()

    def show_state(self, state: OfficeState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        state = self.state
        problem = in_language(state.problem_en, state.problem_ur)
        # What is wrong with a reason stands at the reason.
        at_reason = bool(problem) and any(form.draft_id == self._asked_about for form in state.view.left_forms)
        self._problem = problem if at_reason else ""
        self._band.show_sentence("" if at_reason else problem or state.done, "wait" if problem else "done")
        for column in self._cards:
            clear_layout(column)
        close, today, check, forms = self._cards
        self._draw_close(close, state.view.close)
        self._draw_today(today)
        self._draw_check(check)
        self._draw_forms(forms)
        if self._problem:
            self._go_to_reason()

    # ---- day close

    def _draw_close(self, column: QVBoxLayout, close: DayNumbers) -> None:
        column.addWidget(heading(_("Day close")))
        column.addWidget(hairline())
        registered = len(close.registered)
        there = registered - len({*close.not_there, *close.came_back})
        counts = QHBoxLayout()
        for words, count in (
            (_("slips printed"), registered - len(close.without_slip)),
            (_("registered here"), registered),
            (_("in Islamabad"), there),
        ):
            counts.addLayout(_count(words, count))
        column.addLayout(counts)
        if not registered:
            column.addWidget(quiet(_("Nobody has been registered today yet.")))
        elif not (close.without_slip or close.not_there or close.came_back):
            column.addWidget(sentence_label(_("All three agree, number by number.")))
        differences: tuple[tuple[Place, str, Sequence[str]], ...] = (
            ("question", _("came back with a question"), close.came_back),
            ("open", _("no slip printed yet"), close.without_slip),
            ("here", _("on this desk, not yet in Islamabad"), close.not_there),
        )
        for place, words, numbers in differences:
            if numbers:
                column.addLayout(_line(place, words, len(numbers)))
                column.addLayout(_in_columns(numbers[:SHOWN_NUMBERS]))
                _say_more(column, len(numbers) - SHOWN_NUMBERS)
        row = Flow()
        printed, saved = button("main", self._actions.print_sheet), button("plain", self._actions.save_sheet)
        printed.setText(_("Print the day's sheet"))
        saved.setText(_("Save it as PDF"))
        row.addWidget(printed)
        row.addWidget(saved)
        column.addLayout(row)

    # ---- today

    def _draw_today(self, column: QVBoxLayout) -> None:
        column.addWidget(heading(_("Today")))
        column.addWidget(hairline())
        clerks = self.state.view.clerks
        if not clerks:
            column.addWidget(quiet(_("Nobody has been registered today yet.")))
        for one in clerks:
            row = QHBoxLayout()
            name = QLabel(isolate(one.name))
            name.setWordWrap(True)
            name.setFixedWidth(150)
            row.addWidget(where_reading_starts(name), 0, Qt.AlignmentFlag.AlignTop)
            squares = Squares(one.in_islamabad, one.here)
            said = _("{there} in Islamabad, {here} on this desk")
            squares.setAccessibleName(plain(fill(said, there=one.in_islamabad, here=one.here)))
            row.addWidget(squares)
            row.addStretch()
            column.addLayout(row)

    # ---- records to check

    def _draw_check(self, column: QVBoxLayout) -> None:
        view = self.state.view
        column.addWidget(heading(_("Records to check")))
        column.addWidget(hairline())
        if not (view.came_back or view.incomplete):
            column.addWidget(quiet(_("Nothing waits to be checked.")))
        groups: tuple[tuple[Place, str, Sequence[RecordToCheck]], ...] = (
            ("question", _("came back with a question"), view.came_back),
            ("open", _("quick forms to complete"), view.incomplete),
        )
        for place, words, records in groups:
            if not records:
                continue
            column.addLayout(_line(place, words, len(records)))
            for one in records[:SHOWN]:
                made = button("row", partial(self._actions.open_person, one.person_id))
                made.setText(f"{isolate(one.number)} · {isolate(one.name)}")
                column.addWidget(made)
            _say_more(column, len(records) - SHOWN)

    # ---- forms left behind

    def _draw_forms(self, column: QVBoxLayout) -> None:
        column.addWidget(heading(_("Forms left behind")))
        column.addWidget(hairline())
        forms = self.state.view.left_forms
        if not forms:
            column.addWidget(quiet(_("No form has lain for more than 7 days, and none is yours.")))
            return
        column.addWidget(
            quiet(
                _(
                    "What stands in a form stays its writer's. After 30 days you may open it, hand it to a colleague "
                    "or take it away; your own at any time."
                )
            )
        )
        for form in forms:
            column.addLayout(self._form_row(form))
            if form.draft_id == self._asked_about:
                column.addLayout(self._ask_why(form))
                self._wrong.show_sentence(self._problem, "wait")

    def _form_row(self, form: LeftForm) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        name = QLabel(_("yours") if form.mine else isolate(form.whose))
        name.setFont(body_font(bold=True))
        template = _n("untouched for {days} day, begun {time}", "untouched for {days} days, begun {time}", form.days)
        about = QLabel(fill(template, days=form.days, time=when(form.opened_at, self.state.now)))
        about.setProperty("look", "muted")
        row.addWidget(PlaceMark("open", words=False))
        words = Beside(((100, 1), (170, 2)), gap=8)
        for label in (name, about):
            label.setWordWrap(True)
            words.addWidget(where_reading_starts(label))
        row.addLayout(words, 1)
        if (form.abandoned or form.mine) and form.draft_id != self._asked_about:
            deal = button("", partial(self.ask_about, form.draft_id))
            deal.setText(_("Deal with it"))
            row.addWidget(deal)
        return row

    def _ask_why(self, form: LeftForm) -> QVBoxLayout:
        column = QVBoxLayout()
        typed = self.reason.text() if self.reason is not None else ""
        label, self.reason = small(_("Why? The reason is kept.")), QLineEdit(typed)
        direct(self.reason, "window")
        label.setBuddy(self.reason)
        self.reason.setAccessibleName(plain(_("Why? The reason is kept.")))
        column.addWidget(label)
        column.addWidget(self.reason)
        self._wrong = Band("wait")
        column.addWidget(self._wrong)
        hands = Flow()
        for login, name in self.state.view.hands:
            made = button("", partial(self._with_reason, partial(self._hand_over, login), form.draft_id))
            made.setText(fill(_("Give it to {name}"), name=name))
            hands.addWidget(made)
        column.addLayout(hands)
        row = Flow()
        for look, words, act in (
            ("main", _("Open it as mine"), self._actions.take_over),
            ("", _("Take it away"), self._actions.discard),
        ):
            made = button(look, partial(self._with_reason, act, form.draft_id))
            made.setText(words)
            row.addWidget(made)
        leave = button("plain", partial(self.ask_about, ""))
        leave.setText(_("Leave it"))
        row.addWidget(leave)
        column.addLayout(row)
        return column

    def ask_about(self, draft_id: str) -> None:
        """Somebody wants to deal with a form: first the reason."""
        self._asked_about, self.reason = draft_id, None
        self.redraw()
        self._go_to_reason()

    def _hand_over(self, login: str, draft_id: str, reason: str) -> None:
        self._actions.hand_over(draft_id, login, reason)

    def _go_to_reason(self) -> None:
        if self.reason is not None:
            self.reason.setFocus()

    def _with_reason(self, act: Callable[[str, str], object], draft_id: str) -> None:
        if self.reason is not None:
            act(draft_id, self.reason.text())

    def take_focus(self) -> None:
        self._people.setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back"))]


def _count(words: str, count: int) -> QVBoxLayout:
    column = QVBoxLayout()
    number, label = where_reading_starts(heading(isolate(count))), quiet(words)
    column.addWidget(number)
    column.addWidget(label)
    return column


def _in_columns(numbers: Sequence[str]) -> Flow:
    """Registration numbers side by side, none broken at its hyphens."""
    flow = Flow(12)
    for number in numbers:
        label = QLabel(isolate(number))
        label.setProperty("look", "muted")
        flow.addWidget(label)
    return flow


def _say_more(column: QVBoxLayout, more: int) -> None:
    if more > 0:
        column.addWidget(quiet(fill(_n("{count} more", "{count} more", more), count=more)))


def _line(place: Place, words: str, count: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    number = QLabel(isolate(count))
    number.setFont(body_font(bold=True))
    row.addWidget(PlaceMark(place, words=False))
    row.addWidget(sentence_label(words), 1)
    row.addWidget(number)
    return row
