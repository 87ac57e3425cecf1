"""Plant each bug in its turn and write down how soon the mill finds it, and by which trace or seed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.simulation.mill import Search, search_as_written
from tests.simulation.planted import BUGS
from tests.simulation.scenarios import SCENARIOS

SECONDS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One bug: seconds of this process's own and by the clock on the wall, and what broke first."""

    bug: str
    found: Search
    wall: float

    def __str__(self) -> str:
        here = self.found
        times = f"{here.seconds:.1f} | {self.wall:.1f}"
        if here.found is None:
            return f"| `{self.bug}` | {times} | **not found** in {here.plays} plays | |"
        return f"| `{self.bug}` | {times} | {_by(here.found.seed)} | {here.broken.partition(':')[0]} |"


def _by(seed: int) -> str:
    return f"`{list(SCENARIOS)[-1 - seed]}`" if seed < 0 else f"seed {seed}"


def lines(seed: int, names: Sequence[str] = ()) -> Iterator[Line]:
    """The bugs with these names, or all."""
    for name in names or sorted(BUGS):
        began = time.monotonic()
        with BUGS[name]():
            found = search_as_written(seed, 40, seconds=SECONDS)
        yield Line(name, found, time.monotonic() - began)
