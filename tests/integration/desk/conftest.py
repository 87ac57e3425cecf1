"""One enrolled desk a process, copied for each test: making keys takes time, opening them again is what is tested."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_client.services import opening
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.home import DeskHome
from tests.head_offices import Clock
from tests.networks import open_copy, template


@pytest.fixture
def home(tmp_path: Path) -> Iterator[DeskHome]:
    """A closed desk in a folder of the test's own."""
    shutil.copytree(template().folder, tmp_path / "desk")
    made = DeskHome(tmp_path / "desk")
    yield made
    made.release()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(home: DeskHome, clock: Clock) -> Iterator[OpenDesk]:
    """The same desk, opened without a password."""
    opened = open_copy(home.folder, clock)
    yield opened
    opening.close(opened)
