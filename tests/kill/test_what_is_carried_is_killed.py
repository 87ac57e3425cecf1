"""A desk and head office between whom a stick goes are killed at every named moment and at random, on either side of it.

An ordinary run kills one of the works, at some of its moments; `make soak` all of them at all.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from functools import partial

import pytest

from tests.kill.carried import DUTIES, both_open, check
from tests.kill.conftest import Place
from tests.kill.moments import deadly, recorder, watch_moments
from tests.kill.victims import ENDED, Say, victim

TIMES = int(os.environ.get("FRC_TEST_KILL_TIMES", "1"))
QUICK_MOMENTS = 6
RANDOM_KILLS = 2 * TIMES
LONGEST_SECONDS = 0.8
KILLS_A_HOME = 6
FEWEST_MOMENTS = 40
BEGINS = "begins"


def _do(place: Place, duty: str, watch: Callable[[Say], None], say: Say) -> None:
    with both_open(place) as sides:
        watch(say)
        say(BEGINS)
        DUTIES[duty](sides, say)


def _record(say: Say) -> None:
    watch_moments(recorder(say))


def _die_at(moment: str, _say: Say) -> None:
    watch_moments(deadly(moment))


def _chosen(turn: int, seed: int) -> str:
    return sorted(DUTIES)[(seed + turn) % len(DUTIES)]


@pytest.mark.parametrize("turn", range(len(DUTIES) if TIMES > 1 else 1))
def test_work_on_a_stick_killed_at_named_moments_is_whole_and_goes_on(
    place: Place, random_source: random.Random, seed: int, turn: int
) -> None:
    duty = _chosen(turn, seed)
    place.new_office()
    with victim(partial(_do, place, duty, _record)) as both:
        both.wait_for(ENDED)
        said = both.kill()
    place.believe(said)
    moments = [line.removeprefix("moment ") for line in said if line.startswith("moment ")]
    assert len(moments) >= FEWEST_MOMENTS, moments
    chosen = moments if TIMES > 1 else random_source.sample(moments, QUICK_MOMENTS)
    for number, moment in enumerate(chosen):
        if number % KILLS_A_HOME == 0:
            place.new_office()
        if not _dies(place, duty, moment):  # it comes at a fresh home only
            place.new_office()
            assert _dies(place, duty, moment), f"never came to: {moment}"
        check(place)
    print(f"{duty}: {len(chosen)} of {len(moments)} moments")


def _dies(place: Place, duty: str, moment: str) -> bool:
    with victim(partial(_do, place, duty, partial(_die_at, moment))) as both:
        died = both.bury() == signal.SIGKILL
    place.believe(both.said)
    return died


@pytest.mark.parametrize("turn", range(len(DUTIES) if TIMES > 1 else 1))
def test_work_on_a_stick_killed_at_random_is_whole_and_goes_on(
    place: Place, random_source: random.Random, seed: int, turn: int
) -> None:
    duty = _chosen(turn + 1, seed)
    for number in range(RANDOM_KILLS):
        if number % KILLS_A_HOME == 0:
            place.new_office()
        with victim(partial(_do, place, duty, lambda _say: None)) as both:
            both.wait_for(BEGINS)
            both.hear(random_source.random() * LONGEST_SECONDS)
            place.believe(both.kill())
        check(place)
