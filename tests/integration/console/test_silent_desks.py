"""A desk is silent by the hours of its office; who calls notes what was said, and it alarms nobody until then."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading
from sync_server.subjects.overview import NetworkPage, read_network
from tests.consoles import AS_PAGE, TrialConsole, make_console


@pytest.fixture
def console(tmp_path: Path) -> Iterator[TrialConsole]:
    made = make_console(tmp_path / "head-office")
    yield made
    made.trial.head_office.close()


def _network(console: TrialConsole) -> NetworkPage:
    office = console.trial.head_office
    with reading(office.engine) as connection:
        return read_network(connection, office)


def _standing(console: TrialConsole, code: str) -> str:
    return next(desk.standing for desk in _network(console).desks if desk.code == code)


def test_what_an_office_said_explains_its_silence_until_then(console: TrialConsole) -> None:
    client = console.client("administrator")
    assert _standing(console, "R4X") == "silent"
    sheet = client.get("/desks/R4X/call", headers=AS_PAGE).text
    assert "081-0000000" in sheet
    for text, until in (("", "2026-11-25T10:00"), ("line cut", "2026-11-23T10:00"), ("line cut", "soon")):
        refused = client.post("/desks/R4X/note", data={"text": text, "until": until}, headers=AS_PAGE)
        assert (refused.status_code, "Nothing was noted" in refused.text) == (400, True)
    said = {"text": "line <b>cut</b> until Wednesday", "until": "2026-11-25T10:00"}
    assert client.post("/desks/R4X/note", data=said).location == "/network"
    assert _standing(console, "R4X") == "noted"
    shown = client.get("/network", headers=AS_PAGE).text
    assert "line &lt;b&gt;cut&lt;/b&gt; until Wednesday" in shown
    console.trial.clock.now += 24 * 60 * 60 * 1000
    assert _standing(console, "R4X") == "silent"
    with reading(console.trial.head_office.engine) as connection:
        assert "line" not in "".join(
            str(line.detail) for line in audit_lines(connection) if line.action == "desk.noted"
        )


def test_announced_hours_count_in_no_silence_and_can_be_taken_back(console: TrialConsole) -> None:
    client = console.client("administrator")
    hours = {"office": "UET", "begins": "2026-11-19T09:00", "ends": "2026-11-25T17:00", "why": "snow"}
    turned = client.post("/closures", data=hours | {"ends": "2026-11-18T09:00"}, headers=AS_PAGE)
    assert (turned.status_code, "within sixty days" in turned.text) == (400, True)
    assert client.post("/closures", data=hours).location == "/closures"
    quetta = next(desk for desk in _network(console).desks if desk.code == "R4X")
    assert (quetta.silence, quetta.hour.is_open, quetta.hour.why[0]) == (0, False, "snow")
    page = client.get("/closures", headers=AS_PAGE).text
    taken = page.split("/closures/")[2].split("/take-back")[0]
    assert client.post(f"/closures/{taken}/take-back").location == "/closures"
    assert client.post(f"/closures/{taken}/take-back", headers=AS_PAGE).status_code == 409
