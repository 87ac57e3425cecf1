"""The page of what came back: refused, to repair, waiting, each with its reason, age and whose move it is, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sync_server.storage.engine import writing
from sync_server.storage.fence import begin_found
from tests.consoles import AS_PAGE, TrialConsole, make_console


@pytest.fixture
def console(tmp_path: Path) -> Iterator[TrialConsole]:
    made = make_console(tmp_path)
    yield made
    made.trial.head_office.close()


def test_what_is_open_stands_with_its_reason_and_whose_move_it_is(console: TrialConsole) -> None:
    desk, clock = console.network.lahore, console.trial.clock
    place = {"address_permanent.district": "PB-LHR", "address_permanent.province": "PK-SD"}
    named = {"name_latin": "Somebody Misplaced", "gender": "F"}
    person = desk.register(clock.now, "imran", {**named, **place}, {"return_from_country": "SAU"})
    desk.send()
    clock.now += 3 * 60 * 60 * 1000

    client = console.client("administrator")
    page = client.get("/came-back", headers=AS_PAGE).text
    for words in ("needs repair", "This district lies in another province.", desk.code, "/records/" + person):
        assert words in page
    assert "waiting" in page
    assert "came back" in page
    assert "needs repair" in client.get("/records", headers=AS_PAGE).text
    assert "This district lies in another province." in client.get("/records/" + person, headers=AS_PAGE).text

    client.post("/language", data={"language": "ur", "back": "/came-back"})
    urdu = client.get("/came-back", headers=AS_PAGE).text
    assert "ضلع" in urdu
    assert "needs repair" not in urdu


def test_the_network_says_that_head_office_was_put_back_and_how_many_desks_are_still_to_come(
    console: TrialConsole,
) -> None:
    client, office = console.client("administrator"), console.trial.head_office
    assert "older copy" not in client.get("/network", headers=AS_PAGE).text
    console.trial.clock.now += 1000
    with writing(office.engine) as connection:
        begin_found(connection, console.trial.clock.now, 0, {})
    page = client.get("/network", headers=AS_PAGE).text
    assert "The database of head office was found to be an older copy" in page
    assert "have not been here since" in page


def test_an_alarm_is_taken_away_on_the_desks_page_with_a_reason(console: TrialConsole) -> None:
    client = console.client("administrator")
    listed = re.findall(r"/desks/([a-z0-9]+)", client.get("/network", headers=AS_PAGE).text)
    (desk,) = {one for one in listed if "Take the alarm away" in _page(client, one)}
    short = client.post(f"/desks/{desk}/clear-alarm", data={"reason": "x"}, headers=AS_PAGE)
    assert (short.status_code, "Write what it was" in short.text) == (400, True)
    client.post(f"/desks/{desk}/clear-alarm", data={"reason": "Put back from a copy."}, headers=AS_PAGE)
    assert "Take the alarm away" not in _page(client, desk)


def _page(client: FlaskClient, desk: str) -> str:
    return str(client.get(f"/desks/{desk}", headers=AS_PAGE).text)
