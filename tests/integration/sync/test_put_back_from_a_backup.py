"""Head office is put back from a backup: desks refill it by themselves, everything is there once, and it says what is safe."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop_client.services import referring
from desktop_client.storage import moved
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import journal
from desktop_client.sync.transport import Answer, HttpTransport, LineDown
from installers.trial_postgres import fresh_database
from shared_models.catalogue import Problem
from sync_server.storage.audit import audit_lines, verify_audit
from sync_server.storage.backups import DAY_MS, note_verified
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import open_head_office
from sync_server.storage.tables.intake import change_log
from sync_server.subjects.backups import create_backup, restore_backup, verify_backup
from sync_server.subjects.intake import HeadOfficeEdit, append_change, judging
from sync_server.subjects.people import Transfer, transfer_person
from tests.networks import TrialDesk, TrialNetwork, assert_settled, running, serving

WORDS = "seven quiet boats at noon"
PutBack = Callable[[TrialNetwork, Path], None]


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[TrialNetwork, PutBack]]:
    """A network, and a way to begin it again from a backup in an empty place while the desks keep their disks."""
    with ExitStack() as stack:

        def empty() -> str | None:
            if request.param == "embedded":
                return None
            return stack.enter_context(fresh_database(str(request.getfixturevalue("postgres_url"))))

        net = stack.enter_context(running(tmp_path / "net", empty()))

        def put_back(net: TrialNetwork, file: Path) -> None:
            configuration = ServerConfiguration(
                data=tmp_path / f"again-{len(list(tmp_path.iterdir()))}",
                database_url=empty(),
                stall_seconds=5,
                threads=8,
            )
            clock = net.trial.clock
            restore_backup(configuration, file, WORDS, who="test", clock=clock)
            trial = replace(net.trial, head_office=open_head_office(configuration, clock))
            stack.callback(trial.head_office.close)
            net.trial, net.server = trial, stack.enter_context(serving(trial))

        yield net, put_back


def _back_up(net: TrialNetwork, file: Path) -> str:
    made = create_backup(net.trial.head_office, file, WORDS, who="test", days=35)
    found = verify_backup(file, WORDS)
    assert found.contents.changes == len(net.log())
    with writing(net.trial.head_office.engine) as connection:
        assert note_verified(connection, made.manifest.id, who="test", at=net.trial.clock())
    return made.manifest.id


def _decide(net: TrialNetwork, person: str, father: str) -> None:
    """Somebody at the console corrects a name that stands there."""
    path = "person.father_name_latin"
    with writing(net.trial.head_office.engine) as connection:
        newest = sa.select(change_log.c.change_id).where(change_log.c.record == person)
        base = connection.execute(newest.order_by(change_log.c.position.desc()).limit(1)).scalar_one()
        append_change(
            connection, net.trial.head_office, HeadOfficeEdit(person, "edit", {path: father}, (base,), "reviewer")
        )


def _every_id(*desks: TrialDesk) -> list[str]:
    return sorted(one for desk in desks for one in desk.own_ids())


def _desk_changes(net: TrialNetwork) -> list[str]:
    return sorted(name for name in net.log() if not name.startswith("0."))


def test_two_desks_refill_a_restored_head_office_exactly_once(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path
) -> None:
    net, put_back = place
    first, second = net.desk(), net.desk()
    early = first.register("Before The Backup")
    assert_settled(net, first, second)
    before = net.trial.head_office.epoch
    _back_up(net, tmp_path / "one.frc")

    late = first.register("Later")
    for name in ("Amina", "Bashir", "Chand"):
        first.register(name)
        second.register(f"{name} Also")
        assert_settled(net, first, second)
    second.amend(late.person, father_name_latin="Bashir")
    assert_settled(net, first, second)
    _decide(net, late.person, "Bashir Ahmad")
    assert_settled(net, first, second)
    shown = first.picture()
    first.register("Not Sent Yet")

    put_back(net, tmp_path / "one.frc")
    assert len(net.log()) == 2
    assert net.trial.head_office.epoch.lineage[-1].id == before.id
    sent = first.sync()
    assert sent.refused == sent.conflicts == 0
    assert_settled(net, first, second)
    assert _desk_changes(net) == _every_id(first, second)
    # The decision of the console came back from the pages that the desks had kept.
    assert first.values(late.person)["person.father_name_latin"] == "Bashir Ahmad"
    assert {name: first.picture()[name] for name in shown} == shown
    assert early.person in net.picture()
    assert (first.sync().round_trips, second.sync().round_trips) == (1, 1)
    with reading(net.trial.head_office.engine) as connection:
        assert verify_audit(connection) is None
        actions = [line.action for line in audit_lines(connection)]
    assert {"server.restored", "page.handed_back"} <= set(actions)


def test_the_older_of_two_backups_and_then_the_younger_lose_nothing_either(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path
) -> None:
    net, put_back = place
    first, second = net.desk(), net.desk()
    kept = first.register("In Both")
    assert_settled(net, first, second)
    _back_up(net, tmp_path / "old.frc")
    first.register("In The Younger Only")
    second.amend(kept.person, father_name_latin="Rasool")
    assert_settled(net, first, second)
    _back_up(net, tmp_path / "young.frc")
    second.register("In None")
    _decide(net, kept.person, "Ghulam Rasool")
    assert_settled(net, first, second)

    put_back(net, tmp_path / "old.frc")
    first.sync()  # only one of the two desks meets this life
    first.register("In The Second Life")
    first.sync()
    put_back(net, tmp_path / "young.frc")
    assert_settled(net, first, second)
    assert _desk_changes(net) == _every_id(first, second)
    assert second.values(kept.person)["person.father_name_latin"] == "Ghulam Rasool"
    assert set(net.log().values()) == {"accepted"}


def test_work_of_a_desk_that_burnt_comes_back_from_its_neighbour(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path
) -> None:
    net, put_back = place
    burnt, neighbour = net.desk(), net.desk()
    neighbour.register("Anybody")
    assert_settled(net, burnt, neighbour)
    _back_up(net, tmp_path / "one.frc")
    lost = burnt.register("Whose Desk Burnt")
    assert_settled(net, burnt, neighbour)
    put_back(net, tmp_path / "one.frc")
    neighbour.sync()
    assert lost.person in net.picture()
    assert neighbour.picture() == net.picture()


class _AnswersLost(HttpTransport):
    """A line on which the answers after the first few never come."""

    def __init__(self, url: str, few: int) -> None:
        super().__init__(url)
        self.few = few

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        answer = super().send(method, path, headers, body)
        self.few -= 1
        if self.few < 0:
            raise LineDown
        return answer


def test_refilling_goes_on_where_a_broken_line_ended_it(net: TrialNetwork, tmp_path: Path) -> None:
    first, second = net.desk(), net.desk()
    kept = first.register("In The Backup")
    assert_settled(net, first, second)
    _back_up(net, tmp_path / "one.frc")
    for name in ("Amina", "Bashir"):
        first.register(name)
        assert_settled(net, first, second)
    _decide(net, kept.person, "Ahmad")
    assert_settled(net, first, second)

    configuration = ServerConfiguration(data=tmp_path / "again", stall_seconds=5, threads=8)
    restore_backup(configuration, tmp_path / "one.frc", WORDS, who="test", clock=net.trial.clock)
    trial = replace(net.trial, head_office=open_head_office(configuration, net.trial.clock))
    with serving(trial) as server:
        old, net.server, net.trial = (net.server, net.trial), server, trial
        for few in range(4):
            for desk in (first, second):
                with suppress(LineDown):
                    desk.sync(transport=_AnswersLost(server.url, few))
        assert_settled(net, first, second)
        assert _desk_changes(net) == _every_id(first, second)
        assert second.values(kept.person)["person.father_name_latin"] == "Ahmad"
        net.server, net.trial = old
    trial.head_office.close()


def test_a_receipt_says_backed_up_only_below_the_oldest_backup_that_may_be_put_back(
    net: TrialNetwork, tmp_path: Path
) -> None:
    desk = net.desk()
    desk.register("First")
    desk.sync()
    assert desk.receipt()["durability"] == "committed"
    made = create_backup(net.trial.head_office, tmp_path / "one.frc", WORDS, who="test", days=35).manifest
    assert desk.sync().round_trips == 1
    assert desk.receipt()["durability"] == "committed"  # nobody has tried the file yet
    with writing(net.trial.head_office.engine) as connection:
        note_verified(connection, made.id, who="test", at=net.trial.clock())
    desk.sync()
    assert (desk.receipt()["seq"], desk.receipt()["durability"]) == (2, "backed_up")

    desk.register("Second")
    desk.sync()
    _back_up(net, tmp_path / "two.frc")
    desk.sync()
    assert (desk.receipt()["seq"], desk.receipt()["durability"]) == (4, "committed")  # the older one lacks it
    net.trial.clock.forward(days=34)
    _back_up(net, tmp_path / "three.frc")
    net.trial.clock.now = made.expires + DAY_MS
    desk.sync()
    assert (desk.receipt()["seq"], desk.receipt()["durability"]) == (4, "backed_up")


def test_a_restored_head_office_decides_no_differently(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, put_back = place
    first, second = net.desk(), net.desk()
    made = first.register("Amina")
    assert_settled(net, first, second)
    _back_up(net, tmp_path / "one.frc")
    with writing_desk(first.desk.engine) as connection:
        wrong = Edit(made.person, "person", "edit", {"person.gender": "QQ"}, tuple(first.own_ids()[:1]))
        (bad,) = first.desk.journal.append(connection, [wrong], first.desk.typist, at=first.clock(), reference="1")
        first.desk.view.apply_own(connection, [bad])
    assert first.sync().refused == 1
    second.register("Later")
    assert_settled(net, first, second)
    shown = second.picture()

    put_back(net, tmp_path / "one.frc")
    monkeypatch.setattr(judging, "check_leaf", lambda *_, **__: None)  # what was wrong then would pass now
    second.sync()
    assert_settled(net, first, second)
    assert net.log()[str(bad.id)] == "refused"
    assert sum(name.startswith("0.") for name in net.log()) == 1
    assert second.picture() == shown


def test_a_refusal_of_an_earlier_life_also_holds_for_what_was_taken_meanwhile(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, put_back = place
    first, second, third = net.desk(), net.desk(), net.desk()
    _back_up(net, tmp_path / "one.frc")
    monkeypatch.setattr(judging, "are_plainly_right", lambda *_: False)
    monkeypatch.setattr(judging, "check_leaf", lambda *_, **__: Problem("field.empty", "person.name_latin"))
    made = first.register("Amina")
    assert first.sync().refused == 2
    second.sync()
    put_back(net, tmp_path / "one.frc")
    monkeypatch.setattr(judging, "check_leaf", lambda *_, **__: None)
    with writing_desk(first.desk.engine) as connection:
        connection.execute(journal.page.delete())  # this one has lost its pages, so its batch is judged anew
    assert first.sync().accepted == 2
    third.sync()
    assert made.person in third.picture()
    second.sync()
    assert_settled(net, second, third)
    first.sync()
    assert (net.picture(), third.picture()) == ({}, {})
    assert first.status().refused == 2


def _transfer(net: TrialNetwork, person: str, shown: str, office: str) -> None:
    head_office = net.trial.head_office
    with writing(head_office.engine) as connection:
        transfer_person(connection, head_office, Transfer(person, shown, office, "Lives there now"), "noor")


def _is_elsewhere(desk: TrialDesk, person: str) -> bool:
    with reading_desk(desk.desk.engine) as connection:
        return bool(moved.among(connection, [person]))


def test_a_transfer_that_a_restore_takes_back_leaves_the_record_alive_at_its_office(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path
) -> None:
    net, put_back = place
    desk = net.desk()
    person = desk.register("Amina Bibi").person
    assert_settled(net, desk)
    _back_up(net, tmp_path / "before.frcbackup")
    _transfer(net, person, "LHE", "KHI")
    desk.sync()
    assert _is_elsewhere(desk, person)
    put_back(net, tmp_path / "before.frcbackup")
    assert_settled(net, desk)  # nobody else had heard of the transfer: it is gone, and the record is here
    assert not _is_elsewhere(desk, person)
    assert desk.amend(person, father_name_latin="Bashir") == 1
    assert_settled(net, desk)


def test_the_new_office_hands_the_transfer_back_and_nothing_of_the_record_is_lost(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path
) -> None:
    net, put_back = place
    desk, there = net.desk(), net.desk("KHI")
    person = desk.register("Amina Bibi").person
    for one in (desk, there):
        one.sync()
    _back_up(net, tmp_path / "before.frcbackup")
    _transfer(net, person, "LHE", "KHI")
    for one in (desk, there):
        one.sync()
    there.amend(person, father_name_latin="Bashir")
    there.sync()
    put_back(net, tmp_path / "before.frcbackup")
    desk.sync()
    assert_settled(net, there, office="KHI")
    assert there.values(person)["person.father_name_latin"] == "Bashir"
    desk.sync()
    assert _is_elsewhere(desk, person)
    assert set(net.log().values()) == {"accepted"}


def test_a_copy_goes_when_every_backup_holds_its_leave_notice(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path
) -> None:
    net, _put_back = place
    desk, there = net.desk(), net.desk("KHI")
    person = desk.register("Amina Bibi").person
    assert_settled(net, desk)
    _transfer(net, person, "LHE", "KHI")
    for one in (desk, there):
        one.sync()
    assert desk.values(person)
    _back_up(net, tmp_path / "after.frcbackup")
    desk.register("Somebody Else")
    assert_settled(net, desk)
    desk.sync()
    assert desk.values(person) == {}
    _transfer(net, person, "KHI", "LHE")  # and it comes back whole
    assert_settled(net, desk)
    assert desk.values(person)["person.name_latin"] == "Amina Bibi"


@pytest.mark.parametrize("second_first", [True, False])
def test_a_referral_written_after_the_backup_is_there_again_with_its_answer(
    place: tuple[TrialNetwork, PutBack], tmp_path: Path, second_first: bool
) -> None:
    net, put_back = place
    desk, there = net.desk(), net.desk("KHI")
    for one in (desk, there):
        one.desk = replace(one.desk, person=replace(one.desk.person, role="CASEW"))
    person = desk.register("Amina Bibi").person
    for one in (desk, there):
        one.sync()
    _back_up(net, tmp_path / "before.frcbackup")
    sent = referring.refer(desk.desk, person, "KHI", "TRAINING")
    for one in (desk, there):
        one.sync()
    referring.take_step(there.desk, sent.shown.id, referring.ACCEPTED)
    there.sync()
    put_back(net, tmp_path / "before.frcbackup")
    order = (there, desk) if second_first else (desk, there)
    for one in (*order, *order):
        one.sync()
    assert_settled(net, there, office="KHI")
    assert_settled(net, desk)
    assert referring.of_person(desk.desk, person)[0].referral.state == "ACC"
    assert not _is_elsewhere(there, person)
    referring.take_step(desk.desk, sent.shown.id, referring.TAKEN_BACK)
    for one in (desk, there):
        one.sync()
    assert _is_elsewhere(there, person)
    assert set(net.log().values()) == {"accepted"}
