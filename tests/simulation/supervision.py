"""What those who answer for an office do: give people to other offices, withdraw records, publish; and time passes."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from desktop_client.services import transferring
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.people import record
from sync_server.subjects.people import Transfer, transfer_person
from tests.simulation.deeds import Deed, amend_shown, choose, shown_now
from tests.simulation.editions import publish_next
from tests.simulation.ledger import Screen
from tests.simulation.machines import Machine
from tests.simulation.prepared import OFFICES
from tests.simulation.world import World

DAY_MS = 24 * 3_600_000
WHY = "Lives there now"


def _office(world: World, here: str) -> str:
    return str(choose(world, "office", [office for office in sorted(set(OFFICES)) if office != here]))


def transfer(world: World, machine: Machine) -> str:
    """The supervisor of a desk gives a person to another office."""
    screen = shown_now(world, machine, "person")
    if screen is None:
        return "nobody"
    world.screens[screen.id] = Screen(screen.values, screen.writers)
    desk, to = machine.desk, _office(world, machine.office)
    transferring.transfer(replace(desk, person=replace(desk.person, role="SUPV")), screen.id, to, WHY)
    return f"person {screen.number} to {to}"


def head_office_transfer(world: World, _machine: Machine) -> str:
    """Head office gives a person to another office."""
    office = world.office.office
    with reading(office.engine) as connection:
        people = sa.select(record.c.id, record.c.office).where(record.c.kind == "person")
        found = choose(world, "record", list(connection.execute(people.order_by(record.c.created_position))))
    if found is None:
        return "nobody"
    to = str(world.given["to"]) if "to" in world.given else _office(world, found.office)
    with writing(office.engine) as connection:
        transfer_person(connection, office, Transfer(found.id, found.office, to, WHY), "reviewer")
    return f"{found.office} to {to}"


def withdraw(world: World, machine: Machine) -> str:
    """A whole record is withdrawn, by what the screen shows of it."""
    kind = str(world.given.get("kind", world.chance.choice(("person", "person", "episode"))))
    screen = shown_now(world, machine, kind)
    return "nobody" if screen is None else amend_shown(world, machine, screen, {f"{kind}.$void": "DUPLICATE"})


def publish(world: World, _machine: Machine) -> str:
    """Head office publishes the next version of fields and words; desks take it with their next sync."""
    with writing(world.office.office.engine) as connection:
        return publish_next(connection, world.office.office) or "nothing new"


def days(world: World, _machine: Machine) -> str:
    """Time passes for everybody: what is old, answered and backed up is cleared away at the next contact."""
    passed = int(world.given.get("days", world.chance.choice((20, 31, 61, 91))))
    for clock in (world.office.clock, *(machine.clock for machine in world.machines)):
        clock.now += passed * DAY_MS
    return f"{passed} days"


def stay_behind(_world: World, machine: Machine) -> str:
    """An old program runs at this desk from now on: the first protocol, and the fields and words it has."""
    machine.behind = True
    return f"{machine.name} with {machine.desk.catalogue.version}"


def catch_up(_world: World, machine: Machine) -> str:
    """The desk gets a program of today, which takes the newest version over all that it missed."""
    machine.behind = False
    return machine.name


SUPERVISION: dict[str, Deed] = {
    "stay_behind": stay_behind,
    "catch_up": catch_up,
    "transfer": transfer,
    "head_office_transfer": head_office_transfer,
    "withdraw": withdraw,
    "publish": publish,
    "days": days,
}
