"""After ninety days a desk drops the bytes that every backup holds, and nothing that anybody sees changes."""

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from desktop_client.services import line
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from shared_models.protocol import batch as batches
from sync_server.storage.backups import note_verified
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import open_head_office
from sync_server.subjects.backups import create_backup, restore_backup
from tests.networks import TrialDesk, TrialNetwork, assert_settled, serving

WORDS = "seven quiet boats at noon"


def _back_up(net: TrialNetwork, file: Path) -> None:
    made = create_backup(net.trial.head_office, file, WORDS, who="test", days=35)
    with writing(net.trial.head_office.engine) as connection:
        assert note_verified(connection, made.manifest.id, who="test", at=net.trial.clock())


def _kept(desk: TrialDesk) -> tuple[list[bool], list[bool]]:
    """Of each batch and each page of a desk, whether its contents are still here."""
    with reading_desk(desk.desk.engine) as connection:
        sealed = connection.execute(sa.select(journal.batch.c.raw).order_by(journal.batch.c.number)).scalars()
        pages = connection.execute(sa.select(journal.page.c.raw).order_by(journal.page.c.number)).scalars()
        return [bool(batches.read(raw).payload) for raw in sealed], [bool(raw) for raw in pages]


def _fold_all(desk: TrialDesk) -> None:
    with writing_desk(desk.desk.engine) as connection:
        for record in connection.execute(sa.select(shown.record.c.id)).scalars().all():
            desk.desk.view.refold(connection, record)


def test_only_what_is_old_backed_up_and_answered_goes_and_the_view_stays(net: TrialNetwork, tmp_path: Path) -> None:
    first, second = net.desk(), net.desk()
    one = first.register("Amina Bibi")
    first.sync()
    second.sync()
    second.amend(one.person, father_name_latin="Bashir")
    first.amend(one.person, father_name_latin="Basheer")
    second.register("Bano Bibi")
    assert_settled(net, first, second)
    _back_up(net, tmp_path / "first.frcbackup")
    first.sync()
    second.sync()
    assert all(_kept(first)[0])
    assert all(_kept(first)[1])

    for clock in (net.trial.clock, first.clock, second.clock):
        clock.forward(days=33)
    _back_up(net, tmp_path / "second.frcbackup")
    first.clock.forward(days=58)
    first.register("Celia Bibi")
    before = first.picture()
    first.sync()
    first.sync()
    own, pages = _kept(first)
    assert own == [False, False, True]  # the last one is in no backup and young
    assert pages.count(True) == 1
    _fold_all(first)
    assert first.picture() == before
    found = line.check_receipts(first.desk)
    assert (found.broken_batch, found.first_bad, found.backed_up, found.in_islamabad) == ("", None, 3, 2)
    assert_settled(net, first, second)


def test_a_backup_that_may_be_put_back_still_comes_to_have_everything(net: TrialNetwork, tmp_path: Path) -> None:
    first, second = net.desk(), net.desk()
    first.register("Amina Bibi")
    assert_settled(net, first, second)
    _back_up(net, tmp_path / "first.frcbackup")
    first.sync()
    first.register("Bano Bibi")
    assert_settled(net, first, second)
    for desk in (first, second):
        desk.clock.forward(days=91)
        desk.sync()
    assert _kept(first)[0] == [False, True]
    old = net.server, net.trial
    again = ServerConfiguration(data=tmp_path / "again", stall_seconds=5, threads=8)
    restore_backup(again, tmp_path / "first.frcbackup", WORDS, who="test", clock=net.trial.clock)
    office = open_head_office(again, net.trial.clock)
    net.trial = replace(net.trial, head_office=office)
    with serving(net.trial) as server:
        net.server = server
        assert_settled(net, first, second)
        assert len([name for name in net.log() if name.startswith(first.desk.identity.device)]) == 4
    office.close()
    net.server, net.trial = old
