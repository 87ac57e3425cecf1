"""The one list of pages and states: pictures are drawn from it, tests walk through it, help will show it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from desktop_client.ui import sample_answers, sample_intake, samples
from desktop_client.ui.forms.arrangement import sections_to_ask
from desktop_client.ui.forms.rows_place import RowsPlace
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.intake_port import QueueDay
from desktop_client.ui.intake_states import intake_states
from desktop_client.ui.office_states import locked_pages, office_pages
from desktop_client.ui.page import Page
from desktop_client.ui.pages.enrol import EnrolActions, EnrolPage, EnrolState
from desktop_client.ui.pages.find import FindActions, FindPage, FindState
from desktop_client.ui.pages.home import HomeActions, HomePage, HomeState
from desktop_client.ui.pages.line import LineActions, LinePage, LineState
from desktop_client.ui.pages.open_forms import OpenFormsActions, OpenFormsPage, OpenFormsState
from desktop_client.ui.pages.permission import PermissionPage
from desktop_client.ui.pages.registration import RegistrationActions, RegistrationPage, RegistrationState
from desktop_client.ui.pages.sign_in import SignInActions, SignInPage, SignInState
from desktop_client.ui.pages.stick import StickActions, StickPage, StickState
from desktop_client.ui.pages.todays_date import TodaysDatePage, TodaysDateState
from desktop_client.ui.pages.waiting import QueueActions
from desktop_client.ui.person_states import person_states
from desktop_client.ui.ports import Draft, HomeDay, NotFinished, PeoplePage
from desktop_client.wording.language import in_language
from desktop_client.wording.line_sentence import LineStatus
from shared_models.catalogue.loading import load_catalogue


@dataclass(frozen=True, slots=True)
class PageState:
    """A page in one state; `line` is what the strip says beside it."""

    name: str
    make: Callable[[], Page]
    line: LineStatus = samples.LINE_WAITING
    signed_in: bool = True
    training: bool = False
    after: Callable[[Page], object] = lambda _page: None


def nothing(*_given: object) -> None:
    """A page in a picture leads nowhere."""


def nowhere() -> Callable[[], None]:
    """Leads nowhere, and is not the same as any other that does."""
    return lambda: None


# What both the frame and a page lead to.
NEW, FIND, FORMS, LINE = (nowhere() for _each in range(4))


def all_page_states() -> Iterator[PageState]:
    """Every page in its empty, full and failing states."""
    yield from _before_work()
    yield from _registering()
    yield from _correcting()
    yield from _looking()
    yield from _alt_held()
    for name, make in locked_pages():
        yield PageState(name, make, signed_in=False)
    for name, make in office_pages():
        yield PageState(name, make)
    for name, make, line, after in person_states():
        yield PageState(name, make, line, after=after)


def _before_work() -> Iterator[PageState]:
    def enrol(state: EnrolState) -> Callable[[], Page]:
        return lambda: EnrolPage(state, EnrolActions(nothing, nothing, str))

    def sign_in(state: SignInState) -> Callable[[], Page]:
        return lambda: SignInPage(state, SignInActions(nothing))

    def filled(page: Page) -> None:
        if isinstance(page, EnrolPage):
            page.server.setText("https://frc.example.pk")
            page.code.setText("4KQ7-M2PX-88TD")
            page.login.setText("imran")
            page.password.setText("not a real one")
            page.again.setText("not a real one")

    never = samples.LINE_NEVER
    yield PageState("enrol-new", enrol(EnrolState()), never, signed_in=False)
    yield PageState("enrol-waiting", enrol(samples.ENROLLED), never, signed_in=False)
    yield PageState(
        "enrol-failing", enrol(EnrolState("new", *samples.WRONG_CODE)), never, signed_in=False, after=filled
    )
    yield PageState("sign-in", sign_in(SignInState(samples.USERS, "Multan", "ملتان")), signed_in=False)
    wrong = SignInState(samples.USERS, "Multan", "ملتان", *samples.WRONG_PASSWORD)
    yield PageState("sign-in-failing", sign_in(wrong), signed_in=False)
    yield PageState("sign-in-empty", sign_in(SignInState((), "Multan", "ملتان")), never, signed_in=False)


def _todays_date(failed: tuple[str, str] = ("", "")) -> Callable[[], Page]:
    return lambda: TodaysDatePage(TodaysDateState(date(2015, 1, 1), in_language(*failed)), nothing, nothing)


def _home(day: HomeDay, line: LineStatus) -> Callable[[], Page]:
    actions = HomeActions(nothing, nothing, nothing, nothing, nothing, nothing, nothing)
    queue = sample_intake.QUEUE if day.open_forms else QueueDay()
    return lambda: HomePage(HomeState(day, line, queue, samples.NOW), actions)


def _form(draft: Draft, asked: NotFinished | None = None, section: str = "quick") -> Callable[[], Page]:
    state = RegistrationState(draft, samples.TODAY, asked, section)
    return lambda: RegistrationPage(load_catalogue(), state, RegistrationActions(nothing, nothing, nothing))


def section_states() -> Iterator[PageState]:
    """Every section of the form, empty and full; many, so they are drawn only when they are asked for."""
    for section in sections_to_ask(load_catalogue(), "CASEW"):
        for full, word in ((False, "empty"), (True, "full")):
            draft = sample_answers.section_form(section, full=full)
            yield PageState(f"section-{section}-{word}", _form(draft, section=section))


def _correcting() -> Iterator[PageState]:
    def open_first(page: Page) -> None:
        if isinstance(page, RegistrationPage):
            page.go_to("person.phones.1.number")

    def removing(page: Page) -> None:
        if isinstance(page, RegistrationPage) and isinstance(place := page.parts.place("person.phones"), RowsPlace):
            place.open_row("1")
            place.remove()

    half = sample_answers.CORRECTED_HALF
    yield PageState("correction", _form(half))
    yield PageState("correction-question", _form(sample_answers.CORRECTION_ASKED), samples.LINE_CAME_BACK)
    yield PageState("correction-supervisor", _form(sample_answers.correction(role="SUPV")))
    yield PageState("correction-papers", _form(sample_answers.correction(), section="person.documents"))
    yield PageState("rows", _form(half, section="person.phones"), after=open_first)
    yield PageState("rows-removing", _form(sample_answers.correction(), section="person.phones"), after=removing)
    trips = sample_answers.section_form("episode.trips", full=True)
    yield PageState("rows-compact", _form(trips, section="episode.trips"))


def _registering() -> Iterator[PageState]:
    catalogue = load_catalogue()

    def permission() -> Page:
        return PermissionPage(catalogue, nothing, nothing)

    form = _form

    def forms(open_forms: OpenFormsState) -> Callable[[], Page]:
        return lambda: OpenFormsPage(open_forms, OpenFormsActions(nothing, nothing, nothing))

    def refused(page: Page) -> None:
        if isinstance(page, PermissionPage):
            page.refuse()

    def list_open(page: Page) -> None:
        if isinstance(page, RegistrationPage):
            page.form.go_to("person.address_permanent.district")

    yield from (PageState(name, make, after=after) for name, make, after in intake_states())
    yield PageState("permission", permission)
    yield PageState("permission-refused", permission, after=refused)
    yield PageState("form-empty", form(samples.EMPTY_FORM))
    yield PageState("form-half", form(samples.HALF_FORM))
    yield PageState("form-full", form(samples.FULL_FORM), samples.LINE_ALL_THERE)
    yield PageState("form-failing", form(samples.TROUBLED_FORM, samples.QUESTIONS), samples.LINE_CAME_BACK)
    yield PageState("form-list-open", form(samples.HALF_FORM), after=list_open)
    yield PageState("form-disk-full", form(samples.HALF_FORM), samples.LINE_DISK_FULL)
    yield PageState("form-section", form(samples.FULL_FORM, section="episode.return"))
    yield PageState("forms-empty", forms(OpenFormsState((), samples.NOW)), samples.LINE_ALL_THERE)
    yield PageState("forms-full", forms(OpenFormsState(samples.OPEN_FORMS, samples.NOW)))


def _alt_held() -> Iterator[PageState]:
    """With the keys on the buttons that do the same."""

    def hold(page: Page) -> None:
        window = page.window()
        if isinstance(window, DeskFrame):
            window.badges.show()

    def home() -> Page:
        queue = QueueActions(nowhere(), nowhere(), nowhere(), nowhere())
        actions = HomeActions(NEW, FIND, FORMS, LINE, nothing, nothing, nowhere(), queue)
        return HomePage(HomeState(samples.DAY_FULL, samples.LINE_WAITING, sample_intake.QUEUE, samples.NOW), actions)

    def permission() -> Page:
        return PermissionPage(load_catalogue(), nothing, nowhere(), group=nowhere())

    yield PageState("alt-home", home, after=hold)
    yield PageState("alt-permission", permission, after=hold)
    yield PageState("alt-form", _form(samples.FULL_FORM, section="episode.return"), after=hold)


def _looking() -> Iterator[PageState]:
    def find(page: PeoplePage, query: str = "") -> Callable[[], Page]:
        return lambda: FindPage(FindState(query, page), FindActions(nothing, nothing, nothing))

    def line(status: LineStatus, *, working: bool = False, failed: tuple[str, str] = ("", "")) -> Callable[[], Page]:
        def make() -> Page:
            state = LineState(status, samples.NOW, working, in_language(*failed))
            return LinePage(state, LineActions(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing))

        return make

    def stick(state: StickState, failed: tuple[str, str] = ("", "")) -> Callable[[], Page]:
        def make() -> Page:
            return StickPage(
                replace(state, failed=in_language(*failed)), StickActions(nothing, nothing, nothing, nothing)
            )

        return make

    yield PageState("home-empty", _home(samples.DAY_EMPTY, samples.LINE_NEVER), samples.LINE_NEVER)
    yield PageState("home-full", _home(samples.DAY_FULL, samples.LINE_CAME_BACK), samples.LINE_CAME_BACK)
    yield PageState("home-power-cut", _home(samples.DAY_POWER_CUT, samples.LINE_WAITING), samples.LINE_BATTERY)
    yield PageState("home-clock-wrong", _home(samples.DAY_CLOCK_WRONG, samples.LINE_WAITING))
    yield PageState("todays-date", _todays_date())
    yield PageState("todays-date-failing", _todays_date(samples.NOT_A_DATE))
    training = LineStatus(training=True)
    yield PageState("home-training", _home(samples.DAY_FULL, samples.LINE_WAITING), training, training=True)
    yield PageState("find-empty", find(samples.PEOPLE_EMPTY, "Zzyx"))
    yield PageState("find-full", find(samples.PEOPLE_FULL))
    yield PageState("find-two-answers", find(sample_answers.PEOPLE_DISPUTED))
    yield PageState("line-all-there", line(samples.LINE_ALL_THERE), samples.LINE_ALL_THERE)
    yield PageState("line-came-back", line(samples.LINE_CAME_BACK), samples.LINE_CAME_BACK)
    yield PageState("line-erased", line(samples.LINE_ERASED), samples.LINE_ERASED)
    yield PageState("line-silent", line(samples.LINE_SILENT), samples.LINE_SILENT)
    yield PageState("line-sending", line(samples.LINE_SENDING, working=True), samples.LINE_SENDING)
    yield PageState("line-day-used", line(samples.LINE_DAY_USED), samples.LINE_DAY_USED)
    yield PageState("line-failing", line(samples.LINE_WAITING, failed=samples.NO_ANSWER))
    yield PageState("stick-empty", stick(StickState()), samples.LINE_SILENT)
    yield PageState("stick-written", stick(StickState(samples.FILE_WRITTEN)), samples.LINE_SILENT)
    yield PageState("stick-several", stick(StickState(samples.FILES_WRITTEN)), samples.LINE_SILENT)
    yield PageState("stick-brought", stick(StickState(read=samples.FILE_READ_WITH_PICTURES)), samples.LINE_ALL_THERE)
    yield PageState("stick-read", stick(StickState(read=samples.FILE_READ)), samples.LINE_ALL_THERE)
    yield PageState("stick-failing", stick(StickState(), samples.HALF_A_FILE), samples.LINE_SILENT)
    yield PageState("stick-working", stick(StickState(working=True)), samples.LINE_SILENT)
