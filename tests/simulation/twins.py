"""Two contents under one id in the mill, as a live copy of a machine's memory makes them: they come in one batch and another."""

from __future__ import annotations

from msgspec.structs import replace

from shared_models.protocol import batch as batches
from tests.simulation.deeds import FIELDS, NAMES
from tests.simulation.ledger import meaning
from tests.simulation.machines import Machine
from tests.simulation.world import Stick, World

_PATHS = {"person": FIELDS["father"][0], "episode": FIELDS["note"][0]}


def twin(world: World, machine: Machine) -> str:
    """Of an edit that has arrived another content goes on two sticks, each time cut in another way."""
    edits = [
        (raw, change)
        for _, raw in machine.sealed()
        for change in (batches.unpack(batches.read(raw)) if batches.read(raw).payload else ())
        if change.action == "edit" and change.kind in _PATHS and str(change.id) in world.watch.outcomes
    ]
    if not edits:
        return "no edit has arrived"
    raw, original = edits[int(world.given.get("edit", world.chance.randrange(len(edits)))) % len(edits)]
    value = str(world.given.get("value", world.chance.choice(NAMES)))
    other = replace(original, set={**original.set, _PATHS[original.kind]: f"{value} Twin"})
    world.ledger.twins[meaning(other)] = str(original.id)
    world.split.add(machine.device)
    parent = batches.read(raw).header.parent
    before = replace(original, id=replace(original.id, seq=original.id.seq - 1))
    whole = {str(change.id): change for change in batches.unpack(batches.read(raw))}
    cuts = [[other], [*filter(None, [whole.get(str(before.id))]), other]]
    for cut in cuts:
        sealed = batches.seal(cut, key=machine.desk.identity.key, parent=parent, dictionary="")
        world.sticks.append(Stick(machine.device, ((sealed.hash, sealed.raw),), 0, after=str(original.id)))
    return f"{original.kind} {original.id.seq}"
