"""What happens to machines and lines in the mill: runs, sticks, crashes, copies, old disks, clocks, closed desks."""

from __future__ import annotations

from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.sync import receipts, sealing
from shared_models.protocol import batch as batches
from sync_server.storage.engine import writing
from sync_server.subjects import intake
from sync_server.subjects.network import REVOKED, find_device_by_name
from tests.simulation.deeds import Deed, choose
from tests.simulation.failpoints import Killed
from tests.simulation.machines import Machine
from tests.simulation.world import Stick, World

HOUR_MS = 3_600_000


def sync(world: World, machine: Machine) -> str:
    line = world.line(machine)
    most = world.given.get("bytes")
    run = machine.run(line, int(world.given.get("page", 2_000)), None if most is None else int(most))
    try:
        result = run.run()
    finally:
        world.events = " ".join(line.events)
    return (
        f"{result.sent_changes} sent, {result.received} received, {result.refused} refused, "
        f"{result.conflicts} two answers" + (", closed" if result.closed else "")
    )


def seal(world: World, machine: Machine) -> str:
    made = sealing.seal_pending(
        machine.desk.engine, machine.desk.identity, machine.clock(), changes=int(world.given.get("changes", 1))
    )
    return f"{made} batches"


def stick(world: World, machine: Machine) -> str:
    """Work goes on a stick: all batches, or the newest only."""
    sealing.seal_pending(machine.desk.engine, machine.desk.identity, machine.clock())
    sealed = machine.sealed()
    if not sealed:
        return "nothing"
    newest_only = world.given.get("last", world.chance.randrange(2))
    with reading_desk(machine.desk.engine) as connection:
        cursor = settings.get_number(connection, settings.CURSOR)
    world.sticks.append(Stick(machine.device, tuple(sealed[-1:] if newest_only else sealed), cursor))
    return f"{len(world.sticks[-1].batches)} of {len(sealed)} batches"


def stick_arrives(world: World, _machine: Machine) -> str:
    """Head office takes a stick in; the return file holds a receipt and the page after the cursor it was made at."""
    found: Stick | None = choose(world, "stick", world.sticks)
    if found is None:
        return "no stick"
    if found.after and found.after not in world.watch.outcomes:
        return "later"
    office = world.office.office
    with writing(office.engine) as connection:
        desk = find_device_by_name(connection, found.device)
        for _, raw in found.batches:
            sealed = batches.read(raw)
            batches.verify(sealed, desk.public_key)
            intake.store_batch(connection, office, sealed, quarantine=desk.state == REVOKED, via="stick")
        closed = desk.state == REVOKED
        receipt = intake.receipt_for(connection, office, desk.id, found.batches[-1][0], quarantined=closed)
        page = None
        if not closed:
            page = intake.page_for(
                connection, office, device=desk.id, office=desk.office, cursor=found.cursor, limit=2_000, dictionary=""
            ).raw
    found.back.append((receipt, page))
    return f"{len(found.batches)} batches"


def return_file(world: World, machine: Machine) -> str:
    """A machine reads a return file that head office made for its name, perhaps late, perhaps for its copy."""
    mine = [back for one in world.sticks if one.device == machine.device for back in one.back]
    found = choose(world, "file", mine)
    if found is None:
        return "no file"
    receipt, page = found
    said = ""
    if receipt is not None:
        with writing_desk(machine.desk.engine) as connection:
            public = machine.desk.head_office.receipt_key
            believed = receipts.believe(connection, machine.desk.identity, public, receipt, machine.clock())
        said = "receipt believed" if believed else "receipt proves nothing"
    return f"{said} {_page_comes(machine, page)}" if page is not None else said


def stick_lost(world: World, _machine: Machine) -> str:
    found = choose(world, "stick", world.sticks)
    if found is not None:
        world.sticks.remove(found)
    return "lost"


def late_page(world: World, machine: Machine) -> str:
    """A page that head office built for this desk some time ago comes now."""
    found = choose(world, "page", world.pages.get(machine.device, []))
    return "none" if found is None else _page_comes(machine, found)


def _page_comes(machine: Machine, raw: bytes) -> str:
    run = machine.run(_NoLine())  # type: ignore[arg-type]
    with writing_desk(machine.desk.engine) as connection:
        applied = run._apply(connection, raw, machine.desk.head_office.receipt_key)
    return "page applied" if applied else "page left alone"


class _NoLine:
    """A return file needs no line."""


def arrive(world: World, _machine: Machine) -> str:
    """A delayed request comes to head office after all; nobody waits for the answer."""
    if not world.underway:
        return "nothing underway"
    late = world.underway.pop(world.chance.randrange(len(world.underway)))
    answer = world.office.answer(late.method, late.path, late.headers, late.body, len(late.body))
    return str(answer.status)


def duties(world: World, _machine: Machine) -> str:
    return f"{world.office.do_duties()} units"


def crash(_world: World, machine: Machine) -> str:
    machine.crash()
    return machine.name


def reopen(_world: World, machine: Machine) -> str:
    machine.reopen()
    return machine.name


def head_office_crash(world: World, _machine: Machine) -> str:
    """Head office dies, between two transactions or inside the duties."""
    world.office.failpoint.arm(int(world.given.get("moment", 0)))
    try:
        world.office.do_duties()
    except Killed as death:
        world.office.crash()
        return str(death)
    world.office.crash()
    return "between two transactions"


def copy(world: World, machine: Machine) -> str:
    made = world.add_copy(machine)
    return "there are two already" if made is None else made.name


def put_by(world: World, machine: Machine) -> str:
    machine.put_by.append(machine.copy_disk(world.new_place(f"put-by-{machine.name}")))
    return f"{len(machine.saved)} changes"


def restore(world: World, machine: Machine) -> str:
    disk = choose(world, "disk", machine.put_by)
    if disk is None:
        return "no copy"
    machine.restore(disk)
    world.split.add(machine.device)
    return f"back to {len(machine.saved)} changes"


def burn(world: World, machine: Machine) -> str:
    """A machine is destroyed; one always stays."""
    if sum(not one.burnt for one in world.machines) == 1:
        return "the last one stays"
    machine.burnt = True
    return f"{machine.name} with {len(machine.saved)} changes"


def revoke(world: World, machine: Machine) -> str:
    world.revoke(machine)
    return machine.name


def release(world: World, _machine: Machine) -> str:
    return f"{world.office.release()} batches"


def clock(world: World, machine: Machine) -> str:
    """Clocks jump: a desk's, or head office's."""
    hours = int(world.given.get("hours", world.chance.choice((-9000, -30, -1, 1, 30, 9000))))
    which = world.office.clock if world.given.get("whose") == "head_office" else machine.clock
    which.now += hours * HOUR_MS
    return f"{hours} hours"


def back_up(world: World, _machine: Machine) -> str:
    """Head office is backed up; of three files the oldest is lost, and head office goes on counting with it."""
    world.back_up()
    del world.backups[:-2]
    return f"{world.watch.position} changes"


def put_back(world: World, _machine: Machine) -> str:
    """Head office goes back to one of its backups and begins a new epoch, by its own command or by what the fence says."""
    backup = choose(world, "backup", world.backups)
    if backup is None:
        return "no backup"
    world.put_back(backup, by_hand=world.given.get("by") == "hand")
    return f"back to {world.watch.position} changes"


MACHINERY: dict[str, Deed] = {
    "sync": sync,
    "seal": seal,
    "stick": stick,
    "stick_arrives": stick_arrives,
    "return_file": return_file,
    "stick_lost": stick_lost,
    "late_page": late_page,
    "arrive": arrive,
    "duties": duties,
    "crash": crash,
    "reopen": reopen,
    "head_office_crash": head_office_crash,
    "copy": copy,
    "put_by": put_by,
    "restore": restore,
    "burn": burn,
    "revoke": revoke,
    "release": release,
    "clock": clock,
    "back_up": back_up,
    "put_back": put_back,
}
