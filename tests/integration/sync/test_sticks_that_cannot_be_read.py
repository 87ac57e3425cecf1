"""A stick is full, pulled out, worn, meant for others or somebody's mischief: a sentence, and nothing taken or lost."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import resource
import struct
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from desktop_client.services.bundles import read_bundle, write_bundle
from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables import journal
from desktop_client.sync import bundle_keys
from shared_models.catalogue import ProblemError, sentence
from shared_models.protocol import bundle as bundles
from shared_models.protocol.bundle import Answered, Asked
from shared_models.protocol.bundle_file import read_file, write_file
from shared_models.protocol.messages import SyncReply, SyncRequest
from shared_models.security import sealing, signing
from sync_server.exchange import import_bundle
from sync_server.storage.engine import writing as head_office_writing
from sync_server.storage.state import begin_epoch
from sync_server.storage.tables.intake import batch
from tests.networks import TrialDesk, TrialNetwork, assert_settled, running


def _code(failure: pytest.ExceptionInfo[ProblemError]) -> str:
    found = failure.value.problem
    for language in ("en", "ur"):
        said = sentence(found, language)
        assert said != found.code
        assert "{" not in said
    return found.code


def _import_refused(net: TrialNetwork, raw: bytes) -> str:
    with pytest.raises(ProblemError) as refused:
        import_bundle(net.trial.head_office, raw, "stick.frcusb", "test")
    return _code(refused)


def _read_refused(desk: TrialDesk, raw: bytes, folder: Path) -> str:
    file = folder / "answer.frcusb"
    file.write_bytes(raw)
    with pytest.raises(ProblemError) as refused:
        read_bundle(desk.desk, desk.home, file)
    return _code(refused)


@pytest.fixture
def desk(net: TrialNetwork) -> TrialDesk:
    made = net.desk()
    made.register("Amina")
    return made


def _written(desk: TrialDesk, folder: Path) -> bytes:
    write_bundle(desk.desk, desk.home, folder / "up.frcusb")
    return (folder / "up.frcusb").read_bytes()


@pytest.fixture
def untouched(net: TrialNetwork, desk: TrialDesk) -> Iterator[None]:
    """Whatever the test does, head office holds nothing by it, and everything arrives afterwards."""
    yield
    assert net.rows(batch.select()) == []
    assert_settled(net, desk)


@pytest.mark.usefixtures("untouched")
def test_wherever_it_was_cut_off_a_file_is_incomplete(net: TrialNetwork, desk: TrialDesk, tmp_path: Path) -> None:
    raw = _written(desk, tmp_path)
    head = raw.index(b"}") + 1
    half = len(raw) // 2
    cuts = [*range(1, head + 2), half, len(raw) - 1]
    told = {_import_refused(net, raw[:cut]) for cut in cuts}
    assert told == {"bundle.incomplete", "bundle.incomplete_start"}
    assert _import_refused(net, b"") == "bundle.empty"
    with pytest.raises(ProblemError) as refused:
        import_bundle(net.trial.head_office, raw[:half], "stick.frcusb", "test")
    told_sizes = refused.value.problem.params["have"], refused.value.problem.params["whole"]
    assert told_sizes == (str(-(-half // 1024)), str(-(-len(raw) // 1024)))


@pytest.mark.usefixtures("untouched")
def test_one_flipped_bit_anywhere_is_found(
    net: TrialNetwork, desk: TrialDesk, tmp_path: Path, random_source: random.Random
) -> None:
    raw = _written(desk, tmp_path)
    head = raw.index(b"}") + 1
    places = [*range(head), *(random_source.randrange(head, len(raw)) for _ in range(50))]
    expected = {"bundle.not_one", "bundle.damaged", "bundle.incomplete_start"}
    for place in places:
        flipped = bytearray(raw)
        flipped[place] ^= 1 << random_source.randrange(8)
        assert _import_refused(net, bytes(flipped)) in expected


@pytest.mark.usefixtures("untouched")
def test_what_is_no_file_of_ours_is_no_file_of_ours(net: TrialNetwork, desk: TrialDesk, tmp_path: Path) -> None:
    noise = os.urandom(50 * 1024 * 1024)
    for raw in (noise, b"PK\x03\x04" + noise[:5000], b"<html>sign in</html>", b"FRCB1" + noise[:100], b"\0" * 4096):
        assert _import_refused(net, raw) == "bundle.not_one"
        assert _read_refused(desk, raw, tmp_path) == "bundle.not_one"
    assert _read_refused(desk, b"FRCUSB1\n" + b"\xff" * 4096, tmp_path) == "bundle.damaged"


def test_files_of_others_are_told_apart(net: TrialNetwork, desk: TrialDesk, tmp_path: Path) -> None:
    raw = _written(desk, tmp_path)
    with running(tmp_path / "elsewhere") as other:
        assert _import_refused(other, raw) == "bundle.other_head_office"
        stranger = other.desk()
        foreign = _written(stranger, tmp_path)
        assert _import_refused(net, foreign) == "bundle.other_head_office"
    colleague = net.desk()
    answer = import_bundle(net.trial.head_office, raw, "up", "test").answer
    assert _read_refused(colleague, answer, tmp_path) == "bundle.other_desk"
    assert _read_refused(desk, raw, tmp_path) == "bundle.goes_up"
    assert _import_refused(net, answer) == "bundle.goes_down"
    unknown = net.desk(known=False)
    assert _import_refused(net, _written(unknown, tmp_path)) == "bundle.desk_unknown"
    waiting = net.desk(approved=False)
    assert _import_refused(net, _written(waiting, tmp_path)) == "enrolment.device_not_approved"
    with writing(desk.desk.engine) as connection:  # a disk put back from before the first file was written
        settings.put(connection, settings.ANSWER_KEY, "")
    assert _read_refused(desk, answer, tmp_path) == "bundle.other_key"
    assert_settled(net, desk)


def _put_together(header: bundles.Header, parts: list[bytes]) -> bytes:
    """A file that somebody made with care from parts of others."""
    told = {"parts": [len(part) for part in parts], "sha256": hashlib.sha256(b"".join(parts)).hexdigest()}
    head = msgspec.json.encode(msgspec.structs.replace(header, **told))
    return b"".join((b"FRCUSB1\n", struct.pack(">I", len(head)), hashlib.sha256(head).digest(), head, *parts))


@pytest.mark.usefixtures("untouched")
def test_parts_of_two_files_are_not_one_file(
    net: TrialNetwork, desk: TrialDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PART_BYTES", 1)
    _written(desk, tmp_path)  # seals what is there
    desk.register("Bano")
    one, two = (bundles.whole(_written(desk, tmp_path), bundles.UP, "stick") for _ in range(2))
    assert len(one.parts) == 2
    for parts in (
        [one.parts[0], two.parts[1]],
        [one.parts[1], one.parts[0]],
        [one.parts[0]],
        [*one.parts, two.parts[0]],
    ):
        assert _import_refused(net, _put_together(one.header, parts)) == "bundle.mixed"


@pytest.mark.usefixtures("untouched")
def test_nobody_can_speak_for_a_desk_or_for_head_office(net: TrialNetwork, desk: TrialDesk, tmp_path: Path) -> None:
    office, stranger = net.trial.head_office, signing.new_signing_key()
    mine, up = desk.desk.identity, sealing.public_of(office.bundle_key)
    address = bundles.Address(bundles.UP, up, mine.device, mine.code, "ab" * 8)
    _written(desk, tmp_path)  # seals a batch, and from now on this desk has a key for answers
    facts = Asked("ab" * 8, mine.device, 1, 1, "00" * 32, SyncRequest())
    assert _import_refused(net, bundles.pack(address, stranger, [(facts, [])])) == "bundle.signature_wrong"
    for wrong in ({"device": "somebody00"}, {"id": "cd" * 8}, {"part": 2}, {"of": 2}):
        said = msgspec.structs.replace(facts, **wrong)
        assert _import_refused(net, bundles.pack(address, mine.key, [(said, [])])) == "bundle.signature_wrong"
    with reading(desk.desk.engine) as connection:
        held = connection.execute(journal.batch.select()).one().raw
    for key in ("00" * 32, "ab", "no key"):
        said = msgspec.structs.replace(facts, answer_key=key)
        assert _import_refused(net, bundles.pack(address, mine.key, [(said, [held])])) == "bundle.signature_wrong"
    with reading(desk.desk.engine) as connection:
        kept = bundle_keys.answer_key(connection)
    assert kept is not None
    down = bundles.Address(bundles.DOWN, sealing.public_of(kept), mine.device, mine.code, "ab" * 8)
    reply = SyncReply(office.epoch.id, 0, orders=[{"order": "closed"}])
    forged = Answered("ab" * 8, mine.device, 1, 1, office.epoch.id, 0, reply)
    assert _read_refused(desk, bundles.pack(down, stranger, [(forged, [])]), tmp_path) == "bundle.not_head_office"


def test_an_answer_of_an_earlier_life_of_head_office_is_not_believed(tmp_path: Path) -> None:
    with running(tmp_path / "net") as net:
        desk, office = net.desk(), net.trial.head_office
        desk.register("Amina")
        before = _file(tmp_path, import_bundle(office, _written(desk, tmp_path), "up", "test").answer)
        with head_office_writing(office.engine) as connection:
            begin_epoch(connection, "another life", cut=0)
        told = import_bundle(office, _written(desk, tmp_path), "up", "test")
        assert told.more
        taken = read_bundle(desk.desk, desk.home, _file(tmp_path / "net", told.answer))
        assert (desk.status().epoch, taken.result.more) == ("another life", True)
        with pytest.raises(ProblemError) as refused:
            read_bundle(desk.desk, desk.home, before)
        assert _code(refused) == "bundle.old_life"
        rest = import_bundle(office, _written(desk, tmp_path), "up", "test").answer
        assert not read_bundle(desk.desk, desk.home, _file(tmp_path, rest)).result.more
        assert desk.receipt()["epoch"] == "another life"
        assert desk.picture() == net.picture()


def _file(folder: Path, raw: bytes) -> Path:
    file = folder / "copied.frcusb"
    file.write_bytes(raw)
    return file


def test_a_stick_that_fails_while_it_is_written_keeps_the_file_from_before(
    desk: TrialDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "up.frcusb"
    before = _written(desk, tmp_path)
    desk.register("Bano")

    def pulled_out(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", pulled_out)
        with pytest.raises(ProblemError) as refused:
            write_bundle(desk.desk, desk.home, file)
    assert _code(refused) == "bundle.not_written"
    assert (file.read_bytes(), list(tmp_path.glob(".*"))) == (before, [])
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", lambda _file: b"worn out")
        with pytest.raises(ProblemError) as refused:
            write_bundle(desk.desk, desk.home, file)
    assert _code(refused) == "bundle.stick_bad"
    assert (file.read_bytes(), list(tmp_path.glob(".*"))) == (before, [])
    assert len(_written(desk, tmp_path)) == len(before)


def test_a_full_stick_is_said_and_nothing_half_written_stays(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40 * 1024, hard))
    try:
        with pytest.raises(ProblemError) as refused:
            write_file(tmp_path / "up.frcusb", bytes(100 * 1024))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _code(refused) == "bundle.stick_full"
    assert list(tmp_path.iterdir()) == []


def test_only_a_plain_file_is_read_or_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "secret").write_bytes(b"kept")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "link", "pipe"):
        for act in (read_file, lambda file: write_file(file, b"x")):
            with pytest.raises(ProblemError) as refused:
                act(tmp_path / name)
            assert _code(refused) == "bundle.no_plain_file"
    assert (tmp_path / "secret").read_bytes() == b"kept"
    with pytest.raises(ProblemError) as refused:
        read_file(tmp_path / "nowhere" / "up.frcusb")
    assert _code(refused) == "bundle.not_there"
    with pytest.raises(ProblemError) as refused:
        write_file(tmp_path / "nowhere" / "up.frcusb", b"x")
    assert _code(refused) == "bundle.not_written"
    with (tmp_path / "large").open("wb") as large:
        large.truncate(bundles.MOST_BYTES + 1)
    with pytest.raises(ProblemError) as refused:
        read_file(tmp_path / "large")
    assert _code(refused) == "bundle.too_large"
