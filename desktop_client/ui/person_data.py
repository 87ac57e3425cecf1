"""What a person asks about the own data, led from "how do we know who it is" to the paper with a number."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.after_finishing import ask_for_file
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.pages.my_data import MyDataActions, MyDataPage, MyDataState, Step
from desktop_client.ui.person_port import GivenPaper, KnownBy, PersonPort, Scope
from desktop_client.ui.ports import PersonView
from desktop_client.ui.printing import Printing
from desktop_client.wording.language import _, problem_sentence
from shared_models.catalogue.problems import Problem


@dataclass(frozen=True, slots=True)
class _Visit:
    """One page for one person."""

    page: MyDataPage
    person_id: str

    def show(self, **changed: object) -> None:
        self.page.show_state(replace(self.page.state, **changed))  # type: ignore[arg-type]

    def failed(self, met: Problem) -> None:
        self.show(working=False, failed=problem_sentence(met), said="")


class PersonRequests:
    """Builds the page and does what it asks."""

    def __init__(
        self, person: Callable[[], PersonPort], runner: TaskRunner, frame: DeskFrame, printing: Printing
    ) -> None:
        self._person, self._runner, self._frame, self._printing = person, runner, frame, printing

    def page_of(self, view: PersonView, back: Callable[[], object], correct: Callable[[], object]) -> MyDataPage:
        """The page for a person; nothing is read out or printed before it is known who it is."""

        def go(step: Step) -> None:
            visit.show(step=step, failed="", said="")

        def known(by: KnownBy) -> None:
            visit.show(step="acts", known_by=by)

        actions = MyDataActions(
            back=back,
            go=go,
            known=known,
            print_slip=lambda: self._print_slip(visit),
            print_data=lambda: self._give(visit, lambda by: self._person().print_my_data(view.person_id, by)),
            correct=correct,
            withdraw=lambda scope, partner: self._withdraw(visit, scope, partner),
            complain=lambda text: self._give(visit, lambda by: self._person().complain(view.person_id, text, by)),
            print_paper=lambda: self._print_paper(visit),
            keep_paper=lambda: self._keep(visit),
        )
        page = MyDataPage(MyDataState(view.name_latin, view.name_urdu, view.number), actions)
        visit = _Visit(page, view.person_id)
        return page

    def _withdraw(self, visit: _Visit, scope: Scope, partner: str) -> None:
        self._give(visit, lambda by: self._person().withdraw(visit.person_id, scope, by, partner))

    def _give(self, visit: _Visit, write: Callable[[KnownBy], GivenPaper]) -> None:
        """Write something down; its paper is shown and printed at once by Enter."""
        known_by = visit.page.state.known_by
        if known_by is None:
            visit.show(step="known")
            return
        visit.show(working=True, failed="", said="")

        def given(paper: GivenPaper) -> None:
            visit.show(working=False, given=paper, step="done")

        self._runner.on_database(lambda: write(known_by), given, visit.failed)

    def _print_slip(self, visit: _Visit) -> None:
        visit.show(working=True, failed="", said=_("Printing…"))

        def printed(_number: str) -> None:
            visit.show(working=False, said=_("The slip was printed. Please give it to the person."))

        self._printing.print_slip(visit.person_id, printed, visit.failed)

    def _print_paper(self, visit: _Visit) -> None:
        given = visit.page.state.given
        if given is None:
            return
        visit.show(working=True, failed="", said="")

        def printed() -> None:
            visit.show(working=False, said=_("The paper was printed. Please give it to the person."))

        self._printing.print_paper(given.paper, printed, visit.failed)

    def _keep(self, visit: _Visit) -> None:
        given = visit.page.state.given
        file = ask_for_file(self._frame, given.number) if given is not None else None
        if given is not None and file is not None:
            kept = _("The paper is in the file.")
            self._printing.keep(given.paper, file, lambda: visit.show(said=kept, failed=""), visit.failed)
