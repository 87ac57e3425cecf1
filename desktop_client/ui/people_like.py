"""Looks for people like the one in the open form while it is typed, hears the answers, and keeps the keys up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from desktop_client.background.task_runner import TaskRunner
from desktop_client.services.likeness import Alike, ElsewhereHit, Likenesses
from desktop_client.services.links import OF_OFFICE, OF_PERSON
from desktop_client.ui.intake_port import JsonValue, SameCard
from desktop_client.ui.pages.alike_page import AlikePage
from desktop_client.ui.pages.alike_panel import AlikePanel, AlikeWays
from desktop_client.ui.ports import Answer, DeskPort
from shared_models.catalogue.problems import Problem

if TYPE_CHECKING:
    from desktop_client.ui.beside_form import BesideForm
    from desktop_client.ui.pages.registration import RegistrationPage

AFTER_TYPING_MS = 150
NEXT_FEW_MS, REST_MS = 100, 5_000  # between two units of key-making, and when nothing was due
LOOK_ALIKES = "episode.look_alikes"
_SAID_OF_THE_CARD = {"DIFFERENT": "NOT_THE_SAME", "NOT_SURE": "NOT_SURE"}


class PeopleLike(QObject):
    """One look-up at a time matters: the newest. What an earlier one finds is not shown any more."""

    def __init__(self, port: DeskPort, runner: TaskRunner, beside: BesideForm) -> None:
        super().__init__(beside)
        self._port, self._runner, self._beside = port, runner, beside
        self._asked = 0
        self._draft = ""
        self._settled: set[str] = set()  # whom the form in sight has its answer about; the disk may hear of it later
        self._page: AlikePage | None = None
        self._typing = self._timer(AFTER_TYPING_MS, self.look)
        self._keys = self._timer(REST_MS, self._compare_next)
        self._keys.start()

    def _timer(self, after_ms: int, act: object) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(after_ms)
        made.timeout.connect(act)
        return made

    # ---- looking

    def typed(self) -> None:
        """Something was answered, perhaps in the middle of a word."""
        self._typing.start()

    def moved_on(self) -> None:
        """The cursor left a field: nobody types there now."""
        if self._typing.isActive():
            self.look()

    def look(self) -> None:
        """Look by what stands in the form."""
        self._typing.stop()
        form = self._beside.form
        if form is None or form.correcting:
            return
        draft = form.state.draft.draft_id
        if draft != self._draft:
            self._draft, self._settled = draft, set()
        self._asked += 1
        number, answers = (
            self._asked,
            {path: one for path, one in form.answers.held.items() if path.startswith("person.")},
        )

        def show(found: Likenesses | None) -> None:
            if found is not None and number == self._asked and self._beside.form is form:
                self._show(form, found)

        ask = partial(self._port.alike, draft, answers, frozenset(self._settled), lambda: number == self._asked)
        self._runner.on_comparing(ask, show)

    def _show(self, form: RegistrationPage, found: Likenesses) -> None:
        form.show_alike(found)
        if (panel := self._on_a_page()) is not None:
            panel.show_found(found)

    def _on_a_page(self) -> AlikePanel | None:
        """The panel on the page of its own, while that is in sight."""
        page = self._page
        return page.panel if page is not None and isValid(page) and page.isVisible() else None

    def _compare_next(self) -> None:
        def rest(_problem: Problem) -> None:
            self._keys.start(REST_MS)

        def done(more: bool) -> None:
            if not more and self._keys.interval() == NEXT_FEW_MS:
                self.look()  # somebody can be met who could not be before
            self._keys.start(NEXT_FEW_MS if more else REST_MS)

        self._runner.on_comparing(self._port.compare_next, done, rest)

    # ---- answering

    def ways(self, draft_id: str) -> AlikeWays:
        """What the answers in the panel of this form do."""
        return AlikeWays(
            same=partial(self._same, draft_id),
            answer=self._answer,
            answer_elsewhere=self._answer_elsewhere,
            look=lambda hit: self._beside.open_record(hit.person),
        )

    def show_page(self, draft_id: str) -> None:
        """F7 where the panel is folded: the same on a page of its own."""
        form = self._beside.form
        if form is not None:
            self._page = AlikePage(
                self._beside.catalogue, form.sides.panel.found, self.ways(draft_id), self._beside.back
            )
            self._beside.turn_to(self._page)

    def _answer(self, hit: Alike, code: str, reason: str) -> None:
        form = self._beside.form
        if form is None:
            return
        said: dict[str, JsonValue] = {"answer": code, "score": hit.score, "model": hit.model}
        answers: dict[str, Answer] = {f"{OF_PERSON}{hit.person}": {**said, "reason": reason} if reason else said}
        if form.held is not None and form.held.person_id == hit.person:
            answers[LOOK_ALIKES] = _SAID_OF_THE_CARD[code]  # one answer serves both questions
        self._put(form, answers)
        self._settled.add(hit.person)
        self._drop(form, hit)

    def _answer_elsewhere(self, hit: ElsewhereHit, code: str) -> None:
        form = self._beside.form
        if form is not None:
            self._put(form, {f"{OF_OFFICE}{hit.office}": {"answer": code}})
            self._settled.add(OF_OFFICE + hit.office)
            self._drop(form, hit)

    def _put(self, form: RegistrationPage, answers: Mapping[str, Answer]) -> None:
        form.put_answers(answers)

    def _drop(self, form: RegistrationPage, hit: Alike | ElsewhereHit) -> None:
        """Who was answered about goes out of sight, but for the moment in which a reason may be given."""
        shown = self._on_a_page() or form.sides.panel
        if shown.asks_why is hit:
            return
        found = shown.found
        people = tuple(one for one in found.people if one is not hit)
        left = replace(found, people=people, elsewhere=tuple(one for one in found.elsewhere if one is not hit))
        self._show(form, left)
        if not shown.hits and (shown.hasFocus() or shown is not form.sides.panel):
            shown.ways.leave()

    def _same(self, draft_id: str, hit: Alike) -> None:
        """S: the form is a new return of this person; what differs is seen before it counts."""
        form = self._beside.form
        if form is None:
            return
        held = form.held
        path = held.path if held is not None and held.person_id == hit.person else ""
        form.form.settle()

        def agreed() -> None:
            self._beside.back()
            self._put(form, {LOOK_ALIKES: "SAME_PERSON"})
            self._settled.add(hit.person)
            self._drop(form, hit)

        def refused(met: Problem) -> None:
            self._beside.back()
            self._beside.problem(met)

        meant = SameCard(path, hit.person, hit.office_en, hit.office_ur, hit.since[:4])
        self._beside.say_same(draft_id, meant, agreed, refused)
