"""The states of the pages about one person: the number, the record, the own data, slips, the day."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from desktop_client.ui import sample_answers, sample_papers, sample_pictures, sample_referrals, samples
from desktop_client.ui.attaching_port import Framing
from desktop_client.ui.line_port import LineDetails
from desktop_client.ui.page import Page
from desktop_client.ui.pages.appointment import AppointmentActions, AppointmentPage, AppointmentState
from desktop_client.ui.pages.attached import AttachedActions, AttachedPage, AttachedState
from desktop_client.ui.pages.finished import FinishedActions, FinishedPage, FinishedState, Printing
from desktop_client.ui.pages.line_details import LineDetailsActions, LineDetailsPage, LineDetailsState
from desktop_client.ui.pages.my_data import MyDataActions, MyDataPage, MyDataState, Step
from desktop_client.ui.pages.new_picture import NewPictureActions, NewPicturePage, NewPictureState
from desktop_client.ui.pages.person import PersonActions, PersonPage, PersonState
from desktop_client.ui.pages.referral import ReferralActions, ReferralPage, ReferralState
from desktop_client.ui.pages.slips import SlipsActions, SlipsPage, SlipsState
from desktop_client.ui.pages.transfer import TransferPage, TransferState
from desktop_client.ui.person_port import KnownBy, SlipForm, Visit, VisitChoices
from desktop_client.ui.ports import PersonView
from desktop_client.ui.referral_port import ReferralChoices
from desktop_client.wording.language import in_language, problem_sentence
from desktop_client.wording.line_sentence import LineStatus
from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.loading import load_catalogue
from shared_models.catalogue.problems import Problem, problem

Made = tuple[str, Callable[[], Page], LineStatus, Callable[[Page], object]]


def nothing(*_given: object) -> None:
    """A page in a picture leads nowhere."""


def person_states() -> Iterator[Made]:
    """Name, page, strip and what happens after it was shown."""
    waiting = samples.LINE_WAITING
    yield "finished", _finished(), waiting, nothing
    yield "finished-printed", _finished("printed"), waiting, nothing
    yield "finished-no-printer", _finished("waiting"), waiting, nothing
    yield "finished-roll", _finished(form="roll"), waiting, nothing
    yield "finished-appointment", _finished(visit=sample_papers.VISIT), waiting, nothing
    coming = replace(sample_papers.VISIT_CHOICES, upcoming=(sample_papers.VISIT, sample_papers.CALL))
    yield "appointment", _appointment(sample_papers.VISIT_CHOICES), waiting, _answer_appointment
    yield "appointment-another", _appointment(coming), waiting, nothing
    past = problem("appointment.day_past", day="23-11-2026")
    yield "appointment-failing", _appointment(sample_papers.VISIT_CHOICES, past), waiting, nothing
    yield from _records()
    for step in ("known", "acts", "withdraw", "partner", "complaint", "done"):
        yield f"my-data-{step}", _my_data(step), waiting, nothing
    yield "my-data-claim-open", _my_data("withdraw", failing=True), waiting, nothing
    yield "line-details", _line_details(sample_papers.LINE_DETAILS), waiting, nothing
    yield "line-details-clerk", _line_details(sample_papers.LINE_DETAILS_CLERK), waiting, nothing
    yield "line-details-agree", _line_details(sample_papers.LINE_DETAILS_AGREE), samples.LINE_ALL_THERE, nothing
    yield from _pictures()
    yield "slips-empty", _slips(SlipsState()), samples.LINE_ALL_THERE, nothing
    yield "slips-full", _slips(SlipsState(sample_papers.WAITING)), waiting, nothing
    yield "slips-failing", _slips(SlipsState(sample_papers.WAITING), failing=True), waiting, nothing


def _pictures() -> Iterator[Made]:
    waiting, rows = samples.LINE_WAITING, sample_pictures.pictures

    def attached(
        failed: Problem | None = None, *, empty: bool = False, chosen: str = "", opened: bytes = b""
    ) -> Callable[[], Page]:
        def make() -> Page:
            told = problem_sentence(failed) if failed is not None else ""
            shown = () if empty else rows()
            state = AttachedState("Muhammad Aslam", shown, samples.NOW, chosen, opened, failed=told)
            return AttachedPage(state, AttachedActions(*(nothing,) * 5))

        return make

    def new(kind: str, failed: Problem | None = None) -> Callable[[], Page]:
        def make() -> Page:
            codes = load_catalogue().lists["ATTACH"].rows
            page = sample_pictures.drawn(620, 877, 12, "#56605B")
            told = problem_sentence(failed) if failed is not None else ""
            kinds = tuple((row.code, row.en, row.ur) for row in codes)
            return NewPicturePage(
                NewPictureState(kinds, kind, 0, 2, Framing(), page, told), NewPictureActions(*(nothing,) * 6)
            )

        return make

    yield "attached-empty", attached(empty=True), waiting, nothing
    yield "attached-full", attached(), waiting, nothing

    def large() -> Page:
        return attached(chosen="a1", opened=sample_pictures.drawn(480, 600, 0, "#7C8781"))()

    yield "attached-opened", large, waiting, nothing
    yield "attached-failing", attached(problem("attachment.not_here"), chosen="a5"), waiting, nothing
    yield "new-picture", new("ETD"), waiting, nothing
    yield "new-picture-failing", new("PHOTO", problem("attachment.no_permission")), waiting, nothing


def _line_details(details: LineDetails) -> Callable[[], Page]:
    actions = LineDetailsActions(nothing, nothing, nothing)
    return lambda: LineDetailsPage(LineDetailsState(details), actions)


def _appointment(choices: VisitChoices, said: Problem | None = None) -> Callable[[], Page]:
    def make() -> Page:
        sentence = problem_sentence(said) if said is not None else ""
        state = AppointmentState("MUX-26-K7Q-00042-X", day_in_pakistan(samples.NOW), choices, sentence)
        return AppointmentPage(load_catalogue(), state, AppointmentActions(nothing, nothing, nothing))

    return make


def _answer_appointment(page: Page) -> None:
    if isinstance(page, AppointmentPage):
        page.day.setText("24 12")
        page.time.setText("1030")
        page.choose("PAPER")


def _finished(printing: Printing = "", form: SlipForm = "a5", visit: Visit | None = None) -> Callable[[], Page]:
    actions = FinishedActions(*[nothing] * 9)

    def make() -> Page:
        failed = in_language(*sample_papers.NO_PRINTER) if printing == "waiting" else ""
        picture = sample_papers.slip_picture(form)
        state = FinishedState(
            samples.FINISHED, form=form, picture=picture, printing=printing, failed=failed, visit=visit
        )  # fmt: skip
        return FinishedPage(state, actions)

    return make


def _transfer() -> Callable[[], Page]:
    offices = (("LHE", "Lahore", "لاہور"), ("KHI", "Karachi", "کراچی"), ("PEW", "Peshawar", "پشاور"))
    state = TransferState("Muhammad Aslam", "محمد اسلم", offices)
    return lambda: TransferPage(state, nothing, nothing)


def _referral(choices: ReferralChoices, said: Problem | None = None) -> Callable[[], Page]:
    def make() -> Page:
        told = problem_sentence(said) if said is not None else ""
        state = ReferralState("Muhammad Aslam", "محمد اسلم", choices, samples.NOW, told)
        page = ReferralPage(state, ReferralActions(nothing, nothing, nothing))
        page.choose_office("KHI")
        page.choose("TRAINING")
        return page

    return make


def _records() -> Iterator[Made]:
    happened = sample_papers.HAPPENED

    def person(view: PersonView, **more: object) -> Callable[[], Page]:
        actions = PersonActions(nothing, nothing, nothing, nothing, nothing)
        state = replace(PersonState(view, samples.NOW, happened=happened), **more)  # type: ignore[arg-type]
        return lambda: PersonPage(load_catalogue(), state, actions)

    def mark_phone(page: Page) -> None:
        if isinstance(page, PersonPage):
            page.mark("person.phones.a.number")

    def mark_card(page: Page) -> None:
        if isinstance(page, PersonPage):
            page.mark("person.documents.a.number")

    here, waiting = replace(samples.PERSON_HERE, may_appoint=True, may_see_pictures=True), samples.LINE_WAITING
    arrived = replace(samples.PERSON_ARRIVED, may_appoint=True, next_visit=sample_papers.VISIT)
    yield "person-here", person(here, happened=happened[6:], face=sample_pictures.face()), waiting, nothing
    yield "person-history", person(arrived), samples.LINE_ALL_THERE, mark_phone
    earlier = replace(samples.PERSON_ARRIVED, earlier=True, next_return="p1", number="MUX-24-K7Q-00017-4")
    yield "person-earlier-return", person(earlier, happened=sample_papers.CAME_TWICE), waiting, nothing
    yield "person-question", person(samples.PERSON_QUESTION), samples.LINE_CAME_BACK, nothing
    two = sample_answers.PERSON_TWO_ANSWERS
    yield "person-two-answers", person(two, corrected=sample_answers.CORRECTED_MEANWHILE), waiting, nothing
    yield "person-corrected", person(here, corrected=sample_answers.CORRECTED), waiting, nothing
    yield "person-why", person(here), waiting, mark_card
    revealed = {"person.documents.a.number": ("03620-1234567-3", "03620-1234567-3")}
    yield "person-revealed", person(here, revealed=revealed), waiting, mark_card
    yield "person-moved", person(samples.PERSON_MOVED), samples.LINE_ALL_THERE, nothing
    yield "person-supervisor", person(replace(here, may_transfer=True)), waiting, nothing
    yield "transfer", _transfer(), waiting, nothing
    referred = replace(arrived, referral=sample_referrals.REFERRED, may_refer=True)
    yield "person-referred", person(referred), samples.LINE_ALL_THERE, nothing
    shown = replace(arrived, may_correct=False, may_appoint=False, next_visit=None, owner_en="Lahore", owner_ur="لاہور")
    asked = replace(shown, referral=sample_referrals.ASKED, may_refer=True)
    yield "person-shown-here", person(asked), samples.LINE_ALL_THERE, nothing
    ended = replace(shown, referral=replace(sample_referrals.DECLINED, asks_us=True))
    yield "person-was-shown-here", person(ended), samples.LINE_ALL_THERE, nothing
    yield "referral-begin", _referral(sample_referrals.TO_BEGIN), waiting, nothing
    yield "referral-answer", _referral(sample_referrals.TO_ANSWER), waiting, nothing
    yield "referral-finish", _referral(sample_referrals.TO_FINISH), waiting, nothing
    yield "referral-failing", _referral(sample_referrals.TO_ANSWER, problem("referral.why_needed")), waiting, nothing
    failing = {"said": in_language(*sample_papers.NO_PRINTER), "is_well": False}
    yield "person-no-printer", person(here, **failing), waiting, nothing


def _my_data(step: Step, *, failing: bool = False) -> Callable[[], Page]:
    actions = MyDataActions(*[nothing] * 10)

    def make() -> Page:
        failed = in_language(*sample_papers.CLAIM_OPEN) if failing else ""
        given = sample_papers.given() if step == "done" else None
        known_by: KnownBy | None = None if step == "known" else "CARD"
        state = MyDataState(
            "Muhammad Aslam", "محمد اسلم", "MUX-26-K7Q-00042-X", step, known_by, given, failed=failed
        )  # fmt: skip
        return MyDataPage(state, actions)

    return make


def _slips(state: SlipsState, *, failing: bool = False) -> Callable[[], Page]:
    actions = SlipsActions(nothing, nothing, nothing, nothing)

    def make() -> Page:
        failed = in_language(*sample_papers.NO_PRINTER) if failing else ""
        return SlipsPage(replace(state, failed=failed), actions)

    return make
