"""A photo or paper taken while the form is open lies on the disk with it, and is registered with the person or not at all."""

from pathlib import Path

import pytest
from PIL import Image

from desktop_client.capture import pictures
from desktop_client.services import attachments, drafts, finishing, form_pictures, people
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.tables.files import stored_file
from shared_models.catalogue.problems import ProblemError
from tests.integration.desk.test_beside_a_form import _form

PHOTO_YES = "episode.c_photo"


def _page(kind: str) -> pictures.Prepared:
    return pictures.prepare(Image.new("RGB", (900, 1200), "#7C8781"), kind)


def _stored_rows(desk: OpenDesk) -> int:
    with reading(desk.engine) as connection:
        return len(connection.execute(stored_file.select()).all())


def test_what_was_taken_is_there_again_with_the_form_and_becomes_the_persons_when_it_is_finished(
    desk: OpenDesk, tmp_path: Path
) -> None:
    form = _form(desk, episode__c_photo=True)
    (paper,) = form_pictures.add(desk, FileStore(tmp_path), form, "CNIC_F", [_page("CNIC_F")])
    (photo,) = form_pictures.add(desk, FileStore(tmp_path), form, "PHOTO", [_page("PHOTO")])
    assert _stored_rows(desk) == 0  # nothing goes to head office before somebody said that it counts

    again = FileStore(tmp_path)  # as after a stop: only the disk knows of it
    assert {one.id for one in form_pictures.list_of(desk, again, form)} == {paper, photo}
    small = form_pictures.open_picture(desk, again, photo, small=True)
    assert small is not None
    assert small[:2] == b"\xff\xd8"

    person = finishing.finish(desk, form).person
    assert {one.id for one in attachments.list_of(desk, again, person)} == {paper, photo}
    assert attachments.face_of(desk, again, person) == small
    assert _stored_rows(desk) == 4
    found = people.find(desk, person)
    assert found is not None
    assert found.values["person.photo"]
    with pytest.raises(ProblemError):
        form_pictures.list_of(desk, again, form)


def test_a_photo_needs_a_yes_when_it_is_taken_and_still_when_the_form_is_finished(
    desk: OpenDesk, tmp_path: Path
) -> None:
    form, store = _form(desk), FileStore(tmp_path)
    with pytest.raises(ProblemError) as refused:
        form_pictures.add(desk, store, form, "PHOTO", [_page("PHOTO")])
    assert refused.value.problem.code == "attachment.no_permission"

    drafts.save_answer(desk, form, PHOTO_YES, {"value": True})
    form_pictures.add(desk, store, form, "PHOTO", [_page("PHOTO")])
    (paper,) = form_pictures.add(desk, store, form, "CNIC_F", [_page("CNIC_F")])
    drafts.save_answer(desk, form, PHOTO_YES, {"value": False})
    person = finishing.finish(desk, form).person
    assert [one.id for one in attachments.list_of(desk, store, person)] == [paper]
    assert attachments.face_of(desk, store, person) is None
