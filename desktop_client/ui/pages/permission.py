"""Permission comes first: a short text to read aloud, how it was given, and nothing written down without it."""

import html
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from desktop_client.ui import fonts
from desktop_client.ui.flowing import Flow
from desktop_client.ui.forms.suggestions import NUMBERED
from desktop_client.ui.keys import Command, key, letter
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, heading, in_the_middle, quiet, small, toggle
from desktop_client.ui.style import tokens
from desktop_client.wording.language import _, current_language, translations
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.codes import Code

READ_ALOUD_WIDTH = 860


def _n_(text: str) -> str:
    """Marks a text for translation without translating it here."""
    return text


READ_ALOUD = _n_(
    "We are the OPF Reintegration Centre. We would like to write down your name, how to reach you and what you "
    "need, so that we can help you find work, training or other help. Only our own staff will see it. You may ask "
    "at any time what is written about you, correct it or have it erased. If you say no, you lose nothing: advice "
    "and leaflets are for everyone. May we write it down?"
)


NO_PAPERS, DEATH, OTHER = "NO_PAPERS", "DEATH", "OTHER"


WAYS = (
    ("P", NO_PAPERS, _n_("no papers today")),
    ("D", DEATH, _n_("a death abroad")),
    ("R", OTHER, _n_("somebody else speaks")),
)
_GROUP = _n_("a whole group")


def _way_words(sign: str, words: str) -> str:
    return f"{sign}  {_(words)}"


def _as_document(urdu: str) -> str:
    return f'<p dir="rtl" style="margin: 0">{html.escape(urdu)}</p>'


def _numbered(number: int, code: Code) -> str:
    return f"{number}  {code.label(current_language())}"


class PermissionPage(Page):
    """`agreed` is told the way permission was given; `stop` goes back without a trace."""

    rail_entry = "new"

    def __init__(
        self,
        catalogue: Catalogue,
        agreed: Callable[[str], object],
        stop: Callable[[], object],
        way: str = "",
        group: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        # Which special way in this registration takes: NO_PAPERS, DEATH, OTHER, or none.
        self.way = way
        self._group = group
        self._ways: dict[str, QPushButton] = {}
        self._agreed, self._stop = agreed, stop
        self._method = ""
        self._refused = False
        codes = catalogue.lists[catalogue.fields["episode.consent_method"].code_list]
        self._codes = [row for row in codes.rows if not row.active_to and row.code != "LEGACY_PAPER"][:NUMBERED]
        self._buttons: dict[str, QPushButton] = {}
        self._build()
        self.redraw()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 0, 16, 0)
        middle = QFrame()
        outer.addLayout(in_the_middle(middle, READ_ALOUD_WIDTH))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(12)
        title = heading()
        self.say(title.setText, lambda: _("Please read this aloud"))
        column.addWidget(title)
        frame, inside = card(12)
        self._urdu = QLabel(_as_document(translations("ur").gettext(READ_ALOUD)))
        self._urdu.setProperty("look", "document")
        self._urdu.setWordWrap(True)
        self._urdu.setFont(fonts.font(tokens().type["section"] + 2, urdu=True))
        self._english = quiet()
        self._english.setText(READ_ALOUD)
        inside.addWidget(self._urdu)
        inside.addWidget(self._english)
        column.addWidget(frame)
        self._add_answers(column)

    def _add_ways(self, column: QVBoxLayout) -> None:
        ask = small()
        self.say(ask.setText, lambda: _("Is something special about this registration?"))
        column.addWidget(ask)
        row = Flow()
        for sign, way, words in WAYS:
            made = toggle(partial(self.choose_way, way))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.say(made.setText, partial(_way_words, sign, words))
            self._ways[way] = made
            row.addWidget(made)
        if self._group is not None:
            group = button("", self._group)
            group.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.say(group.setText, lambda: _way_words("G", _GROUP))
            row.addWidget(group)
        column.addLayout(row)

    def choose_way(self, way: str) -> None:
        """Another way in; a second time takes it back."""
        self.way = "" if self.way == way else way
        self.redraw()

    def _add_answers(self, column: QVBoxLayout) -> None:
        ask = small()
        self.say(ask.setText, lambda: _("How did he or she agree?"))
        column.addWidget(ask)
        row = Flow()
        for number, code in enumerate(self._codes, start=1):
            made = toggle(partial(self.choose, code.code))
            self.say(made.setText, partial(_numbered, number, code))
            self._buttons[code.code] = made
            row.addWidget(made)
        column.addLayout(row)
        answers = Flow()
        self._yes, self._no = button("main", self.agree), button("", self.refuse)
        self.say(self._yes.setText, lambda: _("Agreed: go on"))
        self.say(self._no.setText, lambda: _("Does not agree"))
        answers.addWidget(self._yes)
        answers.addWidget(self._no)
        column.addLayout(answers)
        self._add_ways(column)
        self._band = Band("info")
        column.addWidget(self._band)
        column.addStretch()

    def choose(self, method: str) -> None:
        """How permission was given."""
        self._method = method
        self._refused = False
        self.redraw()

    def agree(self) -> None:
        """Enter: go on, once the way is known."""
        if self._method:
            self._agreed(self._method)
        else:
            self._refused = False
            self._band.show_sentence(_("Please choose first how he or she agreed: keys 1 to 5."), "wait")

    def refuse(self) -> None:
        """Nothing is written down; a second time goes back."""
        if self._refused:
            self._stop()
            return
        self._method = ""
        self._refused = True
        self.redraw()

    def redraw(self) -> None:
        for code, made in self._buttons.items():
            made.setChecked(code == self._method)
        for way, made in self._ways.items():
            made.setChecked(way == self.way)
        self._yes.setEnabled(not self._refused)
        self._english.setVisible(current_language() == "en")
        text = (
            _(
                "Without permission nothing is written down. One visit can be counted without a name. Advice and "
                "leaflets are still for everyone."
            )
            if self._refused
            else _("We are sorry for your loss. May God have mercy on him or her and give the family patience.")
            if self.way == DEATH
            else ""
        )
        self._band.show_sentence(text, "info")

    def take_focus(self) -> None:
        self.setFocus()

    def commands(self) -> list[Command]:
        picks = [
            Command(letter(str(number)), partial(self.choose, code.code))
            for number, code in enumerate(self._codes, start=1)
        ]
        return [
            Command(key(Qt.Key.Key_Return), self.agree, lambda: _("agreed, go on")),
            Command(letter("N"), self.refuse, lambda: _("does not agree"), yields_to_typing=True),
            Command(key(Qt.Key.Key_Escape), self._stop, lambda: _("back")),
            *picks,
            *(Command(letter(sign), partial(self.choose_way, way)) for sign, way, _words in WAYS),
            *([Command(letter("G"), self._group)] if self._group is not None else []),
        ]
