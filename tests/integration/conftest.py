"""What all tests of parts that work together share: head offices and desks that are made in a moment, and a fair choice."""

import zlib
from collections.abc import Iterator

import pytest

from tests.cheap_passwords import cheap_passwords
from tests.replayed_revisions import replayed_revisions
from tests.seeds import current_seed

PARTS = 3
"""Of what runs on PostgreSQL too, one in so many runs on the embedded database in an ordinary run; all do in a long one."""


@pytest.fixture(scope="session", autouse=True)
def _making_offices_costs_little() -> Iterator[None]:
    with cheap_passwords(), replayed_revisions():
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Head offices work on PostgreSQL: every test runs there. Its twin on the embedded database takes its turn by seed."""
    names = {item.nodeid for item in items}
    for item in items:
        twin = item.nodeid.replace("[embedded", "[postgresql")
        turn = zlib.crc32(f"{current_seed()} {item.nodeid}".encode()) % PARTS == 0
        if twin != item.nodeid and twin in names and not turn:
            item.add_marker(pytest.mark.tail)
