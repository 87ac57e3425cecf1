"""Forms that are not taken back, without a script: erasing somebody who asked, and accepting a person's other key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.closings import user_key
from sync_server.storage.tables.people import record
from sync_server.subjects.intake import HeadOfficeEdit, append_change, erasures
from tests.consoles import AS_PAGE, TrialConsole, make_console

WHY = "Asked by letter, card copy checked"
ASKED = "person.withdrawals.0AAab-1"
OLD, NEW = "1" * 64, "2" * 64


@pytest.fixture
def console(tmp_path: Path) -> Iterator[TrialConsole]:
    made = make_console(tmp_path / "head-office")
    yield made
    made.trial.head_office.close()


def _number(console: TrialConsole, person: str) -> str:
    with reading(console.trial.head_office.engine) as connection:
        mine = sa.select(record.c.registration_no).where(
            record.c.person == person, record.c.registration_no.is_not(None)
        )
        return str(connection.execute(mine).scalar())


def _is_here(console: TrialConsole, person: str) -> bool:
    with reading(console.trial.head_office.engine) as connection:
        return connection.execute(sa.select(record.c.id).where(record.c.id == person)).first() is not None


def _write(console: TrialConsole, name: str, **values: object) -> None:
    office = console.trial.head_office
    with writing(office.engine) as connection:
        append_change(connection, office, HeadOfficeEdit(name, "edit", values, (), "noor"))


def _actions(console: TrialConsole) -> list[str]:
    with reading(console.trial.head_office.engine) as connection:
        return [one.action for one in audit_lines(connection)]


def test_who_asked_is_erased_when_the_number_was_typed_out_and_a_reason_given(console: TrialConsole) -> None:
    person = console.network.people["Muhammad Aslam"]
    number, client = _number(console, person), console.client("administrator")
    asked = {f"{ASKED}.scope": "ERASE", f"{ASKED}.withdrawn_at": "2026-11-20"}
    _write(console, person, **asked)
    listed = client.get("/erasures", headers=AS_PAGE).text
    assert "person asks to be erased." in listed
    assert number in listed
    assert "Muhammad Aslam" not in listed
    page = client.get(f"/erasures/{person}", headers=AS_PAGE).text
    assert "Asked for at the desk" in page
    form = {"typed": number, "reason": WHY}
    for wrong, said in (
        ({"typed": ""}, "Nothing was erased. Type"),
        ({"typed": "LHE-26-K7Q-00099-X"}, "Nothing was erased. Type"),
        ({"reason": "x"}, "Write why"),
        ({"also": "no-such-entry"}, "Nobody here has this number or id"),
    ):
        refused = client.post(f"/erasures/{person}", data=form | wrong, headers=AS_PAGE)
        assert (refused.status_code, said in refused.text) == (400, True), refused.text
        assert _is_here(console, person)
    done = client.post(f"/erasures/{person}", data=form | {"typed": number.lower()}, headers=AS_PAGE)
    assert (done.status_code, "Erased: " in done.text) == (200, True)
    assert not _is_here(console, person)
    assert "not yet" in client.get("/erasures", headers=AS_PAGE).text
    assert client.post(f"/erasures/{person}", data=form, headers=AS_PAGE).status_code == 404
    assert _actions(console).count("person.erased") == 1


def test_an_open_claim_stands_in_the_way_and_somebody_can_be_looked_for_by_number(console: TrialConsole) -> None:
    person = console.network.people["Muhammad Aslam"]
    number, client = _number(console, person), console.client("administrator")
    assert client.get("/erasures", query_string={"person": number}, headers=AS_PAGE).location == f"/erasures/{person}"
    nobody = client.get("/erasures", query_string={"person": "<b>x</b>"}, headers=AS_PAGE)
    assert (nobody.status_code, "&lt;b&gt;x" in nobody.text) == (404, True)
    assert "No desk has written down" in client.get(f"/erasures/{person}", headers=AS_PAGE).text
    with reading(console.trial.head_office.engine) as connection:
        episode = str(connection.execute(sa.select(record.c.id).where(record.c.person == person)).scalar())
    claim = "episode.claims.0AAab-1"
    _write(console, episode, **{f"{claim}.type": "WAGE", f"{claim}.status": "FILED"})
    page = client.get(f"/erasures/{person}", headers=AS_PAGE).text
    assert "A wage claim of this person is open" in page
    assert "Erase for ever" not in page
    refused = client.post(f"/erasures/{person}", data={"typed": number, "reason": WHY}, headers=AS_PAGE)
    assert (refused.status_code, _is_here(console, person)) == (400, True)
    assert "person.not_erased" in _actions(console)
    assert "Erase for ever" not in console.client("auditor").get(f"/erasures/{person}", headers=AS_PAGE).text


def test_the_key_that_was_shown_is_accepted_for_a_reason_and_no_other_one(console: TrialConsole) -> None:
    office, desk = console.trial.head_office, console.network.lahore.id
    seen = {"device": desk, "author": "sana", "seen_at": 1}
    with writing(office.engine) as connection:
        connection.execute(
            user_key.insert(), [seen | {"key": OLD, "accepted": True}, seen | {"key": NEW, "accepted": False}]
        )
    client = console.client("administrator")
    assert NEW[:16] in client.get(f"/desks/{desk}", headers=AS_PAGE).text
    assert "Accept the key" not in console.client("auditor").get(f"/desks/{desk}", headers=AS_PAGE).text
    form = {"user": "sana", "key": NEW, "reason": "She was called back at her own number"}
    for wrong in ({"reason": "x"}, {"key": OLD}, {"key": ""}, {"user": "nobody"}):
        assert client.post(f"/desks/{desk}/accept-key", data=form | wrong, headers=AS_PAGE).status_code == 400
    assert client.post(f"/desks/{desk}/accept-key", data=form, headers=AS_PAGE).status_code == 302
    told = client.get(f"/desks/{desk}", headers=AS_PAGE).text
    assert "The key is accepted" in told
    assert NEW[:16] not in told
    assert client.post(f"/desks/{desk}/accept-key", data=form, headers=AS_PAGE).status_code == 400
    assert _actions(console).count("closing.key_accepted") == 1


def test_a_request_is_one_of_the_list_of_the_command_too(console: TrialConsole) -> None:
    person = console.network.people["Muhammad Aslam"]
    office = console.trial.head_office
    with reading(office.engine) as connection:
        assert erasures.about(connection, office, _number(console, person)).person == person
