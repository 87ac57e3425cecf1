"""Every test of this folder runs twice: on the embedded database and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.storage.head_office import HeadOffice
from tests.head_offices import Clock, TrialOffice, make_office


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "embedded" else str(request.getfixturevalue("postgres_database"))


@pytest.fixture
def trial(tmp_path: Path, database_url: str | None) -> Iterator[TrialOffice]:
    made = make_office(tmp_path / "head-office", database_url)
    yield made
    made.head_office.close()


@pytest.fixture
def head_office(trial: TrialOffice) -> HeadOffice:
    return trial.head_office


@pytest.fixture
def clock(trial: TrialOffice) -> Clock:
    return trial.clock
