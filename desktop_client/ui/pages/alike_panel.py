"""The panel "People like this one": always there and quiet; F7 brings the keys to it, Esc takes them back to the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_client.services.likeness import Alike, ElsewhereHit, Likenesses
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.pages.alike_card import AlikeCard, Key, fill_elsewhere, fill_person, where_and_when
from desktop_client.ui.pieces import clear_layout, heading, quiet, small
from desktop_client.wording.language import _, _n, current_language, fill, in_language
from desktop_client.wording.times import day_in_words
from shared_models.catalogue.catalogue import Catalogue

MOST_REASONS = 5  # that the number keys choose from
_OTHER = "OTHER"


def _nothing(*_given: object) -> None:
    """Where nobody hears it."""


@dataclass(frozen=True, slots=True)
class AlikeWays:
    """What the answers do. `answer` takes a code of LINK_ANSWER and one of LINK_REASON or nothing."""

    same: Callable[[Alike], object] = _nothing
    answer: Callable[[Alike, str, str], object] = _nothing
    answer_elsewhere: Callable[[ElsewhereHit, str], object] = _nothing
    look: Callable[[Alike], object] = _nothing
    leave: Callable[[], object] = _nothing
    keys_changed: Callable[[], object] = _nothing


class AlikePanel(QWidget):
    """Draws what was found; of the hits one is unfolded, which the letter keys mean while the cursor is here."""

    def __init__(self, catalogue: Catalogue, ways: AlikeWays) -> None:
        super().__init__()
        self.ways = ways
        self._catalogue = catalogue
        self._found = Likenesses()
        self._at = 0
        self._drawn: list[AlikeCard] = []
        self._why: Alike | None = None  # who was said to be somebody else, while the reason may be given
        # Neither Tab nor a click brings the cursor here: who answers with the mouse goes on typing where it stands.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 4)
        column.setSpacing(4)
        head = QHBoxLayout()
        self._title, self._sign = heading(), small("F7")
        head.addWidget(self._title, 1)
        head.addWidget(self._sign)
        column.addLayout(head)
        self._compared = quiet()
        column.addWidget(self._compared)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 4, 0)
        self._cards.setSpacing(4)
        self._area.setWidget(inside)
        column.addWidget(self._area, 1)
        self.speak()

    # ---- what is shown

    @property
    def hits(self) -> tuple[Alike | ElsewhereHit, ...]:
        """People of this desk first, the likeliest of them at the top, then what is known of other offices."""
        return (*self._found.people, *self._found.elsewhere)

    @property
    def found(self) -> Likenesses:
        """What the last look-up found, without whom it was answered about."""
        return self._found

    def show_found(self, found: Likenesses) -> None:
        """Other hits; the one that was unfolded stays so while it is among them."""
        if found == self._found:
            return
        before = self._chosen
        self._found = found
        hits = self.hits
        self._at = next((at for at, hit in enumerate(hits) if _name(hit) == _name(before)), 0)
        if self._why is not None and self._why not in hits:
            self._why = None
        self.speak()

    @property
    def _chosen(self) -> Alike | ElsewhereHit | None:
        hits = self.hits
        return hits[self._at] if self._at < len(hits) else None

    def speak(self) -> None:
        """Say everything in the window's language."""
        self._title.setText(_("People like this one"))
        self._compared.setText(self._compared_words())
        clear_layout(self._cards)
        self._drawn.clear()
        for at, hit in enumerate(self.hits):
            if at == len(self._found.people):
                self._cards.addWidget(small(_("At other offices")))
            self._drawn.append(self._card(at, hit))
            self._cards.addWidget(self._drawn[-1])
        if self._found.enough and not self.hits:
            self._cards.addWidget(quiet(_("Nobody is like this person.")))
        self._cards.addStretch()
        self._mark()

    def _compared_words(self) -> str:
        found = self._found
        if not found.enough:
            return _("Looked up as soon as two of name, father, year of birth and district are known, or a number.")
        here = f"{found.compared:,}"
        if found.elsewhere_day:
            template = _("Compared with {here} people here and {elsewhere} elsewhere (list of {day})")
            day = day_in_words(date.fromisoformat(found.elsewhere_day))
            said = fill(template, here=here, elsewhere=f"{found.elsewhere_people:,}", day=day)
        else:
            said = fill(
                _n("Compared with {here} person here", "Compared with {here} people here", found.compared), here=here
            )
        return said

    def _card(self, at: int, hit: Alike | ElsewhereHit) -> AlikeCard:
        unfolded = at == self._at
        made = AlikeCard(partial(self._choose, at))
        if isinstance(hit, Alike):
            fill_person(made, hit, unfolded=unfolded, reasons=self._why is not hit)
        else:
            fill_elsewhere(made, hit, self._catalogue)
        if unfolded and self._why is hit:
            made.add_keys(_("Not the same person. Why do they look alike?"), self._reason_keys())
        elif unfolded:
            made.add_keys("", self._answer_keys(hit))
        return made

    def _spoken(self) -> str:
        hit = self._chosen
        if isinstance(hit, Alike):
            who = in_language(hit.name_latin or hit.name_urdu, hit.name_urdu or hit.name_latin)
            return f"{who}, {where_and_when(hit)}"
        return _("People like this one")

    # ---- keys

    def _answer_keys(self, hit: Alike | ElsewhereHit) -> list[Key]:
        if isinstance(hit, ElsewhereHit):
            if not hit.office:  # what may not be shown is not asked about by name; head office finds the pair itself
                return []
            return [
                ("D", lambda: _("somebody else"), partial(self.ways.answer_elsewhere, hit, "DIFFERENT")),
                ("U", lambda: _("not sure: ask head office"), partial(self.ways.answer_elsewhere, hit, "NOT_SURE")),
            ]
        return [
            ("S", lambda: _("same"), partial(self.ways.same, hit)),
            ("D", lambda: _("different"), partial(self._differs, hit)),
            ("U", lambda: _("not sure"), partial(self.ways.answer, hit, "NOT_SURE", "")),
            ("O", lambda: _("open"), partial(self.ways.look, hit)),
        ]

    def _reason_keys(self) -> list[Key]:
        """The answer is kept already; a reason is a help to head office and may be left out."""
        rows = [row for row in self._catalogue.lists["LINK_REASON"].rows if row.code != _OTHER][:MOST_REASONS]
        found: list[Key] = [
            (str(place), partial(row.label, current_language()), partial(self._reason, row.code))
            for place, row in enumerate(rows, start=1)
        ]
        return [*found, ("D", lambda: _("no reason"), partial(self._reason, ""))]

    def _differs(self, hit: Alike) -> None:
        self._why = hit
        self.ways.answer(hit, "DIFFERENT", "")
        self.speak()

    def _reason(self, code: str) -> None:
        hit, self._why = self._why, None
        if hit is not None:
            self.ways.answer(hit, "DIFFERENT", code)
        self.speak()

    @property
    def asks_why(self) -> Alike | None:
        """Who was just said to be somebody else, while the reason may still be given: stays in sight until then."""
        return self._why

    def commands(self) -> list[Command]:
        """What the keys mean while the cursor is here."""
        hit = self._chosen
        keys = [] if hit is None else self._reason_keys() if self._why is hit else self._answer_keys(hit)
        return [
            *(Command(letter(sign), act, words) for sign, words, act in keys),
            Command(key(Qt.Key.Key_Escape), self._leave, lambda: _("back to the form")),
            Command(key(Qt.Key.Key_Down), partial(self._step, 1), lambda: _("next one")),
            Command(key(Qt.Key.Key_Up), partial(self._step, -1)),
        ]

    def _leave(self) -> None:
        if self._why is not None:
            self._reason("")
        self.ways.leave()

    def _step(self, by: int) -> None:
        self._choose(min(max(0, self._at + by), max(0, len(self.hits) - 1)))

    def _choose(self, at: int) -> None:
        if at != self._at:
            if self._why is not None:
                self._reason("")
            self._at = at
            self.speak()
            QTimer.singleShot(0, self, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        if self._at < len(self._drawn):
            self._area.ensureWidgetVisible(self._drawn[self._at], 0, 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cursor came: other keys work now."""
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The cursor went."""
        super().focusOutEvent(event)
        self._mark()

    def _mark(self) -> None:
        for at, made in enumerate(self._drawn):
            made.show_chosen(at == self._at and self.hasFocus())
        self.setAccessibleName(self._spoken())
        self.ways.keys_changed()


def _name(hit: Alike | ElsewhereHit | None) -> str:
    return "" if hit is None else hit.person if isinstance(hit, Alike) else f"{hit.office} {hit.year}"
