"""Batches of three desks applied in any order and again, over gaps, before the create, refused, with a number used twice."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from itertools import pairwise

import sqlalchemy as sa
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from shared_models.protocol import batch as batches
from shared_models.protocol.batch import SealedBatch
from shared_models.records import ids
from shared_models.records.changes import Change, ChangeId, Value
from shared_models.records.refusals import KIND as REFUSAL
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.intake import batch, change_log, waiting_change
from sync_server.storage.tables.network import device
from sync_server.subjects import intake
from sync_server.subjects.intake import digests
from tests.simulation.head_office import MillOffice
from tests.simulation.prepared import identity_of, new_folder

GOOD = ({"person.name_latin": "Amina"}, {"person.name_latin": "Bano"}, {"person.father_name_latin": "Chand"})
BAD = {"person.gender": "Q"}


@dataclass
class Sender:
    """A desk as head office sees it: what it wrote and has not sealed, and its batches."""

    number: int
    fresh: list[Change] = field(default_factory=list)
    sealed: list[SealedBatch] = field(default_factory=list)
    seq: int = 0

    def __post_init__(self) -> None:
        self.identity = identity_of(self.number)

    def write(self, record: str, action: str, values: dict[str, Value]) -> Change:
        """The next change of this desk."""
        self.seq += 1
        name = ChangeId(self.identity.device, f"{self.number:016x}", self.seq)
        self.fresh.append(Change(name, record, "person", action, values, 0, "s", "asma", "2026.1"))
        return self.fresh[-1]

    def seal(self, changes: list[Change]) -> None:
        """These changes become the next batch."""
        parent = self.sealed[-1].hash if self.sealed else batches.NO_PARENT
        self.sealed.append(batches.seal(changes, key=self.identity.key, parent=parent, dictionary=""))


class AppliedChanges(RuleBasedStateMachine):
    """A real head office, and beside it the rules in plain words: `order` is what its log must say, `waits` what waits."""

    def __init__(self) -> None:
        super().__init__()
        self.place = new_folder("frc-apply-")
        self.office = MillOffice(self.place, random.Random(1).randbytes)
        self.senders = [Sender(0), Sender(1), Sender(2)]
        self.records: list[str] = []
        self.stored: list[tuple[Sender, SealedBatch]] = []
        self.applied: set[str] = set()
        self.home: dict[str, str] = {}
        self.known: dict[str, Change] = {}
        self.order: list[tuple[str, bool]] = []
        self.waits: list[tuple[Change, str]] = []
        self.twins: set[str] = set()
        with writing(self.office.office.engine) as connection:
            digests.recount(connection, "LHE")

    def teardown(self) -> None:
        """Head office is switched off."""
        self.office.close()
        shutil.rmtree(self.place)

    @rule(who=st.integers(0, 2), at_once=st.booleans())
    def create(self, who: int, at_once: bool) -> None:
        """Somebody is registered, and perhaps sent at once."""
        self.records.append(ids.record_id(len(self.records), bytes(10)))
        self.senders[who].write(self.records[-1], "create", {"person.name_latin": "Dawood", "person.gender": "M"})
        if at_once:
            self._bring(self.senders[who])

    def _bring(self, sender: Sender) -> None:
        """All that a desk wrote comes in one batch and is applied."""
        sender.seal(sender.fresh)
        sender.fresh = []
        self._arrive(sender, sender.sealed[-1])
        self._apply(sender, sender.sealed[-1])

    @precondition(lambda self: self.records)
    @rule(
        who=st.integers(0, 2),
        which=st.integers(0, 9),
        what=st.sampled_from((*GOOD, BAD)),
        action=st.sampled_from(("edit", "edit", "create")),
        at_once=st.booleans(),
    )
    def edit(self, who: int, which: int, what: dict[str, Value], action: str, at_once: bool) -> None:
        """A record is changed, rightly or wrongly, by its office or by another; or it is created a second time."""
        record = self.records[which % len(self.records)]
        self.senders[who].write(record, "edit" if what is BAD else action, what)
        if at_once:
            self._bring(self.senders[who])

    @rule(who=st.integers(0, 2), most=st.integers(1, 3))
    def seal(self, who: int, most: int) -> None:
        """A desk seals what it wrote."""
        sender = self.senders[who]
        if sender.fresh:
            sender.seal(sender.fresh[:most])
            del sender.fresh[:most]

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 99))
    def use_a_number_twice(self, which: int) -> None:
        """A desk that was copied while it ran says something else under an id that is known."""
        before = list(self.known.values())[which % len(self.known)]
        sender = next(one for one in self.senders if one.identity.device == before.id.device)
        sender.seal([replace(before, set={"person.name_urdu": "آمنہ"}, action="edit")])

    @rule(who=st.integers(0, 2))
    def seal_the_same_again(self, who: int) -> None:
        """A disk that was put back seals all that head office has of it into one batch, and that comes, too."""
        sender = self.senders[who]
        held = {seq: change for change in self.known.values() if (seq := self._place_of(change, sender))}
        run = [held[seq] for seq in range(1, len(held) + 1) if seq in held]
        if len(run) == len(held) > 1:
            sender.seal(run)
            self._arrive(sender, sender.sealed[-1])
            self._apply(sender, sender.sealed[-1])

    def _place_of(self, change: Change, sender: Sender) -> int:
        """The number of a change under the desk's own incarnation, 0 for any other change."""
        own = (sender.identity.device, f"{sender.number:016x}")
        return change.id.seq if (change.id.device, change.id.incarnation) == own else 0

    @rule(who=st.integers(0, 2), which=st.integers(0, 99), at_once=st.booleans())
    def arrive(self, who: int, which: int, at_once: bool) -> None:
        """Any batch of a desk comes, as often as it likes."""
        sender = self.senders[who]
        if sender.sealed:
            sealed = sender.sealed[which % len(sender.sealed)]
            self._arrive(sender, sealed)
            if at_once:
                self._apply(sender, sealed)

    def _arrive(self, sender: Sender, sealed: SealedBatch) -> None:
        with writing(self.office.office.engine) as connection:
            stored = intake.store_batch(connection, self.office.office, sealed, quarantine=False, via="line")
        assert stored.fresh == all(sealed.hash != one.hash for _, one in self.stored)
        if stored.fresh:
            self.stored.append((sender, sealed))

    @precondition(lambda self: self.stored)
    @rule(which=st.integers(0, 99))
    def apply_later(self, which: int) -> None:
        """The worker applies a stored batch; one that was applied changes nothing."""
        self._apply(*self.stored[which % len(self.stored)])

    def _apply(self, sender: Sender, sealed: SealedBatch) -> None:
        with writing(self.office.office.engine) as connection:
            intake.apply_batch(connection, self.office.office, sealed.hash)
        if sealed.hash in self.applied:
            return
        self.applied.add(sealed.hash)
        made = set()
        for change in batches.unpack(sealed):
            name = self._known_as(change, sealed)
            if name is not None:
                self._judge(name, sender.identity.office)
                made |= {name.record} if name.action == "create" else set()
        ready = [one for one in self.waits if one[0].record in made and one[0].record in self.home]
        self.waits = [one for one in self.waits if one not in ready]
        for change, office in ready:
            self._judge(change, office)

    def _known_as(self, change: Change, sealed: SealedBatch) -> Change | None:
        before = self.known.setdefault(str(change.id), change)
        if before is change:
            return change
        if before == change or any(_is_twin(one, change) for one in self.known.values()):
            return None
        self.twins.add(change.id.device)
        renamed = replace(change, id=replace(change.id, incarnation=sealed.hash[:16]))
        self.known[str(renamed.id)] = renamed
        return renamed

    def _judge(self, change: Change, office: str) -> None:
        home = self.home.get(change.record)
        wrong = change.set == BAD or (home is not None and (change.action == "create" or home != office))
        if home is None and not wrong and change.action != "create":
            self.waits.append((change, office))
            return
        self.order.append((str(change.id), wrong))
        if home is None and not wrong:
            self.home[change.record] = office

    @invariant()
    def the_log_says_each_change_once_in_an_order_without_gap(self) -> None:
        with reading(self.office.office.engine) as connection:
            rows = connection.execute(sa.select(change_log).order_by(change_log.c.position)).all()
        assert [row.position for row in rows] == list(range(1, len(rows) + 1))
        assert [(row.change_id, row.outcome == "refused") for row in rows if row.kind != REFUSAL] == self.order
        for before, after in pairwise(rows):
            assert (before.outcome == "refused") == (after.kind == REFUSAL)

    @invariant()
    def what_waits_waits_for_its_record_alone(self) -> None:
        with reading(self.office.office.engine) as connection:
            waiting = set(connection.execute(sa.select(waiting_change.c.change_id)).scalars())
            states = {row.hash: row.state for row in connection.execute(sa.select(batch.c.hash, batch.c.state))}
            alarmed = sa.select(device.c.id).where(device.c.alarm == "same_id_other_content")
            assert self.twins == set(connection.execute(alarmed).scalars()) or self._forked(connection)
        assert waiting == {str(change.id) for change, _ in self.waits}
        assert {name for name, state in states.items() if state == "applied"} == self.applied

    def _forked(self, connection: sa.Connection) -> bool:
        """Another alarm of the same desk stands now, and there is room for one."""
        return (
            connection.execute(
                sa.select(device.c.id).where(device.c.alarm.in_(("two_branches", "numbers_skipped")))
            ).first()
            is not None
        )

    @invariant()
    def the_sum_that_is_kept_is_the_sum_of_what_is_there(self) -> None:
        with self.office.office.engine.connect() as connection:
            kept = digests.of_office(connection, "LHE")
            assert kept == digests.recount(connection, "LHE")
            connection.rollback()


def _is_twin(one: Change, change: Change) -> bool:
    """Whether the same is known under the name of the batch that brought it first."""
    return one.id != change.id and one.id.seq == change.id.seq and replace(one, id=change.id) == change


TestAppliedChanges = AppliedChanges.TestCase
TestAppliedChanges.settings = how(max_examples=15, stateful_step_count=20, deadline=None)
