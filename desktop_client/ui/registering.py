"""From permission to the number, and corrections: opens forms, keeps every answer on the disk, finishes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.arrivals import Arrivals
from desktop_client.ui.attaching import Attaching
from desktop_client.ui.beside_form import BesideForm
from desktop_client.ui.bursts import Bursts
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.notices import Notice
from desktop_client.ui.pages.registration import RegistrationActions, RegistrationPage, RegistrationState
from desktop_client.ui.pages.registration_state import QUICK
from desktop_client.ui.ports import Answer, Corrected, DeskPort, Draft, FinishedRegistration, NotFinished
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.problems import Problem

RETRY_MS = 3000


@dataclass(frozen=True, slots=True)
class Ways:
    """Where registering leads when it is left."""

    home: Callable[[], object]
    open_person: Callable[[str, Corrected | None], object]
    problem: Callable[[Problem], object]
    finished: Callable[[FinishedRegistration], object]
    find: Callable[[str], object]
    pictures: Attaching  # of a form that is open


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where somebody's cursor stood in an open form; `cursor` counts letters."""

    draft_id: str
    path: str
    cursor: int


class Registering(QObject):
    """One form at a time in the window; the others wait on the disk."""

    def __init__(
        self,
        port: DeskPort,
        runner: TaskRunner,
        frame: DeskFrame,
        catalogue: Catalogue,
        clock: Callable[[], int],
        ways: Ways,
    ) -> None:
        super().__init__(frame)
        self.unsaved_changed: Notice[[]] = Notice()
        self.registered: Notice[[]] = Notice()
        self._port, self._runner, self._frame = port, runner, frame
        self._catalogue, self._clock, self._ways = catalogue, clock, ways
        self._unsaved: dict[tuple[str, str], Answer] = {}
        self._finishing = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self._save_again)
        self.page: RegistrationPage | None = None
        self.beside = BesideForm(port, runner, frame, clock, self)
        self.arrivals = Arrivals(port, runner, frame, clock, self)
        self._bursts = Bursts(
            frame.key_table, lambda: self.page if frame.page is self.page else None, self.beside.take_scan
        )

    @property
    def catalogue(self) -> Catalogue:
        """The version forms are drawn by."""
        return self._catalogue

    @property
    def ways(self) -> Ways:
        return self._ways

    @property
    def has_unsaved(self) -> bool:
        """Whether an answer is on the screen and could not be put on the disk."""
        return bool(self._unsaved)

    def follow(self, catalogue: Catalogue) -> None:
        """Draw forms by another version from the next one on; a form that is open stays as it is."""
        self._catalogue = catalogue

    def begin(self) -> None:
        """F2: permission first."""
        self.arrivals.begin()

    def begin_full(self) -> None:
        """Shift+F2: permission, then the form part by part instead of the quick screen."""
        self.arrivals.begin(full=True)

    def start(
        self,
        answers: Mapping[str, Answer],
        path: str = "",
        say: Callable[[], str] | None = None,
        section: str = QUICK,
    ) -> None:
        """A new form with its first answers; `say` stands above its help, `path` or `section` is where the cursor begins."""

        def show(draft: Draft) -> None:
            self._show(draft, path, section)
            if say is not None and self.page is not None:
                self.page.help.show_summary(say())

        self._runner.on_database(lambda: self._port.begin_form(answers), show, self._ways.problem)

    def open(self, draft_id: str) -> None:
        """Go on with a form left open."""
        self.settle()
        self._runner.on_database(lambda: self._port.open_draft(draft_id), self._show, self._ways.problem)

    def go_back(self, place: FormPlace) -> None:
        """Open a form at the letter where its writer left it; home when it is there no more."""

        def show(draft: Draft) -> None:
            self._show(draft, place.path)
            line = QApplication.focusWidget()
            if isinstance(line, QLineEdit):
                line.setCursorPosition(place.cursor)

        self._runner.on_database(
            lambda: self._port.open_draft(place.draft_id), show, lambda _problem: self._ways.home()
        )

    @property
    def place(self) -> FormPlace | None:
        """Where the cursor stands in the form in sight."""
        if self.page is None or self._frame.page is not self.page:
            return None
        row, line = self.page.form.current, QApplication.focusWidget()
        cursor = line.cursorPosition() if isinstance(line, QLineEdit) else 0
        return FormPlace(self.page.state.draft.draft_id, row.path if row is not None else "", cursor)

    def forget(self) -> None:
        """The form is out of sight and its page is dropped by the window; it waits on the disk."""
        self.page = None

    def correct(self, person_id: str, path: str) -> None:
        """C: a form over a record, at a field or where work starts."""
        self.settle()
        self._runner.on_database(
            lambda: self._port.open_correction(person_id), lambda draft: self._show(draft, path), self._ways.problem
        )

    def settle(self) -> None:
        """Hand on what is being typed before the window shows something else."""
        if self.page is not None and self._frame.page is self.page:
            self.page.form.settle()
        self.beside.leave_private_talk()

    def _show(self, draft: Draft, path: str = "", section: str = QUICK) -> None:
        if self.page is not None:
            self._frame.drop_page(self.page)
        draft_id = draft.draft_id
        actions = RegistrationActions(
            change=lambda path, answer: self._change(draft_id, path, answer),
            finish=lambda: self.finish(draft_id) if draft.person_id else self.beside.read_back(draft_id),
            park=(lambda: self._leave_correction(draft)) if draft.person_id else self.arrivals.next_person,
            ways=self.beside.ways(draft),
        )
        self._finishing = False
        state = RegistrationState(draft, day_in_pakistan(self._clock()), section=section, path=path)
        self.page = RegistrationPage(self._catalogue, state, actions)
        before = self._frame.page
        self._frame.show_page(self.page)
        if before is not None and before is not self.page:
            self._frame.drop_page(before)
        if not draft.person_id:
            self.beside.look_up(draft_id)

    def _leave_correction(self, draft: Draft) -> None:
        """Back to the record; a correction with something typed in it stays among the open forms."""
        page = self.page

        def back(_done: object) -> None:
            self._ways.open_person(draft.person_id, None)
            if page is not None and page is self.page:
                self._drop_page()

        if page is not None and not page.answers.count_changed() and not self.has_unsaved:
            self._runner.on_database(lambda: self._port.discard_draft(draft.draft_id), back, self._ways.problem)
        else:
            back(None)

    # ---- the disk

    def _change(self, draft_id: str, path: str, answer: Answer) -> None:
        def saved(_at: int) -> None:
            was_full = self.has_unsaved
            if self._unsaved.get((draft_id, path), answer) == answer:
                self._unsaved.pop((draft_id, path), None)
            if self.page is not None and self.page.state.draft.draft_id == draft_id:
                self.page.mark_saved(path)
                self.beside.heard(draft_id, path)
            if was_full and not self.has_unsaved:
                self.unsaved_changed.tell()

        def failed(_problem: Problem) -> None:
            # The answer stays on the screen and is tried again until there is room.
            self._unsaved[draft_id, path] = answer
            self._retry.start()
            self.unsaved_changed.tell()

        self._runner.on_database(lambda: self._port.save_draft_field(draft_id, path, answer), saved, failed)

    def _save_again(self) -> None:
        for (draft_id, path), answer in list(self._unsaved.items()):
            self._change(draft_id, path, answer)

    # ---- the end

    def finish(self, draft_id: str) -> None:
        """Register what was read back, or write a correction."""
        if self._finishing or self.has_unsaved:
            return
        self._finishing = True

        def answered(result: FinishedRegistration | Corrected | NotFinished) -> None:
            self._finishing = False
            if isinstance(result, NotFinished):
                self.beside.ask(draft_id, result)
                return
            if isinstance(result, Corrected):
                self._ways.open_person(result.person_id, result)
                self._drop_page()
            else:
                before = self._frame.page
                self._ways.finished(result)
                if before is not None:  # what was read back; kept, every person of the day would stay in memory
                    self._frame.drop_page(before)
                self._drop_page()

        def failed(problem: Problem) -> None:
            self._finishing = False
            self._ways.problem(problem)

        def ask() -> FinishedRegistration | Corrected | NotFinished:
            return self._port.finish(draft_id)

        self._runner.on_database(ask, answered, failed)

    def _drop_page(self) -> None:
        if self.page is not None:
            self._frame.drop_page(self.page)
            self.page = None
        self.registered.tell()
