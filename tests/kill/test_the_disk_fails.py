"""A disk that is full or does not sync: the save says that it failed, nothing is called saved that is not, and work goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_client.services import intake, people
from desktop_client.storage.engine import reading
from shared_models.catalogue.problems import ProblemError
from tests.kill.failing_disk import FailingDisk
from tests.kill.works import HeldDesk, open_desk
from tests.networks import EPISODE
from tests.simulation.prepared import prepared
from tests.whole_desks import assert_whole

MOST = 400
"""More calls of the disk than one sitting makes: the search for the last one ends far below."""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[HeldDesk]:
    folder = tmp_path / "desk"
    shutil.copytree(prepared().desks[0], folder)
    made = open_desk(folder)
    yield made
    made.close()


def _save(held: HeldDesk, saved: list[str]) -> bool:
    """Try to register and to correct; whether a failure was told, in the one way there is for it."""
    told = ""
    try:
        made = intake.register(held.desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")
        saved.append(made.person)
        intake.amend(held.desk, made.person, {"person.father_name_latin": "Chand"})
    except ProblemError as failure:
        told = failure.problem.code
    assert told in {"", "desk.disk"}
    return bool(told)


def _check(held: HeldDesk, saved: list[str]) -> None:
    with reading(held.desk.engine) as connection:
        assert people.count_people(connection) == len(saved)
    for person in saved:
        assert people.find(held.desk, person) is not None
    assert_whole(held.desk)


@pytest.mark.parametrize("which", ["write", "sync"])
def test_each_call_of_the_disk_may_fail_once_and_every_save_tells_the_truth(held: HeldDesk, which: str) -> None:
    disk, saved = FailingDisk(), list[str]()
    disk.put_under(held.desk.engine)
    failures = 0
    for after in range(MOST):
        disk.fail(which, after=after)
        told = _save(held, saved)
        if not disk.failed:
            break
        # Moving what is already safe from the journal into the file may wait: nobody need be told.
        assert told or not disk.failed_in_journal, f"{which} number {after + 1} failed and the save said nothing"
        failures += told
        disk.heal()
        assert not _save(held, saved), "the disk works again and the save does not"
    assert disk.failed == 0, "the sitting makes more calls than were tried"
    assert failures >= 2
    disk.heal()
    print(f"{failures} failures of {which}")
    _check(held, saved)
    folder = held.home.folder
    held.close()
    again = open_desk(folder)
    _check(again, saved)
    again.close()


@pytest.mark.parametrize("which", ["write", "sync"])
def test_a_disk_that_goes_on_failing_never_lets_a_save_be_told(held: HeldDesk, which: str) -> None:
    disk, saved = FailingDisk(), list[str]()
    disk.put_under(held.desk.engine)
    _save(held, saved)
    disk.fail(which, times=float("inf"))
    assert all(_save(held, saved) for _ in range(5))
    assert len(saved) == 1
    disk.heal()
    assert not _save(held, saved)
    _check(held, saved)
