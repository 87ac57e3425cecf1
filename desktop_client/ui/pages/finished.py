"""The moment of finishing: one number in the middle, where it is, its slip beside it, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from desktop_client.ui import fonts
from desktop_client.ui.flowing import Beside, Flow
from desktop_client.ui.keys import CTRL, Command, key, letter
from desktop_client.ui.marks import PlaceMark
from desktop_client.ui.page import Page
from desktop_client.ui.person_port import SlipForm, Visit
from desktop_client.ui.pieces import Band, button, quiet
from desktop_client.ui.ports import FinishedRegistration, Place
from desktop_client.ui.slip_preview import SlipPreview, form_words
from desktop_client.ui.style import body_font, tokens
from desktop_client.ui.visits import visit_sentence
from desktop_client.wording.language import _, fill, is_right_to_left, isolate
from desktop_client.wording.times import clock_seconds

Printing: TypeAlias = Literal["", "working", "printed", "waiting", "kept"]


@dataclass(frozen=True, slots=True)
class FinishedState:
    """What was registered, where it is now, and what became of its slip; `picture` is a PNG."""

    registration: FinishedRegistration
    place: Place = "here"
    form: SlipForm = "a5"
    picture: bytes = b""
    printing: Printing = ""
    leaflet: Printing = ""
    visit: Visit | None = None
    # Why nothing was printed, as a whole sentence.
    failed: str = ""


@dataclass(frozen=True, slots=True)
class FinishedActions:
    """What may come next."""

    next_person: Callable[[], object]
    open_record: Callable[[], object]
    home: Callable[[], object]
    print_slip: Callable[[], object]
    keep_slip: Callable[[], object]
    choose_form: Callable[[SlipForm], object]
    leaflet: Callable[[], object]
    keep_leaflet: Callable[[], object]
    appointment: Callable[[], object]


def in_big_groups(number: str) -> str:
    """`MUX-26-K7Q-00042-X` as it is read aloud: `MUX-26 · K7Q · 00042 · X`."""
    parts = number.split("-")
    return " · ".join(["-".join(parts[:2]), *parts[2:]]) if len(parts) > 2 else number


COLUMNS = ((480, 3), (300, 2))


class FinishedPage(Page):
    """No box with OK: the page itself is the answer."""

    rail_entry = "new"

    def __init__(self, state: FinishedState, actions: FinishedActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 16)
        across = Beside(COLUMNS, gap=24)
        outer.addLayout(across, 1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(2)
        self._latin, self._urdu = QLabel(), QLabel()
        for label in (self._latin, self._urdu):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._number = QLabel(isolate(in_big_groups(state.registration.number)))
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setAccessibleName(state.registration.number)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._mark = PlaceMark(state.place, words=False)
        self._sentence, self._hint = QLabel(), quiet()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._band = Band("wait")
        self._names = Flow(24, middle=True)
        column.addLayout(self._names)
        column.addWidget(self._number)
        where = QHBoxLayout()
        where.setSpacing(6)
        where.addStretch()
        where.addWidget(self._mark)
        where.addWidget(self._sentence)
        where.addStretch()
        column.addLayout(where)
        column.addWidget(self._hint)
        column.addWidget(self._band)
        column.addSpacing(16)
        for row in self._build_buttons():
            column.addLayout(row)
        column.addStretch(3)
        across.add_layout(column)
        self._preview = SlipPreview()
        across.addWidget(self._preview)
        self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The number is as large as its line allows; it is never broken."""
        super().resizeEvent(event)
        font = fonts.font(tokens().type["number"] + 16, bold=True)
        room = min(self.width() - 48, max(COLUMNS[0][0], self.width() * 3 // 5 - 80))
        for size in range(tokens().type["number"] + 16, tokens().type["number"] - 8, -2):
            font = fonts.font(size, bold=True)
            if QFontMetrics(font).horizontalAdvance(self._number.text()) <= room:
                break
        self._number.setFont(font)

    def _build_buttons(self) -> list[Flow]:
        self._print, self._next = button("main", self.print_slip), button("", self._actions.next_person)
        look, home = button("", self._actions.open_record), button("", self._actions.home)
        self._keep, self._form = button("plain", self._actions.keep_slip), button("plain", self.other_form)
        self._leaflet, self._keep_leaflet = button("", self.print_leaflet), button("plain", self._actions.keep_leaflet)
        self.say(look.setText, lambda: _("See the record (O)"))
        self.say(home.setText, lambda: _("Home (Esc)"))
        self.say(self._next.setText, lambda: _("Next person (N)"))
        self.say(self._keep.setText, lambda: _("Save as PDF"))
        rows = []
        self._appointment = button("", self._actions.appointment)
        self.say(self._appointment.setText, lambda: _("Appointment (A)"))
        self.say(self._leaflet.setText, lambda: _("Leaflet (L)"))
        self.say(self._keep_leaflet.setText, lambda: _("Leaflet as PDF"))
        for made in (
            (self._print, self._next, look, home),
            (self._leaflet, self._appointment),
            (self._form, self._keep, self._keep_leaflet),
        ):
            row = Flow(middle=True)
            for one in made:
                row.addWidget(one)
            rows.append(row)
        return rows

    def show_state(self, state: FinishedState) -> None:
        done_now = self.state.printing in {"", "working"} and state.printing in {"printed", "waiting"}
        self.state = state
        self.redraw()
        if done_now:
            # The paper is dealt with: Enter goes on.
            self._next.setFocus()

    def redraw(self) -> None:
        registration = self.state.registration
        while self._names.count():
            self._names.takeAt(0)
        own_script_first = (self._urdu, self._latin) if is_right_to_left() else (self._latin, self._urdu)
        for label in own_script_first:
            self._names.addWidget(label)
        self._latin.setText(registration.name_latin)
        self._urdu.setText(registration.name_urdu)
        self._latin.setFont(fonts.font(tokens().type["section"]))
        self._urdu.setFont(fonts.font(tokens().type["section"] + 2, urdu=True))
        self._latin.setVisible(bool(registration.name_latin))
        self._urdu.setVisible(bool(registration.name_urdu))
        template = (
            _("On this desk {time}, and in Islamabad.")
            if self.state.place == "in_islamabad"
            else _("On this desk {time}. Not yet in Islamabad.")
        )
        self._sentence.setText(fill(template, time=clock_seconds(registration.saved_at)))
        self._sentence.setFont(body_font())
        self._mark.show_place(self.state.place)
        self._number.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._draw_paper()
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if is_right_to_left() else Qt.LayoutDirection.LeftToRight
        )

    def _draw_paper(self) -> None:
        said = {
            "": _("The slip is ready. The registration goes to Islamabad by itself."),
            "working": _("Printing…"),
            "printed": _("The slip was printed. Please give it to the person."),
            "waiting": "",
            "kept": _("The slip is in the file."),
        }
        leaflet = {
            "working": _("Printing…"),
            "printed": _("The leaflet was printed. Please read it out and give it to the person."),
            "kept": _("The leaflet is in the file."),
        }
        coming = visit_sentence(self.state.visit) if self.state.visit is not None else ""
        lines = (coming, said[self.state.printing], leaflet.get(self.state.leaflet, ""))
        self._hint.setText("\n".join(filter(None, lines)))
        self._band.show_sentence(self.state.failed, "wait")
        again = self.state.printing in {"printed", "waiting"}
        self._print.setText(_("Print again") if again else _("Print slip (Enter)"))
        self._print.setEnabled(self.state.printing != "working")
        self._appointment.setVisible(self.state.registration.may_appoint)
        for made in (self._leaflet, self._keep_leaflet):
            made.setVisible(self.state.registration.has_leaflet)
            made.setEnabled(self.state.leaflet != "working")
        self._form.setText(fill(_("Paper: {form}"), form=form_words(self.state.form)))
        self._preview.show_picture(self.state.picture, self.state.form)

    def print_slip(self) -> None:
        if self.state.printing != "working":
            self._actions.print_slip()

    def print_leaflet(self) -> None:
        if self.state.leaflet != "working":
            self._actions.leaflet()

    def other_form(self) -> None:
        """Half a sheet or the roll: remembered for this desk."""
        self._actions.choose_form("a5" if self.state.form == "roll" else "roll")

    def take_focus(self) -> None:
        (self._next if self.state.printing in {"printed", "waiting"} else self._print).setFocus()

    def commands(self) -> list[Command]:
        registration = self.state.registration
        appoint = Command(letter("A"), self._actions.appointment, lambda: _("appointment"), yields_to_typing=True)
        leaflet = Command(letter("L"), self.print_leaflet, lambda: _("leaflet"), yields_to_typing=True)
        return [
            Command(key(Qt.Key.Key_Return), self.print_slip, lambda: _("print slip")),
            *([leaflet] if registration.has_leaflet else []),
            *([appoint] if registration.may_appoint else []),
            Command(letter("N"), self._actions.next_person, lambda: _("next person"), yields_to_typing=True),
            Command(letter("O"), self._actions.open_record, lambda: _("see the record"), yields_to_typing=True),
            Command(letter("P", CTRL), self.print_slip),
            Command(key(Qt.Key.Key_Escape), self._actions.home, lambda: _("home")),
        ]
