"""Each state machine finds the fault that is planted into its subject: one that finds nothing proves nothing."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from shared_models.records import reconcile
from sync_server.subjects.people.answers import read_answer, resolve_answer
from tests.integration.state_machines import test_questions_as_they_are_decided as questions
from tests.integration.state_machines.test_a_journal_as_it_is_written import WrittenJournal
from tests.integration.state_machines.test_changes_as_they_are_applied import AppliedChanges
from tests.integration.state_machines.test_questions_as_they_are_decided import DecidedQuestions
from tests.integration.state_machines.test_receipts_through_lives_of_head_office import BelievingDesk
from tests.simulation.planted import BUGS
from tests.simulation.planted.bugs import Bug, replaced
from tests.unit.shared_models.records.test_fold_as_it_grows import GrowingRecord

# As long as it takes to find something; nothing is shortened.
SEARCH = settings(
    max_examples=200,
    stateful_step_count=25,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def newest_answer_alone() -> AbstractContextManager[None]:
    """Of several answers only the one that came last is offered."""
    honest = reconcile._heads
    return replaced((reconcile, "_heads", lambda arrived, under: honest(arrived, under)[-1:]))


def refused_bridges_nothing() -> AbstractContextManager[None]:
    """What stands on a refused write stands on nothing behind it (protocol.md, B6)."""

    def behind(writes: Mapping[str, Any], start: Collection[str], seen: set[str]) -> set[str]:
        seen.update(name for name in start if name not in writes or not writes[name].refused)
        return seen

    return replaced((reconcile, "_add_behind", behind))


def decision_over_whatever_stands() -> AbstractContextManager[None]:
    """A decision closes the question with what came while the reviewer looked at it (B9)."""

    def resolve(connection: Any, office: Any, reader: Any, name: str, *, shown: Sequence[str], **more: Any) -> Any:
        heads = read_answer(connection, office, reader, name).heads
        now = heads if more["chosen"] in heads else shown
        return resolve_answer(connection, office, reader, name, shown=now, **more)

    return replaced((questions, "resolve_answer", resolve))


def _slow(machine: type[RuleBasedStateMachine], fault: Bug) -> Any:
    return pytest.param(machine, fault, marks=pytest.mark.tail)


@pytest.mark.parametrize(
    ("machine", "fault"),
    [
        (GrowingRecord, newest_answer_alone),
        _slow(GrowingRecord, refused_bridges_nothing),
        (BelievingDesk, BUGS["receipt_by_number"]),
        _slow(BelievingDesk, BUGS["cursor_is_only_cut"]),
        _slow(WrittenJournal, BUGS["number_used_again"]),
        _slow(WrittenJournal, BUGS["pruned_before_its_outcome"]),
        _slow(DecidedQuestions, decision_over_whatever_stands),
        _slow(DecidedQuestions, BUGS["void_hides_edits"]),
        _slow(AppliedChanges, BUGS["twin_kept_twice"]),
        _slow(AppliedChanges, BUGS["office_from_the_payload"]),
    ],
)
def test_a_machine_finds_the_fault_in_its_subject(machine: type[RuleBasedStateMachine], fault: Bug) -> None:
    with fault(), pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=SEARCH)
