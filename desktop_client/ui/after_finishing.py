"""The page with the number: draws its slip, prints it, keeps it, remembers the form of paper, and goes on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.appointing import Appointing
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.pages.finished import FinishedActions, FinishedPage, FinishedState
from desktop_client.ui.person_port import PersonPort, SlipForm, Visit
from desktop_client.ui.ports import FinishedRegistration
from desktop_client.ui.printing import Printing
from desktop_client.wording.language import _, problem_sentence
from shared_models.catalogue.problems import Problem


@dataclass(frozen=True, slots=True)
class AfterWays:
    """Where the page leads."""

    next_person: Callable[[], object]
    open_record: Callable[[str], object]
    home: Callable[[], object]
    problem: Callable[[Problem], object]


class AfterFinishing:
    """One page with a number at a time."""

    def __init__(
        self,
        person: Callable[[], PersonPort],
        runner: TaskRunner,
        frame: DeskFrame,
        printing: Printing,
        appointing: Appointing,
        ways: AfterWays,
    ) -> None:
        self._person, self._runner, self._frame = person, runner, frame
        self._printing, self._appointing, self._ways = printing, appointing, ways

    def show(self, registration: FinishedRegistration) -> None:
        """Show the number and draw its slip meanwhile."""
        person_id = registration.person_id
        actions = FinishedActions(
            next_person=self._ways.next_person,
            open_record=lambda: self._ways.open_record(person_id),
            home=self._ways.home,
            print_slip=lambda: self._print(page),
            keep_slip=lambda: self._keep(page),
            choose_form=lambda form: self._choose(page, form),
            leaflet=lambda: self._print_leaflet(page),
            keep_leaflet=lambda: self._keep_leaflet(page),
            appointment=lambda: self._appoint(page),
        )
        page = FinishedPage(FinishedState(registration), actions)
        self._frame.show_page(page)

        def known(form: SlipForm) -> None:
            page.show_state(replace(page.state, form=form))
            self._draw(page)

        self._runner.on_database(lambda: self._person().slip_form(), known, self._ways.problem)

    def _draw(self, page: FinishedPage) -> None:
        def drawn(picture: bytes) -> None:
            page.show_state(replace(page.state, picture=picture))

        self._printing.draw_slip(page.state.registration.person_id, drawn, self._ways.problem)

    def _print(self, page: FinishedPage) -> None:
        page.show_state(replace(page.state, printing="working", failed=""))

        def failed(met: Problem) -> None:
            page.show_state(replace(page.state, printing="waiting", failed=problem_sentence(met)))

        def printed(_number: str) -> None:
            page.show_state(replace(page.state, printing="printed"))

        self._printing.print_slip(page.state.registration.person_id, printed, failed)

    def _keep(self, page: FinishedPage) -> None:
        file = ask_for_file(self._frame, page.state.registration.number)
        if file is not None:
            self._printing.keep_slip(
                page.state.registration.person_id,
                file,
                lambda: page.show_state(replace(page.state, printing="kept", failed="")),
                lambda met: page.show_state(replace(page.state, failed=problem_sentence(met))),
            )

    def _print_leaflet(self, page: FinishedPage) -> None:
        page.show_state(replace(page.state, leaflet="working", failed=""))

        def failed(met: Problem) -> None:
            page.show_state(replace(page.state, leaflet="", failed=problem_sentence(met)))

        def printed() -> None:
            page.show_state(replace(page.state, leaflet="printed"))

        self._printing.print_leaflet(page.state.registration.person_id, printed, failed)

    def _keep_leaflet(self, page: FinishedPage) -> None:
        file = ask_for_file(self._frame, "leaflet")
        if file is not None:
            self._printing.keep_leaflet(
                page.state.registration.person_id,
                file,
                lambda: page.show_state(replace(page.state, leaflet="kept", failed="")),
                lambda met: page.show_state(replace(page.state, failed=problem_sentence(met))),
            )

    def _appoint(self, page: FinishedPage) -> None:
        registration = page.state.registration

        def back(visit: Visit | None) -> None:
            if visit is not None:
                # The slip says when to come now: an empty sheet until it is drawn, and Enter prints it.
                page.show_state(replace(page.state, visit=visit, picture=b"", printing="", failed=""))
                self._draw(page)

        self._appointing.ask(registration.person_id, registration.number, back, self._ways.problem)

    def _choose(self, page: FinishedPage, form: SlipForm) -> None:
        page.show_state(replace(page.state, form=form, picture=b""))
        self._runner.on_database(
            lambda: self._person().choose_slip_form(form), lambda _nothing: self._draw(page), self._ways.problem
        )


def ask_for_file(frame: DeskFrame, name: str) -> Path | None:
    """Where a paper is kept; None when somebody thought better of it."""
    chosen, _kind = QFileDialog.getSaveFileName(frame, _("Save as PDF"), f"{name}.pdf", "PDF (*.pdf)")
    return Path(chosen) if chosen else None
