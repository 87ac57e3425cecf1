"""Showing a person to another office, and answering one: what there is already, then what is asked or answered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from desktop_client.ui.flowing import Flow, OpenArea
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import (
    Band,
    DoingButton,
    button,
    card,
    clear_layout,
    heading,
    in_the_middle,
    quiet,
    sentence_label,
    small,
)
from desktop_client.ui.referral_port import Choice, ReferralChoices, ReferralView
from desktop_client.ui.style import field_font, heights
from desktop_client.wording.language import _, _n, fill, in_language, isolate, plain
from desktop_client.wording.times import when

WIDTH = 760
DECLINE, TAKE_BACK = "DEC", "CAN"


@dataclass(frozen=True, slots=True)
class ReferralState:
    """Whose record it is, what there is and can be chosen, the time it is looked at, and why the last try was not done."""

    name_latin: str
    name_urdu: str
    choices: ReferralChoices
    now: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class ReferralActions:
    """Send (office, reason, remark), write a step (referral, step, reason, remark), go back."""

    send: Callable[[str, str, str], object]
    step: Callable[[str, str, str, str], object]
    back: Callable[[], object]


class ReferralPage(Page):
    """An office that was asked answers; any other begins. Numbers choose the reason, F10 does the main thing."""

    rail_entry = "find"

    def __init__(self, state: ReferralState, actions: ReferralActions) -> None:
        super().__init__()
        self.state = state
        self.office = self.reason = ""
        self._actions = actions
        self._area = OpenArea()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        inside = QFrame()
        self._area.setWidget(inside)
        around = QVBoxLayout(inside)
        around.setContentsMargins(16, 20, 16, 16)
        middle = QFrame()
        around.addLayout(in_the_middle(middle, WIDTH))
        around.addStretch()
        column = QVBoxLayout(middle)
        column.setSpacing(10)
        title, told = heading(), quiet()
        self.say(title.setText, self._title)
        self.say(told.setText, self._told)
        self._band = Band("wait")
        column.addWidget(title)
        column.addWidget(told)
        column.addWidget(self._band)
        self._known = QVBoxLayout()
        column.addLayout(self._known)
        self._offices = self._toggles(column, self.state.choices.offices if self._begins else (), self.choose_office)
        label = small()
        self.say(label.setText, self._reason_words)
        column.addWidget(label)
        self._reasons = self._toggles(column, self._choosable, self.choose, numbered=True)
        label.setVisible(bool(self._reasons))
        self.note = QLineEdit()
        about = small()
        about.setBuddy(self.note)
        self.say(about.setText, lambda: _("One sentence for the other office. It may stay empty; nothing private."))
        self.say(self.note.setAccessibleName, lambda: plain(_("One sentence for the other office")))
        column.addWidget(about)
        column.addWidget(self.note)
        self._deeds = QHBoxLayout()
        column.addLayout(self._deeds)
        for widget in (about, self.note):
            widget.setVisible(self._begins or bool(self._answerable))
        self.redraw()

    @property
    def _answerable(self) -> tuple[ReferralView, ...]:
        return tuple(one for one in self.state.choices.referrals if one.asks_us and one.steps)

    @property
    def _begins(self) -> bool:
        return bool(self.state.choices.offices) and not self._answerable

    @property
    def _choosable(self) -> tuple[Choice, ...]:
        if self._answerable:
            return self.state.choices.declines if DECLINE in self._answerable[0].steps else ()
        return self.state.choices.reasons if self._begins else ()

    def _toggles(
        self,
        column: QVBoxLayout,
        choices: tuple[Choice, ...],
        choose: Callable[[str], object],
        *,
        numbered: bool = False,
    ) -> dict[str, DoingButton]:
        row = Flow()
        made: dict[str, DoingButton] = {}
        for at, (code, english, urdu) in enumerate(choices, start=1):
            one = button("toggle", partial(choose, code))
            one.setCheckable(True)
            self.say(one.setText, partial(_words, at if numbered and at <= 9 else 0, english, urdu))
            made[code] = one
            row.addWidget(one)
        column.addLayout(row)
        return made

    def _title(self) -> str:
        name = in_language(self.state.name_latin, self.state.name_urdu) or self.state.name_latin or self.state.name_urdu
        if self._answerable:
            return fill(_("{name}: what is asked of this office"), name=name)
        return fill(_("Show {name} to another office"), name=name) if self._begins else name

    def _told(self) -> str:
        if self._answerable:
            return _(
                "The person belongs to the other office. You read the whole record; your answer goes with the next contact."
            )
        if self._begins:
            return _(
                "The other office reads the whole record and answers. The person stays with this office, and private "
                "entries go to nobody."
            )
        return ""

    def _reason_words(self) -> str:
        return _("If this office cannot do it: why?") if self._answerable else _("What for?")

    def show_state(self, state: ReferralState) -> None:
        self.state = state
        self.redraw()

    def redraw(self) -> None:
        self._band.show_sentence(self.state.said, "wait")
        self.note.setFont(field_font(urdu=False))
        self.note.setFixedHeight(heights().field)
        for chosen, made in ((self.office, self._offices), (self.reason, self._reasons)):
            for code, toggle in made.items():
                toggle.setChecked(code == chosen)
        clear_layout(self._known)
        for one in self.state.choices.referrals:
            self._known.addWidget(self._card(one))
        self._draw_deeds()

    def _card(self, one: ReferralView) -> QFrame:
        frame, column = card(4)
        column.addWidget(sentence_label(referral_sentence(one, self.state.now)))
        for remark in (one.note, one.said):
            if remark:
                column.addWidget(quiet(isolate(remark)))
        if one.too_late:
            column.addWidget(small(too_late_words(one.too_late)))
        if TAKE_BACK in one.steps:
            row = QHBoxLayout()
            back = button("plain", partial(self._step, one, TAKE_BACK))
            back.setText(_("Take it back"))
            row.addWidget(back)
            row.addStretch()
            column.addLayout(row)
        return frame

    def _draw_deeds(self) -> None:
        clear_layout(self._deeds)
        if self._answerable:
            for at, step in enumerate(self._answerable[0].steps):
                made = button("" if at else "main", partial(self._step, self._answerable[0], step))
                made.setText(step_words(step, first=not at))
                self._deeds.addWidget(made)
        elif self._begins:
            made = button("main", self.act)
            made.setText(_("Show to this office (F10)"))
            self._deeds.addWidget(made)
        self._deeds.addStretch()

    def choose_office(self, code: str) -> None:
        """Show the person to this office, and to no other one with it."""
        self.office = code
        self.redraw()

    def choose(self, code: str) -> None:
        """What for, or why not."""
        self.reason = code
        self.redraw()

    def _step(self, one: ReferralView, step: str) -> None:
        self._actions.step(one.referral_id, step, self.reason if step == DECLINE else "", self.note.text())

    def act(self) -> None:
        """The main thing: the first answer, or sending it."""
        if self._answerable:
            self._step(self._answerable[0], self._answerable[0].steps[0])
        elif self._begins:
            self._actions.send(self.office, self.reason, self.note.text())

    def take_focus(self) -> None:
        next(iter(self._offices.values()), self.note if self._answerable else self).setFocus()

    def commands(self) -> list[Command]:
        picks = [
            Command(letter(str(at)), partial(self.choose, code), yields_to_typing=True)
            for at, code in enumerate(list(self._reasons)[:9], start=1)
        ]
        acts = self._answerable or self._begins
        return [
            *([Command(key(Qt.Key.Key_F10), self.act, self._act_words)] if acts else []),
            *picks,
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]

    def _act_words(self) -> str:
        return _("answer") if self._answerable else _("show to this office")


def step_words(step: str, *, first: bool = False) -> str:
    """What a step is called on a button."""
    words = {
        "ACC": _("We take it on (F10)") if first else _("We take it on"),
        "DEC": _("We cannot"),
        "CMP": _("It is done (F10)") if first else _("It is done"),
        "CAN": _("Take it back"),
    }
    return words.get(step, step)


def referral_sentence(one: ReferralView, now: int) -> str:
    """Who asked whom for what, and where it stands."""
    if one.asks_us:
        template = _("The office in {office} asks since {since}: {reason}. State: {state}.")
    else:
        template = _("Shown to the office in {office} since {since}: {reason}. State: {state}.")
    said = fill(
        template,
        office=in_language(one.office_en, one.office_ur),
        since=when(one.at, now),
        reason=in_language(one.reason_en, one.reason_ur),
        state=in_language(one.state_en, one.state_ur),
    )
    why = in_language(one.why_en, one.why_ur)
    if not why or one.state != DECLINE:
        return said
    because = _("Because: {reason}.")
    return f"{said} {fill(because, reason=why)}"


def too_late_words(count: int) -> str:
    """How many steps came when they were none any more."""
    words = _n(
        "{count} step came too late: it is kept and changes nothing.",
        "{count} steps came too late: they are kept and change nothing.",
        count,
    )
    return fill(words, count=count)


def _words(number: int, english: str, urdu: str) -> str:
    words = in_language(english, urdu)
    return f"{isolate(number)}  {words}" if number else words
