"""However the line breaks, the next run finishes: nothing is lost, nothing counts twice, little is sent again."""

import contextlib
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop_client.services.intake import register_in
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables import journal
from desktop_client.sync import sealing, transport
from desktop_client.sync.transport import Answer, HttpTransport, LineDown
from installers.broken_line import WHOLE, BrokenLine, Fate, broken_line
from sync_server.storage.tables.intake import batch, upload_part
from tests.head_offices import make_office
from tests.networks import EPISODE, TrialDesk, TrialNetwork, assert_settled, serving

BREAKS_EVERY = 8 * 1024
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def line(net: TrialNetwork) -> Iterator[BrokenLine]:
    with broken_line(net.address, lambda _number: WHOLE) as made:
        yield made


def _name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(LETTERS, k=7)).title() for _ in range(2))


def _register_many(desk: TrialDesk, count: int, chance: random.Random) -> None:
    with writing(desk.desk.engine) as connection:
        for _ in range(count):
            person = {"person.name_latin": _name(chance), "person.father_name_latin": _name(chance)}
            note = {"episode.interviewer_note": "".join(chance.choices(LETTERS, k=200))}
            register_in(connection, desk.desk, person, {**EPISODE, **note}, origin="import")


def _sync_once_more(desk: TrialDesk, line: BrokenLine) -> None:
    """The run on the broken line may fail; the one after it, on a whole line, may not."""
    with contextlib.suppress(LineDown):
        desk.sync(url=line.url)
    line.plan = lambda _number: WHOLE
    desk.sync(url=line.url)
    assert desk.status().unsent == 0


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_cut_at_any_byte_is_healed_by_the_next_run(
    net: TrialNetwork, line: BrokenLine, way: str, random_source: random.Random
) -> None:
    desk, other = net.desk(), net.desk()
    for turn in range(24):
        _register_many(desk, random_source.choice((1, 1, 12)), random_source)
        longest = 300 if way == "down" else 1200 if turn % 3 else 5000
        at = random_source.randrange(0, longest)
        fate = Fate(up=at) if way == "up" else Fate(down=at)
        began = line.connections
        line.plan = lambda number, fate=fate, began=began: fate if number == began else WHOLE  # type: ignore[misc]
        _sync_once_more(desk, line)
    assert line.cuts > 12
    assert_settled(net, desk, other)
    assert set(net.log()) == set(desk.own_ids())


def test_a_line_that_breaks_every_eight_kilobytes_still_brings_everything_over_both_ways(
    net: TrialNetwork, line: BrokenLine, random_source: random.Random
) -> None:
    desk, other = net.desk(), net.desk()
    _register_many(desk, 400, random_source)
    line.plan = lambda _number: Fate(both=BREAKS_EVERY)
    desk.sync(url=line.url)
    with reading(desk.desk.engine) as connection:
        sealed = connection.execute(sa.select(sa.func.sum(sa.func.length(journal.batch.c.raw)))).scalar_one()
    assert sealed > 4 * BREAKS_EVERY
    assert (desk.status().unsent, net.rows(sa.select(upload_part.c.hash))) == (0, [])
    # What was sent more than once is bounded: far less than the batches again.
    assert line.bytes_up < 2 * sealed + 3 * BREAKS_EVERY
    down_before = line.bytes_down
    other.sync(url=line.url)
    assert other.status().people == 400
    assert line.bytes_down - down_before < 4 * sealed
    assert_settled(net, desk, other)


@pytest.mark.parametrize("share", [0.2, 0.9])
def test_what_a_cut_request_brought_is_not_sent_again(
    net: TrialNetwork, line: BrokenLine, random_source: random.Random, share: float
) -> None:
    desk = net.desk()
    desk.sync(url=line.url)
    _register_many(desk, 300, random_source)  # two batches in one request
    sealing.seal_pending(desk.desk.engine, desk.desk.identity, desk.clock())
    with reading(desk.desk.engine) as connection:
        sealed = connection.execute(sa.select(sa.func.sum(sa.func.length(journal.batch.c.raw)))).scalar_one()
    before, began = line.bytes_up, line.connections
    line.plan = lambda number: Fate(up=int(share * sealed)) if number == began else WHOLE
    desk.sync(url=line.url)
    assert (line.cuts, desk.status().unsent) == (1, 0)
    assert line.bytes_up - before < sealed + 6_000
    assert_settled(net, desk)


def test_a_kept_connection_that_broke_is_no_dead_line(net: TrialNetwork) -> None:
    desk = net.desk()
    desk.sync()

    class OnceBroken(HttpTransport):
        """Its kept connection loses one answer that had not begun."""

        broken = 0

        def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
            answer = super().send(method, path, headers, body)
            if not self.broken:
                self.broken += 1
                raise LineDown(kept=True)
            return answer

    broken = OnceBroken(net.server.url)
    assert desk.sync(transport=broken).round_trips == 2
    assert broken.broken == 1
    assert_settled(net, desk)


def test_a_lost_answer_neither_loses_nor_doubles_the_work(net: TrialNetwork, line: BrokenLine) -> None:
    desk = net.desk()
    desk.register()
    line.plan = lambda number: Fate(down=0) if number == 0 else WHOLE
    result = desk.sync(url=line.url)
    assert (result.sent_changes, len(net.log()), desk.status().unsent) == (2, 2, 0)
    assert len(net.rows(sa.select(batch.c.hash))) == 1
    # An answer without news is lost, too: the counter went on, and the next request counts.
    line.plan = lambda number: Fate(down=0) if number == line.connections else WHOLE
    _sync_once_more(desk, line)
    assert_settled(net, desk)


def test_a_line_that_falls_silent_is_given_up_and_not_waited_for(
    net: TrialNetwork, line: BrokenLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "STALL_SECONDS", 0.3)
    desk = net.desk()
    desk.register()
    line.plan = lambda _number: Fate(up=400, hold=True)
    with pytest.raises(LineDown):
        desk.sync(url=line.url)
    assert desk.status().unsent == 2
    monkeypatch.undo()
    assert_settled(net, desk)


@pytest.mark.parametrize("engine", ["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_head_office_goes_away_in_the_middle_and_comes_back(
    tmp_path: Path, engine: str, request: pytest.FixtureRequest, random_source: random.Random
) -> None:
    url = request.getfixturevalue("postgres_database") if engine == "postgresql" else None
    trial = make_office(tmp_path / "head-office", url)
    with contextlib.ExitStack() as stack:
        stack.callback(trial.head_office.close)
        first_life = contextlib.ExitStack()
        net = TrialNetwork(trial, first_life.enter_context(serving(trial)), tmp_path)
        stack.callback(net.close)
        line = stack.enter_context(broken_line(net.address, lambda _number: WHOLE))
        desk = net.desk()
        _register_many(desk, 300, random_source)
        line.plan = lambda number: Fate(up=9_000 if number == 0 else 0)
        with pytest.raises(LineDown):
            desk.sync(url=line.url)
        first_life.close()
        left = desk.status().unsent
        assert 0 < left <= 600
        net.server = stack.enter_context(serving(trial))
        line.target, line.plan = net.address, lambda _number: WHOLE
        desk.sync(url=line.url)
        assert desk.status().unsent == 0
        assert set(net.log()) == set(desk.own_ids())
