"""Two desks and a reviewer answer the same questions over screens that grow old: who is asked follows from who saw what."""

from __future__ import annotations

import random
import shutil

import msgspec
import sqlalchemy as sa
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared_models.protocol import batch as batches
from shared_models.records import ids
from shared_models.records.changes import Change, ChangeId
from shared_models.records.reconcile import Applied, covered_by, fold, shown_base, unpack_writers
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects import intake
from sync_server.subjects.intake import log
from sync_server.subjects.people.answers import read_answer, resolve_answer
from sync_server.subjects.people.reader import Reader
from tests.simulation import expected
from tests.simulation.head_office import MillOffice
from tests.simulation.prepared import identity_of, new_folder

ROW = "person.documents.0AAa1-1"
PATHS = (
    "person.father_name_latin",
    "person.name_latin",
    "person.father_name_latin",
    f"{ROW}.status",
    f"{ROW}.void",
    "person.$void",
)
VALUES = {"status": ("VALID", "LOST"), "void": ("DUPLICATE", None), "$void": ("DUPLICATE", None)}
NAMES = ("Amina", "Bano", None)
REVIEWER = Reader("HO_REV", "en")
RECORD = ids.record_id(0, bytes(10))


class DecidedQuestions(RuleBasedStateMachine):
    """One record at a real head office; `screen` is what each desk has before its eyes, `underway` what it has not sent."""

    def __init__(self) -> None:
        super().__init__()
        self.place = new_folder("frc-questions-")
        self.office = MillOffice(self.place, random.Random(2).randbytes)
        self.screen: dict[int, list[Applied]] = {0: [], 1: []}
        self.underway: dict[int, list[Change]] = {0: [], 1: []}
        self.looked: list[tuple[str, tuple[str, ...]]] = []
        self.count = 0
        first = {
            "person.name_latin": "Amina",
            "person.gender": "F",
            f"{ROW}.type": "PASSPORT",
            f"{ROW}.status": "VALID",
        }
        self._send(0, Change(self._name(0), RECORD, "person", "create", first, 0, "s", "asma", "2026.1"))
        self.look(0)
        self.look(1)

    def teardown(self) -> None:
        """Head office is switched off."""
        self.office.close()
        shutil.rmtree(self.place)

    def _name(self, desk: int) -> ChangeId:
        self.count += 1
        return ChangeId(identity_of(desk).device, f"{self.count:016x}", 1)

    def _send(self, desk: int, change: Change) -> None:
        sealed = batches.seal([change], key=identity_of(desk).key, parent=batches.NO_PARENT, dictionary="")
        with writing(self.office.office.engine) as connection:
            intake.store_batch(connection, self.office.office, sealed, quarantine=False, via="line")
            intake.apply_batch(connection, self.office.office, sealed.hash)

    def _history(self) -> list[Applied]:
        with reading(self.office.office.engine) as connection:
            return log.history(connection, self.office.office, RECORD)

    @rule(desk=st.integers(0, 1))
    def look(self, desk: int) -> None:
        """A page comes: the desk sees what stands, its own work on top."""
        self.screen[desk] = [*self._history(), *map(Applied, self.underway[desk])]

    @rule(desk=st.integers(0, 1), path=st.sampled_from(PATHS), value=st.integers(0, 2), at_once=st.booleans())
    def write(self, desk: int, path: str, value: int, at_once: bool) -> None:
        """Somebody answers over the screen there is, or withdraws a row or the record."""
        among = VALUES.get(path.rpartition(".")[2], NAMES)
        values = {path: among[value % len(among)]}
        writers = fold(self.screen[desk]).writers
        base, bases = shown_base(writers, values)
        facts = {"base": base, "bases": bases, "covers": covered_by(writers, values)}
        change = Change(self._name(desk), RECORD, "person", "edit", values, 0, "s", "asma", "2026.1", **facts)  # type: ignore[arg-type]
        self.screen[desk].append(Applied(change))
        self._send(desk, change) if at_once else self.underway[desk].append(change)

    @rule(desk=st.integers(0, 1), which=st.integers(0, 9))
    def send(self, desk: int, which: int) -> None:
        """Any of the changes on their way comes, whatever was written before it."""
        if self.underway[desk]:
            self._send(desk, self.underway[desk].pop(which % len(self.underway[desk])))

    @rule(which=st.integers(0, 9))
    def open_a_question(self, which: int) -> None:
        """The reviewer reads a question; it is decided later."""
        with reading(self.office.office.engine) as connection:
            open_ = sa.select(conflict.c.id).where(conflict.c.closed_position.is_(None)).order_by(conflict.c.id)
            names = connection.execute(open_).scalars().all()
            if names:
                name = names[which % len(names)]
                self.looked.append((name, read_answer(connection, self.office.office, REVIEWER, name).heads))

    @precondition(lambda self: self.looked)
    @rule(chosen=st.integers(0, 9))
    def decide(self, chosen: int) -> None:
        """The reviewer decides by the page; when the answers are others by now, nothing is decided."""
        name, shown = self.looked.pop(0)
        before = len(self._history())
        with writing(self.office.office.engine) as connection:
            row = connection.execute(sa.select(conflict).where(conflict.c.id == name)).one()
            as_shown = row.closed_position is None and set(msgspec.json.decode(row.heads)) == set(shown)
            stale = resolve_answer(
                connection,
                self.office.office,
                REVIEWER,
                name,
                shown=shown,
                chosen=shown[chosen % len(shown)],
                who="noor",
            )
        assert (stale is None) == as_shown
        made = self._history()[before:]
        assert [set(one.change.base) for one in made] == ([set(shown)] if as_shown else [])

    @invariant()
    def exactly_those_answers_are_asked_about_that_nobody_has_seen_together(self) -> None:
        leaves = expected.writes_of([(one.change, one.refused) for one in self._history()])
        with reading(self.office.office.engine) as connection:
            rows = connection.execute(sa.select(conflict).where(conflict.c.closed_position.is_(None))).all()
            kept = connection.execute(sa.select(record).where(record.c.id == RECORD)).one()
        assert {row.path: set(msgspec.json.decode(row.heads)) for row in rows} == expected.conflicts(leaves)
        values = msgspec.json.decode(kept.field_values)
        writers = unpack_writers(msgspec.json.decode(kept.writers), values)
        for path, writes in leaves.items():
            standing = expected.standing(writes)
            assert standing is not None
            assert (writers[path][0], values.get(path)) == (standing, writes[standing].value)

    @invariant()
    def no_answer_is_lost(self) -> None:
        leaves = expected.writes_of([(one.change, one.refused) for one in self._history()])
        for writes in leaves.values():
            seen = {below for write in writes.values() for below in write.base}
            assert set(writes) == expected.heads(writes) | (seen & set(writes))


TestDecidedQuestions = DecidedQuestions.TestCase
TestDecidedQuestions.settings = how(max_examples=20, stateful_step_count=20, deadline=None)
