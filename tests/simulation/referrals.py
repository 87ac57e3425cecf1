"""A person is shown to another office in the mill, which answers; the office that asked takes it back."""

from __future__ import annotations

from dataclasses import replace

from desktop_client.services import referring
from desktop_client.services.desk import OpenDesk
from tests.simulation.deeds import Deed, choose, shown_now
from tests.simulation.machines import Machine
from tests.simulation.prepared import OFFICES
from tests.simulation.world import World

_STEPS = {"accept": "ACC", "decline": "DEC", "complete": "CMP", "take_back": "CAN"}


def _case_worker(machine: Machine) -> OpenDesk:
    return replace(machine.desk, person=replace(machine.desk.person, role="CASEW"))


def refer(world: World, machine: Machine) -> str:
    """A case worker shows a person to another office."""
    screen = shown_now(world, machine, "person")
    if screen is None:
        return "nobody"
    to = str(choose(world, "office", [one for one in sorted(set(OFFICES)) if one != machine.office]))
    referring.refer(_case_worker(machine), screen.id, to, "TRAINING")
    return f"person {screen.number} to {to}"


def answer(world: World, machine: Machine) -> str:
    """A step of a referral is written, by the office that was asked or by the one that asks."""
    desk = _case_worker(machine)
    known = [one for one in reversed(referring.every(desk)) if referring.steps_now(desk, one)]
    found = choose(world, "referral", known)
    if found is None:
        return "no referral"
    steps = sorted(referring.steps_now(desk, found))
    wanted = _STEPS.get(str(world.given.get("step", "")))
    step = wanted if wanted in steps else world.chance.choice(steps)
    referring.take_step(desk, found.shown.id, step, "NO_CAPACITY" if step == referring.DECLINED else "")
    return f"referral {found.shown.number}: {step}"


REFERRALS: dict[str, Deed] = {"refer": refer, "answer": answer}
