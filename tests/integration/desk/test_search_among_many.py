"""Common and rare words are looked for in different ways and find the same people, newest first and page by page."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from desktop_client.services import intake, people
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import search_index
from desktop_client.storage.engine import reading, writing
from tests.networks import EPISODE

FIRST = ("Muhammad", "Shazia", "Rashid", "Mohammad")
LAST = ("Khan", "Akhtar", "Ali")
URDU = {"Muhammad": "محمد", "Shazia": "شازیہ", "Rashid": "راشد", "Mohammad": "محمد"}
QUERIES = (
    "muh",
    "m k",
    "akhtar shazia",
    "محمد",
    "rashid ali",
    "rasheed k",
    "khan nobody",
    "0300",
    "shazia 03001230004",
)


@pytest.fixture(params=["everything is rare", "everything is common", "words beside others are rare"])
def border(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where common begins: far away, at once, or only for a word alone."""
    common, many = {"e": (10**6, 10**6), "w": (0, 10**6)}[request.param[0]]
    if "is common" in request.param:
        common, many = 0, 0
    monkeypatch.setattr(search_index, "_COMMON", common)
    monkeypatch.setattr(search_index, "_MANY", many or 1)
    monkeypatch.setattr(search_index, "_AT_ONCE", 3)


@pytest.fixture
def registered(desk: OpenDesk) -> list[str]:
    """Numbers of a dozen people, the newest first; half of their terms are in the tail."""
    numbers = []
    for place, (first, last) in enumerate(itertools.product(FIRST, LAST)):
        person = {
            "person.name_latin": f"{first} {last}",
            "person.name_urdu": URDU[first],
            "person.phones.1.number": f"+92300123{place:04d}",
        }
        numbers.append(intake.register(desk, person, EPISODE, origin="import").number)
        if place == 5:
            with writing(desk.engine) as connection:
                search_index.settle(connection)
    return numbers[::-1]


def _pages(desk: OpenDesk, query: str) -> Iterator[str]:
    after = None
    while page := people.list_people(desk, query, after, 2):
        yield from (one.registration_no for one in page)
        after = page[-1].number


@pytest.mark.usefixtures("border")
def test_every_way_of_looking_finds_the_same_people_newest_first(desk: OpenDesk, registered: list[str]) -> None:
    found = {query: list(_pages(desk, query)) for query in QUERIES}
    khan = registered[2::3]
    assert found == {
        "muh": registered[9:],
        "m k": [one for one in khan if one in registered[:3] + registered[9:]],
        "akhtar shazia": [registered[7]],
        "محمد": registered[:3] + registered[9:],
        "rashid ali": [registered[3]],
        "rasheed k": [registered[5]],
        "khan nobody": [],
        "0300": registered,
        "shazia 03001230004": [registered[7]],
    }


@pytest.mark.usefixtures("border")
def test_a_number_for_people_is_found_whole_in_parts_and_beside_a_name(desk: OpenDesk, registered: list[str]) -> None:
    wanted = registered[4]
    office, year, device, serial, _check = wanted.split("-")
    for query in (
        wanted,
        serial,
        f"{office} {year} {device} {serial}",
        f"rashid {serial}",
        f"{office}-{year}-{device}-{serial}",
    ):
        assert list(_pages(desk, query)) == [wanted], query
    assert list(_pages(desk, f"shazia {serial}")) == []


@pytest.mark.usefixtures("border")
def test_somebody_taken_out_is_not_found(desk: OpenDesk, registered: list[str]) -> None:
    gone = people.find(desk, registered[0])
    assert gone is not None
    with writing(desk.engine) as connection:
        connection.exec_driver_sql("UPDATE record SET voided = 1 WHERE id = ?", (gone.person.id,))
    assert list(_pages(desk, "mohammad")) == registered[1:3] + registered[9:]


def test_a_list_asks_the_journal_about_its_own_people_however_many_wait_for_the_line(
    desk: OpenDesk, registered: list[str]
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(desk.engine, "before_cursor_execute", note)
    assert [one.place for one in people.list_people(desk, limit=3)] == ["here"] * 3
    assert len(registered) > 3
    sa.event.remove(desk.engine, "before_cursor_execute", note)
    with reading(desk.engine) as connection:
        for statement, parameters in asked:
            if "FROM change" in statement:
                steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
                assert all("INDEX" in step.detail for step in steps if "change" in step.detail), steps
