"""Play, find, shorten, report: a failure is its seed, the shortest trace that still shows it, and the command that repeats it."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.actions import Play
from tests.simulation.carrying import bring, bring_home, pack
from tests.simulation.deeds import PEOPLE, Deed
from tests.simulation.erasures import erase
from tests.simulation.keys import renew_key
from tests.simulation.ledger import BrokenPromiseError
from tests.simulation.machinery import MACHINERY
from tests.simulation.pictures import attach, fetch_picture
from tests.simulation.quiet import check_rest, come_to_rest
from tests.simulation.referrals import REFERRALS
from tests.simulation.scenarios import SCENARIOS, scenarios
from tests.simulation.supervision import SUPERVISION
from tests.simulation.surroundings import surroundings
from tests.simulation.swarm import make_play
from tests.simulation.twins import twin
from tests.simulation.world import world

KEEPING: dict[str, Deed] = {
    "erase": erase,
    "attach": attach,
    "fetch_picture": fetch_picture,
    "pack": pack,
    "bring": bring,
    "bring_home": bring_home,
    "twin": twin,
    "renew_key": renew_key,
}
DEEDS = {**PEOPLE, **SUPERVISION, **MACHINERY, **KEEPING, **REFERRALS}
SHRINKING_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Played:
    """What a play came to: a line for each step, and the promise that was broken, empty when none was."""

    trace: tuple[str, ...]
    broken: str

    @property
    def kind(self) -> str:
        """The name of the promise."""
        return self.broken.partition(":")[0]

    @property
    def hash(self) -> str:
        """One word for the whole trace."""
        return hashlib.sha256("\n".join((*self.trace, self.broken)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Search:
    """What a search came to."""

    plays: int
    steps: int
    seconds: float
    found: Play | None = None
    broken: str = ""


def run(play: Play) -> Played:
    """Play a trace to its end and to rest."""
    trace: list[str] = []
    broken = ""
    with surroundings(), world(play.seed, play.desks) as made:
        try:
            for action in play.actions:
                trace.append(str(action))
                said = made.perform(action, DEEDS[action.name])
                trace[-1] = f"{action} -> {said}" + (f" [{made.events}]" if made.events else "")
            come_to_rest(made)
            check_rest(made)
        except BrokenPromiseError as promise:
            broken = str(promise)
        except Exception as failure:  # noqa: BLE001 (whatever the product lets out of its doors is a failure of the play)
            broken = f"{type(failure).__name__}: {failure}"
        trace.append(f"{made.watch.position} changes at head office, {sorted(made.watch.outcomes.values())}")
    return Played(tuple(trace), broken)


def shrink(play: Play, kind: str, seconds: float = SHRINKING_SECONDS) -> Play:
    """Leave out actions while the same promise is still broken, for so many seconds of this process's own."""
    until = time.process_time() + seconds
    size = max(1, len(play.actions) // 2)
    while size:
        start, shorter = 0, False
        while start < len(play.actions):
            if time.process_time() > until:
                return play
            tried = play.without(range(start, start + size))
            if run(tried).kind == kind:
                play, shorter = tried, True
            else:
                start += size
        if not shorter or size > 1:
            size //= 2
    return play


def search(seed: int, steps: int, *, seconds: float, desks: int | None = None) -> Search:
    """Play seed after seed until one breaks a promise or the time is over."""
    return play_all(_swarm(seed, steps, desks), seconds)


def search_as_written(seed: int, steps: int, *, seconds: float, first: Collection[str] = ()) -> Search:
    """Play the written scenarios, those named `first` before the others, then seed after seed, for so many seconds of this
    process's own (others may work, too).
    """
    written = sorted(zip(SCENARIOS, scenarios(), strict=True), key=lambda one: one[0] not in first)
    plays = itertools.chain((play for _, play in written), _swarm(seed, steps, None))
    return play_all(plays, seconds, time.process_time)


def _swarm(seed: int, steps: int, desks: int | None) -> Iterator[Play]:
    return (make_play(number, steps, desks) for number in itertools.count(seed))


def play_all(wanted: Iterable[Play], seconds: float, clock: Callable[[], float] = time.monotonic) -> Search:
    """Play these until one breaks a promise or the time is over."""
    began, done, plays = clock(), 0, 0
    for play in wanted:
        if plays and clock() - began > seconds:
            break
        played = run(play)
        plays += 1
        done += len(played.trace)
        if played.broken:
            return Search(plays, done, clock() - began, play, played.broken)
    return Search(plays, done, clock() - began)


def report(play: Play, broken: str, *, bug: str = "", seconds: float = SHRINKING_SECONDS) -> str:
    """Seed, shortened trace, and one command."""
    short = shrink(play, broken.partition(":")[0], seconds)
    played = run(short)
    file = Path(tempfile.gettempdir()) / f"frc-mill-{play.seed}.txt"
    file.write_text(short.as_text(), "utf-8")
    planted = f" --bug {bug}" if bug else ""
    return "\n".join(
        [
            f"seed {play.seed} breaks a promise",
            f"  {broken}",
            f"the shortest trace found ({len(short.actions)} steps) ends with",
            f"  {played.broken}",
            *(f"    {line}" for line in played.trace),
            f"again:  python -m tests.simulation --replay {file}{planted}",
            f"whole:  python -m tests.simulation --seed {play.seed} --steps {len(play.actions)}{planted}",
        ]
    )
