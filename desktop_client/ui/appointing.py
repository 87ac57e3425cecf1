"""Gives somebody an appointment: its page in place of the one in sight, and back to where it was asked for."""

from collections.abc import Callable

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.pages.appointment import AppointmentActions, AppointmentPage, AppointmentState
from desktop_client.ui.person_port import PersonPort, Visit, VisitChoices
from desktop_client.wording.language import problem_sentence
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.problems import Problem


class Appointing:
    """One appointment at a time."""

    def __init__(
        self,
        person: Callable[[], PersonPort],
        runner: TaskRunner,
        frame: DeskFrame,
        clock: Callable[[], int],
        catalogue: Callable[[], Catalogue],
    ) -> None:
        self._person, self._runner, self._frame, self._clock = person, runner, frame, clock
        self._catalogue = catalogue

    def ask(
        self, person_id: str, number: str, done: Callable[[Visit | None], object], failed: Callable[[Problem], object]
    ) -> None:
        """Ask for the four answers, show the page in sight again as it was, and tell what became of it.

        `done` gets the appointment, or None when somebody thought better of it.
        """
        kept = self._frame.page

        def show(choices: VisitChoices) -> None:
            actions = AppointmentActions(make, call_off, lambda: leave(None))
            state = AppointmentState(number, day_in_pakistan(self._clock()), choices)
            page, before = AppointmentPage(self._catalogue(), state, actions), self._frame.page
            self._frame.show_page(page)
            if isinstance(before, AppointmentPage):
                self._frame.drop_page(before)

        def leave(visit: Visit | None) -> None:
            page = self._frame.page
            if kept is not None and isinstance(page, AppointmentPage):
                self._frame.show_page(kept)
                self._frame.drop_page(page)
            done(visit)

        def refused(met: Problem) -> None:
            page = self._frame.page
            if isinstance(page, AppointmentPage):
                page.refuse(problem_sentence(met), met.path)

        def make(day: str, time: str, purpose: str, whom: str) -> None:
            self._runner.on_database(
                lambda: self._person().make_visit(person_id, day, time, purpose, whom), leave, refused
            )

        def call_off(visit_id: str) -> None:
            self._runner.on_database(lambda: self._person().call_off_visit(visit_id), lambda _done: again(), refused)

        def again() -> None:
            self._runner.on_database(lambda: self._person().visit_choices(person_id), show, failed)

        again()
