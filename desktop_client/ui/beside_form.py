"""What a clerk does beside a form without losing it: reading back, scanning, copying, going to a field, a private talk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.forms.copying import trip_of
from desktop_client.ui.forms.spoken_lines import confirmed_by_reading
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.intake_port import FormFacts, GroupView, JsonValue, PrivateText, SameCard
from desktop_client.ui.page import Page
from desktop_client.ui.pages.choose import Choice, ChoosePage, Question
from desktop_client.ui.pages.pick import Entry, PickPage
from desktop_client.ui.pages.private import PrivateActions, PrivatePage
from desktop_client.ui.pages.read_back import ReadBackActions, ReadBackPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.registration_state import FormWays
from desktop_client.ui.pages.scan import ScanActions, ScanPage
from desktop_client.ui.pages.shown_to_person import ShownToPersonPage
from desktop_client.ui.people_like import PeopleLike
from desktop_client.ui.ports import Answer, DeskPort, Draft, NotFinished
from desktop_client.ui.ways_out import ASKED_APART, way_out
from desktop_client.ui.whether_same import SAME_CARD, WhetherSame
from desktop_client.wording.language import _, in_language, problem_sentence
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.problems import Problem

if TYPE_CHECKING:
    from desktop_client.ui.registering import Registering

SETTLE_MS = 60 * 1000
# A change of one of these asks the desk again whose numbers they are.
_NUMBERS = (".number", "look_alikes", "_cnic", "card_number")


class BesideForm(QObject):
    """Shows a page in place of the form and gives the form back."""

    def __init__(
        self, port: DeskPort, runner: TaskRunner, frame: DeskFrame, clock: Callable[[], int], registering: Registering
    ) -> None:
        super().__init__(frame)
        self._port, self._runner, self._frame, self._clock = port, runner, frame, clock
        self._registering = registering
        self._whether_same = WhetherSame(port, runner, self)
        self.people_like = PeopleLike(port, runner, self)
        self._timer = QTimer(self)
        self._timer.setInterval(SETTLE_MS)
        # Nobody hears of it when the desk is closed: what waits is settled when it is opened.
        self._timer.timeout.connect(lambda: self._runner.on_database(self._port.settle_private))
        self._timer.start()

    def ways(self, draft: Draft) -> FormWays:
        """Where the keys of this form lead."""
        return FormWays(
            scan=self.scan,
            go_to_field=self._go_to_field,
            copy=self._copy,
            copy_trip=self._copy_trip,
            pictures=partial(self._take_pictures, draft.draft_id),
            private=partial(self._private_gate, "" if draft.person_id else draft.draft_id, draft.person_id),
            typed=self.people_like.typed,
            moved_on=self.people_like.moved_on,
            people_like=partial(self.people_like.show_page, draft.draft_id),
            alike=self.people_like.ways(draft.draft_id),
        )

    @property
    def catalogue(self) -> Catalogue:
        """The version forms are drawn by."""
        return self._registering.catalogue

    @property
    def form(self) -> RegistrationPage | None:
        """The form that is open, in sight or behind another page."""
        return self._registering.page

    def turn_to(self, page: Page) -> None:
        """Show a page; the one before goes, unless it is the form."""
        before = self._frame.page
        self._frame.show_page(page)
        if before is not None and before is not self.form and before is not page:
            self._frame.drop_page(before)

    def back(self) -> None:
        """The form again, as it was; home when there is none."""
        if self.form is None:
            self._registering.ways.home()
        else:
            self.turn_to(self.form)

    def problem(self, problem: Problem) -> None:
        """Say what went wrong where the window says such things."""
        self._registering.ways.problem(problem)

    # ---- the numbers of a form

    def heard(self, draft_id: str, path: str) -> None:
        """An answer is on the disk: the desk may know more about its number."""
        if path.endswith(_NUMBERS):
            self.look_up(draft_id)

    def look_up(self, draft_id: str) -> None:
        """Ask what the desk knows about the numbers of a form."""

        def show(facts: FormFacts) -> None:
            form = self.form
            if form is not None and form.state.draft.draft_id == draft_id and not form.correcting:
                form.show_facts(facts)

        self._runner.on_database(lambda: self._port.look_up(draft_id), show)
        self.people_like.look()

    # ---- reading back

    def say_same(
        self, draft_id: str, held: SameCard, agreed: Callable[[], object], refused: Callable[[Problem], object]
    ) -> None:
        """A form is a new return of this person: what differs from the record is seen first."""
        self._whether_same.say_same(draft_id, held, agreed, refused)

    def read_back(self, draft_id: str, marked: str = "") -> None:
        """Ctrl+Enter: what can be finished is read back first, what cannot is asked."""
        if self._registering.has_unsaved:
            return

        def show(asked: NotFinished | None) -> None:
            form = self.form
            if form is None or form.state.draft.draft_id != draft_id:
                return
            if asked is not None:
                self.ask(draft_id, asked)
                return
            actions = ReadBackActions(
                finish=partial(self._finish, draft_id),
                correct=partial(self._correct, draft_id),
                back=self.back,
                show=lambda: self.turn_to(ShownToPersonPage(form.lines(), partial(self.read_back, draft_id))),
            )
            self.turn_to(ReadBackPage(form.lines(), actions, marked))

        self._runner.on_database(lambda: self._port.check_form(draft_id), show, self.problem)

    def _finish(self, draft_id: str) -> None:
        form = self.form
        if form is None:
            return
        # Handed on before it is finished: both go to the same thread, in this order.
        form.put_answers(confirmed_by_reading(form.lines()))
        self._registering.finish(draft_id)

    def _correct(self, draft_id: str, path: str) -> None:
        form = self.form
        if form is None:
            return
        form.return_to = partial(self.read_back, draft_id, path)
        self.turn_to(form)
        form.go_to(path)

    def ask(self, draft_id: str, asked: NotFinished) -> None:
        """What stops finishing: somebody with the same card first, the rest at its fields."""
        form = self.form
        if form is None:
            return
        same = next((one for one in asked.questions if one.code in SAME_CARD), None)
        if same is not None and len(asked.questions) == 1:
            self._whether_same.ask(draft_id, same)
            return
        wrong = next((one for one in asked.questions if one.code in ASKED_APART), None)
        question = way_out(wrong, form, partial(self.answered, draft_id), self.go_and_correct) if wrong else None
        if question is not None:
            self.turn_to(ChoosePage(question, self.back))
            return
        self.turn_to(form)
        form.show_questions(asked)

    def answered(self, draft_id: str, answers: Mapping[str, Answer]) -> None:
        """Put answers into the form and read it back again."""
        if self.form is not None:
            self.form.put_answers(answers)
            self.read_back(draft_id)

    def go_and_correct(self, path: str) -> None:
        """The form again, at this field."""
        self.back()
        if self.form is not None:
            self.form.go_to(path)

    def open_record(self, person_id: str) -> None:
        """Look at somebody's record; the form waits."""
        self._registering.ways.open_person(person_id, None)

    # ---- scanning

    def scan(self) -> None:
        """F4: in a form it fills fields; elsewhere a slip opens its record and a card is looked for."""
        form = self.form
        in_sight = form is not None and self._frame.page is form
        in_form = in_sight and form is not None and not form.correcting
        path, typed = "person.documents.1.number", ""
        if form is not None and in_form:
            form.form.settle()
            current = form.form.current
            if (
                current is not None
                and current.path.startswith("person.documents.")
                and current.path.endswith(".number")
            ):
                path = current.path
            typed = str(form.answers.values().get(path) or "")
        actions = ScanActions(
            fill=self._fill if in_form else None,
            slip=self._open_slip,
            find=self._registering.ways.find,
            back=self.back if in_sight else self._registering.ways.home,
        )
        today = day_in_pakistan(self._clock())
        page = ScanPage(self._registering.catalogue, today, actions, self._clock, typed=typed, path=path)
        self.turn_to(page)

    def take_scan(self, typed: str) -> None:
        """The scanner typed into the form: the rest of what it sends is read where scans are read."""
        self.scan()
        page = self._frame.page
        if isinstance(page, ScanPage):
            page.hear(typed)

    def _fill(self, answers: Mapping[str, Answer]) -> None:
        form = self.form
        self.back()
        if form is not None:
            form.put_answers(answers)
            form.take_focus()

    def _open_slip(self, code: str) -> None:
        def unknown(problem: Problem) -> None:
            page = self._frame.page
            if isinstance(page, ScanPage):
                page.say_problem(problem_sentence(problem))

        self._runner.on_database(lambda: self._port.person_of_slip(code), self.open_record, unknown)

    # ---- copying, and going to a field

    def _copy(self) -> None:
        def take(values: Mapping[str, JsonValue]) -> None:
            form = self.form
            if form is not None and self._frame.page is form:
                form.copy_answer(values)

        self._runner.on_database(self._port.copyable, take, self.problem)

    def _copy_trip(self) -> None:
        """The trip of the group that is being registered, else that of the person before."""

        def ask() -> Mapping[str, JsonValue]:
            group: GroupView | None = self._port.group()
            return group.answers if group is not None else self._port.copyable()

        def take(values: Mapping[str, JsonValue]) -> None:
            form = self.form
            if form is not None and self._frame.page is form:
                form.put_answers(trip_of(values, form.answers))

        self._runner.on_database(ask, take, self.problem)

    def _go_to_field(self) -> None:
        form = self.form
        if form is None:
            return

        def go(path: str) -> None:
            self.back()
            if self.form is not None:
                self.form.go_to(path)

        entries = [Entry(english, urdu, partial(go, path)) for path, (english, urdu) in form.labels().items()]
        self.turn_to(PickPage(lambda: _("Go to which field?"), entries, self.back, form.rail_entry))

    # ---- photos and papers

    def _take_pictures(self, draft_id: str) -> None:
        """What was taken for this form, and more; it goes with the form, finished or left open."""
        form = self.form
        if form is None or self._frame.page is not form:
            return
        form.form.settle()
        held = form.answers.values()
        latin, urdu = (str(held.get(f"person.name_{script}") or "") for script in ("latin", "urdu"))
        name = in_language(latin or urdu, urdu or latin) or _("this person")
        self._registering.ways.pictures.open(draft_id, name, self.back, may_add=True)

    # ---- a private talk

    def _private_gate(self, draft_id: str, person_id: str) -> None:
        asked = Question(
            title=lambda: _("Private talk"),
            say=lambda: _("Only when nobody else hears or sees it: no relative, no colleague, no screen in sight."),
            choices=(
                Choice("1", lambda: _("nobody else is here"), partial(self._open_private, draft_id, person_id)),
                Choice("2", lambda: _("not now"), self.back),
            ),
        )
        self.turn_to(ChoosePage(asked, self.back))

    def _open_private(self, draft_id: str, person_id: str) -> None:
        def refused(problem: Problem) -> None:
            self.back()
            self.problem(problem)

        self._runner.on_database(lambda: self._port.open_private(draft_id, person_id), self._show_private, refused)

    def leave_private_talk(self) -> None:
        """The window shows something else or is locked: what was written is kept sealed, and out of sight."""
        page = self._frame.page
        if isinstance(page, PrivatePage):
            page.form.settle()
            if self.form is not None:
                self.turn_to(self.form)
            else:
                self._frame.drop_page(page)

    def _show_private(self, text: PrivateText) -> None:
        def save(values: Mapping[str, JsonValue]) -> None:
            self._runner.on_database(lambda: self._port.save_private(text.entry_id, values), None, self.problem)

        def close(values: Mapping[str, JsonValue]) -> None:
            def closed(wrong: tuple[tuple[str, str, str], ...]) -> None:
                page = self._frame.page
                if wrong and isinstance(page, PrivatePage):
                    page.show_questions(wrong)
                else:
                    self.back()

            self._runner.on_database(lambda: self._port.close_private(text.entry_id, values), closed, self.problem)

        today = day_in_pakistan(self._clock())
        self.turn_to(PrivatePage(self._registering.catalogue, today, text, PrivateActions(save, close)))
