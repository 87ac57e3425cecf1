"""A photo is encrypted where it is taken, goes after the records, survives a line that breaks, and is fetched on demand."""

import base64
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa
import tenacity
from PIL import Image

from desktop_client.capture import pictures
from desktop_client.services import attachments
from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.tables.files import stored_file
from desktop_client.storage.tables.people import record
from desktop_client.sync import files
from desktop_client.sync.round import RoundResult, SyncRun
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import HttpTransport
from installers.broken_line import WHOLE, BrokenLine, Fate, broken_line
from shared_models.catalogue.problems import ProblemError
from sync_server.storage.engine import reading as reading_there
from sync_server.storage.engine import writing as writing_there
from sync_server.subjects.files import store_of
from sync_server.subjects.intake.erasures import erase_person
from sync_server.subjects.people import read_person
from sync_server.subjects.people.page import Picture
from sync_server.subjects.people.reader import Reader
from tests.locked_pdf import locked_pdf
from tests.networks import TrialDesk, TrialNetwork

BREAKS_EVERY = 30 * 1024
NO_WAIT = tenacity.wait_none()


@pytest.fixture
def line(net: TrialNetwork) -> Iterator[BrokenLine]:
    with broken_line(net.address, lambda _number: WHOLE) as made:
        yield made


def _photo(chance: random.Random, width: int = 900, height: int = 1200) -> Image.Image:
    small = Image.frombytes("RGB", (90, 120), chance.randbytes(90 * 120 * 3))
    return small.resize((width, height))


def _store(desk: TrialDesk) -> FileStore:
    return FileStore(desk.home.folder)


def _sync(desk: TrialDesk, url: str | None = None) -> RoundResult:
    run = SyncRun(
        engine=desk.desk.engine,
        identity=desk.desk.identity,
        head_office=desk.desk.head_office,
        view=desk.desk.view,
        transport=HttpTransport(url or desk.net.server.url),
        clock=desk.clock,
        wait=NO_WAIT,
        files=_store(desk),
    )
    return run.run()


def _taken(desk: TrialDesk, chance: random.Random, count: int = 1) -> list[str]:
    taken = []
    for _ in range(count):
        made = desk.register(c_photo=True)
        page = pictures.prepare(_photo(chance), pictures.PHOTO)
        assert len(page.picture) <= pictures.PHOTO_BYTES
        assert len(page.small) <= pictures.SMALL_BYTES
        taken += attachments.add(desk.desk, _store(desk), made.person, "PHOTO", [page])
    return taken


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        action()
    return refused.value.problem.code


def test_a_photo_reaches_head_office_encrypted_and_another_desk_of_the_office_on_demand(
    any_net: TrialNetwork, random_source: random.Random, tmp_path: Path
) -> None:
    desk, second, elsewhere = any_net.desk(), any_net.desk(), any_net.desk("KHI")
    (taken,) = _taken(desk, random_source)
    assert _sync(desk).files == 2
    for other in (second, elsewhere):
        other.sync()
    picture = attachments.open_picture(desk.desk, _store(desk), taken)
    assert picture is not None
    assert picture[:2] == b"\xff\xd8"
    assert attachments.open_picture(second.desk, _store(second), taken) is None
    name, size = attachments.file_wanted(second.desk, taken)
    stored = store_of(any_net.trial.head_office).get(name)
    assert stored is not None
    assert picture[:64] not in stored
    signed = SignedLine(
        second.desk.engine, second.desk.identity, HttpTransport(any_net.server.url), second.clock
    )  # fmt: skip
    files.fetch(signed, _store(second), name, taken, size)
    assert attachments.open_picture(second.desk, _store(second), taken) == picture
    assert _refused(lambda: attachments.file_wanted(elsewhere.desk, taken)) == "record.unknown"
    any_net.revoke(second)
    assert _refused(lambda: files.fetch(signed, FileStore(tmp_path), name, taken, size)) == "enrolment.device_revoked"
    stranger = SignedLine(
        elsewhere.desk.engine, elsewhere.desk.identity, HttpTransport(any_net.server.url), elsewhere.clock
    )
    assert _refused(lambda: files.fetch(stranger, _store(elsewhere), name, taken, size)) == "attachment.not_known"


def test_a_line_that_breaks_every_thirty_kilobytes_brings_every_photo_over_after_the_records(
    net: TrialNetwork, line: BrokenLine, random_source: random.Random
) -> None:
    desk = net.desk()
    taken = _taken(desk, random_source, 4)
    line.plan = lambda _number: Fate(both=BREAKS_EVERY)
    for _ in range(20):
        told = _sync(desk, line.url)
        if not told.more:
            break
    assert desk.status().unsent == 0
    assert line.cuts > 2
    held = store_of(net.trial.head_office)
    assert all(
        held.has(attachments.file_wanted(desk.desk, one, small=small)[0]) for one in taken for small in (True, False)
    )
    size = sum(attachments.file_wanted(desk.desk, one)[1] for one in taken)
    assert line.bytes_up < 1.6 * size


def test_what_head_office_lost_with_an_older_backup_goes_again_and_nothing_else(
    net: TrialNetwork, random_source: random.Random
) -> None:
    desk = net.desk()
    first, second = _taken(desk, random_source, 2)
    assert _sync(desk).files == 4
    lost = attachments.file_wanted(desk.desk, second)[0]
    folder = net.trial.head_office.configuration.data / "blobs"
    (folder / lost[:2] / lost).unlink()
    with writing(desk.desk.engine) as connection:
        connection.execute(stored_file.update().values(held=False))
        settings.put(connection, settings.ASK_FILES, 1)
    assert _sync(desk).files == 1
    assert store_of(net.trial.head_office).has(lost)
    assert attachments.list_of(desk.desk, _store(desk), first)[0].held


def test_no_photo_is_taken_without_a_yes_and_none_is_shown_that_was_altered(
    net: TrialNetwork, random_source: random.Random
) -> None:
    desk = net.desk()
    without = desk.register()
    page = pictures.prepare(_photo(random_source), pictures.PHOTO)
    add = lambda: attachments.add(desk.desk, _store(desk), without.person, "PHOTO", [page])  # noqa: E731
    assert _refused(add) == "attachment.no_permission"
    (paper,) = attachments.add(desk.desk, _store(desk), without.person, "CNIC_F", [page])
    name, _ = attachments.file_wanted(desk.desk, paper)
    place = desk.home.folder / "blobs" / name[:2] / name
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    assert attachments.open_picture(desk.desk, _store(desk), paper) is None


@pytest.mark.parametrize("content", [b"", b"not a picture", b"%PDF-1.7 broken", b"\xff\xd8\xff\xe0 cut off"])
def test_what_is_no_picture_is_told_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "page.jpg"
    file.write_bytes(content)
    assert _refused(lambda: list(pictures.pages_of(file))) == "attachment.not_a_picture"
    assert _refused(lambda: list(pictures.pages_of(tmp_path / "none.jpg"))) == "attachment.file_missing"


def test_a_pdf_with_a_password_is_told_and_what_to_do_about_it(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(locked_pdf("secret"))
    assert len(pypdfium2.PdfDocument(file, password="secret")) == 1
    assert _refused(lambda: list(pictures.pages_of(file))) == "attachment.pdf_locked"


@pytest.mark.tail
def test_a_camera_picture_of_fifty_million_bytes_becomes_a_photo(tmp_path: Path, random_source: random.Random) -> None:
    file = tmp_path / "camera.png"
    Image.frombytes("RGB", (4200, 4000), random_source.randbytes(4200 * 4000 * 3)).save(file, compress_level=0)
    assert file.stat().st_size > 50_000_000
    (image,) = pictures.pages_of(file)
    assert len(pictures.prepare(image, pictures.PHOTO).picture) <= pictures.PHOTO_BYTES


def test_of_an_erased_person_no_photo_stays_on_any_disk(net: TrialNetwork, random_source: random.Random) -> None:
    desk, second = net.desk(), net.desk()
    gone, stays = _taken(desk, random_source, 2)
    assert _sync(desk).files == 4
    second.sync()
    name, size = attachments.file_wanted(second.desk, gone)
    signed = SignedLine(second.desk.engine, second.desk.identity, HttpTransport(net.server.url), second.clock)
    files.fetch(signed, _store(second), name, gone, size)
    with reading(desk.desk.engine) as connection:
        person = connection.execute(sa.select(record.c.person).where(record.c.id == gone)).scalar_one()
    office = net.trial.head_office
    with writing_there(office.engine) as connection:
        made = erase_person(connection, office, person, reason="Asked for it at the desk", who="test")
    assert gone in made.records
    for one in (desk, second):
        _sync(one)
    left = {path.name for path in net.folder.rglob("blobs/*/*")}
    assert len(left) == 2
    assert attachments.file_wanted(desk.desk, stays)[0] in left
    assert name not in left
    with reading(desk.desk.engine) as connection:
        assert set(connection.execute(sa.select(stored_file.c.record)).scalars()) == {stays}


def test_a_reviewer_sees_a_picture_once_a_reason_was_written_down(
    net: TrialNetwork, random_source: random.Random
) -> None:
    desk = net.desk()
    (taken,) = _taken(desk, random_source)
    desk.sync()
    head_office = net.trial.head_office

    def page(*opened: str) -> Picture | None:
        with reading_there(head_office.engine) as connection:
            shown = read_person(connection, head_office, Reader("HO_REV", "en", frozenset(opened)), taken)
        return next(part.picture for part in shown.parts if part.id == taken)

    assert page() is None
    assert page("attachment.sha256") == Picture(), "it is still on the desk"
    assert _sync(desk).files == 2
    assert page() is None
    told = page("attachment.sha256")
    assert told is not None
    picture = attachments.open_picture(desk.desk, _store(desk), taken)
    assert told.address.removeprefix("data:image/jpeg;base64,") == base64.b64encode(picture or b"").decode()
