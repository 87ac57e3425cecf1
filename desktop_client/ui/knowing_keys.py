"""How somebody learns what a key does: F1 and ? tell and print the keys of a screen, Ctrl+K does what is typed by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from desktop_client.papers.keys_sheet import KeyLine, keys_pdf, keys_pictures
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.keys import Command
from desktop_client.ui.page import Page
from desktop_client.ui.pages.key_help import KeyHelpActions, KeyHelpPage, KeyHelpState, KeyWords
from desktop_client.ui.pages.pick import Entry, PickPage, said_in_both
from desktop_client.ui.person_port import Paper
from desktop_client.ui.printing import Printing
from desktop_client.ui.registering import Registering
from desktop_client.wording.language import _, problem_sentence
from shared_models.catalogue.problems import Problem


class KnowingKeys:
    """Pages over whatever is in sight; what was in sight comes back as it was."""

    def __init__(
        self, frame: DeskFrame, registering: Registering, printing: Printing, home: Callable[[], object]
    ) -> None:
        self._frame, self._registering, self._printing, self._home = frame, registering, printing, home

    def show_help(self) -> None:
        """F1, ?: the field under the cursor, and every key of this screen."""
        before = self._frame.page
        if before is None or isinstance(before, KeyHelpPage):
            return
        form = self._registering.page
        current = form.form.current if form is not None and form is before else None
        keys = tuple(
            KeyWords(command.stroke.name, *words)
            for command in self._frame.key_table.in_strip()
            if (words := said_in_both(command, with_key=False))
        )
        self._registering.settle()
        state = KeyHelpState(keys, before.rail_entry, current.editor.field if current is not None else None)
        path = current.path if current is not None else ""
        actions = KeyHelpActions(lambda: self._print(page), lambda: self._back(page, before, path))
        page = KeyHelpPage(state, actions)
        self._frame.show_page(page)

    def _back(self, page: KeyHelpPage, before: Page, path: str) -> None:
        self._frame.show_page(before)
        form = self._registering.page
        if form is not None and form is before and path:
            form.go_to(path)
        self._frame.drop_page(page)

    def _print(self, page: KeyHelpPage) -> None:
        lines = [KeyLine(one.cap, one.english, one.urdu) for one in page.state.keys]
        paper = Paper("keys", lambda dots: keys_pictures(lines, dots), lambda: keys_pdf(lines))

        def printed() -> None:
            page.show_state(replace(page.state, said=_("The keys were printed."), failed=""))

        def failed(problem: Problem) -> None:
            page.show_state(replace(page.state, said="", failed=problem_sentence(problem)))

        self._printing.print_paper(paper, printed, failed)

    def show_commands(self) -> None:
        """Ctrl+K: everything that can be done here, by typing its name."""
        page = self._frame.page
        if page is None:
            return
        self._registering.settle()
        beside = self._registering.beside
        back = page if page is self._registering.page else None

        def do(command: Command) -> None:
            if back is not None:
                beside.back()
            command.act()

        entries = [
            Entry(english, urdu, partial(do, command), also=command.stroke.name)
            for command in self._frame.key_table.in_strip()
            if (words := said_in_both(command))
            for english, urdu in [words]
        ]
        leave = beside.back if back is not None else self._home
        beside.turn_to(PickPage(lambda: _("What would you like to do?"), entries, leave, page.rail_entry))
