"""Leads through the office: the supervisor's day, the people of the desk, and what a code has to be followed by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.office_port import ColleaguesView, OfficePort, OfficeView
from desktop_client.ui.page import Page
from desktop_client.ui.pages.colleagues import ColleaguesActions, ColleaguesPage, ColleaguesState
from desktop_client.ui.pages.new_password import NewPasswordPage, NewPasswordState
from desktop_client.ui.pages.office import OfficeActions, OfficePage, OfficeState
from desktop_client.ui.pages.one_code import OneCodePage, OneCodeState
from desktop_client.ui.person_port import Paper
from desktop_client.ui.ports import SAFE, DeskUser
from desktop_client.ui.printing import Printing
from desktop_client.wording.language import _, fill
from shared_models.catalogue.problems import Problem, sentence

SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class OfficeWays:
    """Where the office leads: put a page into the window, home, a record, a form; printing a picture of a paper."""

    show: Callable[[Page], object]
    home: Callable[[], object]
    open_person: Callable[[str], object]
    open_form: Callable[[str], object]
    problem: Callable[[Problem], object]
    user: Callable[[], DeskUser | None]


class Office(QObject):
    """Pages of people and of the day; also the pages between a code and work."""

    def __init__(
        self,
        port: Callable[[], OfficePort],
        runner: TaskRunner,
        frame: DeskFrame,
        clock: Callable[[], int],
        printing: Printing,
        ways: OfficeWays,
    ) -> None:
        super().__init__(frame)
        self._port, self._runner, self._frame, self._clock = port, runner, frame, clock
        self._printing, self._ways = printing, ways

    def show(self) -> None:
        """The rail's entry: the day for a supervisor, the people of the desk for everybody else."""
        user = self._ways.user()
        if user is None:
            return
        if user.role == SUPERVISOR and user.login != SAFE:
            self.show_day()
        else:
            self.show_people()

    # ---- between a code and work

    def before_work(self, user: DeskUser, done: Callable[[], object]) -> None:
        """A one-time code asks for a password first; the code of the safe was used and is replaced."""
        if user.login == SAFE:
            self._renew_safe_code(done)
            return
        page = NewPasswordPage(NewPasswordState(user.name), lambda chosen: choose(chosen))

        def refused(found: Problem) -> None:
            page.show_state(NewPasswordState(user.name, sentence(found, "en"), sentence(found, "ur")))

        def choose(password: str) -> None:
            self._runner.on_database(lambda: self._port().choose_password(password), lambda _nothing: done(), refused)

        self._frame.cover(page)

    def _renew_safe_code(self, done: Callable[[], object]) -> None:
        def show(code: str) -> None:
            def written() -> None:
                self._runner.on_database(
                    lambda: self._port().keep_safe_code(code), lambda _nothing: done(), self._ways.problem
                )

            self._frame.cover(OneCodePage(OneCodeState(code), written))

        self._runner.on_database(lambda: self._port().new_safe_code(), show, self._ways.problem)

    # ---- people

    def show_people(self, done: str = "") -> None:
        """Who may open this desk."""

        def show(view: ColleaguesView) -> None:
            actions = ColleaguesActions(
                self._give_code, self._remove, self._add, self._new_safe_code, self._back_from_people
            )  # fmt: skip
            self._ways.show(ColleaguesPage(ColleaguesState(view, self._clock(), done=done), actions))

        self._runner.on_database(lambda: self._port().colleagues(), show, self._ways.problem)

    def _back_from_people(self) -> None:
        user = self._ways.user()
        if user is not None and user.login != SAFE:
            (self.show_day if user.role == SUPERVISOR else self._ways.home)()

    def _give_code(self, login: str) -> None:
        page = self._frame.page
        if not isinstance(page, ColleaguesPage):
            return
        name = next((one.name for one in page.state.view.people if one.login == login), login)
        self._runner.on_database(
            lambda: self._port().give_code(login), lambda code: self._show_code(code, name), self._refused
        )

    def _remove(self, login: str) -> None:
        page = self._frame.page
        people = page.state.view.people if isinstance(page, ColleaguesPage) else ()
        name = next((one.name for one in people if one.login == login), login)
        said = fill(_("{name} cannot open this desk any more. Forms left open are yours now."), name=name)
        self._runner.on_database(
            lambda: self._port().remove_person(login), lambda _done: self.show_people(said), self._not_removed
        )

    def _not_removed(self, found: Problem) -> None:
        """Why somebody was not removed, or not wholly; the list says who is still in it."""

        def show(view: ColleaguesView) -> None:
            page = self._frame.page
            if isinstance(page, ColleaguesPage):
                page.show_state(replace(page.state, view=view))
            self._refused(found)

        self._runner.on_database(lambda: self._port().colleagues(), show, self._ways.problem)

    def _add(self, login: str, name: str, role: str) -> None:
        self._runner.on_database(
            lambda: self._port().add_person(login, name, role), lambda code: self._show_code(code, name), self._refused
        )

    def _show_code(self, code: str, name: str) -> None:
        self._ways.show(OneCodePage(OneCodeState(code, name), self.show_people))

    def _new_safe_code(self) -> None:
        def show(code: str) -> None:
            def written() -> None:
                self._runner.on_database(
                    lambda: self._port().keep_safe_code(code), lambda _nothing: self.show_people(), self._ways.problem
                )

            self._ways.show(OneCodePage(OneCodeState(code), written))

        self._runner.on_database(lambda: self._port().new_safe_code(), show, self._ways.problem)

    def _refused(self, found: Problem) -> None:
        page = self._frame.page
        if isinstance(page, ColleaguesPage | OfficePage):
            english, urdu = sentence(found, "en"), sentence(found, "ur")
            # Two branches: each state has its own type.
            if isinstance(page, ColleaguesPage):
                page.show_state(replace(page.state, problem_en=english, problem_ur=urdu))
            else:
                page.show_state(replace(page.state, problem_en=english, problem_ur=urdu, done=""))
        else:
            self._ways.problem(found)

    # ---- the day

    def show_day(self, done: str = "") -> None:
        """The supervisor's page."""

        def show(view: OfficeView) -> None:
            actions = OfficeActions(
                self._ways.open_person, self._take_over, self._hand_over, self._discard, self._print, self._save,
                self.show_people, self._ways.home,
            )  # fmt: skip
            self._ways.show(OfficePage(OfficeState(view, self._clock(), done), actions))

        self._runner.on_database(lambda: self._port().day(), show, self._ways.problem)

    def _take_over(self, draft_id: str, reason: str) -> None:
        self._runner.on_database(
            lambda: self._port().take_over_form(draft_id, reason),
            lambda _nothing: self._ways.open_form(draft_id),
            self._refused,
        )

    def _hand_over(self, draft_id: str, login: str, reason: str) -> None:
        page = self._frame.page
        hands = dict(page.state.view.hands) if isinstance(page, OfficePage) else {}
        self._runner.on_database(
            lambda: self._port().hand_over_form(draft_id, login, reason),
            lambda _nothing: self.show_day(fill(_("The form is with {name} now."), name=hands.get(login, login))),
            self._refused,
        )

    def _discard(self, draft_id: str, reason: str) -> None:
        self._runner.on_database(
            lambda: self._port().discard_form(draft_id, reason),
            lambda _nothing: self.show_day(_("The form was taken away.")),
            self._refused,
        )

    def _save(self) -> None:
        wanted, _kind = QFileDialog.getSaveFileName(self._frame, _("The day's sheet"), "day-close.pdf", "PDF (*.pdf)")
        if wanted:
            saved = partial(self._say, _("The day's sheet is saved."))
            self._with_sheet(lambda sheet: self._printing.keep(sheet, Path(wanted), saved, self._refused))

    def _print(self) -> None:
        printed = partial(self._say, _("The day's sheet is printed."))
        self._with_sheet(lambda sheet: self._printing.print_paper(sheet, printed, self._refused))

    def _with_sheet(self, go_on: Callable[[Paper], object]) -> None:
        self._runner.on_database(lambda: self._port().day_sheet(), go_on, self._refused)

    def _say(self, done: str) -> None:
        page = self._frame.page
        if isinstance(page, OfficePage):
            page.show_state(replace(page.state, done=done, problem_en="", problem_ur=""))
