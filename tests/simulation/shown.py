"""Who is shown to which office without belonging to it, worked out anew from what stands at head office after each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change
from shared_models.records.paths import RECORD_VOID, VOID, row_leaf
from shared_models.records.states import REFERRAL, STEPS
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import scope_guest
from sync_server.storage.tables.people import record
from tests.simulation.ledger import hold

Pair = tuple[str, str]
"""A record and the office that is shown it."""

# Said a second time, plainly: after which states a step is one, and in which the asked office still has something to do.
_AFTER = {"ACC": {"SNT"}, "CMP": {"ACC"}, "DEC": {"SNT", "ACC"}, "CAN": {"SNT", "ACC"}}
_OPEN = {"SNT", "ACC"}


@dataclass
class Shown:
    """Since when an office is shown a record, and up to when it was; positions in head office's order, rather too late."""

    since: dict[Pair, int] = field(default_factory=dict)
    ended: dict[Pair, int] = field(default_factory=dict)

    def copied(self) -> Shown:
        """The same, kept for later."""
        return Shown(dict(self.since), dict(self.ended))

    def to(self, office: str) -> set[str]:
        """The records that an office is shown now."""
        return {name for name, shown_to in self.since if shown_to == office}

    def ever(self, name: str, office: str) -> bool:
        """Whether an office is shown a record, or once was."""
        return (name, office) in self.since or (name, office) in self.ended

    def may_hold(self, name: str, office: str, position: int) -> bool:
        """Whether a desk of this office may have been told of what happened to the record at a position."""
        return (name, office) in self.since or position <= self.ended.get((name, office), 0)

    def follow(self, connection: sa.Connection, office: HeadOffice, position: int, erased: set[str]) -> None:
        """Take in what one step changed. Raises BrokenPromiseError."""
        wanted = {pair for pair in shown_now(connection, office) if pair[0] not in erased}
        column = scope_guest.c
        rows = connection.execute(sa.select(column.record, column.office).where(column.ended.is_(None)))
        there = {(row.record, row.office) for row in rows if row.record not in erased}
        hold(there <= wanted, "referral: an office is shown what no open referral shows it")
        hold(wanted <= there, "referral: an office is not shown what a referral should show it")
        for pair in self.since.keys() - wanted:
            self.ended[pair] = position
            del self.since[pair]
        for pair in wanted - self.since.keys():
            self.since[pair] = position


def shown_now(connection: sa.Connection, office: HeadOffice) -> set[Pair]:
    """What open referrals show: the person with all that hangs on it but sealed entries, of referrals only those to there."""
    found: set[Pair] = set()
    open_: set[Pair] = set()  # a person and an office that was asked and has not ended it
    referrals: list[tuple[str, Pair]] = []
    for row in connection.execute(sa.select(record).where(record.c.kind == REFERRAL)):
        values = msgspec.json.decode(office.cipher.reveal("record", "field_values", row.id, row.field_values))
        pair = (str(row.person), str(values.get(f"{REFERRAL}.to_office")))
        referrals.append((row.id, pair))
        if _is_open(values):
            open_.add(pair)
    for person, to in sorted(open_):
        owner = connection.execute(sa.select(record).where(record.c.id == person)).one_or_none()
        if owner is None or to == owner.office:
            continue
        mine = (
            (record.c.person == person) & (record.c.office == owner.office) & record.c.kind.not_in([REFERRAL, SEALED])
        )
        hanging = connection.execute(sa.select(record.c.id, record.c.writers).where(mine)).all()
        found |= {(one.id, to) for one in (owner, *hanging) if msgspec.json.decode(one.writers)}
        found |= {(name, to) for name, pair in referrals if pair == (person, to)}
    return found


def _is_open(values: dict[str, Any]) -> bool:
    if f"{REFERRAL}.{RECORD_VOID}" in values:
        return False
    state, gone = "SNT", {leaf.row for path in values if (leaf := _step(path)) is not None and leaf.name == VOID}
    for path, value in values.items():
        leaf = _step(path)
        if leaf is not None and leaf.name == "step" and leaf.row not in gone and state in _AFTER.get(str(value), ()):
            state = str(value)
    return state in _OPEN


def _step(path: str) -> Any:
    return row_leaf(path) if path.startswith(f"{STEPS}.") else None


def is_answer(change: Change, log: list[tuple[Change, bool]], office: str) -> bool:
    """Whether a change is a step of a referral that a desk of this office was asked by."""
    asked = any(said.set.get(f"{REFERRAL}.to_office") == office for said, refused in log if not refused)
    return change.kind == REFERRAL and asked and all(path.startswith(f"{STEPS}.") for path in change.set)
