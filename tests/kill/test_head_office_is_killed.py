"""Head office's process is killed at random and at named moments: what a receipt said is kept is there, and once."""

from __future__ import annotations

import os
import random
import signal
import threading
from functools import partial

from desktop_client.sync.transport import LineDown
from tests.kill.conftest import Place
from tests.kill.moments import deadly, recorder, watch_moments
from tests.kill.victims import Say, Victim
from tests.kill.works import kept_at, open_desk, sitting

TIMES = int(os.environ.get("FRC_TEST_KILL_TIMES", "1"))
RANDOM_KILLS = 18 * TIMES
KILLS_A_HOME = 10
LONGEST_SECONDS = 0.5
PATIENCE_SECONDS = 2.0
FEWEST_MOMENTS = 20
QUICK_MOMENTS = 16
"""So many of them an ordinary run kills head office at; `make soak` at all."""


def _work(place: Place) -> None:
    """A sitting at a desk of this process; head office may die under it."""
    said: list[str] = []
    held = open_desk(place.desk)
    try:
        sitting(held, place.port, said.append)
    except LineDown:
        pass
    finally:
        held.close()
    place.believe(said)
    place.held |= {line.removeprefix("held ") for line in said if line.startswith("held ")}


def _check(place: Place) -> None:
    """Nobody serves now: the file opens, is whole, and has what receipts said; then everything arrives once."""
    kept = kept_at(place.data)
    assert place.held <= kept.batches, "a batch is gone of which a receipt said that it is kept"
    assert len(set(kept.changes)) == len(kept.changes)
    with place.serving():
        place.check_arrival()


def test_head_office_killed_at_random_keeps_what_it_gave_receipts_for(
    place: Place, random_source: random.Random
) -> None:
    for number in range(RANDOM_KILLS):
        if number % KILLS_A_HOME == 0:
            place.new_desk()
        with place.serving() as server:
            timer = threading.Timer(random_source.random() * LONGEST_SECONDS, os.kill, (server.pid, signal.SIGKILL))
            timer.start()
            _work(place)
            timer.join()
            assert server.bury() == signal.SIGKILL
        _check(place)


def _record(say: Say) -> None:
    watch_moments(recorder(say))


def _die_at(moment: str, _say: Say) -> None:
    watch_moments(deadly(moment))


def _moments(place: Place) -> list[str]:
    with place.serving(_record) as server:
        for _ in range(2):
            _work(place)
        said = _heard(server)
    return [line.removeprefix("moment ") for line in said if line.startswith("moment ")]


def _heard(server: Victim) -> list[str]:
    server.hear(0.2)
    return list(server.kill())


def _dies(place: Place, moment: str) -> bool:
    with place.serving(partial(_die_at, moment)) as server:
        _work(place)
        died = not server.hear(PATIENCE_SECONDS)  # its worker may be slow to come to it
    _check(place)
    return died


def test_head_office_killed_at_named_moments_keeps_what_it_gave_receipts_for(
    place: Place, random_source: random.Random
) -> None:
    moments = _moments(place)
    assert len(moments) >= FEWEST_MOMENTS, moments
    random_source.shuffle(moments)
    moments = moments if TIMES > 1 else moments[:QUICK_MOMENTS]
    missed = []
    for number, moment in enumerate(moments):
        if number % KILLS_A_HOME == 0:
            place.new_desk()
        if not _dies(place, moment):  # what is done once a day was done here
            place.new_office()
            if not _dies(place, moment):
                missed.append(moment)
    assert not missed, missed
    print(f"{len(moments)} moments: {sorted(moments)}")
