"""From start to work and back: what this PC is, who sits down, the lock that empties the window and gives it back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.frame import DeskFrame, HeaderState
from desktop_client.ui.looks import wear
from desktop_client.ui.pages.enrol import EnrolActions, EnrolAnswers, EnrolPage, EnrolState
from desktop_client.ui.pages.lock import LockActions, LockPage, LockState
from desktop_client.ui.pages.sign_in import SignInActions, SignInPage, SignInState
from desktop_client.ui.ports import SAFE, DeskPort, DeskStanding, DeskUser, LockStanding
from desktop_client.ui.registering import FormPlace
from desktop_client.wording.language import _, use_language
from shared_models.catalogue.problems import Problem, sentence

IDLE_MS = 3 * 60 * 1000
# The window looks every few seconds: a gap this long means that the PC slept, and a sleeping PC may be a stolen one.
ASLEEP_MS = 90 * 1000
_DIGITS_OVER = {"sign_in.pin_used_up", "sign_in.pin_over"}
_HANDS = {
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.KeyPress,
    QEvent.Type.TouchBegin,
}


@dataclass(frozen=True, slots=True)
class EnteringWays:
    """What the window does when somebody sits down, begins to work (with the form that waits), and leaves."""

    before_work: Callable[[DeskUser, Callable[[], object]], object]
    sit_down: Callable[[], object]
    work: Callable[[FormPlace | None], object]
    settle: Callable[[], FormPlace | None]
    forget: Callable[[], object]
    problem: Callable[[Problem], object]


class Entering(QObject):
    """Who works at this desk now, and how somebody comes to be it."""

    def __init__(
        self, port: DeskPort, runner: TaskRunner, frame: DeskFrame, clock: Callable[[], int], ways: EnteringWays
    ) -> None:
        super().__init__(frame)
        self._port, self._runner, self._frame, self._clock, self._ways = port, runner, frame, clock, ways
        self.standing = DeskStanding("new")
        self.user: DeskUser | None = None
        self.lock_standing = LockStanding("closed")
        # Whose pages lie beneath the cover, and where each person's own form was left.
        self._turn: DeskUser | None = None
        # Let in by a code, and not at work yet.
        self._coming: DeskUser | None = None
        self._places: dict[str, FormPlace] = {}
        self._used = self._looked = clock()
        frame.key_table.used.connect(self.somebody_is_here)

    @property
    def keeps_safe(self) -> bool:
        """Whether the code of the safe opened the desk: people are helped then, and nothing else is done."""
        return self.user is not None and self.user.login == SAFE

    @property
    def may_send(self) -> bool:
        """Whether the database is open, for somebody or for sending alone."""
        return self.user is not None or self.lock_standing.stage in {"pin", "password"}

    def start(self) -> None:
        """Ask what this PC is and show the first page."""
        window = self._frame.windowHandle()
        if window is not None:
            # What hands do reaches the window before any widget; a filter on widgets would cost every paint and timer.
            window.installEventFilter(self)
        self._runner.on_database(self._port.standing, self._take_standing, self._ways.problem)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self.somebody_is_here()
        return False

    def somebody_is_here(self) -> None:
        self._used = self._clock()

    def look(self) -> None:
        """Asked every few seconds: an idle desk is locked, keys end in their time, a PC that slept is locked whole."""
        now, before = self._clock(), self._looked
        self._looked, self._used = now, min(self._used, now)
        if now - before > ASLEEP_MS:
            self.lock_everything()
        elif self.user is not None or self._coming is not None:
            if now - self._used >= IDLE_MS:
                (self.lock if self.user is not None else self.lock_everything)()
        elif self._turn is not None or self.may_send:
            self._runner.on_database(self._port.lock_standing, self._take_lock, self._ways.problem)

    def _take_standing(self, standing: DeskStanding) -> None:
        self.standing = standing
        use_language(standing.language)
        wear(standing.strong_look)
        self._frame.speak()
        if standing.stage == "new":
            self._show_enrol(EnrolState())
        else:
            self.show_sign_in()

    def draw_header(self) -> None:
        standing = self.standing
        user = self.user.name if self.user is not None else ""
        self._frame.set_header(
            HeaderState(standing.office_en, standing.office_ur, standing.device, user, standing.training)
        )

    # ---- a new PC

    def _show_enrol(self, state: EnrolState) -> None:
        self._frame.set_rail_visible(False)
        self.draw_header()
        page = self._frame.page
        if isinstance(page, EnrolPage):
            page.show_state(state)
        else:
            actions = EnrolActions(self._enrol, self.start, self._choose_certificate)
            self._frame.cover(EnrolPage(state, actions))

    def _enrol(self, given: EnrolAnswers) -> None:
        self._show_enrol(EnrolState("asking"))

        def enrolled(standing: DeskStanding) -> None:
            self.standing = standing
            self._show_enrol(EnrolState("waiting", fingerprint=standing.fingerprint, safe_code=standing.safe_code))
            if self._frame.page is not None:
                self._frame.page.take_focus()

        def refused(problem: Problem) -> None:
            self._show_enrol(EnrolState("new", sentence(problem, "en"), sentence(problem, "ur")))

        self._runner.on_network(
            lambda: self._port.enrol(given.server, given.code, given.certificate, given.login, given.password),
            enrolled,
            refused,
        )

    def _choose_certificate(self) -> str:
        name, _kind = QFileDialog.getOpenFileName(self._frame, _("Head office's certificate"))
        return name

    # ---- sign-in

    def show_sign_in(self, login: str = "", why: Problem | None = None) -> None:
        """The list of people and the line for the password, over whatever lies beneath."""

        def show(users: tuple[DeskUser, ...]) -> None:
            self._frame.set_rail_visible(False)
            self.draw_header()
            known = login if login in {user.login for user in users} else ""
            words = (sentence(why, "en"), sentence(why, "ur")) if why is not None else ("", "")
            state = SignInState(users, self.standing.office_en, self.standing.office_ur, *words, login=known)
            self._frame.cover(SignInPage(state, SignInActions(self.sign_in)))

        self._runner.on_database(self._port.list_users, show, self._ways.problem)

    def sign_in(self, login: str, password: str, pin: str = "") -> None:
        """What Enter does on the sign-in page."""
        page = self._frame.page
        if not isinstance(page, SignInPage):
            return
        page.show_state(replace(page.state, working=True, problem_en="", problem_ur="", login=login))

        def refused(problem: Problem) -> None:
            page.show_state(
                replace(
                    page.state, working=False, problem_en=sentence(problem, "en"), problem_ur=sentence(problem, "ur")
                )
            )

        self._runner.on_database(lambda: self._port.sign_in(login, password, pin), self._sat_down, refused)

    def _sat_down(self, user: DeskUser) -> None:
        """Somebody was let in; a code has to be followed by something before work begins."""
        self._used = self._clock()
        if user.by_code or user.login == SAFE:
            self._coming = user
            self._ways.before_work(user, self._come_in)
        else:
            self._begin(user)

    def _come_in(self) -> None:
        user, self._coming = self._coming, None
        if user is not None:
            self._begin(user)

    def _begin(self, user: DeskUser) -> None:
        """The same person finds everything as it was, another one an empty window."""
        self.user = user
        turn, self._turn = self._turn, None
        self.lock_standing = LockStanding("open", user.login, user.name)
        self._frame.set_rail_visible(user.login != SAFE)
        self.draw_header()
        place = self._places.pop(user.login, None)
        self._ways.sit_down()
        if turn is not None and turn.login == user.login and self._frame.uncover():
            return
        self._ways.forget()
        self._frame.uncover()
        self._ways.work(place)

    # ---- lock

    def lock(self) -> None:
        """F12 or three idle minutes: the window is emptied at once, open forms stay as they are."""
        user = self._leave()
        if user is None:
            return
        self._empty_window(user)
        self._runner.on_database(self._port.lock, self._take_lock, self._ways.problem)

    def lock_everything(self) -> None:
        """Sleep, or somebody's wish: no page, no key and no open database remain."""
        user = self._leave()
        if user is not None:
            self._empty_window(user)
        elif self._turn is None and self._coming is None and not self.may_send:
            return
        self._turn = self._coming = None
        self.lock_standing = LockStanding("closed")
        self._runner.on_database(self._port.close, None, self._ways.problem)
        self.show_sign_in()
        self._ways.forget()

    def _empty_window(self, user: DeskUser) -> None:
        actions = LockActions(self._digits, lambda: self.show_sign_in(user.login), self.lock_everything)
        self._frame.cover(LockPage(LockState(user.name, asked=False), actions))

    def _leave(self) -> DeskUser | None:
        """Hand on what is being typed, and let nobody be here."""
        user = self.user
        if user is None:
            return None
        place = self._ways.settle()
        if place is not None:
            self._places[user.login] = place
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.user, self._turn = None, user
        self._frame.set_rail_visible(False)
        self.draw_header()
        return user

    def _take_lock(self, found: LockStanding) -> None:
        if self.user is not None:  # somebody sat down meanwhile
            return
        self.lock_standing = found
        page = self._frame.page
        if not found.kept and self._turn is not None:
            self._turn = None
            self._ways.forget()
        if found.stage == "pin":
            if isinstance(page, LockPage) and not page.state.asked:
                page.show_state(LockState(found.name))
        elif isinstance(page, LockPage):
            self.show_sign_in(found.login)

    def _digits(self, typed: str) -> None:
        page = self._frame.page
        if not isinstance(page, LockPage):
            return

        def refused(problem: Problem) -> None:
            if problem.code in _DIGITS_OVER:
                self.show_sign_in(self.lock_standing.login, problem)
            else:
                english, urdu = sentence(problem, "en"), sentence(problem, "ur")
                page.show_state(replace(page.state, problem_en=english, problem_ur=urdu))

        self._runner.on_database(lambda: self._port.open_with_pin(typed), self._sat_down, refused)
