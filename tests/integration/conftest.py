"""What all tests of parts that work together share: head offices and desks that are made in a moment."""

from collections.abc import Iterator

import pytest

from tests.cheap_passwords import cheap_passwords
from tests.replayed_revisions import replayed_revisions


@pytest.fixture(scope="session", autouse=True)
def _making_offices_costs_little() -> Iterator[None]:
    with cheap_passwords(), replayed_revisions():
        yield
