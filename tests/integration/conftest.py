"""What all tests of parts that work together share: passwords that cost little."""

from collections.abc import Iterator

import pytest

from tests.cheap_passwords import cheap_passwords


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    with cheap_passwords():
        yield
