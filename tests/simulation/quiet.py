"""After the play the line is whole: everybody syncs until nothing moves, and then every promise of the design is held."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from desktop_client.storage.tables.scope import moved
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.in_use import using
from shared_models.protocol import batch as batches
from shared_models.protocol.batch import Header, SealedBatch
from shared_models.protocol.closing import Closing
from shared_models.records.changes import HEAD_OFFICE
from shared_models.records.reconcile import unpack_writers
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.closings import closing
from sync_server.storage.tables.intake import batch, change_log, waiting_change
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects import intake
from sync_server.subjects.intake import log
from sync_server.subjects.intake.apply import ApplyRun
from sync_server.subjects.reference import version_in_use
from tests.simulation.erasures import check_erased
from tests.simulation.keys import check_keys
from tests.simulation.ledger import hold
from tests.simulation.machines import Machine
from tests.simulation.pictures import check_pictures
from tests.simulation.surroundings import FAULTS
from tests.simulation.world import World

MOST_ROUNDS = 20
Picture = dict[str, tuple[dict[str, Any], dict[str, set[str]], dict[str, list[str]]]]


def come_to_rest(world: World) -> None:
    """Let everything arrive and everybody sync until nothing moves. Raises BrokenPromiseError."""
    for late in world.underway:
        world.office.answer(late.method, late.path, late.headers, late.body, len(late.body))
    world.underway.clear()
    world.office.release()
    world.office.do_duties()
    before: object = None
    for _ in range(MOST_ROUNDS):
        for machine in world.alive():
            machine.run(world.line(machine, {})).run()
            world.watch.after_step(machine)
        world.office.release()
        world.office.do_duties()
        now = (world.watch.position, [_marks(machine) for machine in world.alive()])
        if now == before:
            return
        before = now
    hold(before is None, "rest: desks and head office never come to rest")


def _marks(machine: Machine) -> tuple[object, ...]:
    with reading_desk(machine.desk.engine) as connection:
        open_ = sa.select(sa.func.count()).where(journal.change.c.position.is_(None))
        return (
            settings.get_number(connection, settings.CURSOR),
            settings.get_number(connection, settings.RECEIPTED),
            connection.execute(open_).scalar(),
        )


def check_rest(world: World, *, order: bool = True) -> None:
    """What must hold when nothing moves any more. Raises BrokenPromiseError."""
    hold(not FAULTS.lines, f"head office failed: {FAULTS.lines[:1]}")
    pictures = {
        office: _without_erased(world, _head_office_picture(world.office.office, office, world.watch.shown.to(office)))
        for office in {machine.office for machine in world.machines}
    }
    for machine in world.alive():
        _check_journal(world, machine)
        _check_closings(world, machine)
        if machine.device not in world.revoked:
            _check_outcomes(world, machine)
            _compare(world, machine, _desk_picture(machine), pictures[machine.office])
    _check_batches(world)
    check_erased(world)
    check_pictures(world)
    check_keys(world)
    # What desks brought back in pages has no batch of its own, nor has one whose contents went; and who may write to a
    # record that has moved depends on what came first.
    moved_on = any(world.watch.homes.has_moved(name) for name in world.watch.homes.stays)
    uneven = world.was_put_back or moved_on or world.watch.retired or world.watch.erased or world.ledger.twins
    if order and not uneven:
        _check_other_order(world)


def _check_journal(world: World, machine: Machine) -> None:
    for name in machine.saved:
        hold(name in world.watch.outcomes, f"lost: a save of {machine.name} never became data at head office")
    with reading_desk(machine.desk.engine) as connection:  # those of a machine that burnt, too
        pulled = set(connection.execute(sa.select(journal.pulled_change.c.change_id)).scalars())
    hold(pulled <= world.watch.outcomes.keys(), f"lost: {machine.name} shows a save that head office does not have")


def _check_closings(world: World, machine: Machine) -> None:
    """What a person signed counts as signed once it has arrived."""
    travelled = sa.select(journal.closing.c.statement, journal.closing.c.batch).where(
        journal.closing.c.batch.is_not(None)
    )
    with reading_desk(machine.desk.engine) as connection:
        signed = {Closing(row.statement, b"").id: row.batch for row in connection.execute(travelled)}
        # Of what was erased nobody can say any more whether it is what was signed.
        end = sa.select(journal.change.c.batch).where(journal.change.c.record.in_(world.watch.erased)).distinct()
        if world.watch.erased and connection.execute(end.limit(1)).first() is not None:
            return
    with reading(world.office.office.engine) as connection:
        good = set(connection.execute(sa.select(closing.c.id).where(closing.c.state == "good")).scalars())
        applied = set(connection.execute(sa.select(batch.c.hash).where(batch.c.state == "applied")).scalars())
    lost = {name for name, carrier in signed.items() if carrier in applied} - good
    hold(not lost, f"signed: what was signed at {machine.name} is shown as not countersigned")


def _check_outcomes(world: World, machine: Machine) -> None:
    with reading_desk(machine.desk.engine) as connection:
        rows = connection.execute(sa.select(journal.change)).all()
        covered = settings.get_number(connection, settings.RECEIPTED)
        held = connection.execute(sa.select(sa.func.count()).where(journal.batch.c.held.is_(False))).scalar()
    for row in rows:
        name = f"{machine.device}.{row.incarnation}.{row.seq}"
        became = world.watch.outcomes[name]
        if row.record in world.watch.erased:  # what became of it is told in the words of its end
            hold(row.outcome, f"outcome: {machine.name} was not told what became of a save")
            continue
        # A record that was in another office when this was told: what is said then says nothing of it.
        left = world.watch.homes.has_moved(row.record) or world.watch.shown.ever(row.record, machine.office)
        as_kept = row.outcome == "kept" and became != "refused" and left
        hold(row.outcome == became or as_kept, f"outcome: {machine.name} was not told what became of a save")
        hold(row.outcome != "refused" or row.reason, f"outcome: {machine.name} was not told why a save was refused")
    hold(not held, f"rest: {machine.name} still wants to send")
    hold(covered == len(rows), f"receipt: {machine.name} has none for its newest work")


def _desk_picture(machine: Machine) -> Picture:
    """What is alive on the screen; copies of what has left stand still."""
    disputed: dict[str, dict[str, list[str]]] = {}
    with reading_desk(machine.desk.engine) as connection:
        for row in connection.execute(sa.select(shown.conflict)):
            names = sorted(write for write, _ in msgspec.json.decode(row.heads))
            disputed.setdefault(row.record, {})[row.path] = names
        elsewhere = set(connection.execute(sa.select(moved.c.record)).scalars())
        rows = connection.execute(sa.select(shown.record).where(shown.record.c.id.not_in(elsewhere))).all()
    found = {row.id: _picture(row.values, row.writers, disputed.get(row.id, {})) for row in rows}
    # Of a record on which nothing was ever taken nothing is shown.
    return {name: picture for name, picture in found.items() if picture[1]}


def _without_erased(world: World, picture: Picture) -> Picture:
    return {name: shown for name, shown in picture.items() if name not in world.watch.erased}


def _compare(world: World, machine: Machine, here: Picture, there: Picture) -> None:
    for name in sorted(here.keys() | there.keys()):
        hold(name in here, f"pictures: {machine.name} does not show a record of its office")
        if name not in there and (machine.office, name) in world.watch.lies:
            continue
        hold(name in there, f"scope: {machine.name} shows a record that is not of its office")
        parts: Any = zip(("values", "writers", "two answers"), here[name], there[name], strict=True)
        for part, mine, theirs in parts:
            differ = sorted(path for path in {**mine, **theirs} if mine.get(path) != theirs.get(path))
            hold(not differ, f"pictures: {machine.name} and head office have other {part} at {differ}")


def _head_office_picture(office: HeadOffice, of: str | None, shown_to_it: Collection[str] = ()) -> Picture:
    disputed: dict[str, dict[str, list[str]]] = {}
    with reading(office.engine) as connection:
        for row in connection.execute(sa.select(conflict).where(conflict.c.closed_position.is_(None))):
            disputed.setdefault(row.record, {})[row.path] = sorted(msgspec.json.decode(row.heads))
        mine = (record.c.office == of) | record.c.id.in_(shown_to_it)
        query = sa.select(record) if of is None else sa.select(record).where(mine)
        rows = connection.execute(query).all()
    reveal = office.cipher.reveal
    return {
        row.id: _picture(
            reveal("record", "field_values", row.id, row.field_values), row.writers, disputed.get(row.id, {})
        )
        for row in rows
    }


def _picture(
    values: str, writers: str, disputed: dict[str, list[str]]
) -> tuple[dict[str, Any], dict[str, set[str]], dict[str, list[str]]]:
    held = msgspec.json.decode(values)
    by_path = unpack_writers(msgspec.json.decode(writers), held)
    return held, {path: set(ids) for path, ids in by_path.items()}, disputed


def _check_batches(world: World) -> None:
    """Nothing is left lying, and somebody is told of two branches exactly when there are two."""
    with reading(world.office.office.engine) as connection:
        rows = connection.execute(sa.select(batch)).all()
        known = connection.execute(sa.select(device.c.id, device.c.alarm, device.c.office)).all()
        alarms, offices = {row.id: row.alarm for row in known}, {row.id: row.office for row in known}
        left = connection.execute(sa.select(waiting_change.c.change_id)).scalars().all()
    hold(not left, "waiting: a change waits for a record that is there")
    twins = set(world.ledger.twins.values())
    children: dict[tuple[str, str], int] = {}
    for row in rows:
        hold(row.state == "applied", f"waiting: a batch is {row.state} ({row.problem})")
        children[row.device, row.parent or ""] = children.get((row.device, row.parent or ""), 0) + 1
    # Nothing that is sent again, by whatever way, looks like a second branch.
    forked = {name for (name, _), count in children.items() if count > 1}
    hold(forked <= world.split, "alarm: one branch of one machine looks like two")
    for name, alarm in alarms.items():
        doubled = alarm == "same_id_other_content" and any(one.startswith(f"{name}.") for one in twins)
        # Somebody made up what head office does not show to that office: it is told, too.
        made_up = alarm == "scope_differs" and any(office == offices[name] for office, _record in world.watch.lies)
        expected = "two_branches" if name in forked else None
        hold(alarm == expected or doubled or made_up, f"alarm: a desk has {alarm or 'none'}")


def _check_other_order(world: World) -> None:
    """The same batches and decisions in another order and more than once make the same heads and the same questions."""
    chance = random.Random(f"{world.seed} another order")
    office = world.office.office
    with reading(office.engine) as connection:
        rows: list[Any] = list(connection.execute(sa.select(batch).order_by(batch.c.ledger)).all())
        decided = sa.select(change_log).where(change_log.c.device == HEAD_OFFICE).order_by(change_log.c.position)
        rows += [log.read_change(office, row) for row in connection.execute(decided)]
    rows += chance.sample(rows, len(rows) // 3)
    chance.shuffle(rows)
    other = world.office.reborn(world.new_place("reborn"))
    try:
        with reading(office.engine) as connection:
            version = version_in_use(connection, office)
        with using(version), writing(other.engine) as connection:
            for row in rows:
                _deliver(connection, other, office, row)
        there, here = (
            _without_order(_head_office_picture(other, None)),
            _without_order(_head_office_picture(office, None)),
        )
    finally:
        other.close()
    hold(there == here, "order: another order of delivery makes another result")


def _deliver(connection: sa.Connection, other: HeadOffice, office: HeadOffice, row: Any) -> None:
    if not hasattr(row, "payload"):
        ApplyRun(connection, other, load_catalogue(), "", None).take([row])
        return
    header = msgspec.json.decode(row.header, type=Header)
    payload = office.cipher.reveal_bytes("batch", "payload", row.hash, row.payload)
    sealed = SealedBatch(b"", row.hash, header, row.header, row.signature, payload)
    batches.unpack(sealed)
    intake.store_batch(connection, other, sealed, quarantine=False, via="line")
    intake.apply_batch(connection, other, row.hash)


def _without_order(picture: Picture) -> Picture:
    """Where answers differ, which one is shown meanwhile follows the order; everything else does not."""
    plain: Picture = {}
    for name, (values, writers, disputed) in picture.items():
        plain[name] = (
            {path: value for path, value in values.items() if path not in disputed},
            {path: ids for path, ids in writers.items() if path not in disputed},
            disputed,
        )
    return plain
