"""What a desk proves offline: which changes are in Islamabad, which are backed up, and that nobody touched its chains."""

from pathlib import Path

import sqlalchemy as sa

from desktop_client.services import auditing, line
from desktop_client.storage import audit as audit_chain
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.desk import audit
from sync_server.storage.backups import note_verified
from sync_server.storage.engine import writing
from sync_server.subjects.backups import create_backup
from tests.networks import TrialDesk, TrialNetwork

WORDS = "seven quiet boats at noon"


def _back_up(net: TrialNetwork, file: Path) -> None:
    made = create_backup(net.trial.head_office, file, WORDS, who="test", days=35)
    with writing(net.trial.head_office.engine) as connection:
        assert note_verified(connection, made.manifest.id, who="test", at=net.trial.clock())


def _proven(desk: TrialDesk) -> list[tuple[str, int, int]]:
    return [(run.state, run.first, run.last) for run in line.check_receipts(desk.desk).changes]


def test_each_change_is_proven_backed_up_or_in_islamabad_or_not_yet(net: TrialNetwork, tmp_path: Path) -> None:
    desk = net.desk()
    desk.register("Amina Bibi")
    assert _proven(desk) == [("not_yet", 1, 2)]
    desk.sync()
    assert _proven(desk) == [("in_islamabad", 1, 2)]
    _back_up(net, tmp_path / "first.frcbackup")
    desk.register("Bano Bibi")
    desk.sync()
    desk.sync()
    desk.register("Celia Bibi")
    assert _proven(desk) == [("backed_up", 1, 2), ("in_islamabad", 3, 4), ("not_yet", 5, 6)]
    found = line.check_receipts(desk.desk)
    assert (found.backed_up, found.in_islamabad, found.not_yet, found.changes_covered) == (2, 2, 2, 4)


def test_an_altered_receipt_or_batch_proves_nothing(net: TrialNetwork) -> None:
    desk = net.desk()
    desk.register("Amina Bibi")
    desk.sync()
    desk.register("Bano Bibi")
    desk.sync()
    with writing_desk(desk.desk.engine) as connection:
        newest = sa.select(sa.func.max(journal.batch.c.number)).scalar_subquery()
        mine = journal.batch.c.number == newest
        raw = connection.execute(sa.select(journal.batch.c.raw).where(mine)).scalar_one()
        connection.execute(journal.batch.update().where(mine).values(raw=raw[:-1] + bytes([raw[-1] ^ 1])))
    found = line.check_receipts(desk.desk)
    assert found.broken_batch
    assert _proven(desk) == [("in_islamabad", 1, 2), ("not_yet", 3, 4)]
    with writing_desk(desk.desk.engine) as connection:
        statement = sa.select(journal.receipt.c.statement).where(journal.receipt.c.number == 1)
        said = connection.execute(statement).scalar_one()
        first = journal.receipt.update().where(journal.receipt.c.number == 1)
        connection.execute(first.values(statement=bytes([said[0] ^ 1]) + said[1:]))
    assert line.check_receipts(desk.desk).first_bad == 1
    assert _proven(desk) == [("not_yet", 1, 4)]


def test_a_changed_a_removed_and_a_swapped_line_are_named(net: TrialNetwork) -> None:
    desk = net.desk()
    with writing_desk(desk.desk.engine) as connection:
        for action in ("one", "two", "three", "four"):
            audit_chain.append(connection, at=1, login="asma", action=action)
    whole = auditing.check_chain(desk.desk)
    assert whole.first_bad is None
    third = whole.lines - 1
    spoil = (
        audit.update().where(audit.c.seq == third).values(action="other"),
        audit.delete().where(audit.c.seq == third),
        audit.update().where(audit.c.seq >= third).values(seq=2 * third + 1 - audit.c.seq + 1000),
    )
    for statement in spoil:
        with desk.desk.engine.connect() as connection:
            connection.execute(statement)
            assert audit_chain.first_bad_line(connection) == third
            connection.rollback()
