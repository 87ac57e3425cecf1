"""The desk's process is killed at random and at named moments: what it called saved is there, and arrives once."""

from __future__ import annotations

import os
import random
import signal
from functools import partial

from tests.kill.conftest import Place
from tests.kill.moments import deadly, recorder, watch_moments
from tests.kill.victims import ENDED, Say, victim
from tests.kill.works import READY, desk_work

TIMES = int(os.environ.get("FRC_TEST_KILL_TIMES", "1"))
RANDOM_KILLS = 24 * TIMES
KILLS_A_HOME = 8
LONGEST_SECONDS = 0.5
FEWEST_MOMENTS = 40
QUICK_MOMENTS = 24
"""So many of them an ordinary run kills the desk at; `make soak` at all."""


def test_a_desk_killed_at_random_loses_nothing_that_it_called_saved(place: Place, random_source: random.Random) -> None:
    with place.serving():
        for number in range(RANDOM_KILLS):
            if number and number % KILLS_A_HOME == 0:
                place.new_desk()
            with victim(desk_work(place.desk, place.port)) as desk:
                desk.wait_for(READY)
                desk.hear(random_source.random() * LONGEST_SECONDS)
                place.believe(desk.kill())
            place.check_desk()
            if number % 2:
                place.check_arrival()
        place.check_arrival()
    print(f"{RANDOM_KILLS} kills, {len(place.told)} saves told in the last home")


def _record(say: Say) -> None:
    watch_moments(recorder(say))


def _moments(place: Place) -> list[str]:
    """The names of all moments of a sitting that is not the first one."""
    with victim(desk_work(place.desk, place.port, _record, 2)) as desk:
        desk.wait_for(ENDED)
        said = desk.kill()
    place.believe(said)
    return [line.removeprefix("moment ") for line in said if line.startswith("moment ")]


def _die_at(moment: str, _say: Say) -> None:
    watch_moments(deadly(moment))


def _dies(place: Place, moment: str) -> bool:
    with victim(desk_work(place.desk, place.port, partial(_die_at, moment), 2)) as desk:
        died = desk.bury() == signal.SIGKILL
    place.believe(desk.said)
    return died


def test_a_desk_killed_at_named_moments_loses_nothing(place: Place, random_source: random.Random) -> None:
    with place.serving():
        moments = _moments(place)
        assert len(moments) >= FEWEST_MOMENTS, moments
        random_source.shuffle(moments)
        moments = moments if TIMES > 1 else moments[:QUICK_MOMENTS]
        for number, moment in enumerate(moments):
            if number % KILLS_A_HOME == 0:
                place.new_desk()
            if not _dies(place, moment):  # what is done once a day was done at this home
                place.new_desk()
                assert _dies(place, moment), f"never came to: {moment}"
            place.check_desk()
            place.check_arrival()
    print(f"{len(moments)} moments")
