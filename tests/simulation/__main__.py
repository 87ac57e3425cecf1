"""Run the mill by hand.

`python -m tests.simulation --seed N --steps M [--seconds S] [--every LENGTH] [--replay FILE] [--bug NAME]`;
`--bugs` plants every bug in its turn and prints how soon it was found; with `--write` into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from tests.seeds import current_seed
from tests.simulation.actions import parse_play
from tests.simulation.mill import play_all, report, run, search
from tests.simulation.planted import BUGS
from tests.simulation.planted.table import HEAD, lines, write
from tests.simulation.swarm import short_plays


def main(arguments: list[str]) -> int:
    """Play one seed, many, or a file; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=current_seed() % 1_000_000)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--desks", type=int)
    parser.add_argument("--seconds", type=float, default=0, help="go on with the next seeds for so long")
    parser.add_argument("--every", type=int, help="every sequence of so many actions over small alphabets")
    parser.add_argument("--replay", type=Path, help="play a trace from a file")
    parser.add_argument("--bug", choices=sorted(BUGS), help="with one of the planted bugs")
    parser.add_argument("--bugs", nargs="*", metavar="NAME", help="how soon each planted bug is found, as a table")
    parser.add_argument("--write", action="store_true", help="put that table into docs/reliability.md")
    parser.add_argument("--trace", action="store_true", help="print each step")
    said = parser.parse_args(arguments)
    if said.bugs is not None:
        return _table(said.seed, said.bugs, into_document=said.write)
    with BUGS[said.bug]() if said.bug else contextlib.nullcontext():
        if said.replay:
            return _replay(said.replay)
        if said.every:
            found = play_all(short_plays(said.seed, said.every), said.seconds)
        else:
            found = search(said.seed, said.steps, seconds=said.seconds, desks=said.desks)
        print(f"{found.plays} plays, {found.steps} steps, {found.steps / max(found.seconds, 0.01):.0f} steps a second")
        if found.found is None:
            return 0
        print(report(found.found, found.broken, bug=said.bug or ""))
        return 1


def _table(seed: int, names: list[str], *, into_document: bool) -> int:
    print(HEAD)
    rows = []
    for row in lines(seed, names):
        print(row, flush=True)
        rows.append(row)
    if into_document:
        write(rows)
    return 0 if all(row.in_time for row in rows) else 1


def _replay(file: Path) -> int:
    played = run(parse_play(file.read_text("utf-8")))
    print("\n".join(played.trace))
    print(played.broken or "every promise held")
    return 1 if played.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
