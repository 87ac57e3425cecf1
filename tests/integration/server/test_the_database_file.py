"""What head office refuses to open, and with which sentence."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from shared_models.catalogue.problems import ProblemError
from shared_models.security import cipher_file
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import _why_it_did_not_open, writing
from sync_server.storage.head_office import open_head_office
from sync_server.storage.schema import downgrade
from sync_server.subjects.initialise import initialise
from tests.head_offices import TrialOffice


def _plain(data: Path) -> None:
    (data / "head_office.db").unlink()
    with sqlite3.connect(data / "head_office.db") as connection:
        connection.execute("CREATE TABLE person (name TEXT)")


def _foreign(data: Path) -> None:
    other = data.with_name("other")
    initialise(ServerConfiguration(data=other))
    (data / "head_office.db").write_bytes((other / "head_office.db").read_bytes())


def _damaged(data: Path) -> None:
    content = bytearray((data / "head_office.db").read_bytes())
    content[100] ^= 0xFF  # behind the salt, inside the first page
    (data / "head_office.db").write_bytes(content)


def _without(name: str) -> Callable[[Path], None]:
    return lambda data: (data / "server.key" / name).unlink()


def _shortened(data: Path) -> None:
    (data / "server.key" / "receipt.key").write_bytes(b"short")


def _readable_by_others(data: Path) -> None:
    (data / "server.key" / "value.key").chmod(0o644)


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a plaintext file": (_plain, "server.database_plain"),
    "another office's file": (_foreign, "server.database_foreign"),
    "a flipped bit": (_damaged, "server.database_damaged"),
    "no file": (lambda data: (data / "head_office.db").unlink(), "server.not_initialised"),
    "no database key": (_without("database.key"), "server.key_file_missing"),
    "no authority": (_without("authority.key"), "server.key_file_missing"),
    "a shortened key": (_shortened, "server.key_file_damaged"),
    "a key others can read": (_readable_by_others, "server.key_file_open"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_head_office_that_is_not_as_it_was_left_is_not_opened(trial: TrialOffice, fault: str) -> None:
    harm, expected = FAULTS[fault]
    configuration = trial.head_office.configuration
    trial.head_office.close()
    for rest in configuration.data.glob("head_office.db-*"):
        rest.unlink()
    harm(configuration.data)
    with pytest.raises(ProblemError) as refused:
        open_head_office(configuration)
    assert refused.value.problem.code == expected


def test_a_second_init_changes_nothing(trial: TrialOffice) -> None:
    before = {file: file.read_bytes() for file in trial.head_office.configuration.key_folder.iterdir()}
    with pytest.raises(ProblemError, match="already_initialised"):
        initialise(trial.head_office.configuration)
    assert {file: file.read_bytes() for file in trial.head_office.configuration.key_folder.iterdir()} == before


def test_a_database_of_another_revision_is_left_alone(trial: TrialOffice) -> None:
    with writing(trial.head_office.engine) as connection:
        downgrade(connection, "0001")
    with pytest.raises(ProblemError, match="schema_old"):
        open_head_office(trial.head_office.configuration)


@pytest.mark.parametrize(
    ("version", "cipher", "problem"),
    [
        ("3.53.4", "4.19.0 community", None),
        ("3.51.3", "4.19.0", None),
        ("3.52.0", "4.19.0", "server.sqlite_unsafe"),
        ("3.51.2", "4.12.0", "server.sqlite_unsafe"),
        ("3.40.1", "4.5", "server.sqlite_unsafe"),
        ("3.53.4", None, "server.sqlite_without_cipher"),
        ("3.53.4", "", "server.sqlite_without_cipher"),
    ],
)
def test_only_builds_without_the_known_fault_may_hold_records(
    version: str, cipher: str | None, problem: str | None
) -> None:
    found = None
    try:
        cipher_file.check_driver(version, cipher)
    except cipher_file.CipherFileError as failure:
        found = _why_it_did_not_open(b"", Path("head_office.db"), Path("database.mark"), failure).code
    assert found == problem


def test_an_init_that_fails_half_way_can_be_tried_again(tmp_path: Path) -> None:
    configuration = ServerConfiguration(data=tmp_path / "ho")

    def broken_clock() -> int:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        initialise(configuration, clock=broken_clock)
    initialise(configuration)
