"""What became of a desk's own work is counted where all of it was simply taken, and says what the rows of the log say."""

import pytest

from shared_models.protocol.page import Entry, Erased, Leave, Outcome
from sync_server.storage.engine import reading
from sync_server.subjects.intake import own_runs
from tests.integration.sync.test_between_offices import decide
from tests.integration.sync.test_what_was_packed import _pages
from tests.networks import TrialDesk, TrialNetwork, assert_settled

EVERY, NONE = 1, 1_000_000


def _all_told(net: TrialNetwork, desk: TrialDesk, limit: int) -> list[Entry | Outcome | Leave | Erased]:
    """Everything that a desk is told from the beginning on, in its order, wherever its pages end."""
    pages = _pages(net, desk, limit)
    found: list[Entry | Outcome | Leave | Erased] = []
    for page in pages:
        found += [*page.entries, *page.outcomes, *page.left, *page.erased]
    return sorted(found, key=lambda one: (one.position, type(one).__name__))


def _counted(net: TrialNetwork, desk: TrialDesk, cursor: int = 0) -> tuple[int, int, int] | None:
    """(first number, how many, up to where) of what needs no look at the rows."""
    mine, end = desk.desk.identity, len(net.log())
    with reading(net.trial.head_office.engine) as connection:
        found = own_runs.own_run(connection, (mine.device, mine.office), cursor, end, 2_000)
    return None if found is None else (found[0].seq, found[0].length, found[1])


def test_outcomes_that_are_counted_are_those_of_the_rows(
    any_net: TrialNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, elsewhere = any_net.desk(), any_net.desk(), any_net.desk("KHI")
    monkeypatch.setattr(own_runs, "FEWEST", EVERY)
    people = [first.register(f"Amina {name}").person for name in ("Bibi", "Khatoon", "Begum")]
    first.sync()
    elsewhere.register("Of Karachi")
    elsewhere.sync()
    assert _counted(any_net, first) == (1, 6, 8)  # what another office does says nothing here
    second.sync()
    second.amend(people[0], father_name_latin="Ghulam Rasool")
    first.amend(people[0], father_name_latin="Ghulam Rasul")
    second.sync()
    assert _counted(any_net, first) is None  # something else is to be told, too
    first.sync()
    assert _counted(any_net, second) is None
    assert_settled(any_net, first, second)
    decide(any_net, people[1], "LHE", "KHI")
    for desk in (first, second, elsewhere, any_net.desk()):
        for limit in (1, 2, 4, 2_000):
            monkeypatch.setattr(own_runs, "FEWEST", EVERY)
            counted = _all_told(any_net, desk, limit)
            monkeypatch.setattr(own_runs, "FEWEST", NONE)
            assert _all_told(any_net, desk, limit) == counted
