"""The calls about one person answered from memory, and a printer that keeps what it was given or does not answer."""

import threading
from dataclasses import replace

from desktop_client.ui import sample_papers
from desktop_client.ui.person_port import (
    GivenPaper,
    KnownBy,
    Paper,
    Scope,
    SlipForm,
    TimelineEntry,
    Visit,
    VisitChoices,
    WaitingSlip,
)
from shared_models.catalogue.problems import ProblemError, problem


class SamplePrinter:
    """`answers` plays a printer that is switched off."""

    def __init__(self) -> None:
        self.answers = True
        self.printed: list[str] = []
        self.threads: set[int] = set()

    def print_paper(self, paper: Paper) -> None:
        self.threads.add(threading.get_ident())
        if not self.answers:
            raise ProblemError(problem("paper.not_printed"))
        assert paper.draw(50)
        self.printed.append(paper.number)


class SamplePerson:
    """Notes what was asked."""

    def __init__(self, threads: dict[str, set[int]]) -> None:
        self.threads = threads
        self.form: SlipForm = "a5"
        self.printed: list[str] = []
        self.waiting: list[str] = []
        self.visits: dict[str, Visit] = {}
        self.leaflets: list[tuple[str, bool]] = []
        self.withdrawn: list[tuple[Scope, KnownBy, str]] = []
        self.complaints: list[tuple[str, KnownBy]] = []
        self.revealed: list[tuple[str, str]] = []
        self.data_for: list[KnownBy] = []
        self.transferred: list[tuple[str, str, str]] = []

    def _called(self, name: str) -> None:
        self.threads.setdefault(name, set()).add(threading.get_ident())

    def slip(self, person_id: str) -> Paper:
        self._called("slip")
        return sample_papers.slip_paper(self.form)

    def slip_form(self) -> SlipForm:
        self._called("slip_form")
        return self.form

    def choose_slip_form(self, form: SlipForm) -> None:
        self.form = form

    def note_printed(self, person_id: str) -> None:
        self._called("note_printed")
        self.printed.append(person_id)
        self.waiting = [one for one in self.waiting if one != person_id]

    def offices(self) -> tuple[tuple[str, str, str], ...]:
        return (("LHE", "Lahore", "لاہور"), ("KHI", "Karachi", "کراچی"))

    def transfer(self, person_id: str, office: str, reason: str) -> None:
        if not reason:
            raise ProblemError(problem("access.reason_needed", letters=3))
        self.transferred.append((person_id, office, reason))

    def note_waiting(self, person_id: str) -> None:
        self.waiting.append(person_id)

    def slips_to_print(self) -> tuple[WaitingSlip, ...]:
        slips = [WaitingSlip(one, f"number of {one}", "Aslam", "اسلم") for one in self.waiting]
        now = dict(self.leaflets)
        leaflets = [WaitingSlip(one, f"number of {one}", "Aslam", "اسلم", leaflet=True) for one in now if not now[one]]
        return (*slips, *leaflets)

    def leaflet(self, person_id: str) -> Paper:
        self._called("leaflet")
        return sample_papers.leaflet_paper()

    def note_leaflet(self, person_id: str, *, printed: bool) -> None:
        self._called("note_leaflet")
        self.leaflets.append((person_id, printed))

    def visit_choices(self, person_id: str) -> VisitChoices:
        return replace(sample_papers.VISIT_CHOICES, upcoming=tuple(self.visits.values()))

    def make_visit(self, person_id: str, day: str, time: str, purpose: str, with_whom: str) -> Visit:
        if not purpose:
            raise ProblemError(problem("appointment.purpose_needed", "appointment.purpose"))
        made = replace(sample_papers.VISIT, visit_id=f"v-{day}", day=day, time=time, with_whom=with_whom)
        self.visits[made.visit_id] = made
        return made

    def call_off_visit(self, visit_id: str) -> None:
        del self.visits[visit_id]

    def reveal(self, person_id: str, path: str, reason: str) -> tuple[str, str]:
        if len(reason) < 3:
            raise ProblemError(problem("access.reason_needed", letters=3))
        self.revealed.append((path, reason))
        return "03620-1234567-3", "03620-1234567-3"

    def timeline(self, person_id: str) -> tuple[TimelineEntry, ...]:
        self._called("timeline")
        return sample_papers.HAPPENED

    def print_my_data(self, person_id: str, known_by: KnownBy) -> GivenPaper:
        self.data_for.append(known_by)
        return sample_papers.given("P-DATA")

    def withdraw(self, person_id: str, scope: Scope, known_by: KnownBy, partner: str) -> GivenPaper:
        if scope == "ERASE":
            raise ProblemError(problem("my_data.claim_open"))
        self.withdrawn.append((scope, known_by, partner))
        return sample_papers.given("P-WITHDRAWAL")

    def complain(self, person_id: str, text: str, known_by: KnownBy) -> GivenPaper:
        self.complaints.append((text, known_by))
        return sample_papers.given("P-COMPLAINT")
