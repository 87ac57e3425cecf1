"""What both engines promise about transactions, order and values."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared_models.catalogue.problems import ProblemError
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import commit_order_lock, reading, writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.state import begin_epoch, read_epoch
from sync_server.storage.tables.intake import change_log, upload_part
from sync_server.storage.tables.people import record
from sync_server.storage.tables.state import server_state
from sync_server.subjects.condition import find_faults
from sync_server.subjects.initialise import initialise

DOCUMENT = '{"set":{"person.documents.K7Qa1-1.number":"0123456789012"}}'


def _append(head_office: HeadOffice, connection: sa.Connection, name: str) -> int:
    commit_order_lock(connection)
    position = connection.execute(sa.select(sa.func.coalesce(sa.func.max(change_log.c.position), 0))).scalar_one() + 1
    connection.execute(
        change_log.insert().values(
            position=position,
            change_id=name,
            device="0",
            incarnation="e",
            seq=position,
            record="r",
            kind="person",
            office="LHE",
            action="create",
            author="a",
            at=0,
            content_hash="h",
            document=head_office.cipher.protect("change_log", "document", name, DOCUMENT),
            outcome="accepted",
        )
    )
    return int(position)


def test_what_is_not_committed_is_not_there(head_office: HeadOffice) -> None:
    with pytest.raises(sa.exc.IntegrityError), writing(head_office.engine) as connection:
        connection.execute(server_state.insert(), [{"key": "k", "value": "v"}, {"key": "k", "value": "w"}])
    with reading(head_office.engine) as connection:
        assert connection.execute(sa.select(server_state).where(server_state.c.key == "k")).first() is None


def test_a_reader_sees_one_state_however_long_it_reads(head_office: HeadOffice) -> None:
    count = sa.select(sa.func.count()).select_from(change_log)
    with reading(head_office.engine) as reader:
        assert reader.execute(count).scalar() == 0
        with writing(head_office.engine) as writer:
            _append(head_office, writer, "one")
        assert reader.execute(count).scalar() == 0


def test_positions_become_visible_in_their_order_with_two_writers_and_a_desk_that_pulls(
    head_office: HeadOffice,
) -> None:
    """A reader that has seen position n has seen every position below n, at any moment."""
    writers_done = threading.Event()
    faults: list[str] = []

    def write(name: str) -> None:
        for number in range(25):
            with writing(head_office.engine) as connection:
                connection.execute(
                    upload_part.insert().values(device=name, hash="h", offset=number, bytes=b"x", arrived_at=0)
                )
                _append(head_office, connection, f"{name}-{number}")

    def pull() -> None:
        cursor, seen = 0, 0
        while not (writers_done.is_set() and cursor == 50):
            with reading(head_office.engine) as connection:
                query = sa.select(change_log.c.position).where(change_log.c.position > cursor)
                found = sorted(connection.execute(query).scalars())
            seen += len(found)
            cursor = found[-1] if found else cursor
            if seen != cursor:
                faults.append(f"saw {seen} positions up to {cursor}")
                return

    writers = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    reader = threading.Thread(target=pull)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join(60)
    writers_done.set()
    reader.join(60)
    assert not faults
    assert not reader.is_alive()


def test_a_protected_value_cannot_be_read_in_the_database_nor_moved_to_another_row(head_office: HeadOffice) -> None:
    cipher = head_office.cipher
    with writing(head_office.engine) as connection:
        _append(head_office, connection, "one")
        stored = connection.execute(sa.select(change_log.c.document)).scalar_one()
    assert cipher.reveal("change_log", "document", "one", stored) == DOCUMENT
    if head_office.engine.dialect.name == "postgresql":
        assert "0123456789012" not in stored
        with pytest.raises(ProblemError, match=r"server\.value_damaged"):
            cipher.reveal("change_log", "document", "two", stored)
    else:
        folder = head_office.configuration.data
        assert not [file for file in folder.glob("head_office.db*") if b"0123456789012" in file.read_bytes()]


def test_urdu_and_booleans_come_back_as_they_went_in(head_office: HeadOffice) -> None:
    with writing(head_office.engine) as connection:
        connection.execute(
            record.insert().values(
                id="r",
                kind="person",
                office="LHE",
                field_values="{}",
                writers="{}",
                state="QUICK",
                name_urdu="محمد عمر",
                created_position=1,
                updated_position=1,
            )
        )
        row = connection.execute(sa.select(record)).one()
    assert (row.name_urdu, row.published, row.person) == ("محمد عمر", True, None)


def test_a_restored_server_remembers_which_lives_it_had(head_office: HeadOffice) -> None:
    with writing(head_office.engine) as connection:
        first = read_epoch(connection)
        begin_epoch(connection, "second", cut=7)
        epoch = begin_epoch(connection, "third", cut=9)
        assert read_epoch(connection) == epoch
    assert [(one.id, one.cut) for one in epoch.lineage] == [(first.id, 7), ("second", 9)]


def test_a_fresh_head_office_passes_its_own_check(head_office: HeadOffice) -> None:
    # The trial server of the tests runs without fsync, and the check warns of it.
    assert not [fault for fault in find_faults(head_office) if not fault.warning]


def test_keys_of_another_head_office_are_refused_before_anything_is_written(
    head_office: HeadOffice, tmp_path: Path
) -> None:
    other = initialise(ServerConfiguration(data=tmp_path / "other"))
    folder = head_office.configuration.key_folder
    for name in ("value.key", "blind_index.key"):
        (folder / name).write_bytes((tmp_path / "other" / "server.key" / name).read_bytes())
    with pytest.raises(ProblemError, match=r"server\.database_foreign"):
        open_head_office(head_office.configuration)
    assert other.epoch != head_office.epoch.id
