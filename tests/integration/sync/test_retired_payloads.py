"""Head office drops the payload of a batch that is applied, old and in every backup; what stays still proves and recognises."""

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from shared_models.protocol import batch as batches
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.backups import note_verified
from sync_server.storage.engine import writing
from sync_server.storage.tables.intake import batch
from sync_server.subjects.backups import create_backup, verify_backup
from tests.networks import TrialDesk, TrialNetwork, assert_settled

WORDS = "seven quiet boats at noon"


def _back_up(net: TrialNetwork, file: Path) -> None:
    made = create_backup(net.trial.head_office, file, WORDS, who="test", days=35)
    with writing(net.trial.head_office.engine) as connection:
        assert note_verified(connection, made.manifest.id, who="test", at=net.trial.clock())


def _whole(net: TrialNetwork) -> list[bool]:
    Worker(net.trial.head_office.engine, duties_of(net.trial.head_office)).run_round()
    return [row.payload is not None for row in net.rows(sa.select(batch.c.payload).order_by(batch.c.ledger))]


def test_a_payload_goes_when_it_is_old_and_in_every_backup_and_a_repeat_is_still_known(
    any_net: TrialNetwork, tmp_path: Path
) -> None:
    net = any_net
    desk = net.desk()
    one = desk.register("Amina Bibi")
    assert_settled(net, desk)
    _back_up(net, tmp_path / "first.frcbackup")
    assert _whole(net) == [True]
    net.trial.clock.forward(days=91)
    assert _whole(net) == [True]  # that backup's days are over: none is left
    desk.amend(one.person, father_name_latin="Bashir")
    assert_settled(net, desk)
    _back_up(net, tmp_path / "second.frcbackup")
    assert _whole(net) == [False, True]
    (header,) = {row.header for row in net.rows(sa.select(batch.c.header).where(batch.c.payload.is_(None)))}
    assert header

    before = net.log()
    with writing_desk(desk.desk.engine) as connection:  # the same change in another batch, as a restored disk seals it
        connection.execute(journal.change.update().values(batch=None))
        connection.execute(journal.batch.delete())
    desk.sync()
    assert net.log() == before
    _back_up(net, tmp_path / "third.frcbackup")
    found = verify_backup(tmp_path / "third.frcbackup", WORDS)
    assert found.contents.batches == 3


def test_a_stored_payload_is_not_readable_in_the_database(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    desk.register("Amina Bibi")
    desk.sync()
    (row,) = any_net.rows(sa.select(batch.c.payload, batch.c.hash))
    header = any_net.rows(sa.select(batch.c.header))[0].header
    plain = batches.SealedBatch(b"", row.hash, batches.read(_as_sent(desk)).header, header, b"", row.payload)
    if any_net.trial.head_office.configuration.embedded:  # there the whole file is encrypted
        assert batches.unpack(plain)
        assert b"SQLite format 3" not in any_net.trial.head_office.configuration.database_file.read_bytes()[:16]
    else:
        cipher = any_net.trial.head_office.cipher
        assert row.payload[:4] != b"\x28\xb5\x2f\xfd"
        opened = cipher.reveal_bytes("batch", "payload", row.hash, row.payload)
        assert batches.unpack(replace(plain, payload=opened))


def _as_sent(desk: TrialDesk) -> bytes:
    with desk.desk.engine.connect() as connection:
        return bytes(connection.execute(sa.select(journal.batch.c.raw)).scalar_one())
