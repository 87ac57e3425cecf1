"""A reviewer gives a person to another office on the person's page."""

import sqlalchemy as sa

from sync_server.storage.engine import reading
from sync_server.storage.tables.people import record
from tests.consoles import AS_PAGE, TrialConsole


def _offices(console: TrialConsole, person: str) -> set[str]:
    mine = (record.c.id == person) | (record.c.person == person)
    with reading(console.trial.head_office.engine) as connection:
        return set(connection.execute(sa.select(record.c.office).where(mine)).scalars())


def test_a_person_goes_with_its_returns_and_a_page_that_is_out_of_date_decides_nothing(console: TrialConsole) -> None:
    person, reviewer = console.network.people["Muhammad Aslam"], console.client("reviewer")
    (before,) = _offices(console, person)
    asked = {"shown": before, "office": "PEW" if before != "PEW" else "KHI", "reason": "Lives there now"}
    page = reviewer.get(f"/records/{person}", headers=AS_PAGE)
    assert f'value="{asked["office"]}"' in page.text
    assert reviewer.post(f"/records/{person}/transfer", data=asked | {"reason": ""}, headers=AS_PAGE).status_code == 400
    assert _offices(console, person) == {before}
    assert reviewer.post(f"/records/{person}/transfer", data=asked, headers=AS_PAGE).status_code == 302
    assert _offices(console, person) == {asked["office"]}
    late = reviewer.post(f"/records/{person}/transfer", data=asked | {"office": "MUX"}, headers=AS_PAGE)
    assert (late.status_code, _offices(console, person)) == (400, {asked["office"]})
    assert "Meanwhile this person has gone to another office." in late.text
