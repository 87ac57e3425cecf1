"""A desk recognises, without a line, who is registered at another office: by keys alone, and only as far as it may say."""

import random
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from desktop_client.services import drafts, elsewhere
from desktop_client.services.desk import OpenDesk
from desktop_client.services.likeness import ElsewhereHit
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.tables.elsewhere import elsewhere_page, elsewhere_piece
from desktop_client.sync.transport import Answer, HttpTransport
from desktop_client.ui.intake_desk import IntakeDesk
from installers.broken_line import Fate, broken_line
from shared_models.protocol.elsewhere_pages import entries_of
from sync_server.storage.engine import writing
from sync_server.storage.tables.elsewhere import elsewhere_person
from sync_server.subjects.elsewhere import publishing, tell_now
from sync_server.subjects.intake.erasures import erase_person
from tests.networks import TrialDesk, TrialNetwork

ZAHID = {
    "person.gender": "M",
    "person.father_name_latin": "Ghulam Rasool",
    "person.birth": "1987-04-12",
    "person.documents.1.type": "CNIC",
    "person.documents.1.number": "0520112345671",
    "person.address_permanent.district": "PB-LHR",
}
# Another spelling, one digit of the card typed wrong, and a year beside: the name and the slip together say enough.
TYPED = ZAHID | {
    "person.name_latin": "Zaahid Mahmood",
    "person.birth": "1988~",
    "person.documents.1.number": "0520112345617",
}
PART = 206
HIT = ElsewhereHit("LHE", 2026, ("call_guardian_year", "call_year_place", "card_near"))


class _Window(IntakeDesk):
    """The window's half of the desk over an open one."""

    def __init__(self, desk: OpenDesk) -> None:
        super().__init__()
        self._desk = desk

    @property
    def _open(self) -> OpenDesk:
        return self._desk


def _told(net: TrialNetwork, *, anew: bool = False) -> publishing.Edition:
    return tell_now(net.trial.head_office, anew=anew)


def _two_offices(net: TrialNetwork) -> tuple[TrialDesk, TrialDesk, str]:
    lahore, karachi = net.desk("LHE"), net.desk("KHI")
    person = lahore.register("Zahid Mehmood", ZAHID).person
    lahore.sync()
    return lahore, karachi, person


def _others(net: TrialNetwork, count: int, chance: random.Random) -> None:
    """So many other people of Lahore, as head office has their keys."""
    rows = [
        {"record": f"other-{number}", "office": "LHE", "year": 2025, "told": b"\0" + chance.randbytes(5)}
        for number in range(count)
    ]
    with writing(net.trial.head_office.engine) as connection:
        connection.execute(elsewhere_person.insert(), rows)


def _met(desk: TrialDesk) -> set[str]:
    return {recipe for hit in elsewhere.hits(desk.desk, TYPED) for recipe in hit.recipes}


def test_who_is_registered_in_lahore_is_recognised_in_karachi_and_nothing_else_is_told(any_net: TrialNetwork) -> None:
    lahore, karachi, person = _two_offices(any_net)
    assert elsewhere.known(karachi.desk) is None
    assert elsewhere.hits(karachi.desk, TYPED) == ()
    _told(any_net)
    karachi.sync()
    assert karachi.sync().round_trips == 1  # and is not asked for again
    (hit,) = elsewhere.hits(karachi.desk, TYPED)
    assert replace(hit, recipes=tuple(sorted(hit.recipes))) == HIT
    draft = drafts.open_new(karachi.desk).id
    shown = _Window(karachi.desk).alike(draft, TYPED, (), lambda: True)
    assert shown is not None
    assert (shown.elsewhere, shown.elsewhere_people) == ((hit,), 1)
    drafts.save_answer(karachi.desk, draft, "$link_office.LHE", {"value": {"answer": "NOT_SURE"}})
    asked = _Window(karachi.desk).alike(draft, TYPED, (), lambda: True)
    assert asked is not None
    assert asked.elsewhere == ()
    assert elsewhere.hits(karachi.desk, {"person.name_latin": "Zahid Mehmood", "person.birth": "1987"}) == ()
    lahore.sync()
    assert elsewhere.hits(lahore.desk, TYPED) == ()  # its own people it has itself
    kept = b"".join(row.content for row in _rows(karachi, sa.select(elsewhere_page)))
    store = publishing.store_of(any_net.trial.head_office)
    files = [store.place(name).read_bytes() for name in store.names()]
    for secret in (person, person.replace("-", ""), "Zahid", "0520112345671"):
        assert not any(secret.encode() in raw for raw in (kept, *files))


def test_what_changed_comes_as_a_difference_and_who_was_erased_is_in_it_no_more(any_net: TrialNetwork) -> None:
    lahore, karachi, person = _two_offices(any_net)
    _told(any_net)
    karachi.sync()
    assert _told(any_net).files == []
    head_office = any_net.trial.head_office
    with writing(head_office.engine) as connection:
        erase_person(connection, head_office, person, reason="she asked for it", who="test")
    for day in range(3):
        lahore.register("Nadia Iqbal", {"person.phones.1.number": f"+92333765432{day}", "person.birth": "1990-02-03"})
    lahore.sync()
    edition = _told(any_net)
    assert all(made.follows for made in edition.files)
    karachi.sync()
    assert _met(karachi) == set()
    nadia = {"person.name_latin": "Nadia Iqbal", "person.birth": "1990-02-03", "person.phones.1.number": "03337654322"}
    assert elsewhere.hits(karachi.desk, nadia) == ()  # a phone alone is a household's
    # The same list, fetched whole by a desk that never had one.
    late = any_net.desk("KHI")
    late.sync()
    assert _contents(late) == _contents(karachi)


def _people(desk: TrialDesk) -> int:
    known = elsewhere.known(desk.desk)
    return 0 if known is None else known.people


def _contents(desk: TrialDesk) -> list[int]:
    rows = _rows(desk, sa.select(elsewhere_page.c.content).order_by(elsewhere_page.c.id))
    return [one for row in rows for one in entries_of(row.content)]


def _rows(desk: TrialDesk, query: sa.Select[tuple[object, ...]]) -> list[sa.Row[tuple[object, ...]]]:
    with reading_desk(desk.desk.engine) as connection:
        return list(connection.execute(query).all())


def test_a_list_on_a_line_that_breaks_is_gone_on_with_and_gives_way_to_what_is_saved(
    net: TrialNetwork, random_source: random.Random
) -> None:
    _, karachi, _ = _two_offices(net)
    _told(net)
    _others(net, 2_000, random_source)
    _told(net)
    calls: list[bool] = []

    with broken_line(net.address, lambda _number: Fate(down=3_000)) as line:
        first = karachi.sync(url=line.url, transport=_Saving(karachi, line.url, calls))
        assert calls
        assert first.more
        assert first.sent_changes == 0
        assert _rows(karachi, sa.select(elsewhere_piece))
        assert _people(karachi) == 1
        while karachi.sync(url=line.url).more:
            pass
    assert _people(karachi) == 2_001
    assert _met(karachi) == set(HIT.recipes)
    assert _rows(karachi, sa.select(elsewhere_piece)) == []
    assert karachi.status().unsent == 0


class _Saving(HttpTransport):
    """A line on which somebody saves a person while the list is on its way."""

    def __init__(self, desk: TrialDesk, url: str, calls: list[bool]) -> None:
        super().__init__(url)
        self._desk, self._calls = desk, calls

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        answer = super().send(method, path, headers, body)
        if method == "GET" and answer.status == PART and not self._calls:
            self._calls.append(True)
            self._desk.register("Saved Meanwhile")
        return answer
