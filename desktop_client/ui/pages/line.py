"""Line and delivery: what is still to go, when Islamabad was last heard, what came back with a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Beside, Flow, OpenArea
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.pages.line_load import LIMITS, DayBox, day_words, limit_words
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
)
from desktop_client.ui.ports import Place
from desktop_client.ui.style import body_font, colour
from desktop_client.wording.language import _, fill, in_language, is_right_to_left, isolate
from desktop_client.wording.line_sentence import (
    CameBack,
    LineStatus,
    answer_words,
    erased_words,
    load_words,
    put_back_words,
    size_words,
)
from desktop_client.wording.times import since, when


@dataclass(frozen=True, slots=True)
class LineState:
    """What is known about the line; `working` while an attempt runs, `failed` is its sentence when it did not work."""

    line: LineStatus
    now: int
    working: bool = False
    failed: str = ""


@dataclass(frozen=True, slots=True)
class LineActions:
    """Send now, repair what came back, go back; the numbers of the day and what stands behind the line; stop the sending
    under way; let so many bytes go on one day; go by stick instead.
    """

    send: Callable[[], object]
    repair: Callable[[str], object]
    back: Callable[[], object]
    details: Callable[[], object]
    stop: Callable[[], object]
    limit_day: Callable[[int], object]
    write_stick: Callable[[], object]
    read_stick: Callable[[], object]


def page_sentence(state: LineState) -> tuple[str, str]:
    """The first sentence of the page and how loud it is."""
    line = state.line
    if state.failed:
        return state.failed, "wait"
    if line.sending is not None:
        done, total = line.sending
        text = fill(_("Sending to Islamabad: {done} of {total} records. Go on working."), done=done, total=total)
        return text, "info"
    if state.working:
        return _("Calling Islamabad. Go on working."), "info"
    if line.line_down_since is not None and line.still_to_go:
        template = _(
            "No line since {day}. Your work goes on as usual; {left} records are safe here. They go by themselves as "
            "soon as there is a line; if it lasts, send them by USB."
        )
        return fill(template, day=since(line.line_down_since, state.now), left=line.still_to_go), "wait"
    if line.still_to_go:
        return fill(_("{left} records are safe here and still to go to Islamabad."), left=line.still_to_go), "info"
    return _("Everything is in Islamabad."), "done"


CARDS = ((300, 2), (360, 3))


class LinePage(Page):
    """Drawn again at every contact."""

    rail_entry = "line"

    def __init__(self, state: LineState, actions: LineActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self.send_button = button("main", self.send)
        details = button("", self._actions.details)
        self.say(details.setText, lambda: _("Day close and details (D)"))
        column = self.column_under(lambda: _("Line and delivery"), details, self.send_button)
        self._band = Band("info")
        column.addWidget(self._band)
        self._copied = Band("act")
        column.addWidget(self._copied)
        self._erased = Band("wait")
        column.addWidget(self._erased)
        cards = Beside(CARDS)
        self._numbers, self._back = QVBoxLayout(), QVBoxLayout()
        for rows in (self._numbers, self._back):
            frame, column_of_card = card()
            area, inside = OpenArea(), QWidget()
            inside.setLayout(rows)
            rows.setSpacing(6)
            rows.setContentsMargins(0, 0, 0, 0)
            area.setWidget(inside)
            column_of_card.addWidget(area)
            cards.addWidget(frame)
        column.addLayout(cards, 1)
        self.redraw()

    def show_state(self, state: LineState) -> None:
        other_keys = state.working != self.state.working
        self.state = state
        self.redraw()
        if other_keys:
            self.keys_changed()

    def send(self) -> None:
        """Send, or take back what is being sent."""
        if self.state.working:
            self.stop()
        else:
            self._actions.send()

    def stop(self) -> None:
        if self.state.working:
            self._actions.stop()

    def limit_more(self) -> None:
        """The next larger bound for a day, after the largest none."""
        limit = self.state.line.load.limit
        self._actions.limit_day(next((most for most in LIMITS if limit and most > limit), 0) if limit else LIMITS[1])

    def redraw(self) -> None:
        text, look = page_sentence(self.state)
        self._band.show_sentence(text, look)
        copied = self.state.line.put_back
        self._copied.show_sentence("" if copied is None else put_back_words(copied), "act")
        gone = self.state.line.erased_here
        self._erased.show_sentence(erased_words(gone) if gone else "", "wait")
        working = self.state.working
        self.send_button.setText(_("Stop here (X)") if working else _("Send now (N)"))
        self._draw_numbers()
        self._draw_back()

    def _draw_numbers(self) -> None:
        line, column = self.state.line, self._numbers
        clear_layout(column)
        column.addWidget(small(_("Records")))
        column.addWidget(Lane(line.in_islamabad_today, line.in_islamabad_today + line.still_to_go))
        template = _("{there} of {all} of today are in Islamabad")
        column.addWidget(sentence_label(fill(template, there=line.in_islamabad_today, all=line.registered_today)))
        if line.load.to_go:
            column.addWidget(sentence_label(fill(_("Still to go: {load}"), load=load_words(line.load))))
        load = line.load
        lanes = (
            (_("Small photos"), load.photos),
            (_("Documents"), load.papers),
        )
        for words, (there, every) in lanes:
            template = _("{what}: {there} of {all} in Islamabad") if every else _("{what}: none")
            column.addWidget(small(fill(template, what=words, there=there, all=every)))
            column.addWidget(Lane(there, every))
        if load.files_to_go:
            column.addWidget(
                small(fill(_("Pictures still to go: {load}"), load=size_words(load.files_to_go, load.speed)))
            )
        column.addSpacing(8)
        column.addWidget(hairline())
        never = _("never yet")
        facts = (
            (_("Last contact"), when(line.last_contact, self.state.now) if line.last_contact is not None else never),
            (_("Next try"), when(line.next_try, self.state.now) if line.next_try is not None else _("at your word")),
        )
        row = QHBoxLayout()
        for name, value in facts:
            label, shown = QLabel(name), QLabel(value)
            label.setProperty("look", "muted")
            shown.setFont(body_font(bold=True))
            row.addWidget(label)
            row.addWidget(shown)
            row.addStretch()
        column.addLayout(row)
        column.addSpacing(8)
        column.addWidget(small(day_words(line.load)))
        if line.load.limit:
            column.addWidget(DayBox(line.load))
        ways = Flow(8)
        for words, act in (
            (limit_words(line.load), self.limit_more),
            (_("Write to USB (W)"), self._actions.write_stick),
            (_("Read from USB (R)"), self._actions.read_stick),
        ):
            made = button("", act)
            made.setText(words)
            ways.addWidget(made)
        column.addLayout(ways)
        column.addStretch()

    def _draw_back(self) -> None:
        line, column = self.state.line, self._back
        clear_layout(column)
        column.addWidget(heading(_("Came back with a question")))
        column.addWidget(hairline())
        if not line.came_back:
            column.addWidget(quiet(_("Nothing came back.")))
        self._list_questions(
            [back for back in line.came_back if not back.to_repair],
            _("Not taken. Open the record and correct the answer; it goes again with the next sending."),
        )
        self._list_questions(
            [back for back in line.came_back if back.to_repair],
            _("In Islamabad, but not given on: answers there do not go together. A correction makes it good."),
        )
        self._list_waits()
        column.addSpacing(12)
        column.addWidget(heading(_("What Islamabad said")))
        column.addWidget(hairline())
        if not line.answers:
            column.addWidget(quiet(_("Nothing yet.")))
        for answer in line.answers:
            column.addWidget(sentence_label(f"{isolate(when(answer.at, self.state.now))} · {answer_words(answer)}"))
        column.addStretch()

    def _list_questions(self, listed: Sequence[CameBack], way: str) -> None:
        if not listed:
            return
        self._back.addWidget(small(way))
        for back in listed:
            self._add_record("question", back.person_id, back.name, back.number)
            self._add_words(in_language(back.question_en, back.question_ur))

    def _list_waits(self) -> None:
        waits, column = self.state.line.waits_there, self._back
        if not waits:
            return
        column.addSpacing(12)
        column.addWidget(heading(_("Waits in Islamabad")))
        column.addWidget(hairline())
        column.addWidget(small(_("What it speaks of has not arrived there yet. It counts by itself when that comes.")))
        for one in waits:
            self._add_record("in_islamabad", one.person_id, one.name, one.number)
            self._add_words(fill(_("since {time}"), time=when(one.since, self.state.now)))

    def _add_record(self, place: Place, person: str, name: str, number: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        made = button("row", partial(self._actions.repair, person))
        made.setText(f"{isolate(name)} · {isolate(number)}")
        row.addWidget(PlaceMark(place, words=False))
        row.addWidget(made, 1)
        self._back.addLayout(row)

    def _add_words(self, words: str) -> None:
        said = sentence_label(words)
        said.setContentsMargins(38, 0, 38, 4)
        self._back.addWidget(said)

    def take_focus(self) -> None:
        self.send_button.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(letter("N"), self.send, lambda: _("send now"), yields_to_typing=True),
            *(
                [Command(letter("X"), self.stop, lambda: _("stop"), yields_to_typing=True)]
                if self.state.working
                else []
            ),
            Command(letter("M"), self.limit_more, lambda: _("bytes a day"), yields_to_typing=True),
            Command(letter("W"), self._actions.write_stick, lambda: _("write to USB"), yields_to_typing=True),
            Command(letter("R"), self._actions.read_stick, lambda: _("read from USB"), yields_to_typing=True),
            Command(letter("D"), self._actions.details, lambda: _("day close and details"), yields_to_typing=True),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]


class Lane(QWidget):
    """A bar with a count beside it, never a bare percentage; it fills from where reading starts."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__()
        self._share = done / total if total else 0.0
        self.setFixedHeight(12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colour("line")))
        width = round(self.width() * self._share)
        left = self.width() - width if is_right_to_left() else 0
        painter.fillRect(left, 0, width, self.height(), QColor(colour("accent")))
        painter.end()
