"""What head office packed while it rested is what a page from its log would say, and goes when that would say otherwise."""

import base64
import random
from pathlib import Path

import sqlalchemy as sa

from shared_models.protocol.compression import newest_dictionary
from shared_models.protocol.page import Page, open_page
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.intake import page_piece
from sync_server.subjects import intake
from sync_server.subjects.backups import create_backup, verify_backup
from sync_server.subjects.intake.erasures import erase_person
from sync_server.subjects.intake.ready import Habits, OfficesDue, make_piece
from tests.integration.sync.test_between_offices import decide
from tests.networks import TrialDesk, TrialNetwork, assert_settled

AT_ONCE = Habits(fewest=4, rest_ms=0)


def _pack(net: TrialNetwork) -> list[tuple[str, int, int]]:
    """Let the duty do its work; (office, from, to) of what is packed then."""
    office = net.trial.head_office
    due = OfficesDue(net.trial.clock, AT_ONCE)
    while True:
        with reading(office.engine) as connection:
            offices = due(connection)
        for name in offices:
            with writing(office.engine) as connection:
                make_piece(connection, office, name, AT_ONCE)
        if not offices:
            column = page_piece.c
            rows = net.rows(sa.select(page_piece).order_by(column.office, column.start_position))
            return [(row.office, row.start_position, row.end_position) for row in rows]


def _pages(net: TrialNetwork, desk: TrialDesk, limit: int = 2_000) -> list[Page]:
    """What an empty desk would be told, page by page."""
    office, cursor = net.trial.head_office, 0
    mine, found = desk.desk.identity, list[Page]()
    while True:
        with reading(office.engine) as connection:
            built = intake.page_for(
                connection,
                office,
                device=mine.device,
                office=mine.office,
                cursor=cursor,
                limit=limit,
                dictionary=newest_dictionary(),
            )
        if built.raw is None:
            return found
        found.append(open_page(built.raw, office.receipt_public_key))
        cursor = found[-1].header.end


def _told(pages: list[Page]) -> list[object]:
    return [(page.entries, page.outcomes, page.left, page.erased) for page in pages]


def _unpack(net: TrialNetwork) -> None:
    with writing(net.trial.head_office.engine) as connection:
        connection.execute(page_piece.delete())


def test_a_page_that_was_packed_says_what_one_from_the_log_says(any_net: TrialNetwork) -> None:
    first, second, elsewhere = any_net.desk(), any_net.desk(), any_net.desk("KHI")
    people = [first.register(f"Amina {name}").person for name in ("Bibi", "Khatoon", "Begum")]
    first.sync()
    elsewhere.register("Of Karachi")
    elsewhere.sync()
    second.sync()
    second.amend(people[0], father_name_latin="Ghulam Rasool")
    second.sync()
    assert _pack(any_net) == [("LHE", 0, 9)]
    fresh = any_net.desk()
    packed = _pages(any_net, fresh)
    assert [page.header.device for page in packed] == [fresh.desk.identity.device]
    # One that wrote some of it is told what became of that, one that takes few at a time gets few.
    assert len(_pages(any_net, second)[0].outcomes) == 1
    assert len(_pages(any_net, fresh, limit=2)[0].entries) == 2
    for _ in range(6):  # as much again has come: the last piece is made anew, with it
        first.register("Bano Bibi")
    first.sync()
    assert _pack(any_net) == [("LHE", 0, 21)]
    from_pieces = _told(_pages(any_net, fresh))
    _unpack(any_net)
    assert _told(_pages(any_net, fresh)) == from_pieces
    assert_settled(any_net, first, second, fresh)


def test_what_left_the_office_or_was_erased_is_in_no_piece_any_more(any_net: TrialNetwork) -> None:
    office, first, there = any_net.trial.head_office, any_net.desk(), any_net.desk("KHI")
    leaves, goes, stays = (first.register(f"Amina {name}").person for name in ("Leaves", "Goes", "Stays"))
    for name in ("One", "Two", "Three"):
        there.register(f"Bano {name}")
    for desk in (first, there):
        desk.sync()
    assert [name for name, _, _ in _pack(any_net)] == ["KHI", "LHE"]
    decide(any_net, leaves, "LHE", "KHI")
    with writing(office.engine) as connection:
        erase_person(connection, office, goes, reason="asked for it", who="noor")
    assert [row.office for row in any_net.rows(sa.select(page_piece))] == ["KHI"]
    assert [name for name, _, _ in _pack(any_net)] == ["KHI", "LHE"]
    fresh, far = any_net.desk(), any_net.desk("KHI")
    for desk, hidden in ((fresh, {leaves, goes}), (far, {goes, stays})):
        told = {entry.change.record for page in _pages(any_net, desk) for entry in page.entries}
        assert not told & hidden
    assert_settled(any_net, fresh)
    assert_settled(any_net, there, far, office="KHI")


def test_a_page_ends_before_it_is_too_long_and_backups_hold_no_piece(
    net: TrialNetwork, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    desk = net.desk()
    for number in range(450):
        noise = base64.b64encode(chance.randbytes(740)).decode()
        desk.register(f"Amina {chr(65 + number % 26)}", interviewer_note=noise)
    desk.sync()
    fresh = net.desk()
    from_log = _pages(net, fresh)
    assert _pack(net)
    for pages in (from_log, _pages(net, fresh)):
        assert len(pages) > 1
        assert max(len(page.raw) for page in pages) <= 256 * 1024
    made = create_backup(net.trial.head_office, tmp_path / "one.frcbackup", "seven quiet boats", who="test", days=35)
    assert "page_piece" not in made.manifest.counts
    assert verify_backup(tmp_path / "one.frcbackup", "seven quiet boats").contents.changes == 900
    assert_settled(net, desk, fresh)
