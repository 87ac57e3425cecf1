"""Networks for the tests of this folder: one on the embedded database, and where the store matters one on each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.networks import TrialNetwork, running


@pytest.fixture
def net(tmp_path: Path) -> Iterator[TrialNetwork]:
    with running(tmp_path) as made:
        yield made


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_net(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TrialNetwork]:
    url = None if request.param == "embedded" else str(request.getfixturevalue("postgres_database"))
    with running(tmp_path, url) as made:
        yield made
