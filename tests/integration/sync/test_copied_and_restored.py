"""A disk in two machines, and a head office that begins anew: work of everybody arrives, and somebody is told."""

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from desktop_client.services import line
from desktop_client.storage import settings
from desktop_client.storage.engine import writing as writing_desk
from shared_models.security import signing
from sync_server.storage.engine import reading, writing
from sync_server.storage.state import begin_epoch
from sync_server.storage.tables.audit import audit
from sync_server.storage.tables.intake import batch
from sync_server.subjects import network
from tests.head_offices import make_office
from tests.networks import TrialDesk, TrialNetwork, assert_settled, serving


def test_a_copied_desk_loses_nothing_and_its_two_branches_are_told(any_net: TrialNetwork, tmp_path: Path) -> None:
    desk, watcher = any_net.desk(), any_net.desk()
    desk.register("Before The Copy")
    desk.sync()
    twin = desk.copy(tmp_path / "twin")
    desk.reopen()
    any_net.desks.append(twin)
    mine, theirs = desk.register("On The First"), twin.register("On The Second")
    desk.sync()
    assert any_net.device(desk).alarm is None
    twin.sync()
    assert any_net.device(desk).alarm == "two_branches"
    for one in (desk, twin, watcher):
        one.sync()
    assert list(any_net.log().values()) == ["accepted"] * 6
    assert {mine.person, theirs.person} <= watcher.picture().keys()
    # Each of the two shows what was written on the other.
    assert_settled(any_net, desk, twin, watcher)
    # Neither gives an id of the other, for each opening has an incarnation of its own.
    assert len(set(desk.own_ids()) | set(twin.own_ids())) == 6
    assert (desk.status().unsent, twin.status().unsent) == (0, 0)


def test_a_restored_desk_gets_back_what_it_had_written_since(any_net: TrialNetwork, tmp_path: Path) -> None:
    desk, watcher = any_net.desk(), any_net.desk()
    kept = desk.register("In The Backup")
    desk.sync()
    restored = desk.copy(tmp_path / "backup")
    lost = desk.register("After The Backup")
    desk.amend(kept.person, father_name_latin="Ghulam Rasool")
    desk.sync()

    any_net.desks.append(restored)
    assert lost.person not in restored.picture()
    restored.register("After The Restore")
    result = restored.sync()
    assert result.received == 3
    assert_settled(any_net, restored, watcher)
    assert lost.person in restored.picture()
    assert restored.sync().round_trips == 1


def test_a_disk_in_two_machines_gives_no_number_twice_after_the_first_contact(
    any_net: TrialNetwork, tmp_path: Path
) -> None:
    desk = any_net.desk()
    desk.sync()
    twin = desk.copy(tmp_path / "twin")
    any_net.desks.append(twin)
    before = desk.register("Before Anybody Knew").number
    # Without a line nobody can know that the same number is given on the other disk: both stand, and it is told.
    again = twin.register("Nor Here").number
    assert before == again
    for one in (desk, twin, desk, twin):
        one.sync()
    after = {one.register("After The First Contact").number for one in (desk, twin)}
    letters = {number.split("-")[2] for number in after}
    assert len(letters) == 2
    device = any_net.device(twin)
    assert device.code in letters
    assert network_of(any_net, before.split("-")[2]) == device.id, "the letters of old numbers still find the desk"
    assert {"device.new_code", "number.twice"} <= audited(any_net)
    told = line.line_facts(twin.desk).put_back
    assert told is not None
    assert told.code in letters


def test_a_desk_that_was_never_copied_keeps_its_letters_through_repeats_and_lost_answers(net: TrialNetwork) -> None:
    desk = net.desk()
    code = net.device(desk).code
    for name in ("Amina", "Bashir"):
        desk.register(name)
        desk.sync()
        desk.reopen()
    assert net.device(desk).code == code
    assert line.line_facts(desk.desk).put_back is None


def network_of(net: TrialNetwork, code: str) -> str:
    with reading(net.trial.head_office.engine) as connection:
        return network.find_device_by_name(connection, code).id


def audited(net: TrialNetwork) -> set[str]:
    with reading(net.trial.head_office.engine) as connection:
        return set(connection.execute(sa.select(audit.c.action)).scalars())


def test_sending_often_is_no_fork(net: TrialNetwork) -> None:
    desk = net.desk()
    for name in ("Amina", "Bashir", "Chand"):
        desk.register(name)
        desk.sync()
        desk.reopen()
    assert net.device(desk).alarm is None
    assert_settled(net, desk)


def test_a_head_office_that_begins_anew_gets_everything_once(net: TrialNetwork, tmp_path: Path) -> None:
    """The simple case of a new epoch: nothing of the old database is there, the keys and the desks are."""
    first, second = net.desk(), net.desk()
    shared = first.register("Amina")
    assert_settled(net, first, second)
    second.amend(shared.person, father_name_latin="Bashir")
    assert_settled(net, first, second)
    first.register("Not Sent Yet")
    assert first.status().unsent == 2

    reborn = make_office(tmp_path / "second-life")
    with serving(reborn) as server:
        anew = TrialNetwork(reborn, server, tmp_path / "anew")
        for desk in (first, second):
            _introduce(anew, desk)
        first.net = second.net = anew
        assert first.status().unsent == 2
        first.sync()
        assert first.status().epoch == reborn.head_office.epoch.id
        assert_settled(anew, first, second)
        assert len(anew.log()) == 5
        assert len(anew.rows(sa.select(batch.c.hash))) == 3
    reborn.head_office.close()


def _introduce(net: TrialNetwork, desk: TrialDesk) -> None:
    """Head office knows the desk again, and the desk knows its key: what a restore of the keys alone brings."""

    identity, office = desk.desk.identity, net.trial.head_office
    with writing(office.engine) as connection:
        network.add_pending_device(
            connection,
            identity.device,
            code=identity.code,
            office=identity.office,
            name="front room",
            public_key=signing.public_bytes(identity.key),
            app_version="test",
            at=0,
        )
        network.approve_device(connection, identity.device, "test", 0)
    theirs = replace(desk.desk.head_office, url=net.server.url, receipt_key=office.receipt_public_key)
    desk.desk = replace(desk.desk, head_office=theirs)
    with writing_desk(desk.desk.engine) as connection:
        settings.put_identity(connection, identity, theirs)


def test_a_restored_head_office_is_offered_what_it_holds_and_asks_only_for_the_rest(net: TrialNetwork) -> None:
    """A new epoch over the same records: the hashes are asked about first, so nothing travels twice."""
    desk = net.desk()
    desk.register("Amina")
    desk.sync()

    with writing(net.trial.head_office.engine) as connection:
        begin_epoch(connection, "second-epoch", 2)
    desk.register("Bashir")
    result = desk.sync()
    assert result.sent_changes == 2
    assert_settled(net, desk)
    assert (desk.receipt()["epoch"], desk.receipt()["seq"]) == ("second-epoch", 4)
