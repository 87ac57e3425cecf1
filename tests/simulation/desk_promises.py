"""The promises at a desk after every step: what it holds, what it believes was received, what its screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import reading
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from desktop_client.sync.epochs import UNPLACED
from shared_models.records.reconcile import same_value, unpack_writers
from shared_models.records.refusals import KIND as REFUSAL
from tests.simulation.ledger import hold, journal_ids
from tests.simulation.machines import Machine

if TYPE_CHECKING:
    from tests.simulation.promises import Watch


def look_at_machine(watch: Watch, machine: Machine, batches: set[str], epoch: str) -> None:
    """Hold one machine against what head office has; `batches` are those that lie there. Raises BrokenPromiseError."""
    hold(journal_ids(machine) == machine.saved, f"lost: the journal of {machine.name} is not what was saved")
    with reading(machine.desk.engine) as connection:
        if settings.get(connection, settings.EPOCH) != epoch:
            # It has not heard yet that head office was put back.
            _look_at_screen(connection, machine)
            return
        held = sa.select(journal.batch.c.hash, journal.batch.c.last_change).where(journal.batch.c.held.is_(True))
        for row in connection.execute(held):
            hold(row.hash in batches, f"sent: {machine.name} believes head office holds a batch it does not hold")
        _look_at_receipts(connection, machine, batches)
        _look_at_pages(connection, watch, machine)
        _look_at_screen(connection, machine)


def _look_at_receipts(connection: sa.Connection, machine: Machine, batches: set[str]) -> None:
    covered = settings.get_number(connection, settings.RECEIPTED)
    numbers = sa.select(journal.change.c.batch).where(journal.change.c.number <= covered).distinct()
    for name in connection.execute(numbers).scalars():
        hold(name in batches, f"sent: {machine.name} shows work as received that head office does not hold")


def _look_at_pages(connection: sa.Connection, watch: Watch, machine: Machine) -> None:
    """Up to its cursor a desk has everything of its office, and never anything else."""
    cursor = settings.get_number(connection, settings.CURSOR)
    hold(cursor >= machine.cursor, f"cursor: that of {machine.name} goes back")
    machine.cursor = cursor
    pulled = {}
    for row in connection.execute(sa.select(journal.pulled_change)):
        pulled[row.change_id] = row.position
        hold(
            watch.homes.may_hold(row.record, machine.office, row.position)
            or watch.shown.may_hold(row.record, machine.office, row.position)
            or row.position > UNPLACED  # told in an earlier life, in which it was here
            or row.kind == REFUSAL
            or (row.refused and set(msgspec.json.decode(row.document)["set"].values()) == {None}),
            f"scope: {machine.name} holds a change of another office",
        )
    own = sa.select(journal.change.c.incarnation, journal.change.c.seq, journal.change.c.position)
    for row in connection.execute(own):
        if row.position is not None:
            pulled[f"{machine.device}.{row.incarnation}.{row.seq}"] = row.position
    for placed in watch.placed:
        since = watch.told_since(placed, machine.office)
        if since is not None and since <= cursor:
            hold(
                pulled.get(placed.change) == placed.position,
                f"cursor: that of {machine.name} has passed a change it never got",
            )


def _look_at_screen(connection: sa.Connection, machine: Machine) -> None:
    """An own save stays on top until its outcome has come."""
    change, content = journal.change, journal.change_content
    waits = sa.select(change, content.c.document).join(content, content.c.number == change.c.number)
    waits = waits.where(change.c.position.is_(None)).order_by(change.c.number)
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
