"""Photos and papers in the mill: added, carried in pieces, asked for by desks that may have them and by desks that may not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import msgspec
import sqlalchemy as sa

from desktop_client.capture.pictures import Prepared
from desktop_client.services import attachments
from desktop_client.storage.engine import reading
from desktop_client.storage.tables.files import stored_file
from desktop_client.sync.files import fetch
from desktop_client.sync.signed_line import SignedLine
from shared_models.protocol import attached
from shared_models.protocol.attached import KIND, PICTURE, SMALL
from sync_server.storage.engine import reading as reading_there
from sync_server.storage.tables.people import record
from sync_server.subjects.files import store_of
from tests.simulation.ledger import Screen, hold
from tests.simulation.machines import Machine

if TYPE_CHECKING:
    from tests.simulation.world import World

PAPER = "PASSPORT_BIO"


def attach(world: World, machine: Machine) -> str:
    """A paper of a person is photographed."""
    people = machine.shown("person")
    if not people:
        return "nobody"
    chosen = int(world.given.get("record", world.chance.randrange(len(people))))
    screen = machine.screen(people[chosen % len(people)])
    world.screens[screen.id] = Screen(screen.values, screen.writers)
    page = Prepared(world.chance.randbytes(1500), world.chance.randbytes(200))
    # One seed gives one trace: how long a batch is follows from the names of its files.
    with mock.patch.object(attached, "lock", lambda _key, plain, _which: world.chance.randbytes(28) + plain):
        attachments.add(machine.desk, machine.store, screen.id, PAPER, [page])
    return f"person {screen.number}"


def _there(world: World) -> dict[str, dict[str, str]]:
    """Of each attachment at head office the names of its files, and how long the picture is."""
    office = world.office.office
    with reading_there(office.engine) as connection:
        rows = connection.execute(sa.select(record.c.id, record.c.field_values).where(record.c.kind == KIND)).all()
    values = {
        row.id: msgspec.json.decode(office.cipher.reveal("record", "field_values", row.id, row.field_values))
        for row in rows
    }
    return {
        name: {which: str(said[f"{KIND}.{which}"]) for which in (PICTURE, SMALL, "size") if f"{KIND}.{which}" in said}
        for name, said in sorted(values.items())
    }


def fetch_picture(world: World, machine: Machine) -> str:
    """A desk asks for a picture, its own office's or one it only knows the name of; it goes on where it stopped."""
    known = {name: files for name, files in _there(world).items() if PICTURE in files}
    if not known:
        return "no picture"
    names = list(known)
    chosen = names[int(world.given.get("picture", world.chance.randrange(len(names)))) % len(names)]
    line = world.line(machine)
    signed = SignedLine(machine.desk.engine, machine.desk.identity, line, machine.clock)
    try:
        fetch(signed, machine.fetched, known[chosen][PICTURE], chosen, int(known[chosen]["size"]))
    finally:
        world.events = " ".join(line.events)
    return "whole"


def check_pictures(world: World) -> None:
    """At rest each picture that a desk took of a person who stands here is at head office, whole. Raises BrokenPromiseError."""
    there = _there(world)
    store = store_of(world.office.office)
    for machine in world.alive():
        with reading(machine.desk.engine) as connection:
            rows = connection.execute(sa.select(stored_file)).all()
        for row in rows:
            if row.record in world.watch.erased or machine.device in world.revoked:
                hold(machine.device in world.revoked, f"erased: {machine.name} still has a picture of somebody erased")
                continue
            mine = world.watch.homes.now(row.record) == machine.office
            if mine and row.name in there.get(row.record, {}).values() and machine.store.has(row.name):
                hold(store.get(row.name) is not None, f"picture: one of {machine.name} never came to head office")
                hold(row.held, f"picture: {machine.name} was not told that its picture has come")
            hold(
                not row.held or not mine or store.has(row.name),
                f"sent: {machine.name} believes head office holds a picture it does not hold",
            )
