"""The promises that hold after every step: held against both databases and against what was really said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from shared_models.records.changes import HEAD_OFFICE, Change
from shared_models.records.erasing import KIND as ERASURE
from shared_models.records.paths import PERSON_OFFICE
from shared_models.records.reconcile import same_value, unpack_writers
from shared_models.records.refusals import is_refusal
from sync_server.storage.engine import reading
from sync_server.storage.tables.intake import batch, change_log
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.intake import log
from tests.simulation import expected
from tests.simulation.backups import Backup, look_at_pruned, look_at_retired
from tests.simulation.desk_promises import look_at_machine
from tests.simulation.erasures import carriers_of, erased_at
from tests.simulation.head_office import MillOffice
from tests.simulation.homes import Homes
from tests.simulation.ledger import Ledger, Said, hold, meaning
from tests.simulation.machines import Machine
from tests.simulation.pieces import look_at_pieces
from tests.simulation.shown import Shown, is_answer
from tests.simulation.surroundings import FAULTS


class Placed(NamedTuple):
    """A change in head office's order; `office` is the one of the desk that made it, for records nobody has."""

    position: int
    change: str
    record: str
    office: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watch knew of head office at one moment."""

    position: int
    log: Mapping[str, list[tuple[Change, bool]]]
    placed: list[Placed]
    outcomes: Mapping[str, str]
    standing: Mapping[tuple[str, str], str]
    homes: Homes
    shown: Shown


class Watch:
    """Looks at what changed since it looked last."""

    def __init__(self, office: MillOffice, ledger: Ledger) -> None:
        self._office = office
        self._ledger = ledger
        self.backups: list[Backup] = []  # those that may be put back
        self.retired: set[str] = set()
        self.erased: set[str] = set()  # records of which nothing may stay, in whatever life of head office
        # The writes that head office's own screen showed, for the decision that is made now.
        self.console: frozenset[str] | None = None
        self.position = 0
        self.log: dict[str, list[tuple[Change, bool]]] = defaultdict(list)
        self.placed: list[Placed] = []
        self.outcomes: dict[str, str] = {}
        self.homes = Homes()
        # (office, record) of what a desk made up about somebody it was never given: it keeps its own words.
        self.lies: set[tuple[str, str]] = set()
        self.shown = Shown()  # to offices to which it does not belong
        # Through all lives of head office: what was ever refused, and what was ever taken.
        self._ever: dict[bool, set[str]] = {True: set(), False: set()}
        self._standing: dict[tuple[str, str], str] = {}

    def remember(self) -> Seen:
        """What was seen so far, as it goes into a backup."""
        log = {record: list(changes) for record, changes in self.log.items()}
        return Seen(
            position=self.position,
            log=log,
            placed=list(self.placed),
            outcomes=dict(self.outcomes),
            standing=dict(self._standing),
            homes=self.homes.copied(),
            shown=self.shown.copied(),
        )

    def go_back(self, seen: Seen) -> None:
        """Head office is as it was when this was remembered."""
        self.position = seen.position
        self.log = defaultdict(list, {record: list(changes) for record, changes in seen.log.items()})
        self.placed, self.outcomes = list(seen.placed), dict(seen.outcomes)
        self._standing, self.homes, self.shown = dict(seen.standing), seen.homes.copied(), seen.shown.copied()
        self._forget_erased()

    def _forget_erased(self) -> None:
        for name in self.erased:
            self.log.pop(name, None)
        self.placed = [placed for placed in self.placed if placed.record not in self.erased]
        self._standing = {at: write for at, write in self._standing.items() if at[0] not in self.erased}

    def scope(self, placed: Placed) -> str:
        """The office in whose pages a change is told now."""
        return self.homes.now(placed.record) or placed.office

    def told_since(self, placed: Placed, office: str) -> int | None:
        """From which position on the desks of an office have been told of a change; None when they are not."""
        if self.scope(placed) == office:
            return max(placed.position, self.homes.since(placed.record))
        since = self.shown.since.get((placed.record, office))
        return None if since is None else max(placed.position, since)

    def told(self, machine: Machine, deed: str, code: str, events: str) -> None:
        """A person was told a problem: a run with head office has none, unless its second try of a number is overtaken, too."""
        overtaken = sum(events.count(kind) for kind in ("twice", "before", "meanwhile"))
        doubled = code == "sync.counter_seen" and overtaken > 1
        hold(deed != "sync" or doubled, f"line: a run of {machine.name} ends with {code}")

    def after_step(self, machine: Machine) -> None:
        """Everything that may have changed in one step. Raises BrokenPromiseError."""
        try:
            self._look(machine)
        finally:
            self.console = None

    def _look(self, machine: Machine) -> None:
        hold(not FAULTS.lines, f"head office failed: {FAULTS.lines[:1]}")
        with reading(self._office.office.engine) as connection:
            self.erased |= erased_at(connection)
            self._look_at_log(connection)
            self.shown.follow(connection, self._office.office, self.position, self.erased)
            look_at_pieces(connection, self._office.office)
            emptied = carriers_of(connection, self.erased)
            there = connection.execute(sa.select(batch.c.hash, batch.c.payload.is_(None).label("retired"))).all()
        batches = {row.hash for row in there}
        self.retired = {row.hash for row in there if row.retired} - emptied
        look_at_retired(self.backups, self.retired)
        look_at_pruned(self.backups, machine)
        look_at_machine(self, machine, batches, self._office.office.epoch.id)

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
            self._take(row, change)
            touched.add(change.record)
        self._forget_erased()
        for name in sorted(touched | {name for name in self.homes.owner if self.homes.owner[name] in touched}):
            self._look_at_record(connection, name)

    def _take(self, row: sa.Row[Any], change: Change) -> None:
        refused = row.outcome == "refused"
        if change.kind == ERASURE:
            self.outcomes[row.change_id] = row.outcome
            return
        if not is_refusal(change):
            self.log[change.record].append((change, refused))
        self.placed.append(Placed(row.position, row.change_id, change.record, row.office))
        self.outcomes[row.change_id] = row.outcome
        self._ever[refused].add(row.change_id)
        if not refused and change.record not in self.homes.stays:
            self.homes.begin(change, row.office, row.position)
        elif PERSON_OFFICE in change.set or is_refusal(change):
            self.homes.follow(change.record, self.log[change.record], row.position)

    def _look_at_change(self, row: sa.Row[Any], change: Change, offices: dict[str, str]) -> None:
        if row.device == HEAD_OFFICE:
            hold(row.change_id not in self.outcomes, "once: a decision is applied twice")
            # After a restore a decision comes back from the pages of desks, in its own words.
            known = row.change_id not in self._ledger.said or self._ledger.same(change) or change.record in self.erased
            hold(known, "id used twice: by head office")
            seen = self.console is None or is_refusal(change) or set(change.base) <= self.console
            hold(seen, "base: a decision of head office stands on writes that its screen did not show")
            self._ledger.said[row.change_id] = Said(change, "", wrong=False)
            return
        if row.change_id not in self._ledger.said and meaning(change) in self._ledger.twins:
            self._look_at_twin(row, change)
        hold(row.change_id in self._ledger.said, "order: head office has a change that nobody made")
        hold(row.change_id not in self.outcomes, "once: a change is applied twice")
        gone = change.record in self.erased
        hold(self._ledger.same(change) or gone, "content: head office has other words under a change's id")
        said = self._ledger.said[row.change_id]
        hold(row.office == offices[row.device], "office: it is not the one of the key that signed")
        refused, record_ = row.outcome == "refused", change.record
        foreign = record_ in self.homes.stays and not self.homes.had(record_, row.office)
        foreign = foreign and not is_answer(change, self.log[record_], row.office)
        # What an earlier life decided holds: refusals come back as changes, taken ones in pages, without a batch.
        decided = row.change_id in self._ever[refused] and (refused or row.batch is None)
        hold(refused or not gone, "erased: what comes late of somebody who was erased is taken")
        hold(
            refused == (said.wrong or foreign) or decided or gone,
            f"authority: a change that {'may' if refused else 'must not'} be taken is {row.outcome}",
        )

    def _look_at_twin(self, row: sa.Row[Any], change: Change) -> None:
        """Another content under a known id is kept, under a name of its own, and once."""
        original = self._ledger.said[self._ledger.twins[meaning(change)]]
        before = [name for name, said in self._ledger.said.items() if meaning(said.change) == meaning(change)]
        hold(not any(name in self.outcomes for name in before), "once: another content of an id is kept twice")
        self._ledger.said[row.change_id] = Said(change, original.office, original.wrong)

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
        hold(row.office == self.homes.now(name), "moved: a record is not in the office to which it went")
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
