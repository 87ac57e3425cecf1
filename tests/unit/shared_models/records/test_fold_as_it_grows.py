"""A record that grows change by change: any two sides that know the same changes ask the same questions, in any order."""

from __future__ import annotations

import random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shared_models.records.changes import Change, ChangeId
from shared_models.records.reconcile import Applied, Folded, advance, fold, shown_base
from tests.simulation import expected

PATHS = ("person.a", "person.b", "person.needs.shelter")
VALUES = ("p", "q", None)
SIDES = ("x", "y", "z")


class GrowingRecord(RuleBasedStateMachine):
    """Three sides write over what they know; head office's order is the order in which changes come to it."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, list[Applied]] = {side: [] for side in SIDES}
        self.order: list[Applied] = []
        self.wrong: set[ChangeId] = set()
        self.stepwise: Folded = Folded()
        self.count = 0

    @rule(side=st.sampled_from(SIDES), path=st.sampled_from(PATHS), value=st.sampled_from(VALUES), bad=st.booleans())
    def write(self, side: str, path: str, value: str | None, bad: bool) -> None:
        """Somebody changes a field over what this side shows, what will be refused included, until head office says so."""
        self.count += 1
        base, bases = shown_base(fold(self.known[side]).writers, [path])
        name = ChangeId(side, "i", self.count)
        change = Change(name, "r", "person", "edit", {path: value}, 0, base=base, bases=bases)
        self.known[side].append(Applied(change))
        if bad and self.count % 3 == 0:
            self.wrong.add(name)

    @rule(side=st.sampled_from(SIDES))
    def send(self, side: str) -> None:
        """What a side knows comes to head office, as often as it likes."""
        there = {applied.change.id for applied in self.order}
        for known in self.known[side]:
            if known.change.id not in there:
                applied = Applied(known.change, refused=known.change.id in self.wrong)
                self.order.append(applied)
                grown = None if applied.refused else advance(self.stepwise, applied.change)
                self.stepwise = fold(self.order) if grown is None else grown

    @rule(side=st.sampled_from(SIDES))
    def pull(self, side: str) -> None:
        """A side hears everything; its own unsent changes stay behind it."""
        there = {applied.change.id for applied in self.order}
        own = [applied for applied in self.known[side] if applied.change.id not in there]
        self.known[side] = [*self.order, *own]

    @invariant()
    def one_step_at_a_time_is_the_same_as_all_at_once(self) -> None:
        assert self.stepwise == fold(self.order)

    @invariant()
    def order_and_repetition_change_no_question(self) -> None:
        mixed = [*self.order, *self.order[::2]]
        random.Random(self.count).shuffle(mixed)
        one, other = fold(self.order), fold(mixed)
        assert _asked(one) == _asked(other)
        assert one.writers.keys() == other.writers.keys()

    @invariant()
    def who_is_asked_and_what_stands_follows_from_the_rules_said_plainly(self) -> None:
        leaves = expected.writes_of([(applied.change, applied.refused) for applied in self.order])
        folded = fold(self.order)
        assert {path: set(names) for path, names in _asked(folded).items()} == expected.conflicts(leaves)
        stand = {path: name for path, writes in leaves.items() if (name := expected.standing(writes)) is not None}
        assert {path: writers[0] for path, writers in folded.writers.items()} == stand

    @invariant()
    def no_answer_is_lost(self) -> None:
        """Each taken write stands, agrees, is asked about, or somebody wrote over it."""
        folded = fold(self.order)
        under = {
            below for applied in self.order for path in applied.change.set for below in applied.change.base_of(path)
        }
        for applied in self.order:
            for path in applied.change.set if not applied.refused else ():
                name = str(applied.change.id)
                asked = {head.write for head in folded.conflicts.get(path, ())}
                assert name in {*folded.writers.get(path, ()), *asked, *under}


def _asked(folded: Folded) -> dict[str, set[str]]:
    return {path: {head.write for head in heads} for path, heads in folded.conflicts.items()}


TestGrowingRecord = GrowingRecord.TestCase
TestGrowingRecord.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
