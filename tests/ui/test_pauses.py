"""The interpreter's own pauses stay out of the window: nothing old is searched for garbage while somebody works."""

import gc
import sys
from collections.abc import Iterator

import pytest

from desktop_client.background import pauses


@pytest.fixture
def interpreter() -> Iterator[None]:
    """The interpreter as it was, whatever the test does with it."""
    before = gc.isenabled(), gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.set_threshold(*before[1])
    sys.setswitchinterval(before[2])
    (gc.enable if before[0] else gc.disable)()


def _searches() -> int:
    return int(gc.get_stats()[2]["collections"])


@pytest.mark.usefixtures("interpreter")
def test_everything_is_searched_when_the_desk_rests_and_not_while_records_arrive() -> None:
    pauses.hold_back()
    assert not gc.isenabled()
    pauses.settle()
    before = _searches()
    arrived = [{"record": number, "set": {}} for number in range(400_000)]
    assert _searches() == before
    arrived.clear()
    pauses.tidy()
    assert _searches() == before + 1


@pytest.mark.usefixtures("interpreter")
def test_what_was_there_when_the_window_stood_is_not_searched_again() -> None:
    pauses.settle()
    assert gc.get_freeze_count() > 10_000
    pauses.tidy()
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10
