"""Somebody copies an old database into head office's place: the fence beside it tells, and the desks refill it by themselves."""

import shutil
from dataclasses import replace
from pathlib import Path

from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.audit import audit_lines, verify_audit
from sync_server.storage.engine import reading
from sync_server.storage.head_office import open_head_office
from tests.networks import TrialNetwork, assert_settled, running, serving


def _stop(net: TrialNetwork) -> None:
    office = net.trial.head_office
    Worker(office.engine, duties_of(office)).run_round()
    net.server.stop()
    office.engine.dispose()


def test_an_old_copy_of_the_database_begins_a_new_epoch_and_is_refilled(tmp_path: Path) -> None:
    with running(tmp_path / "net") as net:
        first, second = net.desk(), net.desk()
        first.register("Amina Bibi")
        assert_settled(net, first, second)
        office = net.trial.head_office
        database = office.configuration.database_file
        office.engine.dispose()
        old = tmp_path / "old.db"
        with office.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(database, old)
        later = first.register("Bano Bibi")
        assert_settled(net, first, second)
        second.amend(later.person, father_name_latin="Bashir")
        assert_settled(net, first, second)
        shown, life = first.picture(), office.epoch
        _stop(net)

        same = open_head_office(office.configuration, net.trial.clock)
        assert same.epoch == life  # nothing was put back: a restart is no new life
        same.engine.dispose()
        for left in database.parent.glob(f"{database.name}-*"):
            left.unlink()
        shutil.copyfile(old, database)
        again = open_head_office(office.configuration, net.trial.clock)
        assert [ancestor.id for ancestor in again.epoch.lineage] == [life.id]
        net.trial = replace(net.trial, head_office=again)
        with serving(net.trial) as server:
            net.server = server
            assert_settled(net, first, second)
            assert first.picture() == shown
            with reading(again.engine) as connection:
                assert verify_audit(connection) is None
                assert "server.found_put_back" in {line.action for line in audit_lines(connection)}
        life = again.epoch
        again.engine.dispose()
        once_more = open_head_office(office.configuration, net.trial.clock)
        assert once_more.epoch == life
        once_more.engine.dispose()
