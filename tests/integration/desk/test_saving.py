"""What the desk called saved is there after any kind of stop, and a full disk is told and survived."""

import contextlib
import itertools
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop_client.services import drafts, intake, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.registrar import DeskRegistrar
from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables import journal
from shared_models.catalogue.problems import ProblemError, sentence
from shared_models.records.ids import parse_registration_number
from tests.head_offices import Clock
from tests.networks import EPISODE, TrialNetwork, open_copy, running, template
from tests.seeds import current_seed
from tests.whole_desks import assert_whole

ROOT = Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def _working(folder: Path, work: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.saving_process", str(folder), work]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(template().unlocked.database_key.hex() + "\n")
    process.stdin.flush()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        assert process.stdout is not None
        process.stdout.close()


def _killed(folder: Path, work: str, after: int, spin: int) -> list[list[str]]:
    """What the process said before it was killed, `spin` turns after its line number `after`."""
    with _working(folder, work) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(after)]
        for _ in range(spin):
            pass
        process.kill()
        said += [line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return said


@pytest.mark.tail
def test_every_save_that_was_told_is_there_after_the_process_was_killed(
    home: DeskHome, random_source: random.Random
) -> None:
    told: list[list[str]] = []
    for _ in range(4):
        told += _killed(home.folder, "register", random_source.randrange(1, 15), random_source.randrange(200_000))
    desk = open_copy(home.folder, Clock())
    assert_whole(desk)
    for person, number in told:
        found = people.find(desk, person)
        assert found is not None
        assert found.registration_no == number == parse_registration_number(number)
    assert len({number for _, number in told}) == len(told)
    with reading(desk.engine) as connection:
        # At most the save under way at each kill is there without having been told.
        assert len(told) <= people.count_people(connection) <= len(told) + 4
    desk.engine.dispose()


@pytest.mark.tail
def test_a_desk_killed_between_saving_and_sending_sends_everything_once(tmp_path: Path) -> None:
    with running(tmp_path) as net:
        trial_desk = net.desk()
        trial_desk.desk.engine.dispose()
        told = _killed(trial_desk.home.folder, "register", 5, 0)
        trial_desk.reopen()
        trial_desk.sync()
        _assert_arrived(net, [person for person, _ in told])
        again = _killed(trial_desk.home.folder, "register", 3, 10_000)
        trial_desk.reopen()
        trial_desk.sync()
        _assert_arrived(net, [person for person, _ in [*told, *again]])
        assert set(net.log()) == set(trial_desk.own_ids())
        assert trial_desk.status().unsent == 0


def _assert_arrived(net: TrialNetwork, persons: list[str]) -> None:
    assert set(persons) <= net.picture().keys()


def test_a_half_filled_form_is_there_after_the_process_was_killed(home: DeskHome) -> None:
    told = _killed(home.folder, "draft", 9, 30_000)
    desk = open_copy(home.folder, Clock())
    (left,) = drafts.left_open(desk)
    assert left.id == told[-1][0]
    typed = str(left.answers["person.name_latin"]["typed"])
    assert int(typed.rsplit(" ", 1)[1]) >= int(told[-1][1])
    # A form belongs to the person who opened it.
    with pytest.raises(ProblemError, match=r"draft\.unknown"):
        drafts.load(_as(desk, "bilal"), left.id)
    desk.engine.dispose()


def _as(desk: OpenDesk, login: str) -> OpenDesk:
    return replace(desk, person=replace(desk.person, login=login))


@contextlib.contextmanager
def _disk_ends(folder: Path, room: int) -> Iterator[None]:
    """No file can grow beyond what the largest one has and `room` more: a full disk, as the database meets it."""
    largest = max(file.stat().st_size for file in folder.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("turn", range(6))
def test_a_full_disk_is_told_loses_nothing_and_work_goes_on_afterwards(
    home: DeskHome, desk: OpenDesk, turn: int
) -> None:
    saved = [_register(desk) for _ in range(3)]
    room = random.Random(f"{current_seed()} {turn}").randrange(1, 60_000)
    with _disk_ends(home.folder, room), pytest.raises(ProblemError) as told:
        _register_for_ever(desk, saved)
    assert told.value.problem.code == "desk.disk"
    assert "{" not in sentence(told.value.problem, "en")
    with reading(desk.engine) as connection:
        assert people.count_people(connection) == len(saved)
    assert_whole(desk)
    saved.append(_register(desk))
    for person in saved:
        assert people.find(desk, person) is not None


def test_a_full_disk_in_the_middle_of_an_import_keeps_whole_portions(home: DeskHome, desk: OpenDesk) -> None:
    registrar = DeskRegistrar(desk)
    with _disk_ends(home.folder, 20_000), pytest.raises((ProblemError, sa.exc.OperationalError)):
        _import_for_ever(registrar)
    registrar.abandon()
    assert_whole(desk)
    _register(desk)


def _import_for_ever(registrar: DeskRegistrar) -> None:
    for number in itertools.count():
        row = {"person.name_latin": "Bashir", "person.legacy_ref": f"LHE-2018-{number:04d}"}
        registrar.register(row, EPISODE, source="")
        registrar.commit()


def _register_for_ever(desk: OpenDesk, saved: list[str]) -> None:
    while True:
        saved.append(_register(desk))


def _register(desk: OpenDesk) -> str:
    return intake.register(desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import").person


def test_numbers_never_repeat_and_serials_go_on_over_openings(home: DeskHome) -> None:
    numbers: list[str] = []
    for _ in range(3):
        desk = open_copy(home.folder, Clock())
        made = [intake.register(desk, {"person.name_latin": "Amina"}, EPISODE, origin="import") for _ in range(20)]
        numbers += [one.number for one in made]
        with reading(desk.engine) as connection:
            assert settings.get_number(connection, settings.SERIAL) >= len(numbers)
        desk.engine.dispose()
    assert len(set(numbers)) == 60
    assert not any(number[-1] in "OI" for number in numbers)


def test_a_desk_that_has_given_all_its_numbers_says_so_and_writes_nothing(desk: OpenDesk) -> None:
    with writing(desk.engine) as connection:
        settings.put(connection, settings.SERIAL, 99_999)
    with pytest.raises(ProblemError) as told:
        intake.register(desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")
    assert told.value.problem.code == "desk.numbers_used_up"
    assert sentence(told.value.problem, "ur") != sentence(told.value.problem, "en")
    with reading(desk.engine) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(journal.change)).scalar_one() == 0
