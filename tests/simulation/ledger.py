"""What was really said, by whom and over which screen: the mill's own memory, against which both sides are held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from msgspec import structs

from desktop_client.storage.engine import reading
from desktop_client.storage.journal import own_changes
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.scope import moved
from shared_models.records.changes import Change, ChangeId, Value, content_bytes
from shared_models.records.reconcile import same_value
from tests.simulation.expected import withdrawn_by
from tests.simulation.machines import Machine


class BrokenPromiseError(AssertionError):
    """A promise of the design that did not hold; the text begins with its name."""


def hold(kept: object, promise: str) -> None:
    """Raise BrokenPromiseError unless it was kept."""
    if not kept:
        raise BrokenPromiseError(promise)


@dataclass(frozen=True, slots=True)
class Said:
    """One change: its content, the office whose desk wrote it (empty for head office), whether its format is wrong."""

    change: Change
    office: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person had before the eyes when saving."""

    values: Mapping[str, Value]
    writers: Mapping[str, tuple[str, ...]]


@dataclass
class Ledger:
    """Everything that was ever said, by id."""

    said: dict[str, Said] = field(default_factory=dict)
    twins: dict[bytes, str] = field(default_factory=dict)  # another content, and under whose id it comes

    def absorb(self, machine: Machine, screens: Mapping[str, Screen], *, wrong: bool) -> list[Change]:
        """Take in what a machine's journal has gained since the last time, and hold it against the screens."""
        with reading(machine.desk.engine) as connection:
            fresh = list(own_changes(connection, machine.device, journal.change.c.number > machine.absorbed))
            standing_still = set(connection.execute(sa.select(moved.c.record)).scalars()) if fresh else set()
        for own in fresh:
            change, name = own.change, str(own.change.id)
            hold(name not in self.said, f"id used twice: {machine.name} gives {change.id.seq} of an opening again")
            hold(
                change.record not in standing_still, f"moved: a copy at {machine.name} that stands still was written to"
            )
            self.said[name] = Said(change, machine.office, wrong)
            if change.action != "create" and change.record in screens:
                self._check_base(change, screens[change.record])
            machine.saved.append(name)
            machine.absorbed = own.number
        return [own.change for own in fresh]

    def _check_base(self, change: Change, screen: Screen) -> None:
        for path in change.set:
            base = change.base_of(path)
            hold(
                set(base) == set(screen.writers.get(path, ())),
                f"base: {path} stands on writes that the screen did not show",
            )
            for write in base:
                there = self.said.get(write)
                hold(
                    there is None or same_value(there.change.set.get(path), screen.values.get(path)),
                    f"base: {path} claims a value that was not on the screen",
                )
            prefix = withdrawn_by(path)
            if prefix and change.set[path] is not None:
                saw = {write for at, ids in screen.writers.items() if at.startswith(prefix) for write in ids}
                hold(saw - {*base} <= set(change.covers), "void: it does not cover the writes that its screen showed")

    def same(self, change: Change) -> bool:
        """Whether a change has the content that was said under its id."""
        there = self.said.get(str(change.id))
        return there is not None and content_bytes(there.change) == content_bytes(change)


def meaning(change: Change) -> bytes:
    """What a change says under whatever incarnation it is kept."""
    return content_bytes(structs.replace(change, id=ChangeId(change.id.device, "", change.id.seq)))


def journal_ids(machine: Machine) -> list[str]:
    """The ids in a machine's journal, in order."""
    column = journal.change.c
    query = sa.select(column.incarnation, column.seq).order_by(column.number)
    with reading(machine.desk.engine) as connection:
        return [f"{machine.device}.{row.incarnation}.{row.seq}" for row in connection.execute(query)]
