"""Somebody is registered with the card number of a form: the same person, another one, or not sure; and what S leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from desktop_client.background.task_runner import TaskRunner
from desktop_client.services.links import OF_PERSON
from desktop_client.ui.intake_port import FormFacts, SameCard, SameDifference
from desktop_client.ui.pages.choose import Choice, ChoosePage, Question
from desktop_client.ui.pages.same_person import SamePersonActions, SamePersonPage
from desktop_client.ui.ports import Answer, DeskPort, FieldQuestion
from desktop_client.wording.language import _, in_language
from shared_models.catalogue.problems import Problem, sentence

if TYPE_CHECKING:
    from desktop_client.ui.beside_form import BesideForm

# What is asked about somebody who is registered with the card number of a form.
SAME_CARD = frozenset({
    "record.card_registered", "record.return_voided", "record.return_moved", "record.return_changed",
    "record.return_closed",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SameWays:
    """Where the answers lead; `same` and `look` are None when nobody is shown any more who has the number."""

    answer: Callable[[str], object]
    same: Callable[[], object] | None
    look: Callable[[], object] | None


def same_question(say: Callable[[], str], ways: SameWays) -> Question:
    """S, D, U, and a look at the record."""
    choices = [
        Choice("D", lambda: _("another person"), partial(ways.answer, "NOT_THE_SAME")),
        Choice("U", lambda: _("not sure: head office is asked"), partial(ways.answer, "NOT_SURE")),
    ]
    if ways.same is not None:
        choices.insert(0, Choice("S", lambda: _("the same person: a new return in that record"), ways.same))
    if ways.look is not None:
        choices.append(Choice("O", lambda: _("look at that record"), ways.look))
    return Question(title=lambda: _("Is it the same person?"), say=say, choices=choices)


class WhetherSame:
    """Asks in place of the form and gives it back with an answer."""

    def __init__(self, port: DeskPort, runner: TaskRunner, beside: BesideForm) -> None:
        self._port, self._runner, self._beside = port, runner, beside

    def ask(self, draft_id: str, question: FieldQuestion) -> None:
        """Show who is meant, and the answers."""

        def show(facts: FormFacts) -> None:
            held = facts.held
            ways = SameWays(
                answer=partial(self._answer, draft_id, held.person_id if held is not None else ""),
                same=partial(self._say_same, draft_id, held) if held is not None else None,
                look=partial(self._beside.open_record, held.person_id) if held is not None else None,
            )
            page = ChoosePage(same_question(lambda: in_language(question.sentence_en, question.sentence_ur), ways),
                              self._beside.back)  # fmt: skip
            self._beside.turn_to(page)

        self._runner.on_database(lambda: self._port.look_up(draft_id), show, self._beside.problem)

    def _answer(self, draft_id: str, person_id: str, code: str) -> None:
        """The same answer as in the panel: it also travels with the record."""
        said = {"NOT_THE_SAME": "DIFFERENT", "NOT_SURE": "NOT_SURE"}.get(code)
        about: dict[str, Answer] = {f"{OF_PERSON}{person_id}": {"answer": said}} if said and person_id else {}
        self._beside.answered(draft_id, {"episode.look_alikes": code, **about})

    def _say_same(self, draft_id: str, held: SameCard) -> None:
        """S: what differs from the record is seen before it counts; a record that takes no return says why."""

        def refused(met: Problem) -> None:
            self.ask(draft_id, FieldQuestion(held.path, met.code, sentence(met, "en"), sentence(met, "ur")))

        self.say_same(draft_id, held, partial(self._answer, draft_id, held.person_id, "SAME_PERSON"), refused)

    def say_same(
        self, draft_id: str, held: SameCard, agreed: Callable[[], object], refused: Callable[[Problem], object]
    ) -> None:
        """Ask about what differs, if anything does, before it counts."""

        def record_holds() -> None:
            hold = partial(self._port.let_record_hold, draft_id)
            self._runner.on_database(hold, lambda _done: agreed(), self._beside.problem)

        def show(differing: tuple[SameDifference, ...]) -> None:
            if not differing:
                agreed()
                return
            actions = SamePersonActions(agreed, record_holds, self._beside.go_and_correct, self._beside.back)
            self._beside.turn_to(SamePersonPage(self._beside.catalogue, differing, actions))

        self._runner.on_database(lambda: self._port.say_same(draft_id, held.person_id, held.path), show, refused)
