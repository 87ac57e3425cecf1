"""Leads through the window: start, sign-in, the pages of the rail; asks the desk through the port, never waits."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.frame import DeskFrame, HeaderState, RailEntry
from desktop_client.ui.keys import SHIFT, Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pages.enrol import EnrolActions, EnrolAnswers, EnrolPage, EnrolState
from desktop_client.ui.pages.find import FindActions, FindPage, FindState
from desktop_client.ui.pages.home import HomeActions, HomePage, HomeState
from desktop_client.ui.pages.line import LineActions, LinePage, LineState
from desktop_client.ui.pages.open_forms import OpenFormsActions, OpenFormsPage, OpenFormsState
from desktop_client.ui.pages.person import PersonActions, PersonPage, PersonState
from desktop_client.ui.pages.sign_in import SignInActions, SignInPage, SignInState
from desktop_client.ui.ports import (
    Corrected,
    DeskPort,
    DeskStanding,
    DeskUser,
    HomeDay,
    OpenForm,
    PeoplePage,
    PersonView,
)
from desktop_client.ui.registering import Registering, Ways
from desktop_client.wording.language import _, current_language, problem_sentence, use_language
from desktop_client.wording.line_sentence import LineSentence, LineStatus, line_sentence
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.problems import Problem, sentence

LOOK_AGAIN_MS = 5000
IDLE_MS = 180_000


class DeskWindow(QObject):
    """The window with everything behind it wired; `app.py` builds one."""

    def __init__(self, port: DeskPort, runner: TaskRunner, catalogue: Catalogue, clock: Callable[[], int]) -> None:
        super().__init__()
        self._port, self._runner, self._catalogue, self._clock = port, runner, catalogue, clock
        self._standing = DeskStanding("new")
        self._user: DeskUser | None = None
        self._line = LineStatus()
        self._sending = False
        self.frame = DeskFrame(clock)
        self.frame.closing = self._close
        ways = Ways(self.show_home, self.open_person, self._say_problem)
        self.registering = Registering(port, runner, self.frame, catalogue, clock, ways)
        self.registering.unsaved_changed.connect(self._draw_strip)
        self.registering.registered.connect(self.look_again)
        self.frame.set_rail(self._rail(), self._commands)
        self.frame.on_strip_clicked(self.show_line)
        self.frame.on_lock_clicked(self.lock)
        self._timer = _every(self, LOOK_AGAIN_MS, self.look_again)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.lock)
        self.frame.key_table.used.connect(self._somebody_is_here)

    def start(self) -> None:
        """Ask what this PC is and show the first page."""
        self._runner.on_database(self._port.standing, self._take_standing, self._say_problem)

    def _somebody_is_here(self) -> None:
        if self._user is not None:
            self._idle.start()

    # ---- start and sign-in

    def _take_standing(self, standing: DeskStanding) -> None:
        self._standing = standing
        use_language(standing.language)
        self.frame.speak()
        if standing.stage == "new":
            self._show_enrol(EnrolState())
        else:
            self._show_sign_in()

    def _show_enrol(self, state: EnrolState) -> None:
        self.frame.set_rail_visible(False)
        self._draw_header()
        page = self.frame.page
        if isinstance(page, EnrolPage):
            page.show_state(state)
        else:
            actions = EnrolActions(self._enrol, self.start, self._choose_certificate)
            self.frame.show_page(EnrolPage(state, actions))

    def _enrol(self, given: EnrolAnswers) -> None:
        self._show_enrol(EnrolState("asking"))

        def enrolled(standing: DeskStanding) -> None:
            self._standing = standing
            self._show_enrol(EnrolState("waiting", fingerprint=standing.fingerprint, safe_code=standing.safe_code))
            if self.frame.page is not None:
                self.frame.page.take_focus()

        def refused(problem: Problem) -> None:
            self._show_enrol(EnrolState("new", sentence(problem, "en"), sentence(problem, "ur")))

        self._runner.on_network(
            lambda: self._port.enrol(given.server, given.code, given.certificate, given.login, given.password),
            enrolled,
            refused,
        )

    def _choose_certificate(self) -> str:
        name, _kind = QFileDialog.getOpenFileName(self.frame, _("Head office's certificate"))
        return name

    def _show_sign_in(self) -> None:
        def show(users: tuple[DeskUser, ...]) -> None:
            self.frame.set_rail_visible(False)
            self._draw_header()
            state = SignInState(users, self._standing.office_en, self._standing.office_ur)
            self.frame.show_page(SignInPage(state, SignInActions(self._sign_in)))
            self.look_again()

        self._runner.on_database(self._port.list_users, show, self._say_problem)

    def _sign_in(self, login: str, password: str) -> None:
        page = self.frame.page
        if not isinstance(page, SignInPage):
            return
        page.show_state(replace(page.state, working=True, problem_en="", problem_ur="", login=login))

        def refused(problem: Problem) -> None:
            page.show_state(
                replace(
                    page.state, working=False, problem_en=sentence(problem, "en"), problem_ur=sentence(problem, "ur")
                )
            )

        self._runner.on_database(lambda: self._port.sign_in(login, password), self._signed_in, refused)

    def _signed_in(self, user: DeskUser) -> None:
        self._user = user
        # Signing in may have opened another version of fields and words than the window began with.
        self._catalogue = load_catalogue()
        self.registering.follow(self._catalogue)
        self._idle.start()
        self.frame.set_rail_visible(True)
        self._draw_header()
        self.show_home()
        self._timer.start()

    def lock(self) -> None:
        """F12 or three idle minutes: the desk closes, open forms stay as they are."""
        if self._user is None:
            return
        self.registering.settle()
        self._user = None
        self._idle.stop()
        self._runner.on_database(self._port.lock, lambda _nothing: self._show_sign_in(), self._say_problem)

    # ---- pages

    def show_home(self) -> None:
        self.registering.settle()

        def show(day: HomeDay) -> None:
            actions = HomeActions(
                self.registering.begin, self.show_find, self.show_forms, self.show_line, self.registering.open,
                self.open_person,
            )  # fmt: skip
            self.frame.set_badge("forms", len(day.open_forms))
            self.frame.set_badge("line", len(day.came_back))
            self._show(HomePage(HomeState(day, self._line), actions))

        self._runner.on_database(self._port.home, show, self._say_problem)

    def show_find(self) -> None:
        self.registering.settle()
        self._show(FindPage(FindState(), FindActions(self._list_people, self.open_person, self.show_home)))

    def show_forms(self) -> None:
        self.registering.settle()

        def show(forms: tuple[OpenForm, ...]) -> None:
            actions = OpenFormsActions(self.registering.open, self._discard, self.registering.begin)
            self.frame.set_badge("forms", len(forms))
            self._show(OpenFormsPage(OpenFormsState(forms, self._clock()), actions))

        self._runner.on_database(self._port.drafts, show, self._say_problem)

    def show_line(self) -> None:
        if self._user is None:
            return
        self.registering.settle()
        actions = LineActions(self.send_now, self.open_person, self.show_home)
        self._show(LinePage(LineState(self._line, self._clock(), self._sending), actions))
        self.look_again()

    def open_person(self, person_id: str, corrected: Corrected | None = None) -> None:
        self.registering.settle()

        def show(view: PersonView) -> None:
            actions = PersonActions(self.show_find, lambda path: self.registering.correct(person_id, path))
            self._show(PersonPage(self._catalogue, PersonState(view, self._clock(), corrected), actions))

        self._runner.on_database(lambda: self._port.person_view(person_id), show, self._say_problem)

    def _show(self, page: Page) -> None:
        if self._user is None:
            return
        before = self.frame.page
        self.frame.show_page(page)
        if before is not None and before is not self.registering.page:
            self.frame.drop_page(before)

    def _list_people(self, query: str, after: str | None, limit: int, done: Callable[[PeoplePage], None]) -> None:
        self._runner.on_database(lambda: self._port.list_people(query, after, limit), done, self._say_problem)

    def _discard(self, draft_id: str) -> None:
        self._runner.on_database(
            lambda: self._port.discard_draft(draft_id), lambda _nothing: self.show_forms(), self._say_problem
        )

    # ---- the line

    def look_again(self) -> None:
        """Ask the desk what is safe and what is still to go."""
        self._runner.on_database(self._port.line_status, self._take_line, self._say_problem)

    def send_now(self) -> None:
        if self._sending:
            return
        self._sending = True
        self._draw_line()

        def done(status: LineStatus) -> None:
            self._sending = False
            self._take_line(status)

        def failed(problem: Problem) -> None:
            self._sending = False
            self._draw_line(problem_sentence(problem))

        self._runner.on_network(self._port.sync_now, done, failed)

    def _send_when_due(self) -> None:
        """Send and fetch without being asked, when the time that the strip names has come; a dead line is no news."""
        due = self._line.next_try is None or self._clock() >= self._line.next_try
        if self._user is None or self._sending or not due:
            return
        self._sending = True

        def done(status: LineStatus) -> None:
            self._sending = False
            self._take_line(status)

        def failed(_problem: Problem) -> None:
            self._sending = False

        self._runner.on_network(self._port.sync_now, done, failed)

    def _take_line(self, status: LineStatus) -> None:
        changed = status != self._line
        self._line = status
        if not self._sending:
            self._send_when_due()
        self._draw_strip()
        if changed:
            self.frame.set_badge("line", len(status.came_back))
            self._draw_line()
            page = self.frame.page
            if isinstance(page, HomePage):
                page.show_state(replace(page.state, line=status))

    def _draw_line(self, failed: str = "") -> None:
        page = self.frame.page
        if isinstance(page, LinePage):
            page.show_state(LineState(self._line, self._clock(), self._sending, failed))

    def _draw_strip(self) -> None:
        def say() -> LineSentence:
            if self._user is None:
                known = self._standing.stage != "new"
                return LineSentence(_("Everything written at this desk is safe.") if known else "")
            status = replace(self._line, disk_full=self._line.disk_full or self.registering.has_unsaved)
            return line_sentence(status, self._clock())

        self.frame.set_sentence(say)

    def _say_problem(self, problem: Problem) -> None:
        self.frame.set_sentence(lambda: LineSentence(problem_sentence(problem), "wait"))

    # ---- frame

    def _draw_header(self) -> None:
        standing = self._standing
        user = self._user.name if self._user is not None else ""
        self.frame.set_header(
            HeaderState(standing.office_en, standing.office_ur, standing.device, user, standing.training)
        )

    def switch_language(self) -> None:
        """Shift+F8: the other language; form, cursor and half-typed text stay."""
        use_language("en" if current_language() == "ur" else "ur")
        self.frame.speak()
        language = current_language()
        self._runner.on_database(lambda: self._port.set_language(language), None, self._say_problem)

    def _rail(self) -> list[RailEntry]:
        return [
            RailEntry("home", lambda: _("Home"), self.show_home),
            RailEntry("new", lambda: _("New"), self.registering.begin),
            RailEntry("find", lambda: _("Find"), self.show_find),
            RailEntry("forms", lambda: _("Forms"), self.show_forms),
            RailEntry("line", lambda: _("Line"), self.show_line),
        ]

    def _commands(self) -> list[Command]:
        speak = Command(
            key(Qt.Key.Key_F8, SHIFT), self.switch_language, lambda: "English" if current_language() == "ur" else "اردو"
        )
        if self._user is None:
            return [speak]
        return [
            Command(key(Qt.Key.Key_F2), self.registering.begin, lambda: _("new")),
            Command(key(Qt.Key.Key_F3), self.show_find, lambda: _("find")),
            Command(key(Qt.Key.Key_F5), self.show_line, lambda: _("line")),
            Command(key(Qt.Key.Key_F9, SHIFT), self.show_forms),
            Command(key(Qt.Key.Key_F12), self.lock, lambda: _("lock")),
            speak,
        ]

    def _close(self) -> None:
        self.registering.settle()
        self._timer.stop()
        self._runner.stop()


def _every(parent: QObject, interval_ms: int, act: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(interval_ms)
    timer.timeout.connect(lambda: act())
    return timer
