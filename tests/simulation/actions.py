"""One thing that happens in the mill, as a value and as a line of text that a person reads, shortens and plays again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Option = int | float | str


@dataclass(frozen=True, slots=True)
class Action:
    """`name` happens at the desk with this index; what it leaves open is chosen by chance that begins at `salt`."""

    name: str
    desk: int = 0
    salt: int = 0
    given: Mapping[str, Option] = field(default_factory=dict)

    def __str__(self) -> str:
        options = [f"{name}={value}" for name, value in self.given.items()]
        return " ".join([self.name, str(self.desk), f"salt={self.salt}", *options])


@dataclass(frozen=True, slots=True)
class Play:
    """A whole trace: how many desks there are, the seed of their randomness, and what happens."""

    seed: int
    desks: int
    actions: tuple[Action, ...]

    def without(self, gone: range) -> Play:
        """The same play with some actions left out."""
        kept = (action for number, action in enumerate(self.actions) if number not in gone)
        return Play(self.seed, self.desks, tuple(kept))

    def as_text(self) -> str:
        """The play as a replay file."""
        return "\n".join([f"# seed={self.seed} desks={self.desks}", *map(str, self.actions)]) + "\n"


def parse_action(text: str) -> Action:
    """The action in a line such as `sync 1 salt=3 fault=drop@0`."""
    name, *rest = text.split()
    desk = 0
    if rest and rest[0].isdecimal():
        desk, rest = int(rest[0]), rest[1:]
    given: dict[str, Option] = {}
    for option in rest:
        key, _, value = option.partition("=")
        given[key] = _number(value)
    salt = given.pop("salt", 0)
    return Action(name, desk, int(salt), given)


def parse_actions(text: str) -> tuple[Action, ...]:
    """The actions of a scenario, parted by semicolons or lines."""
    parts = (part.strip() for part in text.replace("\n", ";").split(";"))
    return tuple(parse_action(part) for part in parts if part and not part.startswith("#"))


def parse_play(text: str) -> Play:
    """The play in a replay file."""
    first, _, rest = text.partition("\n")
    facts = dict(fact.split("=") for fact in first.removeprefix("#").split())
    return Play(int(facts["seed"]), int(facts["desks"]), parse_actions(rest))


def _number(text: str) -> Option:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """What the line does to one request; `amount` says where (a part of the bytes, or which moment of the server)."""

    kind: str
    amount: float = 0.0


def parse_faults(text: str) -> dict[int, Fault]:
    """Faults by the number of the request in its run: `drop@0,cut_down@2:0.5`."""
    found: dict[int, Fault] = {}
    for part in filter(None, text.split(",")):
        kind, _, place = part.partition("@")
        number, _, amount = place.partition(":")
        found[int(number or 0)] = Fault(kind, float(amount or 0))
    return found


def write_faults(faults: Sequence[tuple[int, Fault]]) -> str:
    """What parse_faults reads."""
    return ",".join(f"{fault.kind}@{number}:{fault.amount:g}" for number, fault in faults)
