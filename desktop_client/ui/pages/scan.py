"""F4: a line that takes what a scanner types under any keyboard layout, shows what it read, and fills only after Enter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.scanned import ScanReading, read_capture, whole_length
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, card, clear_layout, heading, in_the_middle, quiet, small
from desktop_client.ui.ports import Answer
from desktop_client.ui.style import body_font, field_font, heights
from desktop_client.wording.language import _, current_language, fill, isolate, plain
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.identifiers.cards import is_card_number
from shared_models.catalogue.validation import show_value
from shared_models.text.normalise import fold_digits

WIDTH = 720
SCANNER_MS = 30  # a key; no hand types a whole line as fast as that
Stage: TypeAlias = Literal["waiting", "more", "read", "choose", "once", "incomplete", "differs", "unknown"]


@dataclass(frozen=True, slots=True)
class ScanActions:
    """Fill a form (nothing when none is open), open a slip's record, look for a card number, go back."""

    fill: Callable[[Mapping[str, Answer]], object] | None
    slip: Callable[[str], object]
    find: Callable[[str], object]
    back: Callable[[], object]


@dataclass
class _Capture:
    """What came so far: the lines of a passport arrive one by one, a number typed by hand is typed twice."""

    stage: Stage = "waiting"
    lines: list[str] = field(default_factory=list)
    reading: ScanReading | None = None
    typed: str = ""
    count: int = 0
    wanted: int = 0


class ScanPage(Page):
    """Enter from the scanner only ends a line; Enter by hand takes what is shown."""

    rail_entry = "new"

    def __init__(
        self,
        catalogue: Catalogue,
        today: date,
        actions: ScanActions,
        clock: Callable[[], int],
        *,
        typed: str = "",
        path: str = "",
    ) -> None:
        super().__init__()
        self._catalogue, self._today, self._actions = catalogue, today, actions
        self._typed, self._path = typed, path or "person.documents.1.number"
        self._capture = _Capture()
        self._clock, self._began = clock, 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 24, 16, 16)
        middle = QFrame()
        outer.addLayout(in_the_middle(middle, WIDTH))
        outer.addStretch()
        column = QVBoxLayout(middle)
        column.setSpacing(12)
        title, hint = heading(), quiet()
        self.say(title.setText, lambda: _("Scan a card, a passport or a slip"))
        self.say(hint.setText, lambda: _("Hold the paper under the scanner. No scanner? Type the card number twice."))
        self.line = QLineEdit()
        self.line.setMaxLength(4096)
        self.line.textEdited.connect(self._begin)
        self._band = Band("info")
        self._frame, self._read = card(4)
        for part in (title, hint, self.line, self._band, self._frame):
            column.addWidget(part)
        self.redraw()

    @property
    def stage(self) -> Stage:
        return self._capture.stage

    # ---- what comes in

    def _begin(self, text: str) -> None:
        if len(text) <= 1:
            self._began = self._clock()

    def hear(self, text: str) -> None:
        """The first letters of a scan that began elsewhere."""
        self._began = self._clock()
        self.line.setText(text)

    def enter(self) -> None:
        """The end of a line from the scanner, or the hand that takes what was read."""
        text = self.line.text()
        self.line.clear()
        capture = self._capture
        if not text.strip():
            if capture.stage == "read":
                self._take()
            elif capture.stage == "more":
                self._incomplete()
            return
        number = "".join(sign for sign in fold_digits(text) if sign.isdecimal())
        by_hand = self._clock() - self._began > SCANNER_MS * len(text)
        if by_hand and capture.stage != "more" and _is_number(text, number):
            self._typed_number(number)
            return
        capture.lines.append(text.strip())
        self._read_lines()

    def _read_lines(self) -> None:
        capture = self._capture
        joined = "".join(capture.lines)
        reading = read_capture(joined, self._today, self._typed)
        if reading.slip:
            self._actions.slip(joined)
            return
        if reading.is_understood:
            self._capture = _Capture("choose" if len(reading.cards) > 1 else "read", reading=reading)
        elif (wanted := whole_length(joined)) and len(joined) < wanted:
            capture.stage, capture.count, capture.wanted = "more", len(joined), wanted
        else:
            capture.count, capture.wanted = len(joined), whole_length(joined)
            self._incomplete()
            return
        self.redraw()

    def _incomplete(self) -> None:
        count, wanted = self._capture.count, self._capture.wanted
        self._capture = _Capture("incomplete" if wanted else "unknown", count=count, wanted=wanted)
        self.redraw()

    def _typed_number(self, number: str) -> None:
        first = self._capture.typed
        if self._capture.stage != "once":
            self._capture = _Capture("once", typed=number)
        elif first == number:
            self._capture = _Capture("read", reading=ScanReading("typed", (number,)), typed=number)
        else:
            self._capture = _Capture("differs")
        self.redraw()

    def choose(self, number: int) -> None:
        """1-9: which of several numbers is meant."""
        reading = self._capture.reading
        if reading is not None and self._capture.stage == "choose" and number <= len(reading.cards):
            self._capture = _Capture("read", reading=reading.with_card(reading.cards[number - 1]))
            self.redraw()

    def _take(self) -> None:
        reading = self._capture.reading
        if reading is None:
            return
        if self._actions.fill is not None:
            self._actions.fill(reading.answers(self._path))
        elif reading.card:
            self._actions.find(reading.card)

    # ---- what is shown

    def redraw(self) -> None:
        self.line.setFont(field_font(urdu=False))
        self.line.setFixedHeight(heights().field)
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.line.setAccessibleName(plain(_("Scanner")))
        capture = self._capture
        look = "wait" if capture.stage in {"incomplete", "differs", "unknown"} else "info"
        self._band.show_sentence(self._sentence(), look)
        self._draw_reading()
        self.keys_changed()

    def _sentence(self) -> str:
        capture = self._capture
        places = {"count": capture.count, "wanted": capture.wanted}
        sentences: Mapping[Stage, Callable[[], str]] = {
            "waiting": lambda: "",
            "more": lambda: fill(
                _("{count} of {wanted} characters so far; the next line of the paper is still to come."), **places),
            "incomplete": lambda: fill(
                _("The scan was incomplete ({count} of {wanted} characters). No field was changed. Scan again, or type "
                  "the number twice."), **places),
            "unknown": lambda: _("The code could not be read. No field was changed. Scan again, or type the number twice."),
            "once": lambda: _("Please type the same number once more."),
            "differs": lambda: _("The number was different the second time. No field was changed. Please type it twice again."),
            "choose": lambda: _("The code holds several numbers. Which one stands on the card?"),
            "read": lambda: _("Is this what stands on the paper? Enter takes it."),
        }  # fmt: skip
        return sentences[capture.stage]()

    def _draw_reading(self) -> None:
        clear_layout(self._read)
        reading = self._capture.reading
        self._frame.setVisible(reading is not None)
        if reading is None:
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        if self._capture.stage == "choose":
            for at, number in enumerate(reading.cards[:9], start=1):
                grid.addWidget(QLabel(isolate(f"{at}   {_grouped(number)}")), at, 0, 1, 2)
        for at, (path, value) in enumerate(reading.shown(self._path)):
            known = self._catalogue.field_of(path)
            if known is None:
                continue
            from_list = show_value(known, value, current_language(), self._catalogue)
            words = QLabel(isolate(_grouped(from_list)))
            words.setFont(body_font(bold=True))
            grid.addWidget(small(known.label(current_language())), at, 0)
            grid.addWidget(words, at, 1)
        self._read.addLayout(grid)
        for name in reading.doubtful:
            self._read.addWidget(quiet(fill(_("Not certain, so not filled in: {what}"), what=name)))

    def take_focus(self) -> None:
        self.line.setFocus()

    def commands(self) -> list[Command]:
        enter = Command(
            key(Qt.Key.Key_Return), self.enter, lambda: _("take it") if self.stage == "read" else _("end of the line")
        )
        picks = [Command(letter(str(at)), partial(self.choose, at)) for at in range(1, 10)]
        again = Command(key(Qt.Key.Key_F4), self.again, lambda: _("scan again"))
        back = Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back"))
        return [enter, again, back, *(picks if self.stage == "choose" else [])]

    def say_problem(self, sentence: str) -> None:
        """Why a slip does not open its record."""
        self.again()
        self._band.show_sentence(sentence, "wait")

    def again(self) -> None:
        """Forget what was read."""
        self._capture = _Capture()
        self.line.clear()
        self.redraw()


def _is_number(text: str, number: str) -> bool:
    """Whether this is a card number: thirteen digits and nothing but blanks and dashes."""
    return is_card_number(number) and not any(sign.isalpha() for sign in text)


def _grouped(number: str) -> str:
    """A card number as it stands on the card; other text as it is."""
    return f"{number[:5]}-{number[5:12]}-{number[12:]}" if is_card_number(number) else number
