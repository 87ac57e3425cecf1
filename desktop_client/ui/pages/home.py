"""The day on one page: the three things people come for, what is yours to finish, one square per person."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_client.ui.flowing import Beside, Flow, OpenArea
from desktop_client.ui.intake_port import QueueDay
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.marks import MARK_WIDTH, PlaceMark, Squares
from desktop_client.ui.page import Page
from desktop_client.ui.pages.todays_date import wrong_clock_words
from desktop_client.ui.pages.waiting import QueueActions, WaitingCard
from desktop_client.ui.pieces import (
    Band,
    DoingButton,
    button,
    card,
    clear_layout,
    hairline,
    heading,
    quiet,
    sentence_label,
)
from desktop_client.ui.ports import HomeDay, Place
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, _n, fill, in_language, isolate, plain
from desktop_client.wording.line_sentence import LineStatus
from desktop_client.wording.times import clock_seconds, clock_time, local, when

SHOWN_FORMS = 4
CARDS = ((340, 4), (340, 6), (300, 3))  # least width and share: who waits, what is yours, today
LINE_PADDING = 20  # of a line's button, both sides
NOBODY_WAITS, LEADS_NOWHERE = QueueDay(), QueueActions()


@dataclass(frozen=True, slots=True)
class HomeState:
    """The day and what the strip knows."""

    day: HomeDay
    line: LineStatus
    queue: QueueDay = NOBODY_WAITS
    now: int = 0


@dataclass(frozen=True, slots=True)
class HomeActions:
    """Where the page leads."""

    new: Callable[[], object]
    find: Callable[[], object]
    forms: Callable[[], object]
    line: Callable[[], object]
    open_form: Callable[[str], object]
    open_person: Callable[[str], object]
    slips: Callable[[], object]
    queue: QueueActions = LEADS_NOWHERE
    give_date: Callable[[], object] = lambda: None


class HomePage(Page):
    """Drawn again whenever something was saved or sent."""

    rail_entry = "home"

    def __init__(self, state: HomeState, actions: HomeActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        column.addLayout(self._build_buttons())
        self._band = Band("info")
        column.addWidget(self._band)
        cards = Beside(CARDS)
        self.waiting = WaitingCard(self._actions.queue)
        (mine, around), (today, self._today) = card(), card()
        # A long list scrolls by itself: who waits and their keys stay in sight.
        area, inside = OpenArea(), QWidget()
        self._mine = QVBoxLayout(inside)
        self._mine.setContentsMargins(6, 0, 6, 0)  # the counts keep off the scroll bar
        area.setWidget(inside)
        around.addWidget(area)
        for each in (self.waiting, mine, today):
            cards.addWidget(each)
        column.addLayout(cards, 1)
        self.redraw()

    def _build_buttons(self) -> Flow:
        row = Flow(12)
        self._new, find = button("main", self._actions.new), button("", self._actions.find)
        self.say(self._new.setText, lambda: fill(_("{key}   New registration"), key="F2"))
        self.say(find.setText, lambda: fill(_("{key}   Find a person"), key="F3"))
        scan = button("", self._actions.queue.scan)
        self.say(scan.setText, lambda: fill(_("{key}   Scan a card or a slip"), key="F4"))
        for made in (self._new, find, scan):
            made.setMinimumHeight(44)
            made.setMinimumWidth(220)
            row.addWidget(made)
        return row

    def show_state(self, state: HomeState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self.waiting.show_queue(self.state.queue, self.state.now)
        self._draw_band()
        self._draw_mine()
        self._draw_today()

    def _draw_band(self) -> None:
        day = self.state.day
        if day.clock_reads:
            way = fill(_("{key} gives the date."), key="Y")
            self._band.show_sentence(f"{wrong_clock_words(day.clock_reads)} {way}", "act")
        elif day.power_cut_at is not None and day.open_forms:
            newest = max(form.saved_at for form in day.open_forms)
            template = _n(
                "The power went off at {time}. Your {count} form is as it was at {saved}; please check the last field. "
                "{key} goes on.",
                "The power went off at {time}. Your {count} forms are as they were at {saved}; please check the last "
                "field. {key} goes on.",
                len(day.open_forms),
            )
            text = fill(
                template,
                time=clock_time(day.power_cut_at),
                count=len(day.open_forms),
                saved=clock_seconds(newest),
                key="Enter",
            )
            self._band.show_sentence(text, "wait")
        else:
            self._band.show_sentence("", "info")

    def _draw_mine(self) -> None:
        day, column = self.state.day, self._mine
        clear_layout(column)
        column.setSpacing(4)
        self._newest_form: QWidget | None = None
        column.addWidget(heading(_("Yours to finish")))
        column.addWidget(hairline())
        waits = day.came_back or day.waits_there or day.open_forms or day.to_complete or day.slips_to_print
        if not (waits or day.visits or day.asked):
            column.addWidget(
                quiet(fill(_("Nothing is left open. {new} registers a person, {find} finds one."), new="F2", find="F3"))
            )
        if day.came_back:
            column.addWidget(_line_of("question", _("came back with a question"), len(day.came_back)))
            for back in day.came_back[:SHOWN_FORMS]:
                words = f"{isolate(back.number)} · {in_language(back.question_en, back.question_ur)}"
                column.addWidget(_link(words, partial(self._actions.open_person, back.person_id)))
        if day.waits_there:
            column.addWidget(_line_of("in_islamabad", _("waits there for what it speaks of"), len(day.waits_there)))
            for one in day.waits_there[:SHOWN_FORMS]:
                words = f"{isolate(one.number)} · {fill(_('since {time}'), time=when(one.since, self.state.now))}"
                column.addWidget(_link(words, partial(self._actions.open_person, one.person_id)))
        if day.open_forms:
            column.addWidget(_line_of("open", _("forms left open"), len(day.open_forms)))
            for form in day.open_forms[:SHOWN_FORMS]:
                name = isolate(form.name) if form.name else _("no name yet")
                template = _("{done} of {asked} answered, {time}")
                about = fill(template, done=form.answered, asked=form.asked, time=clock_time(form.saved_at))
                words = f"{name} · {about}"
                link = _link(words, partial(self._actions.open_form, form.draft_id))
                self._newest_form = self._newest_form or link
                column.addWidget(link)
        if day.to_complete:
            words = fill(_("quick forms to complete: {today} today"), today=day.to_complete_today)
            column.addWidget(_line_of("open", words, day.to_complete))
        if day.visits:
            self._draw_visits(column)
        self._draw_asked(column)
        if day.slips_to_print:
            column.addWidget(_line_of("open", _("slips still to print"), day.slips_to_print))
            column.addWidget(_link(_("Print them"), self._actions.slips))
        column.addStretch()

    def _draw_asked(self, column: QVBoxLayout) -> None:
        """Whom other offices show to this one and wait for an answer: the number and the office, no name."""
        asked = self.state.day.asked
        if asked:
            column.addWidget(_line_of("question", _("another office asks"), len(asked)))
        for one in asked[:SHOWN_FORMS]:
            words = f"{isolate(one.number)} · {in_language(one.office_en, one.office_ur)}"
            column.addWidget(_link(words, partial(self._actions.open_person, one.person_id)))

    def _draw_visits(self, column: QVBoxLayout) -> None:
        """Whom the office waits for today or calls: the clock and the number, no name and not what for."""
        visits = self.state.day.visits
        column.addWidget(_line_of("open", _("calls and visits today"), len(visits)))
        now = local(self.state.now).strftime("%H:%M")
        coming = [one for one in visits if one.time >= now] or list(visits)
        for one in coming[:SHOWN_FORMS]:
            kind = _("call") if one.is_call else _("visit")
            words = " · ".join(isolate(part) for part in (one.time or "–", one.number, kind))
            column.addWidget(_link(words, partial(self._actions.open_person, one.person_id)))

    def _draw_today(self) -> None:
        line, column = self.state.line, self._today
        clear_layout(column)
        column.addWidget(heading(_("Today")))
        column.addWidget(hairline())
        here = line.registered_today - line.in_islamabad_today
        if not line.registered_today:
            column.addWidget(quiet(_("Nobody has been registered today yet.")))
        else:
            template = _("{all} registered: {there} in Islamabad, {here} still here.")
            text = fill(template, all=line.registered_today, there=line.in_islamabad_today, here=here)
            column.addWidget(sentence_label(text))
            grid = QGridLayout()
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(8)
            for row, (hour, there, only_here) in enumerate(self.state.day.hours):
                label = QLabel(isolate(f"{hour:02d}"))
                label.setProperty("look", "muted")
                grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(Squares(there, only_here), row, 1)
            grid.setColumnStretch(2, 1)
            column.addLayout(grid)
            column.addLayout(_legend())
        column.addStretch()

    def take_focus(self) -> None:
        # After a power cut Enter goes on where work stood, as the sentence above says.
        went_off = self.state.day.power_cut_at is not None and not self.state.day.clock_reads
        (self._newest_form if went_off and self._newest_form is not None else self._new).setFocus()

    def commands(self) -> list[Command]:
        give = Command(letter("Y"), self._actions.give_date, lambda: _("today's date"), yields_to_typing=True)
        return [
            *([give] if self.state.day.clock_reads else []),
            Command(letter("N"), self._actions.queue.call_next, lambda: _("next number"), yields_to_typing=True),
            Command(key(Qt.Key.Key_F2), self._actions.new, lambda: _("new registration")),
            Command(key(Qt.Key.Key_F3), self._actions.find, lambda: _("find a person")),
            Command(key(Qt.Key.Key_F9), self._actions.forms, lambda: _("forms left open")),
            Command(letter("T"), self._actions.queue.new_token, lambda: _("new number"), yields_to_typing=True),
            Command(letter("V"), self._actions.queue.count_visit, lambda: _("visit only"), yields_to_typing=True),
            Command(key(Qt.Key.Key_F5), self._actions.line, lambda: _("line and delivery")),
            Command(key(Qt.Key.Key_F4), self._actions.queue.scan, lambda: _("scan")),
        ]


def _line_of(place: Place, words: str, count: int) -> QWidget:
    row = QFrame()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 4, 0, 0)
    across.setSpacing(8)
    number = QLabel(isolate(count))
    number.setFont(body_font(bold=True))
    across.addWidget(PlaceMark(place, words=False))
    across.addWidget(sentence_label(words), 1)
    across.addWidget(number)
    return row


class FittedLine(DoingButton):
    """A line that can be opened; in a narrow window it shortens itself instead of pushing the page."""

    def __init__(self, words: str, act: Callable[[], object]) -> None:
        super().__init__(act)
        self._words = words
        self.setProperty("look", "row")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(plain(words))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(0, self.width() - LINE_PADDING)
        fitting = QFontMetrics(self.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(fitting)
        self.setToolTip(self._words if fitting != self._words else "")


def _link(words: str, act: Callable[[], object]) -> QWidget:
    """A line that can be opened; its text stands below the words of its group."""
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(MARK_WIDTH - 1, 0, 0, 0)
    line = FittedLine(words, act)
    row.addWidget(line)
    place.setFocusProxy(line)
    return place


def _legend() -> Flow:
    row = Flow()
    for there, words in ((1, _("in Islamabad")), (0, _("on this desk"))):
        label = QLabel(words)
        label.setProperty("look", "muted")
        pair = QHBoxLayout()
        pair.setSpacing(6)
        pair.addWidget(Squares(there, 1 - there))
        pair.addWidget(label)
        row.add_layout(pair)
    return row
