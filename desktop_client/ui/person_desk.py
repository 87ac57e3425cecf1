"""Calls about one person answered by the services: slips, papers about the own data, hidden numbers, the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from desktop_client.papers import leaflet as leaflet_papers
from desktop_client.papers import my_data as data_papers
from desktop_client.papers import slip as slip_papers
from desktop_client.papers.my_data import MyDataFacts
from desktop_client.services import appointments, leaflets, my_data, people, revealing, slips, transferring
from desktop_client.services.appointments import Appointment
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.timeline import Event, timeline
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
from shared_models.catalogue import ProblemError, problem
from shared_models.catalogue.validation import show_value
from shared_models.records.changes import HEAD_OFFICE


class PersonDesk:
    """Answers the window's calls about one person; `open_desk` raises when nobody has signed in."""

    def __init__(self, open_desk: Callable[[], OpenDesk]) -> None:
        self._open_desk = open_desk

    def _registration(self, person_id: str) -> Registration:
        found = people.find(self._open_desk(), person_id)
        if found is None:
            raise ProblemError(problem("record.unknown", record=person_id[:60]))
        return found

    # ---- slips

    def slip(self, person_id: str) -> Paper:
        """The acknowledgement in this desk's form."""
        desk, form = self._open_desk(), self.slip_form()
        facts = slips.slip_facts(desk, self._registration(person_id))
        return Paper(
            facts.number,
            lambda dots: [slip_papers.slip_picture(facts, form, dots)],
            partial(slip_papers.slip_pdf, facts, form),
            form,
        )

    def slip_form(self) -> SlipForm:
        """The form this desk prints."""
        return "roll" if slips.form_of_desk(self._open_desk()) == slip_papers.ROLL else "a5"

    def choose_slip_form(self, form: SlipForm) -> None:
        """Print this form from now on."""
        slips.choose_form(self._open_desk(), form)

    def note_printed(self, person_id: str) -> None:
        """The slip was handed to the printer."""
        slips.note_printed(self._open_desk(), self._registration(person_id))

    def note_waiting(self, person_id: str) -> None:
        """The slip waits for a printer."""
        slips.note_waiting(self._open_desk(), self._registration(person_id))

    def slips_to_print(self) -> tuple[WaitingSlip, ...]:
        """The slips that wait for a printer."""
        desk = self._open_desk()
        waiting = [_waiting(one) for one in slips.slips_to_print(desk)]
        return (*waiting, *(_waiting(one, leaflet=True) for one in leaflets.leaflets_to_print(desk)))

    # ---- leaflets

    def leaflet(self, person_id: str) -> Paper:
        """The leaflet about the most urgent need, in this desk's form; its name tells nobody which."""
        desk, form = self._open_desk(), self.slip_form()
        facts = leaflets.leaflet_facts(desk, self._registration(person_id))
        return Paper(
            "leaflet",
            lambda dots: leaflet_papers.leaflet_pictures(facts, form, dots),
            partial(leaflet_papers.leaflet_pdf, facts, form),
            form,
        )

    def note_leaflet(self, person_id: str, *, printed: bool) -> None:
        """The leaflet was handed to the printer, or waits for one."""
        note = leaflets.note_printed if printed else leaflets.note_waiting
        note(self._open_desk(), self._registration(person_id))

    # ---- appointments

    def visit_choices(self, person_id: str) -> VisitChoices:
        """What is asked for an appointment."""
        desk = self._open_desk()
        purposes = tuple((row.code, row.en, row.ur) for row in appointments.purposes(desk).rows)
        coming = tuple(visit_of(desk, one) for one in appointments.upcoming(desk, person_id))
        return VisitChoices(purposes, desk.person.name, coming)

    def make_visit(self, person_id: str, day: str, time: str, purpose: str, with_whom: str) -> Visit:
        """Write an appointment down."""
        desk, one = self._open_desk(), self._registration(person_id)
        made = appointments.make(desk, one, day=day, time=time, purpose=purpose, with_whom=with_whom)
        return visit_of(desk, made, one.registration_no)

    def call_off_visit(self, visit_id: str) -> None:
        """Withdraw an appointment."""
        appointments.call_off(self._open_desk(), visit_id)

    # ---- hidden numbers and what happened

    def reveal(self, person_id: str, path: str, reason: str) -> tuple[str, str]:
        """A hidden value, for a reason that is written down."""
        desk, one = self._open_desk(), self._registration(person_id)
        record = one.episode if path.startswith("episode.") and one.episode is not None else one.person
        value = revealing.reveal(desk, record.id, path, reason)
        field = desk.catalogue.field_of(path)
        if field is None:
            raise ProblemError(problem("field.unknown", path[:160]))
        return show_value(field, value, "en", desk.catalogue), show_value(field, value, "ur", desk.catalogue)

    def timeline(self, person_id: str) -> tuple[TimelineEntry, ...]:
        """What happened to a person, the newest first."""
        desk = self._open_desk()
        return tuple(_entry(desk, event) for event in timeline(desk, self._registration(person_id)))

    # ---- to another office

    def offices(self) -> tuple[tuple[str, str, str], ...]:
        """The offices a person can be given to."""
        found = transferring.offices_to_choose(self._open_desk())
        return tuple((code, english, urdu) for code, (english, urdu) in found.items())

    def transfer(self, person_id: str, office: str, reason: str) -> None:
        """Give a person to another office."""
        transferring.transfer(self._open_desk(), person_id, office, reason)

    # ---- the person's own data

    def print_my_data(self, person_id: str, known_by: KnownBy) -> GivenPaper:
        """Everything held about a person."""
        facts = my_data.print_my_data(self._open_desk(), self._registration(person_id), known_by)
        return _given(facts, "", "")

    def withdraw(self, person_id: str, scope: Scope, known_by: KnownBy, partner: str) -> GivenPaper:
        """Write down that permission was taken back."""
        facts = my_data.withdraw(self._open_desk(), self._registration(person_id), scope, known_by, partner)
        said = partial(my_data.withdrawn_sentence, scope, facts.paper, partner=partner.strip())
        return _given(facts, said("en"), said("ur"))

    def complain(self, person_id: str, text: str, known_by: KnownBy) -> GivenPaper:
        """Write down a complaint."""
        desk = self._open_desk()
        facts = my_data.complain(desk, self._registration(person_id), text, known_by)
        due = desk.today() + dt.timedelta(days=my_data.ANSWER_DAYS)
        said = partial(my_data.complaint_sentence, facts.paper, due)
        return _given(facts, said("en"), said("ur"))


def _waiting(one: Registration, *, leaflet: bool = False) -> WaitingSlip:
    latin, urdu = (str(one.person.values.get(f"person.{name}") or "") for name in ("name_latin", "name_urdu"))
    # Named by its return: the slip of an earlier one may wait as well.
    return WaitingSlip(one.episode.id if one.episode else one.person.id, one.registration_no, latin, urdu, leaflet)


def _given(facts: MyDataFacts, english: str, urdu: str) -> GivenPaper:
    paper = Paper(
        facts.paper,
        lambda dots: data_papers.my_data_pictures(facts, dots),
        partial(data_papers.my_data_pdf, facts),
    )
    return GivenPaper(facts.paper, english, urdu, paper)


# What an event is about is a code of one of these lists.
_LISTS = {"withdrawal": "WITHDRAWAL_SCOPE", "referred": "OFFICE", "referral_step": "REFERRAL_STEP"}


def _entry(desk: OpenDesk, event: Event) -> TimelineEntry:
    named = desk.catalogue.lists.get(_LISTS.get(event.what, ""))
    known = named is not None and event.about in named
    english, urdu = (named.label(event.about, lang) if named and known else event.about for lang in ("en", "ur"))
    mine = desk.identity
    name = "OPF" if event.device == HEAD_OFFICE else mine.code if event.device == mine.device else event.device[:4]
    what, visit = event.what, visit_of(desk, event.visit) if event.visit is not None else None
    return TimelineEntry(what, event.at, event.day, event.who, name, english, urdu, event.count, visit)  # type: ignore[arg-type]


def visit_of(desk: OpenDesk, one: Appointment, number: str = "") -> Visit:
    """An appointment as the window shows it."""
    words = appointments.purposes(desk)
    return Visit(
        one.id, one.person, one.day, one.time, words.label(one.purpose, "en"), words.label(one.purpose, "ur"),
        one.with_whom, one.is_call, number,
    )  # fmt: skip
