"""Who comes to the desk and how: the queue, permission, the special ways in, groups, visits that are only counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.intake_port import GroupView, JsonValue, QueueDay, TokenLine
from desktop_client.ui.pages.choose import ChoosePage
from desktop_client.ui.pages.group import BeginGroupActions, BeginGroupPage, GroupActions, GroupPage
from desktop_client.ui.pages.permission import DEATH, NO_PAPERS, OTHER, PermissionPage
from desktop_client.ui.pages.pick import Entry, PickPage
from desktop_client.ui.pages.registration_state import QUICK
from desktop_client.ui.ports import Answer, DeskPort
from desktop_client.ui.questions import (
    deceased_question,
    no_papers_question,
    papers_question,
    token_question,
    visit_purpose,
    visitor_question,
)
from desktop_client.ui.special_answers import after_a_death, without_papers
from desktop_client.wording.language import _
from shared_models.catalogue.context import day_in_pakistan

if TYPE_CHECKING:
    from desktop_client.ui.registering import Registering

FIRST_PART = "episode.consent"  # where somebody begins who asks everything
_WAY_OF_TOKEN = {"REGISTER": "", "DEATH": DEATH}


class Arrivals(QObject):
    """Leads from the home page to a form."""

    def __init__(
        self, port: DeskPort, runner: TaskRunner, frame: DeskFrame, clock: Callable[[], int], registering: Registering
    ) -> None:
        super().__init__(frame)
        self._port, self._runner, self._frame, self._clock = port, runner, frame, clock
        self._registering = registering
        self._token, self._group, self._full = "", "", False
        self._shared: Mapping[str, Answer] = {}

    # ---- permission and what follows

    def begin(self, way: str = "", token: str = "", *, full: bool = False) -> None:
        """F2: permission first, for somebody who comes alone; `full` asks everything from the beginning."""
        self._registering.settle()
        self._group, self._shared, self._token, self._full = "", {}, token, full
        self._ask_permission(way)

    def _ask_permission(self, way: str = "") -> None:
        page = PermissionPage(
            self._registering.catalogue, self._agreed, self._registering.ways.home, way, self.begin_group
        )
        self._registering.beside.turn_to(page)

    def next_person(self) -> None:
        """After finishing: the list of the group while one is open, else whoever waits, else the next permission."""
        if self._group:
            self.show_group()
        else:
            self.call_next(self.begin)

    def _agreed(self, method: str) -> None:
        page = self._frame.page
        way = page.way if isinstance(page, PermissionPage) else ""
        version = self._registering.catalogue.fields["episode.consent_version"].default
        first: dict[str, Answer] = {
            "episode.c_register": True,
            "episode.consent_method": method,
            "episode.consent_version": str(version),
            **self._shared,
        }
        if self._token:
            first["$token"] = self._token
        if self._group:
            first["$group"] = self._group
        if way == NO_PAPERS:
            self._ask(no_papers_question(self._registering.catalogue, partial(self._no_papers, first)))
        elif way == DEATH:
            self._ask(deceased_question(self._registering.catalogue, partial(self._papers_of_the_late, first)))
        elif way == OTHER:
            # Who speaks is the first answer; the usual one does not hold.
            self._registering.start({**first, "episode.respondent": None}, "episode.respondent", _somebody_else)
        else:
            self._registering.start(first, section=FIRST_PART if self._full else QUICK)

    def _ask(self, question: Callable[[], ChoosePage] | ChoosePage) -> None:
        self._registering.beside.turn_to(question() if callable(question) else question)

    def _no_papers(self, first: Mapping[str, Answer], reason: str, needs: set[str]) -> None:
        self._registering.start({**first, **without_papers(reason, needs)}, "", _no_paper_today)

    def _papers_of_the_late(self, first: Mapping[str, Answer], respondent: str) -> None:
        catalogue = self._registering.catalogue

        def on(have: set[str]) -> None:
            self._registering.start({**first, **after_a_death(catalogue, respondent, have)})

        self._ask(papers_question(catalogue, on, self._registering.ways.home))

    # ---- groups

    def begin_group(self) -> None:
        """G: the open group, or a new one."""
        self._registering.settle()

        def show(group: GroupView | None) -> None:
            if group is not None:
                self._show_group(group)
                return
            actions = BeginGroupActions(self._open_group, self._registering.ways.home)
            today = day_in_pakistan(self._clock())
            self._registering.beside.turn_to(BeginGroupPage(self._registering.catalogue, today, actions))

        self._runner.on_database(self._port.group, show, self._registering.ways.problem)

    def _open_group(self, answers: Mapping[str, JsonValue], expected: int) -> None:
        def opened(group: GroupView) -> None:
            self._take_group(group)
            self._ask_permission()

        self._runner.on_database(
            lambda: self._port.open_group(answers, expected), opened, self._registering.ways.problem
        )

    def _take_group(self, group: GroupView) -> None:
        country = group.answers.get("episode.trips.1.country")
        left: dict[str, Answer] = {"episode.return_from_country": country} if country else {}
        self._group, self._shared = group.group_id, {**left, **group.answers}

    def show_group(self) -> None:
        """Who of the group was here."""
        self.begin_group()

    def _show_group(self, group: GroupView) -> None:
        def next_person() -> None:
            self._take_group(group)
            self._token = ""
            self._ask_permission()

        def close() -> None:
            self._group, self._shared = "", {}
            self._runner.on_database(
                self._port.close_group, lambda _done: self._registering.ways.home(), self._registering.ways.problem
            )

        actions = GroupActions(next_person, self._registering.open, close, self._registering.ways.home)
        self._registering.beside.turn_to(GroupPage(group, actions))

    # ---- the queue

    def call_next(self, nobody: Callable[[], object] | None = None) -> None:
        """N: whoever is first, and the way that person came for; when nobody waits, `nobody` or the first page."""

        def called(token: TokenLine | None) -> None:
            if token is None:
                (nobody or self._registering.ways.home)()
            elif token.kind == "GROUP":
                self.begin_group()
            elif token.kind in _WAY_OF_TOKEN:
                self.begin(_WAY_OF_TOKEN[token.kind], token.name)
            elif token.kind == "PAPER":
                self._registering.beside.scan()
            else:
                self.count_visit()

        self._runner.on_database(self._port.call_next, called, self._registering.ways.problem)

    def new_token(self) -> None:
        """T: a number for somebody who has to wait."""

        def make(kind: str, chosen: set[str]) -> None:
            self._runner.on_database(
                lambda: self._port.new_token(kind, "urgent" in chosen, "woman" in chosen),
                lambda _token: self._registering.ways.home(),
                self._registering.ways.problem,
            )

        self._registering.settle()
        self._ask(token_question(make, self._registering.ways.home))

    def count_visit(self) -> None:
        """V: a visit without a name, in two keys."""
        self._registering.settle()

        def show(day: QueueDay) -> None:
            self._ask_purpose(day.district)

        self._runner.on_database(self._port.queue, show, self._registering.ways.problem)

    def _ask_purpose(self, district: str) -> None:
        home = self._registering.ways.home

        def who(purpose: str) -> None:
            self._ask(visitor_question(partial(count, purpose), lambda: self._ask_purpose(district)))

        def count(purpose: str, gender: str, band: str) -> None:
            self._runner.on_database(
                lambda: self._port.count_visit(purpose, district, gender, band),
                lambda _day: home(),
                self._registering.ways.problem,
            )

        districts = self._registering.catalogue.lists["DISTRICT"]
        self._ask(visit_purpose(who, partial(self._choose_district, district), home, districts, district))

    def _choose_district(self, present: str) -> None:
        rows = self._registering.catalogue.lists["DISTRICT"].rows
        entries = [Entry(row.en, row.ur, partial(self._ask_purpose, row.code)) for row in rows]
        page = PickPage(lambda: _("From which district?"), entries, partial(self._ask_purpose, present), "home")
        self._registering.beside.turn_to(page)


def _no_paper_today() -> str:
    return _(
        "No paper today: that is all right. The registration counts; it says “told by the person” until a paper is seen."
    )


def _somebody_else() -> str:
    return _(
        "Somebody else speaks for the person: write down who and why. Read nothing out of a record that exists; the slip "
        "goes to the person, or with his or her permission."
    )
