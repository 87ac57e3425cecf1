"""Plant each bug in its turn and write down how soon the mill finds it: by the traces of its rule, any other one, or a seed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.mill import Search, search_as_written
from tests.simulation.planted import BUGS
from tests.simulation.scenarios import SCENARIOS

SECONDS = 100
STEPS = 40
DOCUMENT = Path(__file__).parents[3] / "docs" / "reliability.md"
BEGIN, END = "<!-- planted bugs: begin -->", "<!-- planted bugs: end -->"
HEAD = """| planted bug | seconds of the processor | of the clock | found by | broken promise |
| --- | --- | --- | --- | --- |"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table of rules: the beginnings of the traces that break without it, and the bugs that take it away."""

    traces: tuple[str, ...]
    bugs: tuple[str, ...]


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

    @property
    def in_time(self) -> bool:
        """Whether it was found, and within the limit."""
        return self.found.found is not None and self.found.seconds <= SECONDS


def rules() -> list[Rule]:
    """The table of rules in docs/reliability.md."""
    table = DOCUMENT.read_text("utf-8").partition("| rule | trace | planted bug |")[2].partition("\n\n")[0]
    cells = [row.split("|")[2:4] for row in table.splitlines()[2:]]
    return [Rule(*(tuple(cell.split("`")[1::2]) for cell in row)) for row in cells]


def traces_for(bug: str) -> list[str]:
    """The names of the traces that stand in a row with a bug."""
    beginnings = tuple(trace for rule in rules() if bug in rule.bugs for trace in rule.traces)
    return [name for name in SCENARIOS if beginnings and name.startswith(beginnings)]


def hunt(bug: str, seed: int) -> Search:
    """Plant a bug and look for it: by the traces of its rule, then by all others, then seed after seed."""
    with BUGS[bug]():
        return search_as_written(seed, STEPS, seconds=SECONDS, first=traces_for(bug))


def lines(seed: int, names: Sequence[str] = ()) -> Iterator[Line]:
    """The bugs with these names, or all."""
    for name in names or sorted(BUGS):
        began = time.monotonic()
        found = hunt(name, seed)
        yield Line(name, found, time.monotonic() - began)


def write(rows: Sequence[Line]) -> None:
    """Put the table between its markers in docs/reliability.md; rows of bugs that were not looked for now stay."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    known = {row.split("`")[1]: row for row in old.splitlines() if row.startswith("| `")}
    known |= {row.bug: str(row) for row in rows}
    table = "\n".join([HEAD, *(known[name] for name in sorted(known.keys() & BUGS.keys()))])
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


def _by(seed: int) -> str:
    return f"`{list(SCENARIOS)[-1 - seed]}`" if seed < 0 else f"seed {seed}"
