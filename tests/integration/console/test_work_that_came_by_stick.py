"""The page for desks without a line: a file is read, the answer saved, and what is wrong is said where it was chosen."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared_models.protocol import bundle as bundles
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading
from sync_server.web.console.samples import SampleDesk
from sync_server.web.limits import STICK_BODY_BYTES
from tests.consoles import AS_PAGE, TrialConsole, make_console


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def console(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TrialConsole]:
    url = None if request.param == "embedded" else str(request.getfixturevalue("postgres_database"))
    made = make_console(tmp_path, url)
    yield made
    made.trial.head_office.close()


def _written_by(desk: SampleDesk, at: int) -> bytes:
    desk.register(at, "asma", {"name_latin": "Nadia Bibi", "gender": "F"}, {"return_from_country": "SAU"})
    return desk.stick()


def _send(client: FlaskClient, raw: bytes, name: str = "K7Q-20261124.frcusb", *more: bytes) -> TestResponse:
    sent = {"file": [(BytesIO(one), name) for one in (raw, *more)]}
    return client.post("/sticks", data=sent, content_type="multipart/form-data", headers=AS_PAGE)


def test_a_desks_file_is_read_and_its_answer_saved_as_often_as_one_likes(console: TrialConsole) -> None:
    desk, client = console.network.lahore, console.client("administrator")
    address = f"/sticks/{desk.id}/answer"
    assert "Work that came by USB" in client.get("/network", headers=AS_PAGE).text
    assert client.get(address, headers=AS_PAGE).status_code == 404
    raw = _written_by(desk, console.trial.clock())
    page = _send(client, raw)
    assert (page.status_code, "were taken in" in page.text, address in page.text) == (200, True, True)
    first = client.get(address)
    assert f"{desk.code}-answer.frcusb" in first.headers["Content-Disposition"]
    assert bundles.whole(first.data, bundles.DOWN, "answer").header.device == desk.id
    again = _send(client, raw)
    assert "was here already" in again.text
    assert "Nadia" not in again.text
    listed = client.get("/sticks", headers=AS_PAGE).text
    assert ("Answers that can be saved again" in listed, address in listed) == (True, True)
    assert client.get(address).data != first.data
    with reading(console.trial.head_office.engine) as connection:
        line = next(line for line in audit_lines(connection) if line.action == "bundle.imported")
    assert (line.who, line.subject) == ("administrator", desk.id)
    assert "USB" in client.get(f"/desks/{desk.id}", headers=AS_PAGE).text


def test_what_is_wrong_with_the_file_is_said_on_the_page_in_both_languages(console: TrialConsole) -> None:
    desk, client = console.network.lahore, console.client("administrator")
    raw = _written_by(desk, console.trial.clock())
    waiting = _written_by(console.network.waiting, console.trial.clock())
    half = {"en": "is incomplete", "ur": "نامکمل ہے"}
    for language, said in half.items():
        client.post("/language", data={"language": language, "back": "/sticks"})
        page = _send(client, raw[:-1000], "<b>half</b>.frcusb")
        assert (page.status_code, said in page.text, "<b>" in page.text) == (400, True, False)
    client.post("/language", data={"language": "en", "back": "/sticks"})
    assert "is empty" in _send(client, b"").text
    mixed = _send(client, raw[:-1000], "K7Q.frcusb", raw)  # of two files the whole one is taken, and the other is told
    assert (mixed.status_code, "is incomplete" in mixed.text, "were taken in" in mixed.text) == (200, True, True)
    assert "is not a USB file" in _send(client, b"\x89PNG" * 500_000).text
    assert "not approved" in _send(client, waiting).text
    nothing = client.post("/sticks", data={}, content_type="multipart/form-data", headers=AS_PAGE)
    assert (nothing.status_code, "No file was chosen" in nothing.text) == (400, True)


def test_a_file_beyond_all_bounds_is_refused_and_nobody_else_may_send_one(console: TrialConsole) -> None:
    desk = console.network.lahore
    raw = _written_by(desk, console.trial.clock())
    said = console.client("administrator").post(
        "/sticks", data=b"", headers=AS_PAGE, environ_overrides={"CONTENT_LENGTH": str(STICK_BODY_BYTES + 1)}
    )
    assert said.status_code == 413
    for role, status in (("", 401), ("reviewer", 403), ("auditor", 403)):
        assert _send(console.client(role), raw).status_code == status
    assert "USB" not in console.client("administrator").get(f"/desks/{desk.id}", headers=AS_PAGE).text
