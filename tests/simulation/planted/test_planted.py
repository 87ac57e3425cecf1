"""Each planted bug is found; `make soak` plants all of them, a test run those whose turn it is by the seed."""

import os

import pytest

from tests.simulation.planted import BUGS
from tests.simulation.planted.table import SECONDS, hunt

QUICK = 2
"""How many bugs an ordinary test run plants; FRC_TEST_MILL_BUGS=all plants every one."""


@pytest.mark.parametrize("turn", range(len(BUGS) if os.environ.get("FRC_TEST_MILL_BUGS") == "all" else QUICK))
def test_a_planted_bug_is_found_in_time(turn: int, seed: int) -> None:
    name = sorted(BUGS)[(seed + turn) % len(BUGS)]
    found = hunt(name, seed)
    assert found.broken, f"{name} was not found in {found.plays} plays"
    assert found.seconds <= SECONDS
    # A bug that no longer fits the part it replaces is found at once, and says nothing.
    assert not found.broken.startswith(("TypeError", "AttributeError", "NameError")), found.broken
