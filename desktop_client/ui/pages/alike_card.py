"""A card of the panel "People like this one": who it is, what speaks for and against, and the keys that answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_client.services.likeness import Alike, ElsewhereHit, Why
from desktop_client.ui import fonts
from desktop_client.ui.flowing import Flow
from desktop_client.ui.pieces import OneLine, button, sentence_label, small
from desktop_client.ui.style import body_font, label_font, tokens
from desktop_client.wording.language import _, fill, in_language, is_right_to_left, isolate, plain
from desktop_client.wording.times import day_in_words
from shared_models.catalogue.catalogue import Catalogue

MOST_REASONS = 3  # the strongest ones: nobody reads nine while somebody waits
Key = tuple[str, Callable[[], str], Callable[[], object]]  # its sign, its words, what it does


class AlikeCard(QFrame):
    """One hit; only the one that the keys mean is unfolded."""

    def __init__(self, choose: Callable[[], object]) -> None:
        super().__init__()
        self._choose = choose
        self.setObjectName("card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 10, 6)
        self._column.setSpacing(2)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click unfolds it."""
        self._choose()

    def show_chosen(self, chosen: bool) -> None:
        """Whether the letter keys mean this one now."""
        look = "chosen" if chosen else ""
        if (self.property("look") or "") != look:
            self.setProperty("look", look)
            self.style().unpolish(self)
            self.style().polish(self)

    def add_line(self, text: str, look: str = "muted") -> OneLine:
        """A line that shortens itself; the whole is in its tool tip."""
        line = OneLine()
        line.setFont(label_font())
        line.setProperty("look", look)
        side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
        line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        line.setFixedHeight(fonts.line_height(label_font()))
        line.say(text)
        self._column.addWidget(line)
        return line

    def add(self, widget: QWidget) -> None:
        """Anything else, across the whole card."""
        self._column.addWidget(widget)

    def add_names(self, latin: str, urdu: str) -> None:
        """Both scripts beside each other, each in its own letters."""
        row = QHBoxLayout()
        row.setSpacing(12)
        first = (latin, False), (urdu, True)
        for text, is_urdu in reversed(first) if is_right_to_left() else first:
            if text:
                line = OneLine()
                line.setFont(fonts.font(tokens().type["body"] + (1 if is_urdu else 0), urdu=is_urdu, bold=True))
                line.setFixedHeight(fonts.line_height(line.font()))
                side = Qt.AlignmentFlag.AlignRight if is_urdu else Qt.AlignmentFlag.AlignLeft
                line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
                line.say(text)
                row.addWidget(line, 1)
        self._column.addLayout(row)

    def add_reasons(self, reasons: Sequence[Why]) -> None:
        """The strongest evidence, with a sign in front that says for what it speaks."""
        for reason in _telling(reasons):
            row = QHBoxLayout()
            row.setSpacing(6)
            sign, text = QLabel("+" if reason.weight > 0 else "−"), sentence_label(in_language(reason.en, reason.ur))
            sign.setFont(body_font(bold=True))
            sign.setFixedWidth(12)
            text.setFont(label_font())
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text, 1)
            self._column.addLayout(row)

    def add_keys(self, title: str, keys: Sequence[Key]) -> None:
        """What answers, as buttons that bear their keys."""
        if title:
            self._column.addWidget(small(title))
        flow = Flow(gap=2)
        for sign, words, act in keys:
            made = button("plain", act)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setText(f"{isolate(sign)}  {words()}")
            made.setAccessibleName(plain(words()))
            flow.addWidget(made)
        self._column.addLayout(flow)


def _telling(reasons: Sequence[Why]) -> list[Why]:
    """The strongest ones; what speaks against is never left out altogether."""
    first = list(reasons[:MOST_REASONS])
    against = next((one for one in reasons[MOST_REASONS:] if one.weight < 0), None)
    if against is not None and all(one.weight > 0 for one in first):
        first[-1] = against
    return first


def fill_person(made: AlikeCard, alike: Alike, *, unfolded: bool, reasons: bool = True) -> None:
    """Names, father, district, where and when; unfolded also how likely and why."""
    if unfolded:
        made.add_line(likelihood(alike), "note-warn" if alike.warns else "muted")
    made.add_names(alike.name_latin, alike.name_urdu)
    father = in_language(alike.father_latin or alike.father_urdu, alike.father_urdu or alike.father_latin)
    district = in_language(alike.district_en, alike.district_ur)
    about = [fill(_("father {name}"), name=father) if father else "", alike.born, district]
    made.add_line(" · ".join(isolate(part) for part in about if part))
    if unfolded:
        made.add_line(where_and_when(alike))
        made.add_reasons(alike.reasons if reasons else ())


def likelihood(alike: Alike) -> str:
    """In words how much speaks for one person."""
    if alike.conflict:
        return _("one number, two people?")
    if alike.zone == "accept":
        return _("very likely the same person")
    return _("likely the same person") if alike.warns else _("perhaps a relative or somebody of that name")


def where_and_when(alike: Alike) -> str:
    """The office and the day of the newest return."""
    office = in_language(alike.office_en, alike.office_ur)
    try:
        day = day_in_words(date.fromisoformat(alike.since))
    except ValueError:
        return office
    return fill(_("registered in {office}, {day}"), office=office, day=day)


def fill_elsewhere(made: AlikeCard, hit: ElsewhereHit, catalogue: Catalogue) -> None:
    """All that other offices let be known: which one, when, what agrees."""
    listed = catalogue.lists["OFFICE"]
    name = in_language(*(listed.label(hit.office, language) for language in ("en", "ur")))
    words = catalogue.lists["ELSEWHERE_SHOWN"]  # the same list says what may be shown at all
    codes = [recipe.upper() for recipe in hit.recipes if recipe.upper() in words]
    agrees = (
        in_language(*(words.label(codes[0], language) for language in ("en", "ur"))) if codes else _("something agrees")
    )
    if not name:
        template = _("registered at another office; {agrees}. Head office finds out who that is.")
    elif not hit.year:
        template = _("registered in {office}; {agrees}. Head office is asked who that is.")
    else:
        template = _("registered in {office} in {year}; {agrees}. Head office is asked who that is.")
    text = sentence_label(fill(template, office=name, year=hit.year, agrees=agrees))
    text.setFont(label_font())
    made.add(text)
