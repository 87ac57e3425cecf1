"""Desks without a line: files carried by hand, in any order, twice, late, beside the line; nothing lost, nothing doubled."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from desktop_client.services.bundles import read_bundle, write_bundle
from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from desktop_client.sync.bundles import Taken
from shared_models.catalogue import ProblemError
from shared_models.protocol.bundle import PAD
from shared_models.protocol.bundle_file import read_start
from shared_models.protocol.messages import SyncRequest
from sync_server.exchange import Answer, Imported, StickFile, bundle_answers, import_bundles
from sync_server.exchange import answer as answer_desk
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import batch
from sync_server.storage.tables.network import device
from sync_server.subjects.intake import erasures
from sync_server.subjects.network import Device
from tests.networks import TrialDesk, TrialNetwork, assert_settled


class Courier:
    """Whoever carries sticks between desks and head office."""

    def __init__(self, folder: Path, net: TrialNetwork) -> None:
        self._folder, self._net = folder, net
        self._count = 0

    def file(self) -> Path:
        self._count += 1
        return self._folder / f"{self._count}.frcusb"

    def write(self, desk: TrialDesk) -> Path:
        file = self.file()
        write_bundle(desk.desk, desk.home, file)
        return file

    def write_all(self, desk: TrialDesk, *, pictures: bool = False) -> list[Path]:
        file = self.file()
        names = write_bundle(desk.desk, desk.home, file, pictures=pictures).names
        return [file.with_name(name) for name in names]

    def bring(self, *files: Path) -> tuple[Imported, Path]:
        made = import_bundles(
            self._net.trial.head_office,
            [StickFile(file.name, read_start(file), file.read_bytes) for file in files],
            "test",
        )
        answer = self.file()
        answer.write_bytes(made.answer)
        return made, answer

    def round_trip(self, desk: TrialDesk) -> Taken:
        return read_bundle(desk.desk, desk.home, self.bring(self.write(desk))[1])


@pytest.fixture
def courier(any_net: TrialNetwork, tmp_path: Path) -> Courier:
    return Courier(tmp_path, any_net)


def _settled_by_hand(courier: Courier, desk: TrialDesk) -> bool:
    courier.round_trip(desk)
    courier.round_trip(desk)
    status = desk.status()
    return (status.unsent, status.receipt_seq) == (0, status.journal_seq) and desk.picture() == desk.net.picture()


def test_a_desk_without_a_line_delivers_and_comes_home_with_its_receipt_and_the_others_work(
    any_net: TrialNetwork, courier: Courier
) -> None:
    remote, near = any_net.desk(), any_net.desk()
    near.register("Near The Line")
    near.sync()
    mine = remote.register("Far From It")
    written = courier.write(remote)
    assert remote.status().unsent == 2  # a stick may be lost: nothing counts as sent by it
    made, answer = courier.bring(written)
    assert (made.fresh, made.changes, made.more) == (1, 2, False)
    taken = read_bundle(remote.desk, remote.home, answer)
    assert (taken.result.sent_changes, taken.result.accepted, taken.result.received) == (2, 2, 2)
    assert not taken.result.more
    receipt = remote.receipt()
    assert (receipt["seq"], receipt["durability"], receipt["verified"]) == (2, "committed", True)
    assert remote.picture() == any_net.picture()
    assert mine.person in remote.picture()
    assert {row.via for row in any_net.rows(batch.select())} == {"line", "usb"}
    assert_settled(any_net, remote, near)
    assert remote.sync().round_trips == 1


def test_the_same_file_and_the_same_answer_may_come_any_number_of_times(
    any_net: TrialNetwork, courier: Courier
) -> None:
    desk = any_net.desk()
    desk.register("Amina")
    file = courier.write(desk)
    first, answer = courier.bring(file)
    again, second_answer = courier.bring(file)
    assert (first.fresh, again.fresh, again.batches) == (1, 0, 1)
    for read in (answer, second_answer, answer):
        read_bundle(desk.desk, desk.home, read)
    assert not read_bundle(desk.desk, desk.home, answer).news
    assert len(any_net.log()) == 2
    assert_settled(any_net, desk)


def test_an_old_file_after_a_newer_one_and_an_old_answer_after_a_newer_one_change_nothing(
    any_net: TrialNetwork, courier: Courier
) -> None:
    desk = any_net.desk()
    person = desk.register("First")
    old = courier.write(desk)
    desk.amend(person.person, father_name_latin="Karim")
    desk.register("Second")
    newer = courier.write(desk)
    _, newer_answer = courier.bring(newer)
    late, old_answer = courier.bring(old)
    assert late.fresh == 0
    read_bundle(desk.desk, desk.home, newer_answer)
    shown, receipt = desk.picture(), desk.receipt()
    assert not read_bundle(desk.desk, desk.home, old_answer).news
    assert (desk.picture(), desk.receipt()) == (shown, receipt)
    assert len(any_net.log()) == 5
    assert_settled(any_net, desk)


def test_sticks_and_line_overlap_without_harm_whatever_comes_first(
    any_net: TrialNetwork, courier: Courier, random_source: random.Random
) -> None:
    desk, other = any_net.desk(), any_net.desk()
    files: list[Path] = []
    answers: list[Path] = []
    people = [desk.register("Amina").person]
    desk.sync()
    for turn in range(40):
        deed = random_source.choice(
            ("register", "amend", "elsewhere", "write", "bring", "read", "sync", "other", "open")
        )
        if deed == "register":
            people.append(desk.register(f"Person {chr(65 + turn % 26)}").person)
        elif deed == "amend":
            desk.amend(random_source.choice(people), father_name_latin=f"Father {chr(65 + turn % 26)}")
        elif deed == "elsewhere":
            other.register(f"Elsewhere {chr(65 + turn % 26)}")
        elif deed == "write":
            files.append(courier.write(desk))
        elif deed == "bring" and files:
            answers.append(courier.bring(random_source.choice(files))[1])
        elif deed == "read" and answers:
            read_bundle(desk.desk, desk.home, random_source.choice(answers))
        elif deed == "open":
            desk.reopen()
        elif deed in {"sync", "other"}:
            (desk if deed == "sync" else other).sync()
    assert_settled(any_net, desk, other)
    answers += [courier.bring(file)[1] for file in random_source.sample(files, len(files))]
    for answer in random_source.sample(answers, len(answers)):
        read_bundle(desk.desk, desk.home, answer)
    assert_settled(any_net, desk, other)
    assert len(any_net.log()) == len(set(any_net.log())) == len(desk.own_ids()) + len(other.own_ids())
    assert (any_net.device(desk).alarm, any_net.device(other).alarm) == (None, None)


def test_by_sticks_alone_everything_comes_home_in_several_files_and_parts(
    any_net: TrialNetwork, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answer_desk

    def in_small_pages(office: HeadOffice, desk: Device, asked: SyncRequest, *more: Any) -> Answer:
        return whole(office, desk, msgspec.structs.replace(asked, page_changes=8), *more)

    monkeypatch.setattr(bundle_answers, "answer", in_small_pages)
    desk, other = any_net.desk(), any_net.desk()
    for turn in range(30):
        other.register(f"Person {chr(65 + turn % 26)}")
    other.sync()
    desk.register("Here")
    file = courier.write(desk)
    with monkeypatch.context() as patched:
        patched.setattr(bundle_answers, "MOST_ANSWER_BYTES", 2_000)
        made, answer = courier.bring(file)
    assert (made.pages > 1, made.more) == (True, True)
    # What a stick takes home is not read there yet: head office believes the desk's own word alone.
    assert any_net.rows(sa.select(device.c.cursor).where(device.c.id == desk.desk.identity.device))[0].cursor == 0
    taken = read_bundle(desk.desk, desk.home, answer)
    assert (taken.pages, taken.late, taken.result.more) == (made.pages, 0, True)
    assert _settled_by_hand(courier, desk)


def test_a_file_says_nothing_to_whoever_finds_it(any_net: TrialNetwork, courier: Courier) -> None:
    desk = any_net.desk()
    desk.register("Zulaikha Khatoon")
    one = courier.write(desk).read_bytes()
    desk.register("Zulaikha Khatoon the second")
    two = courier.write(desk).read_bytes()
    assert b"Zulaikha" not in one
    assert len(one) == len(two) > PAD
    _, answer = courier.bring(courier.write(desk))
    assert b"Zulaikha" not in answer.read_bytes()


def test_a_closed_desk_hands_over_what_it_had_and_it_is_put_aside(any_net: TrialNetwork, courier: Courier) -> None:
    desk = any_net.desk()
    desk.register("Before")
    desk.sync()
    any_net.revoke(desk)
    desk.register("After")
    made, answer = courier.bring(courier.write(desk))
    assert (made.fresh, made.pages) == (1, 0)
    taken = read_bundle(desk.desk, desk.home, answer)
    assert taken.result.closed
    assert desk.receipt()["durability"] == "quarantined"
    assert len(any_net.log()) == 2


def test_a_restored_desk_asks_by_stick_for_what_its_disk_lacks(
    any_net: TrialNetwork, courier: Courier, tmp_path: Path
) -> None:
    desk = any_net.desk()
    desk.register("In The Backup")
    desk.sync()
    restored = desk.copy(tmp_path / "backup")
    desk.reopen()
    lost = desk.register("After The Backup")
    desk.sync()
    any_net.desks.append(restored)
    assert courier.round_trip(restored).result.more
    assert lost.person not in restored.picture()
    assert not courier.round_trip(restored).result.more
    assert lost.person in restored.picture()
    assert_settled(any_net, restored)


def test_an_old_file_brings_nobody_back_who_was_erased_and_the_answer_erases_at_the_desk(
    any_net: TrialNetwork, courier: Courier
) -> None:
    desk, office = any_net.desk(), any_net.trial.head_office
    gone, stays = desk.register("Zubaida Vanishing"), desk.register("Rukhsana Staying")
    old = courier.write(desk)
    courier.round_trip(desk)
    with writing(office.engine) as connection:
        erasures.erase_person(connection, office, gone.person, reason="asked at the desk, card seen", who="test")
    assert courier.bring(old)[0].fresh == 0
    assert gone.person not in any_net.picture()
    courier.round_trip(desk)
    assert (gone.person in desk.picture(), stays.person in desk.picture()) == (False, True)
    courier.round_trip(desk)  # says how far this desk has read
    with reading(office.engine) as connection:
        assert [done.not_yet_at for done in erasures.done(connection)] == [()]
    assert courier.bring(old)[0].fresh == 0
    assert gone.person not in any_net.picture()


def test_a_desk_that_knows_no_key_says_so_and_learns_it_by_line(any_net: TrialNetwork, courier: Courier) -> None:
    desk = any_net.desk()
    desk.register("Amina")
    with writing_desk(desk.desk.engine) as connection:
        settings.put(connection, settings.BUNDLE_KEY, "")
    with pytest.raises(ProblemError) as refused:
        courier.write(desk)
    assert refused.value.problem.code == "bundle.no_key"
    desk.sync()
    with reading_desk(desk.desk.engine) as connection:
        assert settings.get(connection, settings.BUNDLE_KEY)
    courier.round_trip(desk)
    assert_settled(any_net, desk)


def test_what_a_desk_without_a_line_lost_is_found_by_the_counts_in_an_answer_and_comes_with_the_next(
    any_net: TrialNetwork, courier: Courier
) -> None:
    near, far = any_net.desk(), any_net.desk()
    lost = near.register("Amina Lost").person
    near.sync()
    far.register("Bano Here")
    assert not courier.round_trip(far).result.more
    with writing_desk(far.desk.engine) as connection:
        connection.execute(journal.pulled_change.delete().where(journal.pulled_change.c.record == lost))
        connection.execute(shown.record.delete().where(shown.record.c.id == lost))
    near.register("Chanda Meanwhile")
    near.sync()
    told = courier.round_trip(far)
    assert (told.result.more, told.result.repaired) == (True, 0)
    repaired = courier.round_trip(far)
    assert (repaired.result.more, repaired.result.repaired) == (False, 1)
    assert far.picture() == any_net.picture()
    assert any_net.device(far).alarm == "scope_differs"
    assert courier.round_trip(far).result.repaired == 0
    assert_settled(any_net, near, far)
