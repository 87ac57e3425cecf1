"""What stands around the fields of a form: the list of parts, people like this one, the help, the buttons; narrow: folded up."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_client.ui.forms.progress import Progress
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.page import Page
from desktop_client.ui.pages.alike_panel import AlikePanel, AlikeWays
from desktop_client.ui.pages.alike_strip import AlikeStrip
from desktop_client.ui.pages.field_help import FieldHelp
from desktop_client.ui.pages.folded_form import HelpLines, SectionBar
from desktop_client.ui.pages.form_parts import FormParts
from desktop_client.ui.pages.section_list import SectionList
from desktop_client.ui.pieces import button, hairline
from desktop_client.ui.ports import Draft
from desktop_client.ui.style import tokens
from desktop_client.wording.language import _

PRIVATE = "private"
HELP_WIDTH = 304
FOLDED = 860  # below this the sections become a list that drops down
LOW = 300  # below this the note of a field stands beside its label
NARROW = 1150  # below this the help folds away; keys and sentences below the fields remain
WITH_PANEL = 1270  # below this people like this one fold to a strip: the window is then 1280 wide or the text larger
PANEL_SHARE, HELP_SHARE = 7, 3  # of the height: fixed, so that nothing moves when somebody is found


@dataclass(frozen=True)
class SideWays:
    """What the list and the buttons do; private talk is a line of the list like any other. `unfold`: see who is alike."""

    open_listed: Callable[[str], object]
    next_part: Callable[[], object]
    finish: Callable[[], object]
    park: Callable[[], object]
    unfold: Callable[[], object]
    alike: AlikeWays


class FormSides:
    """Fills a page: the parts of its form in the middle, everything else around them."""

    def __init__(self, page: Page, parts: FormParts, context: FormContext, ways: SideWays) -> None:
        self._parts, self._correcting = parts, context.correcting
        names = (*parts.names, PRIVATE)
        self.sections = SectionList(names, ways.open_listed)
        self.bar, self.foot = SectionBar(names, ways.open_listed, ways.next_part, ways.finish), HelpLines()
        self.bar.alike.do(ways.unfold)
        self.help = FieldHelp(context)
        self.help.told = lambda: self.foot.say(self.help.brief)
        # A correction is of somebody who is known; so nobody is looked for there.
        self.panel, self.strip = AlikePanel(context.catalogue, ways.alike), AlikeStrip(ways.unfold)
        self.finish, self.park = button("main", ways.finish), button("", ways.park)
        page.say(self.bar.finish.setText, self._finish_words)
        page.say(self.finish.setText, self._finish_words)
        page.say(self.park.setText, self._park_words)
        self.column = self._side_column()
        down, across = QVBoxLayout(page), QHBoxLayout()
        for layout in (down, across):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        down.addWidget(self.bar)
        down.addLayout(across, 1)
        down.addWidget(self.foot)
        across.addWidget(self.sections)
        across.addWidget(parts, 1)
        across.addWidget(self.column)
        across.addWidget(self.strip)

    def _side_column(self) -> QWidget:
        made, self._line = QWidget(), hairline()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(8)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.help)
        column.addWidget(self.panel, PANEL_SHARE)
        column.addWidget(self._line)
        column.addWidget(area, HELP_SHARE)
        for button_ in (self.finish, self.park):
            row = QHBoxLayout()
            row.setContentsMargins(24, 0, 24, 0)
            row.addWidget(button_)
            column.addLayout(row)
        return made

    def _finish_words(self) -> str:
        return _("Save the correction (Ctrl+Enter)") if self._correcting else _("Finish (Ctrl+Enter)")

    def _park_words(self) -> str:
        return _("Back to the record (Esc)") if self._correcting else _("Next person; leave open (F9)")

    def fold(self, width: int, height: int) -> None:
        """As much as a page of this size has room for."""
        wide, narrow, new = width >= NARROW, width < FOLDED, not self._correcting
        with_panel = new and width >= WITH_PANEL
        self.column.setFixedWidth(tokens().size["panel"] if with_panel else HELP_WIDTH)
        self.column.setVisible(wide)
        self.panel.setVisible(with_panel)
        self.help.be_brief(with_panel)
        self._line.setVisible(with_panel)
        self.strip.setVisible(new and not with_panel and not narrow)
        self.foot.setVisible(not wide)
        self.bar.setVisible(narrow)
        self.sections.setVisible(not narrow)
        self._parts.show_titles(not narrow)
        self._parts.lie_low(height < LOW)

    def show_alike(self) -> None:
        """The panel holds other hits; what is folded says how many."""
        hits = len(self.panel.hits)
        self.strip.show_hits(hits)
        self.bar.show_hits(hits)

    def speak(self) -> None:
        """Say help, panel and strip in the window's language."""
        self.help.speak()
        self.panel.speak()
        self.show_alike()

    def show_progress(self, draft: Draft, changed: int | None) -> None:
        """Every part's line, and whose form it is; `changed` counts the answers of a correction."""
        self.sections.show_head(draft, changed)
        for name, words, progress in self._parts.listed():
            for shown in (self.sections, self.bar):
                shown.show_section(name, words, progress, is_open=name == self._parts.open)
        # Looks the same whether something is inside or not.
        for shown in (self.sections, self.bar):
            shown.show_section(PRIVATE, _("Private talk"), Progress("empty"), is_open=False)
