"""A journal that is written, sealed, cut off, put back and pruned in any order: ids, batches and bytes keep their promises."""

from __future__ import annotations

import contextlib
import shutil

import sqlalchemy as sa
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit, own_changes
from desktop_client.storage.tables import journal
from desktop_client.sync import pruning, sealing
from shared_models.protocol import batch as batches
from shared_models.records import ids
from shared_models.records.changes import Change
from shared_models.security import signing
from tests.simulation.machines import Machine
from tests.simulation.prepared import new_folder, prepared

DAY_MS = 24 * 3_600_000
NAMES = ("Amina", "Bashir", None)


class _StopError(Exception):
    """The transaction does not come to its end."""


class WrittenJournal(RuleBasedStateMachine):
    """One desk on a real disk; `written` is what its journal must hold, `ever` every id that was ever given."""

    def __init__(self) -> None:
        super().__init__()
        self.place = new_folder("frc-journal-")
        shutil.copytree(prepared().desks[0], self.place / "a-0")
        self.machine = Machine("a", self.place / "a-0", "journal")
        self.written: list[Change] = []
        self.ever: dict[str, Change] = {}
        self.sealed: dict[str, bytes] = {}
        self.may_go: set[str] = set()
        self.put_by: list[list[Change]] = []
        self.record = ids.record_id(0, bytes(10))

    def teardown(self) -> None:
        """The desk is switched off."""
        self.machine.close()
        shutil.rmtree(self.place)

    def _edits(self, values: list[str | None]) -> list[Edit]:
        return [Edit(self.record, "person", "edit", {"person.father_name_latin": value}) for value in values]

    @rule(values=st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))
    def write(self, values: list[str | None]) -> None:
        """Somebody saves."""
        desk = self.machine.desk
        with writing(desk.engine) as connection:
            made = desk.journal.append(
                connection, self._edits(values), desk.typist, at=desk.clock(), reference="2026.1"
            )
        self.written += made
        for change in made:
            assert str(change.id) not in self.ever
            self.ever[str(change.id)] = change

    @rule()
    def begin_to_write(self) -> None:
        """A save that does not come to its end is none, and uses up no number."""
        desk = self.machine.desk
        with contextlib.suppress(_StopError), writing(desk.engine) as connection:
            desk.journal.append(connection, self._edits(["Chand"]), desk.typist, at=0, reference="2026.1")
            raise _StopError

    @rule(changes=st.integers(1, 3))
    def seal(self, changes: int) -> None:
        """What is written goes into batches."""
        desk = self.machine.desk
        sealing.seal_pending(desk.engine, desk.identity, desk.clock(), changes=changes)

    @rule(power_fails=st.booleans())
    def reopen(self, power_fails: bool) -> None:
        """The desk is closed, or dies, and is opened again."""
        self.machine.crash() if power_fails else self.machine.reopen()

    @rule()
    def put_a_copy_by(self) -> None:
        """Somebody copies the disk."""
        self.machine.put_by.append(self.machine.copy_disk(self.place / f"copy-{len(self.put_by)}"))
        self.put_by.append(list(self.written))

    @precondition(lambda self: self.put_by)
    @rule(which=st.integers(0, 9))
    def put_back(self, which: int) -> None:
        """An old copy of the disk comes back: what was written since is not on it."""
        which %= len(self.put_by)
        self.machine.restore(self.machine.put_by[which])
        self.written = list(self.put_by[which])
        self.sealed.clear()
        self.may_go.clear()

    @rule(days=st.sampled_from((30, 91)), told=st.booleans(), backed_up=st.booleans())
    def grow_old(self, days: int, told: bool, backed_up: bool) -> None:
        """Time passes; head office has answered, every backup has it, or not."""
        change, desk = journal.change, self.machine.desk
        with writing(desk.engine) as connection:
            if told:
                answered = change.update().where(change.c.batch.is_not(None))
                connection.execute(answered.values(outcome="accepted", position=change.c.number))
                connection.execute(journal.batch.update().values(held=True))
            if backed_up:
                newest = connection.execute(sa.select(sa.func.max(journal.batch.c.last_change))).scalar() or 0
                settings.put(connection, settings.BACKED_UP, newest)
        self.machine.clock.now += days * DAY_MS
        with reading(desk.engine) as connection:
            safe = settings.get_number(connection, settings.BACKED_UP)
            for row in connection.execute(sa.select(journal.batch).order_by(journal.batch.c.number)):
                untold = sa.select(change.c.number).where(change.c.batch == row.hash, change.c.outcome.is_(None))
                old = self.machine.clock.now - row.sealed_at >= 90 * DAY_MS
                if row.last_change > safe or not old or not row.held or connection.execute(untold).first():
                    break
                self.may_go.add(row.hash)
        pruning.prune(desk.engine, desk.clock())

    @invariant()
    def the_journal_is_what_was_written_and_numbers_have_no_gap(self) -> None:
        with reading(self.machine.desk.engine) as connection:
            held = [own.change for own in own_changes(connection, self.machine.device, sa.true())]
        assert held == self.written
        seqs: dict[str, list[int]] = {}
        for change in held:
            seqs.setdefault(change.id.incarnation, []).append(change.id.seq)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seqs.values())

    @invariant()
    def batches_hold_all_of_it_once_in_a_chain_and_never_change(self) -> None:
        desk = self.machine.desk
        with reading(desk.engine) as connection:
            rows = connection.execute(sa.select(journal.batch).order_by(journal.batch.c.number)).all()
            loose = connection.execute(
                sa.select(sa.func.count()).where(journal.change.c.batch.is_(None))
            ).scalar_one()  # fmt: skip
        at, parent = 0, batches.NO_PARENT
        for row in rows:
            run, raw = self.written[at : at + row._mapping["count"]], bytes(row.raw)
            batch = batches.read(raw)
            assert (batch.hash, batch.header.parent, batch.header.count) == (row.hash, parent, len(run))
            assert {change.id.incarnation for change in run} == {batch.header.incarnation}
            first = self.sealed.setdefault(row.hash, raw)
            if batch.payload:
                batches.verify(batch, signing.public_bytes(desk.identity.key))
                assert batches.unpack(batch) == run
                assert raw == first
            else:
                assert row.hash in self.may_go
                assert batch.header_bytes == batches.read(first).header_bytes
            at, parent = at + row._mapping["count"], row.hash
        assert at + loose == len(self.written)


TestWrittenJournal = WrittenJournal.TestCase
TestWrittenJournal.settings = how(max_examples=12, stateful_step_count=20, deadline=None)
