"""The promises that hold after every step: held against both databases and against what was really said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from shared_models.records.changes import HEAD_OFFICE, Change
from shared_models.records.reconcile import same_value, unpack_writers
from shared_models.records.refusals import KIND as REFUSAL
from shared_models.records.refusals import is_refusal
from sync_server.storage.engine import reading
from sync_server.storage.tables.intake import batch, change_log
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.intake import log
from tests.simulation import expected
from tests.simulation.head_office import MillOffice
from tests.simulation.ledger import Ledger, Said, hold, journal_ids
from tests.simulation.machines import Machine
from tests.simulation.surroundings import FAULTS


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watch knew of head office at one moment."""

    position: int
    log: Mapping[str, list[tuple[Change, bool]]]
    placed: list[tuple[int, str, str]]
    outcomes: Mapping[str, str]
    standing: Mapping[tuple[str, str], str]


class Watch:
    """Looks at what changed since it looked last."""

    def __init__(self, office: MillOffice, ledger: Ledger) -> None:
        self._office = office
        self._ledger = ledger
        self.position = 0
        self.log: dict[str, list[tuple[Change, bool]]] = defaultdict(list)
        self.placed: list[tuple[int, str, str]] = []  # (position, change, office in whose pages it is told)
        self.outcomes: dict[str, str] = {}
        self._standing: dict[tuple[str, str], str] = {}

    def remember(self) -> Seen:
        """What was seen so far, as it goes into a backup."""
        log = {record: list(changes) for record, changes in self.log.items()}
        return Seen(self.position, log, list(self.placed), dict(self.outcomes), dict(self._standing))

    def go_back(self, seen: Seen) -> None:
        """Head office is as it was when this was remembered."""
        self.position = seen.position
        self.log = defaultdict(list, {record: list(changes) for record, changes in seen.log.items()})
        self.placed, self.outcomes = list(seen.placed), dict(seen.outcomes)
        self._standing = dict(seen.standing)

    def told(self, machine: Machine, deed: str, code: str, events: str) -> None:
        """A person was told a problem: a run with head office has none, unless the line doubles its second try as well."""
        doubled = code == "sync.counter_seen" and events.count("twice") > 1
        hold(deed != "sync" or doubled, f"line: a run of {machine.name} ends with {code}")

    def after_step(self, machine: Machine) -> None:
        """Everything that may have changed in one step. Raises BrokenPromiseError."""
        hold(not FAULTS.lines, f"head office failed: {FAULTS.lines[:1]}")
        with reading(self._office.office.engine) as connection:
            self._look_at_log(connection)
            batches = set(connection.execute(sa.select(batch.c.hash)).scalars())
        self._look_at_machine(machine, batches)

    # ------------------------------------------------------------------------------------------ head office

    def _look_at_log(self, connection: sa.Connection) -> None:
        query = sa.select(change_log).where(change_log.c.position > self.position).order_by(change_log.c.position)
        rows = connection.execute(query).all()
        states = {row.hash: row.state for row in connection.execute(sa.select(batch.c.hash, batch.c.state))}
        offices = {row.id: row.office for row in connection.execute(sa.select(device.c.id, device.c.office))}
        touched: set[str] = set()
        for row in rows:
            self.position += 1
            hold(row.position == self.position, "order: a position is missing in head office's order")
            change = log.read_change(self._office.office, row)
            self._look_at_change(row, change, offices)
            hold(states.get(row.batch) != "quarantined", "closed desk: work that was put aside is applied")
            if not is_refusal(change):
                self.log[change.record].append((change, row.outcome == "refused"))
            self.placed.append((row.position, row.change_id, row.scope))
            self.outcomes[row.change_id] = row.outcome
            touched.add(change.record)
        for name in sorted(touched):
            self._look_at_record(connection, name)

    def _look_at_change(self, row: sa.Row[Any], change: Change, offices: dict[str, str]) -> None:
        if row.device == HEAD_OFFICE:
            hold(row.change_id not in self.outcomes, "once: a decision is applied twice")
            # After a restore a decision comes back from the pages of desks, in its own words.
            known = row.change_id not in self._ledger.said or self._ledger.same(change)
            hold(known, "id used twice: by head office")
            self._ledger.said[row.change_id] = Said(change, "", wrong=False)
            return
        hold(row.change_id in self._ledger.said, "order: head office has a change that nobody made")
        hold(row.change_id not in self.outcomes, "once: a change is applied twice")
        hold(self._ledger.same(change), "content: head office has other words under a change's id")
        said = self._ledger.said[row.change_id]
        hold(row.office == offices[row.device], "office: it is not the one of the key that signed")
        hold(
            (row.outcome == "refused") == said.wrong,
            f"authority: a change that {'must not' if said.wrong else 'may'} be taken is {row.outcome}",
        )

    def _look_at_record(self, connection: sa.Connection, name: str) -> None:
        leaves = expected.writes_of(self.log[name])
        wanted = expected.conflicts(leaves)
        stored = sa.select(conflict).where(conflict.c.record == name, conflict.c.closed_position.is_(None))
        found = {row.path: set(msgspec.json.decode(row.heads)) for row in connection.execute(stored)}
        for path, names in wanted.items():
            hold(path in found, f"two answers: nobody is asked about {path}")
            hold(names <= found[path], f"two answers: one at {path} is not offered")
        for path, names in found.items():
            hold(names == wanted.get(path), f"two answers: {path} is asked without a reason")
        row = connection.execute(sa.select(record).where(record.c.id == name)).one_or_none()
        if row is None:
            hold(all(refused for _, refused in self.log[name]), "lost: a record with taken changes is not there")
            return
        values = msgspec.json.decode(
            self._office.office.cipher.reveal("record", "field_values", row.id, row.field_values)
        )
        writers = unpack_writers(msgspec.json.decode(row.writers), values)
        for path, writes in leaves.items():
            self._look_at_leaf(name, path, writes, writers.get(path, ()), values.get(path))

    def _look_at_leaf(
        self, name: str, path: str, writes: dict[str, expected.Write], writers: tuple[str, ...], value: object
    ) -> None:
        heads = expected.heads(writes)
        hold(set(writers) <= heads, f"overwritten: what stands at {path} is not a head")
        if not heads:
            return
        hold(writers, f"lost: nothing stands at {path}")
        standing = writes[writers[0]]
        hold(same_value(standing.value, value), f"standing: {path} shows another value than its writer gave")
        same = {head for head in heads if same_value(writes[head].value, value)}
        hold(set(writers) == same, f"standing: not every equal answer at {path} counts")
        before = self._standing.get((name, path))
        if before is not None and before != writers[0]:
            hold(
                before in expected.behind(writes, writers[:1]),
                f"overwritten: the answer at {path} moved to one that does not stand on it",
            )
        self._standing[name, path] = writers[0]

    # ------------------------------------------------------------------------------------------ a desk

    def _look_at_machine(self, machine: Machine, batches: set[str]) -> None:
        hold(journal_ids(machine) == machine.saved, f"lost: the journal of {machine.name} is not what was saved")
        with reading_desk(machine.desk.engine) as connection:
            if settings.get(connection, settings.EPOCH) != self._office.office.epoch.id:
                # It has not heard yet that head office was put back.
                self._look_at_screen(connection, machine)
                return
            held = sa.select(journal.batch.c.hash, journal.batch.c.last_change).where(journal.batch.c.held.is_(True))
            for row in connection.execute(held):
                hold(row.hash in batches, f"sent: {machine.name} believes head office holds a batch it does not hold")
            self._look_at_receipts(connection, machine, batches)
            self._look_at_pages(connection, machine)
            self._look_at_screen(connection, machine)

    @staticmethod
    def _look_at_receipts(connection: sa.Connection, machine: Machine, batches: set[str]) -> None:
        covered = settings.get_number(connection, settings.RECEIPTED)
        numbers = sa.select(journal.change.c.batch).where(journal.change.c.number <= covered).distinct()
        for name in connection.execute(numbers).scalars():
            hold(name in batches, f"sent: {machine.name} shows work as received that head office does not hold")

    def _look_at_pages(self, connection: sa.Connection, machine: Machine) -> None:
        """Up to its cursor a desk has everything of its office, and never anything else."""
        cursor = settings.get_number(connection, settings.CURSOR)
        hold(cursor >= machine.cursor, f"cursor: that of {machine.name} goes back")
        machine.cursor = cursor
        pulled = {}
        for row in connection.execute(sa.select(journal.pulled_change)):
            pulled[row.change_id] = row.position
            hold(
                self._ledger.office_of.get(row.record) == machine.office
                or row.kind == REFUSAL
                or (row.refused and set(msgspec.json.decode(row.document)["set"].values()) == {None}),
                f"scope: {machine.name} holds a change of another office",
            )
        own = sa.select(journal.change.c.incarnation, journal.change.c.seq, journal.change.c.position)
        for row in connection.execute(own):
            if row.position is not None:
                pulled[f"{machine.device}.{row.incarnation}.{row.seq}"] = row.position
        for position, name, office in self.placed:
            if position <= cursor and office == machine.office:
                hold(pulled.get(name) == position, f"cursor: that of {machine.name} has passed a change it never got")

    @staticmethod
    def _look_at_screen(connection: sa.Connection, machine: Machine) -> None:
        """An own save stays on top until its outcome has come."""
        waits = sa.select(journal.change).where(journal.change.c.position.is_(None)).order_by(journal.change.c.number)
        on_top: dict[tuple[str, str], tuple[str, object]] = {}
        for row in connection.execute(waits):
            name = f"{machine.device}.{row.incarnation}.{row.seq}"
            for path, value in msgspec.json.decode(row.document)["set"].items():
                on_top[row.record, path] = (name, value)
        if not on_top:
            return
        rows = connection.execute(sa.select(shown.record).where(shown.record.c.id.in_({key[0] for key in on_top})))
        screens = {row.id: (msgspec.json.decode(row.values), msgspec.json.decode(row.writers)) for row in rows}
        for (name, path), (write, value) in on_top.items():
            hold(name in screens, f"screen: a record saved at {machine.name} is not shown")
            values, packed = screens[name]
            hold(same_value(values.get(path), value), f"screen: an own save at {machine.name} is hidden ({path})")
            hold(unpack_writers(packed, values).get(path) == (write,), f"screen: {path} is shown under another name")
