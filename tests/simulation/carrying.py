"""Files carried by hand in the mill: the product's own, both ways, late, twice, lost, and beside the line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_client.services import closing
from desktop_client.sync.bundles import Carrier
from sync_server.exchange import import_bundle
from tests.simulation.machines import Machine

if TYPE_CHECKING:
    from tests.simulation.world import World


@dataclass(frozen=True, slots=True)
class Carried:
    """A desk's file and the answers that head office gave to it, one for each time it came."""

    device: str
    raw: bytes
    answers: list[bytes] = field(default_factory=list)


def carrier_of(machine: Machine) -> Carrier:
    """Writes and reads the files of a machine."""
    desk = machine.desk
    return Carrier(
        desk.engine, desk.identity, desk.head_office, desk.view, machine.clock, desk.random_bytes, machine.store
    )


def pack(world: World, machine: Machine) -> str:
    """What has no receipt goes into a file."""
    closing.sign_what_was_written(machine.desk)
    made = carrier_of(machine).compose()
    world.carried += [Carried(machine.device, raw) for _, raw in made.raws()]
    return f"{made.of} files: {made.batches} batches, {made.pages} pages, {made.photos} photos"


def bring(world: World, _machine: Machine) -> str:
    """Head office takes a file in, perhaps once more, and makes the answer."""
    if not world.carried:
        return "no file"
    chosen = int(world.given.get("file", world.chance.randrange(len(world.carried))))
    found = world.carried[chosen % len(world.carried)]
    made = import_bundle(world.office.office, found.raw, "stick", "mill")
    found.answers.append(made.answer)
    return f"{made.fresh} batches are new, {made.files} files"


def bring_home(world: World, machine: Machine) -> str:
    """A machine reads an answer that was made for its name: late, twice, out of order, or for its copy."""
    mine = [answer for one in world.carried if one.device == machine.device for answer in one.answers]
    if not mine:
        return "no answer"
    chosen = int(world.given.get("answer", world.chance.randrange(len(mine))))
    taken = carrier_of(machine).take(mine[chosen % len(mine)], "stick")
    return f"{taken.receipts} receipts, {taken.pages} pages, {taken.late} late"
