"""Work with one person's record: the page, its slip, hidden numbers, the person's own data, the slips still to print."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.appointing import Appointing
from desktop_client.ui.attaching import Attaching
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.page import Page
from desktop_client.ui.pages.person import PersonActions, PersonPage, PersonState
from desktop_client.ui.pages.referral import ReferralActions, ReferralPage, ReferralState
from desktop_client.ui.pages.slips import SlipsActions, SlipsPage, SlipsState
from desktop_client.ui.pages.transfer import TransferPage, TransferState
from desktop_client.ui.person_data import PersonRequests
from desktop_client.ui.person_port import TimelineEntry, Visit, WaitingSlip
from desktop_client.ui.ports import Corrected, DeskPort, PersonView
from desktop_client.ui.printing import Printing
from desktop_client.ui.referral_port import ReferralChoices
from desktop_client.wording.language import _, in_language, problem_sentence
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.problems import Problem


@dataclass(frozen=True, slots=True)
class PersonWays:
    """Where the pages lead. `correct` begins at a field of a person's record."""

    show: Callable[[Page], object]
    find: Callable[[], object]
    home: Callable[[], object]
    correct: Callable[[str, str], object]
    problem: Callable[[Problem], object]


class PersonWork:
    """Opens records and does what is asked on their pages."""

    def __init__(
        self,
        port: DeskPort,
        runner: TaskRunner,
        frame: DeskFrame,
        clock: Callable[[], int],
        printing: Printing,
        appointing: Appointing,
        attaching: Attaching,
        ways: PersonWays,
    ) -> None:
        self._port, self._runner, self._clock = port, runner, clock
        self._printing, self._appointing, self._ways = printing, appointing, ways
        self._attaching = attaching
        self._data = PersonRequests(lambda: port.person, runner, frame, printing)

    def open(self, catalogue: Catalogue, person_id: str, corrected: Corrected | None = None) -> None:
        """Show a record."""

        def ask() -> tuple[PersonView, tuple[TimelineEntry, ...], bytes]:
            view = self._port.person_view(person_id)
            face = self._port.attaching.face(person_id) if view.may_see_pictures else b""
            return view, self._port.person.timeline(person_id), face

        def show(found: tuple[PersonView, tuple[TimelineEntry, ...], bytes]) -> None:
            view, happened, face = found
            actions = PersonActions(
                back=self._ways.find,
                correct=lambda path: self._ways.correct(person_id, path),
                reveal=lambda path, reason: self._reveal(page, path, reason),
                print_slip=lambda: self._print(page),
                my_data=lambda: self._show_data(catalogue, view),
                transfer=lambda: self._show_offices(catalogue, view),
                referral=lambda: self._refer(catalogue, view),
                appointment=lambda: self._appoint(catalogue, page),
                pictures=lambda: self._attaching.open(
                    person_id,
                    in_language(view.name_latin, view.name_urdu) or view.name_latin or view.name_urdu,
                    lambda: self.open(catalogue, person_id),
                    may_add=view.may_add_pictures,
                ),
                next_return=lambda: self.open(catalogue, view.next_return),
            )
            page = PersonPage(catalogue, PersonState(view, self._clock(), corrected, happened, face=face), actions)
            self._ways.show(page)

        self._runner.on_database(ask, show, self._ways.problem)

    def _reveal(self, page: PersonPage, path: str, reason: str) -> None:
        person_id = page.state.view.person_id

        def shown(words: tuple[str, str]) -> None:
            page.show_state(replace(page.state, revealed={**page.state.revealed, path: words}, not_revealed=""))
            page.mark(path)

        def refused(met: Problem) -> None:
            page.refuse_reveal(problem_sentence(met))

        self._runner.on_database(lambda: self._port.person.reveal(person_id, path, reason), shown, refused)

    def _print(self, page: PersonPage) -> None:
        person_id = page.state.view.person_id
        page.say_of_paper(_("Printing…"))

        def printed(_number: str) -> None:
            page.say_of_paper(_("The slip was printed. Please give it to the person."))

        def failed(met: Problem) -> None:
            page.say_of_paper(problem_sentence(met), is_well=False)

        self._printing.print_slip(person_id, printed, failed)

    def _appoint(self, catalogue: Catalogue, page: PersonPage) -> None:
        """Give an appointment, then show the record with it."""
        view = page.state.view

        def back(_visit: Visit | None) -> None:
            self.open(catalogue, view.person_id)

        self._appointing.ask(view.person_id, view.number, back, self._ways.problem)

    def _show_data(self, catalogue: Catalogue, view: PersonView) -> None:
        page = self._data.page_of(
            view,
            back=lambda: self.open(catalogue, view.person_id),
            correct=lambda: self._ways.correct(view.person_id, ""),
        )
        self._ways.show(page)

    def _show_offices(self, catalogue: Catalogue, view: PersonView) -> None:
        """Ask to which office the person goes, and why."""

        def back() -> None:
            self.open(catalogue, view.person_id)

        def show(offices: tuple[tuple[str, str, str], ...]) -> None:
            def give(office: str, reason: str) -> None:
                self._runner.on_database(
                    lambda: self._port.person.transfer(view.person_id, office, reason), lambda _done: back(), refused
                )

            def refused(met: Problem) -> None:
                page.show_state(replace(page.state, said=problem_sentence(met)))

            page = TransferPage(TransferState(view.name_latin, view.name_urdu, offices), give, back)
            self._ways.show(page)

        self._runner.on_database(self._port.person.offices, show, self._ways.problem)

    def _refer(self, catalogue: Catalogue, view: PersonView) -> None:
        """Show a person to another office, or answer one that shows the person here."""
        port, person_id = self._port.referrals, view.person_id

        def back(_done: object = None) -> None:
            self.open(catalogue, person_id)

        def show(choices: ReferralChoices) -> None:
            def refused(met: Problem) -> None:
                page.show_state(replace(page.state, said=problem_sentence(met)))

            def send(office: str, reason: str, note: str) -> None:
                self._runner.on_database(lambda: port.refer(person_id, office, reason, note), back, refused)

            def step(referral: str, code: str, reason: str, note: str) -> None:
                self._runner.on_database(lambda: port.take_step(referral, code, reason, note), back, refused)

            state = ReferralState(view.name_latin, view.name_urdu, choices, self._clock())
            page = ReferralPage(state, ReferralActions(send, step, back))
            self._ways.show(page)

        self._runner.on_database(lambda: port.choices(person_id), show, self._ways.problem)

    # ---- slips still to print

    def show_slips(self, open_person: Callable[[str], object]) -> None:
        """The list of slips that wait for a printer."""

        def show(slips: tuple[WaitingSlip, ...]) -> None:
            actions = SlipsActions(
                print_one=lambda slip: self._print_waiting(page, (slip,)),
                print_all=lambda: self._print_waiting(page, page.state.slips),
                open_person=open_person,
                back=self._ways.home,
            )
            page = SlipsPage(SlipsState(slips), actions)
            self._ways.show(page)

        self._runner.on_database(lambda: self._port.person.slips_to_print(), show, self._ways.problem)

    def _print_waiting(self, page: SlipsPage, papers: tuple[WaitingSlip, ...]) -> None:
        """Print one after the other; the first that no printer takes ends it."""
        if not papers:
            page.show_state(replace(page.state, printing=None))
            return
        first, rest = papers[0], papers[1:]
        page.show_state(replace(page.state, printing=first, failed=""))

        def printed(_number: str = "") -> None:
            left = tuple(slip for slip in page.state.slips if slip != first)
            page.show_state(replace(page.state, slips=left))
            self._print_waiting(page, rest)

        def failed(met: Problem) -> None:
            page.show_state(replace(page.state, printing=None, failed=problem_sentence(met)))

        if first.leaflet:
            self._printing.print_leaflet(first.person_id, printed, failed)
        else:
            self._printing.print_slip(first.person_id, printed, failed)
