"""Removing somebody is killed at every named moment and at random: the desk opens for the others, with one key or the other."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from desktop_client.services import accounts, drafts, intake, opening
from desktop_client.services.opening import DeskUser
from desktop_client.storage import key_slots, settings
from desktop_client.storage.engine import reading
from desktop_client.storage.home import DeskHome
from shared_models.catalogue.problems import ProblemError
from tests.head_offices import Clock
from tests.kill.moments import deadly, recorder, watch_moments
from tests.kill.victims import Say, victim
from tests.networks import EPISODE, LOGIN, PASSWORD, template
from tests.whole_desks import assert_whole

WORDS = "another long password"
PEOPLE = 20
RANDOM_KILLS = 3
LONGEST_SECONDS = 0.6
FEWEST_MOMENTS = 12
BEGINS = "begins"


@pytest.fixture
def staffed(tmp_path: Path) -> Path:
    """A closed desk with work in it; Bilal, who is to go, left a form open."""
    folder = tmp_path / "staffed"
    shutil.copytree(template().folder, folder)
    home, clock = DeskHome(folder), Clock()
    opened = opening.sign_in(home, LOGIN, PASSWORD, clock)
    for login, role in (("bilal", "clerk"), ("nadia", "supervisor")):
        opening.add_user(home, opened, DeskUser(login, login.title(), role), WORDS)
    for number in range(PEOPLE):
        intake.register(opened, {"person.name_latin": f"Amina Bibi {'x' * (number % 9)}"}, EPISODE, origin="import")
    opening.close(opened)
    bilal = opening.sign_in(home, "bilal", WORDS, clock)
    drafts.open_new(bilal)
    opening.close(bilal)
    home.release()
    return folder


def _remove(folder: Path, watch: Callable[[Say], None], say: Say) -> None:
    home = DeskHome(folder)
    nadia = opening.sign_in(home, "nadia", WORDS, Clock())
    watch(say)
    say(BEGINS)
    accounts.remove_person(home, nadia, "bilal")


def _check(folder: Path) -> bool:
    """Everybody else opens the desk and it is whole; whether the removal had begun."""
    home, clock = DeskHome(folder), Clock()
    opening.close(opening.sign_in(home, LOGIN, PASSWORD, clock))
    opened = opening.sign_in(home, "nadia", WORDS, clock)
    with reading(opened.engine) as connection:
        assert settings.get(connection, settings.REMOVING) == ""
    assert_whole(opened)
    mine = len(drafts.left_open(opened))
    opening.close(opened)
    slots = key_slots.read_slots(home.key_slots)
    gone = slots.of("bilal") is None
    # Killed when all but the note of it was done, the key is renewed once more: better twice than not at all.
    assert (min(slots.generation, 2), slots.coming, mine) == ((2, 0, 1) if gone else (1, 0, 0))
    assert _opens(home, "bilal") == (not gone)
    home.release()
    return gone


def _opens(home: DeskHome, login: str) -> bool:
    try:
        opening.close(opening.sign_in(home, login, WORDS, Clock()))
    except ProblemError:
        return False
    return True


def _copy(staffed: Path, number: int) -> Path:
    folder = staffed.with_name(f"desk-{number}")
    shutil.copytree(staffed, folder)
    return folder


def test_a_removal_killed_at_every_named_moment_is_whole_or_was_not_begun(staffed: Path) -> None:
    with victim(partial(_remove, _copy(staffed, 0), lambda say: watch_moments(recorder(say)))) as nadia:
        assert nadia.bury() == 0
    moments = [line.removeprefix("moment ") for line in nadia.said if line.startswith("moment ")]
    assert len(moments) >= FEWEST_MOMENTS, moments
    begun = []
    for number, moment in enumerate(moments, start=1):
        folder = _copy(staffed, number)
        with victim(partial(_remove, folder, lambda _say, at=moment: watch_moments(deadly(at)))) as nadia:  # type: ignore[misc]
            assert nadia.bury() == signal.SIGKILL, f"never came to: {moment}"
        begun.append(_check(folder))
        shutil.rmtree(folder)
    assert {True, False} == set(begun)
    print(f"{len(moments)} moments, {sum(begun)} of them after it had begun")


def test_a_removal_killed_at_random_opens_with_one_key_or_the_other(
    staffed: Path, random_source: random.Random
) -> None:
    for number in range(RANDOM_KILLS):
        folder = _copy(staffed, number)
        with victim(partial(_remove, folder, lambda _say: None)) as nadia:
            nadia.wait_for(BEGINS)
            nadia.hear(random_source.random() * LONGEST_SECONDS)
            nadia.kill()
        _check(folder)
        shutil.rmtree(folder)
