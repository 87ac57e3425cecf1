"""The whole small world of one play: machines, head office, what is underway between them, and what each deed comes to."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_client.sync.transport import Answer, LineDown
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol.attached import RECORD_HEADER
from tests.simulation.actions import Action, Fault, Option, parse_faults
from tests.simulation.backups import Backup
from tests.simulation.carrying import Carried
from tests.simulation.failpoints import Killed, copy_as_found
from tests.simulation.head_office import MillOffice
from tests.simulation.ledger import Ledger, Screen, hold
from tests.simulation.line import MillLine, Underway
from tests.simulation.machines import Machine
from tests.simulation.prepared import new_folder, prepared
from tests.simulation.promises import Watch

AT_A_MACHINE = frozenset(
    ("register amend look save row wrong lie transfer withdraw sync seal stick return_file late_page crash reopen copy "
     "put_by restore burn attach fetch_picture pack bring_home twin refer answer renew_key stay_behind catch_up").split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stick:
    """Batches of one device on a stick, with what the machine asked for; `back` is head office's return file."""

    device: str
    batches: tuple[tuple[str, bytes], ...]
    cursor: int
    after: str = ""  # it is brought only when this change is there
    back: list[tuple[bytes | None, bytes | None]] = field(default_factory=list)


class World:
    """One play's world; `perform` does one action and checks the promises after it."""

    def __init__(self, seed: int, desks: int) -> None:
        self.seed = seed
        self.folder = new_folder("frc-mill-")
        self.office = MillOffice(self.folder, random.Random(f"{seed} head office").randbytes)
        self.machines = [self._machine(number) for number in range(desks)]
        self.ledger = Ledger()
        self.watch = Watch(self.office, self.ledger)
        self.underway: list[Underway] = []
        self.pages: dict[str, list[bytes]] = {}
        self.sticks: list[Stick] = []
        self.carried: list[Carried] = []
        self.looked: list[tuple[str, tuple[str, ...]]] = []
        self.revoked: set[str] = set()
        self.split: set[str] = set()  # devices that were copied or put back
        self.was_put_back = False
        # Of the action at hand:
        self.screens: dict[str, Screen] = {}
        self.wrong = False
        self.events = ""
        self.chance = random.Random(0)
        self.given: Mapping[str, Option] = {}

    def _machine(self, number: int) -> Machine:
        folder = self.folder / f"{'abcdefghij'[number]}-0"
        shutil.copytree(prepared().desks[number], folder)
        return Machine("abcdefghij"[number], folder, str(self.seed))

    def add_copy(self, machine: Machine) -> Machine | None:
        """The same disk in another machine; None when there are two already."""
        name = machine.name[0] + "2"
        if any(one.name == name for one in self.machines):
            return None
        folder = self.folder / f"{name}-0"
        copy_as_found(machine.folder, folder)
        made = Machine(name, folder, str(self.seed), list(machine.saved), machine.absorbed, machine.cursor)
        made.clock.now, made.pruned, made.behind = machine.clock.now, machine.pruned, machine.behind
        self.split.add(machine.device)
        self.machines.append(made)
        return made

    def perform(self, action: Action, deed: Callable[[World, Machine], str]) -> str:
        """Do one action; what came of it. Raises BrokenPromiseError."""
        self.chance, self.given = random.Random(action.salt), action.given
        self.screens, self.wrong, self.events = {}, False, ""
        machine = self.machines[action.desk % len(self.machines)]
        if machine.burnt and action.name in AT_A_MACHINE:
            return f"{machine.name} is burnt"
        machine.failpoint.arm(int(action.given.get("kill", 0)))
        self.office.failpoint.arm(0)
        try:
            said = deed(self, machine)
        except Killed as death:
            said = f"{machine.name} dies: {death}"
            machine.crash()
        except LineDown:
            said = "the line is down"
        except ProblemError as refused:
            said = f"no: {refused.problem.code}"
            self.watch.told(machine, action.name, refused.problem.code, self.events)
        machine.failpoint.arm(0)
        self.forget_backups()
        self.ledger.absorb(machine, self.screens, wrong=self.wrong)
        self.watch.after_step(machine)
        return said

    def line(self, machine: Machine, faults: Mapping[int, Fault] | None = None) -> MillLine:
        """The line of one run."""
        wanted = parse_faults(str(self.given.get("fault", ""))) if faults is None else faults
        return MillLine(
            self.office,
            wanted,
            self.underway,
            self.pages.setdefault(machine.device, []),
            lambda: self.revoke(machine),
            lambda: self._run_meanwhile(machine),
            lambda sent, answer: self._look_at_file(machine, sent, answer),
        )

    def _look_at_file(self, machine: Machine, sent: Underway, answer: Answer) -> None:
        """A picture is given to open desks of the office whose record it is, and to nobody else."""
        if sent.method != "GET" or "/files/" not in sent.path or answer.status not in {200, 206}:
            return
        named = sent.headers[RECORD_HEADER]
        hold(machine.device not in self.revoked, "picture: one is given to a closed desk")
        mine = self.watch.homes.now(named) == machine.office or (named, machine.office) in self.watch.shown.since
        hold(mine, "picture: one is given to a desk of another office")
        hold(named not in self.watch.erased, "erased: a picture of somebody who was erased is given away")

    def _run_meanwhile(self, machine: Machine) -> None:
        """A second run of the same desk, while a request of the first one is under way."""
        machine.run(self.line(machine, {})).run()

    def revoke(self, machine: Machine) -> None:
        """Close a desk at head office."""
        self.office.revoke(machine.device)
        self.revoked.add(machine.device)

    def alive(self) -> list[Machine]:
        """The machines that are still there."""
        return [machine for machine in self.machines if not machine.burnt]

    @property
    def backups(self) -> list[Backup]:
        """The backups that may be put back."""
        return self.watch.backups

    def back_up(self) -> None:
        """Keep head office as it is."""
        folder = self.new_place("backup")
        expires = self.office.back_up(folder, folder.name)
        kept = Backup(
            folder.name, folder, expires, self.office.batches(), self.watch.remember(), frozenset(self.revoked)
        )
        self.backups.append(kept)

    def forget_backups(self) -> None:
        """Those whose days are over are deleted; a clock that goes back does not bring them back."""
        self.backups[:] = [one for one in self.backups if one.expires > self.office.clock()]

    def put_back(self, backup: Backup, *, by_hand: bool = False) -> None:
        """Head office goes back to a backup; backups made in a life that is gone cannot be told from others."""
        if by_hand and self.watch.position > backup.seen.position:
            self.office.put_back_by_hand(backup.folder)
        else:
            self.office.put_back(backup.folder, backup.name)
        self.watch.go_back(backup.seen)
        self.revoked = set(backup.revoked)
        self.was_put_back = True
        for machine in self.machines:
            machine.cursor = 0

    def new_place(self, name: str) -> Path:
        """A folder that is not there yet."""
        number = sum(1 for _ in self.folder.glob(f"{name}*"))
        return self.folder / f"{name}-{number}"

    def close(self) -> None:
        """End this world."""
        for machine in self.machines:
            machine.close()
        self.office.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def world(seed: int, desks: int) -> Iterator[World]:
    """A world that ends with the block."""
    made = World(seed, desks)
    try:
        yield made
    finally:
        made.close()
