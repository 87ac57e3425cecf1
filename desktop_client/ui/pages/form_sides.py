"""What stands around the fields of a form: the list of parts, the help, the buttons; in a narrow window folded up."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_client.ui.forms.progress import Progress
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.page import Page
from desktop_client.ui.pages.field_help import FieldHelp
from desktop_client.ui.pages.folded_form import HelpLines, SectionBar
from desktop_client.ui.pages.form_parts import FormParts
from desktop_client.ui.pages.section_list import SectionList
from desktop_client.ui.pieces import button
from desktop_client.ui.ports import Draft
from desktop_client.wording.language import _

PRIVATE = "private"
HELP_WIDTH = 304
FOLDED = 860  # below this the sections become a list that drops down
LOW = 300  # below this the note of a field stands beside its label
NARROW = 1150  # below this the help folds away; keys and sentences below the fields remain


@dataclass(frozen=True)
class SideWays:
    """What the list and the buttons do; private talk is a line of the list like any other."""

    open_listed: Callable[[str], object]
    next_part: Callable[[], object]
    finish: Callable[[], object]
    park: Callable[[], object]


class FormSides:
    """Fills a page: the parts of its form in the middle, everything else around them."""

    def __init__(self, page: Page, parts: FormParts, context: FormContext, ways: SideWays) -> None:
        self._parts, self._correcting = parts, context.correcting
        names = (*parts.names, PRIVATE)
        self.sections = SectionList(names, ways.open_listed)
        self.bar, self.foot = SectionBar(names, ways.open_listed, ways.next_part, ways.finish), HelpLines()
        self.help = FieldHelp(context)
        self.help.setFixedWidth(HELP_WIDTH)
        self.help.told = lambda: self.foot.say(self.help.brief)
        self.finish, self.park = button("main", ways.finish), button("", ways.park)
        self.help.add_button(self.finish)
        self.help.add_button(self.park)
        page.say(self.bar.finish.setText, self._finish_words)
        page.say(self.finish.setText, self._finish_words)
        page.say(self.park.setText, self._park_words)
        down, across = QVBoxLayout(page), QHBoxLayout()
        for layout in (down, across):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        down.addWidget(self.bar)
        down.addLayout(across, 1)
        down.addWidget(self.foot)
        across.addWidget(self.sections)
        across.addWidget(parts, 1)
        across.addWidget(self.help)

    def _finish_words(self) -> str:
        return _("Save the correction (Ctrl+Enter)") if self._correcting else _("Finish (Ctrl+Enter)")

    def _park_words(self) -> str:
        return _("Back to the record (Esc)") if self._correcting else _("Next person; leave open (F9)")

    def fold(self, width: int, height: int) -> None:
        """As much as a page of this size has room for."""
        wide, narrow = width >= NARROW, width < FOLDED
        self.help.setVisible(wide)
        self.foot.setVisible(not wide)
        self.bar.setVisible(narrow)
        self.sections.setVisible(not narrow)
        self._parts.show_titles(not narrow)
        self._parts.lie_low(height < LOW)

    def show_progress(self, draft: Draft, changed: int | None) -> None:
        """Every part's line, and whose form it is; `changed` counts the answers of a correction."""
        self.sections.show_head(draft, changed)
        for name, words, progress in self._parts.listed():
            for shown in (self.sections, self.bar):
                shown.show_section(name, words, progress, is_open=name == self._parts.open)
        # Looks the same whether something is inside or not.
        for shown in (self.sections, self.bar):
            shown.show_section(PRIVATE, _("Private talk"), Progress("empty"), is_open=False)
