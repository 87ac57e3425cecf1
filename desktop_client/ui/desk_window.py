"""Leads through the window: start, sign-in, the pages of the rail; asks the desk through the port, never waits."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer

from desktop_client.background.power import PowerWatch
from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.after_finishing import AfterFinishing, AfterWays
from desktop_client.ui.appointing import Appointing
from desktop_client.ui.attaching import Attaching
from desktop_client.ui.entering import Entering, EnteringWays
from desktop_client.ui.frame import DeskFrame, RailEntry
from desktop_client.ui.intake_port import QueueDay
from desktop_client.ui.keys import CTRL, SHIFT, Command, key, letter
from desktop_client.ui.knowing_keys import KnowingKeys
from desktop_client.ui.line_work import LineWork
from desktop_client.ui.looks import Looks
from desktop_client.ui.office import Office, OfficeWays
from desktop_client.ui.page import Page
from desktop_client.ui.pages.find import FindActions, FindPage, FindState
from desktop_client.ui.pages.home import HomeActions, HomePage, HomeState
from desktop_client.ui.pages.line import LineActions, LinePage, LineState
from desktop_client.ui.pages.open_forms import OpenFormsActions, OpenFormsPage, OpenFormsState
from desktop_client.ui.pages.private import PrivatePage
from desktop_client.ui.pages.scan import ScanPage
from desktop_client.ui.pages.waiting import QueueActions
from desktop_client.ui.parts_of_window import PartsOfWindow
from desktop_client.ui.person_work import PersonWays, PersonWork
from desktop_client.ui.ports import (
    Corrected,
    DeskPort,
    HomeDay,
    OpenForm,
    PeoplePage,
)
from desktop_client.ui.printer import PaperPrinter, SystemPrinter
from desktop_client.ui.printing import Printing
from desktop_client.ui.registering import FormPlace, Registering, Ways
from desktop_client.ui.typed_script import TypedScript
from desktop_client.wording.language import _, current_language, fill, problem_sentence, use_language
from desktop_client.wording.line_sentence import LineSentence, LineStatus, line_sentence
from desktop_client.wording.times import clock_seconds
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.problems import Problem

LOOK_AGAIN_MS = 5000
PROGRESS_MS = 500


class DeskWindow(QObject):
    """The window with everything behind it wired; `app.py` builds one."""

    def __init__(
        self,
        port: DeskPort,
        runner: TaskRunner,
        catalogue: Catalogue,
        clock: Callable[[], int],
        printer: PaperPrinter | None = None,
    ) -> None:
        super().__init__()
        self._port, self._runner, self._catalogue, self._clock = port, runner, catalogue, clock
        self._line = LineStatus()
        self._sending = False
        self.frame = DeskFrame(clock)
        self.frame.closing = self._close
        self._looks = Looks(port, runner, self._say_problem)
        self._script = TypedScript(self.frame.key_table, lambda: isinstance(self.frame.page, ScanPage))
        self._parts = PartsOfWindow(self.frame)
        printing = Printing(lambda: port.person, runner, printer or SystemPrinter())
        after = AfterWays(self._next_person, self.open_person, self.show_home, self._say_problem)
        appointing = Appointing(lambda: port.person, runner, self.frame, clock, lambda: self._catalogue)
        self._after = AfterFinishing(lambda: port.person, runner, self.frame, printing, appointing, after)
        taking = Attaching(
            lambda: port.form_pictures, runner, self.frame, clock, self._show, self._say_problem, rail_entry="new"
        )  # fmt: skip
        ways = Ways(self.show_home, self.open_person, self._say_problem, self._after.show, self.show_found, taking)
        self.registering = Registering(port, runner, self.frame, catalogue, clock, ways)
        self.registering.unsaved_changed.connect(self._draw_strip)
        self.registering.registered.connect(self.look_again)
        self._keys = KnowingKeys(self.frame, self.registering, printing, self.show_home)
        person_ways = PersonWays(
            self._show, self.show_find, self.show_home, self.registering.correct, self._say_problem
        )  # fmt: skip
        self._lines = LineWork(lambda: port.lines, runner, self.frame, printing, self._say_problem)
        attaching = Attaching(lambda: port.attaching, runner, self.frame, clock, self._show, self._say_problem)
        self._person = PersonWork(port, runner, self.frame, clock, printing, appointing, attaching, person_ways)
        self.frame.set_rail(self._rail(), self._commands)
        self.frame.on_strip_clicked(self.show_line)
        office_ways = OfficeWays(
            self._show, self.show_home, self.open_person, self.registering.open, self._say_problem,
            lambda: self.entering.user,
        )  # fmt: skip
        self.office = Office(lambda: port.office, runner, self.frame, clock, printing, office_ways)
        entering = EnteringWays(
            self.office.before_work, self._sit_down, self._work, self._settle, self._forget, self._say_problem
        )
        self.entering = Entering(port, runner, self.frame, clock, entering)
        self.frame.on_lock_clicked(self.entering.lock)
        self._timer = _every(self, LOOK_AGAIN_MS, self._tick)
        self._timer.start()
        self._power = PowerWatch()
        self._progress = _every(self, PROGRESS_MS, self._look_at_sending)

    def start(self) -> None:
        """Ask what this PC is and show the first page."""
        self.entering.start()

    def _sit_down(self) -> None:
        # Signing in may have opened another version of fields and words than the window began with.
        self._catalogue = load_catalogue()
        self.registering.follow(self._catalogue)
        self.look_again()

    def _work(self, place: FormPlace | None) -> None:
        if self.entering.keeps_safe:
            self.office.show_people()
        elif place is not None:
            self.registering.go_back(place)
        else:
            self.show_home()

    def _settle(self) -> FormPlace | None:
        page = self.frame.page
        if isinstance(page, PrivatePage):
            # What is typed goes to the disk and is sealed by the lock: nobody reads it here any more.
            page.form.settle()
            if self.registering.page is not None:
                self.registering.beside.back()
            else:
                self.frame.drop_page(page)
        self.registering.settle()
        return self.registering.place

    def _forget(self) -> None:
        """Nothing of the person who was here stays in the window."""
        self.registering.forget()
        self._script.forget()
        self.frame.forget_pages()

    def _tick(self) -> None:
        self.entering.look()
        if self.entering.may_send:
            self.look_again()

    # ---- pages

    def show_home(self) -> None:
        self.registering.settle()

        def ask() -> tuple[HomeDay, QueueDay]:
            return self._port.home(), self._port.queue()

        def show(found: tuple[HomeDay, QueueDay]) -> None:
            day, queue = found
            arrivals = self.registering.arrivals
            waiting = QueueActions(
                arrivals.call_next, arrivals.new_token, arrivals.count_visit, self.registering.beside.scan
            )
            actions = HomeActions(
                self.registering.begin, self.show_find, self.show_forms, self.show_line, self.registering.open,
                self.open_person, self.show_slips, waiting,
                lambda: self._lines.ask_date(day.clock_reads, self._show, self.show_home) if day.clock_reads else None,
            )  # fmt: skip
            self.frame.set_badge("forms", len(day.open_forms))
            self.frame.set_badge("line", len(day.came_back))
            self._show(HomePage(HomeState(day, self._line, queue, self._clock()), actions))

        self._runner.on_database(ask, show, self._say_problem)

    def show_find(self) -> None:
        self.show_found("")

    def show_found(self, query: str) -> None:
        """Find people, beginning with a number that was scanned."""
        self.registering.settle()
        self._show(FindPage(FindState(query), FindActions(self._list_people, self.open_person, self.show_home)))

    def show_forms(self) -> None:
        self.registering.settle()

        def show(forms: tuple[OpenForm, ...]) -> None:
            actions = OpenFormsActions(self.registering.open, self._discard, self.registering.begin)
            self.frame.set_badge("forms", len(forms))
            self._show(OpenFormsPage(OpenFormsState(forms, self._clock()), actions))

        self._runner.on_database(self._port.drafts, show, self._say_problem)

    def show_line(self) -> None:
        if self.entering.user is None:
            return
        self.registering.settle()
        actions = LineActions(
            self.send_now,
            lambda person_id: self.registering.correct(person_id, ""),
            self.show_home,
            lambda: self._lines.show_details(self._show, self.show_line),
            self._lines.stop_sending,
            lambda most: self._lines.limit_day(most, self.look_again),
            lambda: self._lines.stick.open_to_write(self._show, self.show_line),
            lambda: self._lines.stick.open_to_read(self._show, self.show_line),
        )
        self._show(LinePage(LineState(self._line, self._clock(), self._sending), actions))
        self.look_again()

    def open_person(self, person_id: str, corrected: Corrected | None = None) -> None:
        self.registering.settle()
        self._person.open(self._catalogue, person_id, corrected)

    def show_slips(self) -> None:
        """The slips that wait for a printer."""
        self._person.show_slips(self.open_person)

    def _next_person(self) -> None:
        self.registering.arrivals.next_person()

    def _show(self, page: Page) -> None:
        if self.entering.user is None:
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
        self._runner.on_database(self._port.line_status, self._look_at_line, self._say_problem)

    def send_now(self) -> None:
        """At a person's word: what does not work is said."""
        if not self._sending:
            self._send(lambda problem: self._draw_line(problem_sentence(problem)))
            self._draw_line()

    def _send_when_due(self) -> None:
        """Send and fetch without being asked, when the time that the strip names has come; a dead line is no news."""
        due = self._line.next_try is None or self._clock() >= self._line.next_try
        if self.entering.may_send and not self._sending and due:
            self._send(lambda _problem: self.look_again())

    def _send(self, failed: Callable[[Problem], object]) -> None:
        self._sending = True
        self._progress.start()

        def ended() -> None:
            self._sending = False
            self._progress.stop()

        def done(status: LineStatus) -> None:
            ended()
            self._take_line(status)

        def not_done(problem: Problem) -> None:
            ended()
            failed(problem)

        self._runner.on_network(self._port.sync_now, done, not_done)

    def _look_at_sending(self) -> None:
        self._take_line(replace(self._line, sending=self._lines.sending()))

    def _look_at_line(self, status: LineStatus) -> None:
        self._take_line(status)
        self._send_when_due()

    def _take_line(self, status: LineStatus) -> None:
        sending = self._lines.sending() if self._sending else None
        status = replace(status, sending=sending, battery_since=self._power.battery_since(self._clock()))
        changed = status != self._line
        self._line = status
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
            if self.entering.user is None:
                known = self.entering.standing.stage != "new"
                return LineSentence(_("Everything written at this desk is safe.") if known else "")
            status = replace(self._line, disk_full=self._line.disk_full or self.registering.has_unsaved)
            return line_sentence(status, self._clock())

        self.frame.set_sentence(say)

    def _say_problem(self, problem: Problem) -> None:
        self.frame.set_sentence(lambda: LineSentence(problem_sentence(problem), "wait"))

    # ---- frame

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
            RailEntry("office", lambda: _("Office"), self._show_office),
        ]

    def _show_office(self) -> None:
        self.registering.settle()
        self.office.show()

    def _commands(self) -> list[Command]:
        speak = Command(
            key(Qt.Key.Key_F8, SHIFT), self.switch_language, lambda: "English" if current_language() == "ur" else "اردو"
        )
        script = Command(key(Qt.Key.Key_F8), self._turn_script, self._script_words)
        look = self._looks.command()
        if self.entering.user is None:
            return [speak, script, look]
        lock = Command(key(Qt.Key.Key_F12), self.entering.lock, lambda: _("lock"))
        everything = Command(key(Qt.Key.Key_F12, SHIFT), self.entering.lock_everything, lambda: _("lock everything"))
        if self.entering.keeps_safe:
            return [lock, everything, speak, look]
        return [
            Command(key(Qt.Key.Key_F2), self.registering.begin, lambda: _("new")),
            Command(key(Qt.Key.Key_F3), self.show_find, lambda: _("find")),
            Command(key(Qt.Key.Key_F5), self.show_line, lambda: _("line")),
            Command(key(Qt.Key.Key_F1), self._keys.show_help, lambda: _("help")),
            lock,
            speak,
            script,
            Command(key(Qt.Key.Key_F4), self.registering.beside.scan, lambda: _("scan")),
            Command(key(Qt.Key.Key_F2, SHIFT), self.registering.begin_full, lambda: _("new, all questions")),
            Command(key(Qt.Key.Key_F9, SHIFT), self.show_forms, lambda: _("forms left open")),
            everything,
            Command(key(Qt.Key.Key_F6), lambda: self._parts.step(1), lambda: _("next part of the window")),
            Command(key(Qt.Key.Key_F6, SHIFT), lambda: self._parts.step(-1)),
            Command(letter("K", CTRL), self._keys.show_commands, lambda: _("do something by its name")),
            Command(letter("S", CTRL), self.say_saved, lambda: _("when it was saved")),
            look,
            Command(key(Qt.Key.Key_Question), self._keys.show_help, lambda: _("all keys"), yields_to_typing=True),
        ]

    def _script_words(self) -> str:
        return _("type Urdu") if self._script.other == "ur" else _("type English")

    def _turn_script(self) -> None:
        """F8: the other script, whatever layout the system has."""
        self._script.turn()
        self.frame.refresh_keys()

    def say_saved(self) -> None:
        """Ctrl+S: everything is saved by itself; whoever asks is told since when, once the last letter is on the disk."""
        if self.registering.place is not None and self.registering.page is not None:
            self.registering.page.form.settle()

        def say(_nothing: None) -> None:
            if not self.registering.has_unsaved:
                at = self._clock()
                self.frame.set_sentence(
                    lambda: LineSentence(fill(_("All saved {time}."), time=clock_seconds(at)), "calm")
                )

        self._runner.on_database(lambda: None, say, self._say_problem)

    def _close(self) -> None:
        self.registering.settle()
        self._timer.stop()
        self._runner.on_database(self._port.close)
        self._runner.stop()


def _every(parent: QObject, interval_ms: int, act: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(interval_ms)
    timer.timeout.connect(lambda: act())
    return timer
