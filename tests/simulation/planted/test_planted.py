"""Each planted bug is found; `make soak` plants all of them, a test run those whose turn it is by the seed."""

import os

import pytest

from tests.simulation.mill import search_as_written
from tests.simulation.planted import BUGS

SECONDS = 100
QUICK = 2
"""How many bugs an ordinary test run plants; FRC_TEST_MILL_BUGS=all plants every one."""


@pytest.mark.parametrize("turn", range(len(BUGS) if os.environ.get("FRC_TEST_MILL_BUGS") == "all" else QUICK))
def test_a_planted_bug_is_found(turn: int, seed: int) -> None:
    name = sorted(BUGS)[(seed + turn) % len(BUGS)]
    with BUGS[name]():
        found = search_as_written(seed, 40, seconds=SECONDS)
    assert found.broken, f"{name} was not found in {found.plays} plays"
