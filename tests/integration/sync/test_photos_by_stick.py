"""Photos without a line: a whole desk goes in one trip of several files, and what a line would fetch comes with the answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from desktop_client.capture import pictures
from desktop_client.services import attachments
from desktop_client.services.bundles import read_bundle, write_bundle
from desktop_client.storage.engine import reading
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.tables.files import stored_file
from desktop_client.sync import packing
from desktop_client.sync.bundles import Taken
from shared_models.catalogue.problems import sentence
from shared_models.protocol import bundle as bundles
from shared_models.protocol.bundle_file import read_start
from sync_server.exchange import Imported, StickFile, import_bundles
from sync_server.storage.engine import writing
from sync_server.storage.state import begin_epoch
from sync_server.subjects.files import store_of
from tests.networks import TrialDesk, TrialNetwork, assert_settled, running
from tests.reference_versions import publish_words

PEOPLE = 4


@pytest.fixture
def net(tmp_path: Path) -> Iterator[TrialNetwork]:
    with running(tmp_path / "net") as made:
        yield made


@pytest.fixture(autouse=True)
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """A photo of these tests has some 30 KB: so that four people take several files."""
    monkeypatch.setattr(bundles, "PART_BYTES", 30_000)
    monkeypatch.setattr(packing, "MOST_BLOB_BYTES", 60_000)


def _register(desk: TrialDesk, chance: random.Random, count: int = PEOPLE) -> list[str]:
    """People with a photo each; the ids of the persons."""
    made = []
    for _ in range(count):
        person = desk.register(c_photo=True).person
        drawn = Image.frombytes("RGB", (90, 120), chance.randbytes(90 * 120 * 3)).resize((900, 1200))
        photo = pictures.prepare(drawn, pictures.PHOTO)
        attachments.add(desk.desk, FileStore(desk.home.folder), person, "PHOTO", [photo])
        made.append(person)
    return made


def _write(desk: TrialDesk, folder: Path, name: str = "up", *, pictures: bool = False) -> list[Path]:
    written = write_bundle(desk.desk, desk.home, folder / f"{name}.frcusb", pictures=pictures)
    assert not written.more
    return [folder / one for one in written.names]


def _bring(net: TrialNetwork, *files: Path) -> Imported:
    brought = [StickFile(one.name, read_start(one), one.read_bytes) for one in files]
    return import_bundles(net.trial.head_office, brought, "test")


def _read(desk: TrialDesk, folder: Path, made: Imported) -> Taken:
    answer = folder / "answer.frcusb"
    answer.write_bytes(made.answer)
    return read_bundle(desk.desk, desk.home, answer)


def _told(made: Imported) -> list[tuple[str, str]]:
    for found in made.said:
        for language in ("en", "ur"):
            assert "{" not in sentence(found, language)
    return [(found.code, found.params.get("missing", "")) for found in made.said]


def _not_there(net: TrialNetwork, desk: TrialDesk) -> int:
    with reading(desk.desk.engine) as connection:
        names = list(connection.execute(sa.select(stored_file.c.name)).scalars())
    store = store_of(net.trial.head_office)
    return sum(not store.has(name) for name in names)


def test_a_desk_with_photos_goes_in_one_trip_of_several_files_in_any_order(
    net: TrialNetwork, tmp_path: Path, random_source: random.Random
) -> None:
    desk = net.desk()
    _register(desk, random_source)
    files = _write(desk, tmp_path)
    assert len(files) > 2
    assert {file.name for file in files} == {f"up-{number}of{len(files)}.frcusb" for number in range(1, len(files) + 1)}
    made = _bring(net, *random_source.sample(files, len(files)))
    assert (made.taken, made.files, _told(made)) == (len(files), 2 * PEOPLE, [])
    assert _not_there(net, desk) == 0
    taken = _read(desk, tmp_path, made)
    assert (taken.result.files, taken.result.more) == (2 * PEOPLE, False)
    assert len(_write(desk, tmp_path, "next")) == 1  # what is there does not go again
    assert_settled(net, desk)


def test_what_is_missing_half_written_or_of_others_is_told_and_the_rest_is_taken(
    net: TrialNetwork, tmp_path: Path, random_source: random.Random
) -> None:
    desk, other = net.desk(), net.desk()
    _register(desk, random_source)
    files = _write(desk, tmp_path)
    second, last, of = files[1], files[-1], len(files)
    whole = second.read_bytes()
    second.write_bytes(whole[: len(whole) // 2])
    stranger = _write(other, tmp_path, "stranger")
    made = _bring(net, last, second, *stranger)
    others = ", ".join(str(number) for number in range(1, of))
    wrong = {"bundle.incomplete": "", "bundle.of_other_desk": "", "bundle.parts_missing": others}
    assert (made.taken, dict(_told(made))) == (1, wrong | {"bundle.photos_early": ""})
    second.write_bytes(whole)
    assert _told(_bring(net, *files[2:], files[0])) == [("bundle.parts_missing", "2")]
    assert _told(_bring(net, second)) == []  # the others came before
    assert _not_there(net, desk) == 0
    again = _write(desk, tmp_path, "again")
    mixed = _bring(net, again[0], last)
    assert [code for code, _ in _told(mixed)] == ["bundle.two_trips", "bundle.parts_missing"]
    _read(desk, tmp_path, mixed)
    assert_settled(net, desk)


def test_after_a_new_life_of_head_office_photos_that_it_holds_do_not_go_again(
    net: TrialNetwork, tmp_path: Path, random_source: random.Random
) -> None:
    desk = net.desk()
    _register(desk, random_source)
    _read(desk, tmp_path, _bring(net, *_write(desk, tmp_path)))
    with reading(desk.desk.engine) as connection:
        lost = connection.execute(sa.select(stored_file.c.name).where(stored_file.c.turn == 1).limit(1)).scalar_one()
    store_of(net.trial.head_office).drop(lost)
    with writing(net.trial.head_office.engine) as connection:
        begin_epoch(connection, "another life", cut=0)
    assert _read(desk, tmp_path, _bring(net, *_write(desk, tmp_path))).result.more
    asking = write_bundle(desk.desk, desk.home, tmp_path / "asks.frcusb")
    assert (asking.files, len(asking.names)) == (0, 1)
    assert _read(desk, tmp_path, _bring(net, tmp_path / "asks.frcusb")).result.more
    last = write_bundle(desk.desk, desk.home, tmp_path / "last.frcusb")
    assert last.files == 1
    assert not _read(desk, tmp_path, _bring(net, tmp_path / "last.frcusb")).result.more
    assert _not_there(net, desk) == 0
    assert_settled(net, desk)


def test_the_answer_brings_a_new_version_and_on_demand_the_small_pictures_of_others(
    net: TrialNetwork, tmp_path: Path, random_source: random.Random
) -> None:
    near, far = net.desk(), net.desk()
    (person,) = _register(near, random_source, 1)
    _read(near, tmp_path, _bring(net, *_write(near, tmp_path)))
    version = publish_words(net.trial.head_office, tmp_path, {"fields/person.gender": {"Urdu": "جنس (قانونی)"}})
    taken = _read(far, tmp_path, _bring(net, *_write(far, tmp_path)))
    assert (taken.result.reference, taken.pictures) == (version.version, 0)
    store = FileStore(far.home.folder)
    assert attachments.face_of(far.desk, store, person) is None
    taken = _read(far, tmp_path, _bring(net, *_write(far, tmp_path, pictures=True)))
    assert (taken.result.reference, taken.pictures, taken.news) == ("", 1, True)
    assert attachments.face_of(far.desk, store, person) is not None
    assert not _read(far, tmp_path, _bring(net, *_write(far, tmp_path, pictures=True))).news
    far.reopen()
    assert far.status().reference == version.version
