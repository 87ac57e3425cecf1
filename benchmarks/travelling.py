"""What goes over the line: a first upload, a sync with nothing to say, small edits, and a second desk that begins empty."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import zstandard

from benchmarks import stage
from benchmarks.figures import Figures
from benchmarks.people import Day
from benchmarks.stage import Cost, Desk, RunningOffice
from desktop_client.services import intake, people
from desktop_client.sync.round import RoundResult
from shared_models.catalogue.context import day_in_pakistan

EDITS = 100
EDIT_ROUNDS = 6  # one alone is too short to be told from what else the machine does
EMPTY_BYTES = 900


@dataclass(frozen=True, slots=True)
class Trip:
    """One whole life of `people` registrations on the line."""

    people: int
    json_zstd: int
    upload: tuple[RoundResult, Cost]
    empty: tuple[RoundResult, Cost]
    edits: tuple[tuple[RoundResult, Cost], ...]
    edit_json_zstd: int
    second: tuple[RoundResult, Cost]
    idle: tuple[RoundResult, Cost]


class Travel:
    """People registered at a desk once, and brought to head office as often as is asked, each time from the same state."""

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        self._folder = folder / f"travel-{count}"
        self._folder.mkdir()
        self._count = count
        self._runs = 0
        self._port = stage.free_port()
        stage.new_office(self._folder / "office")
        with stage.running(self._folder / "office", self._port) as office:
            for name in ("first", "second"):
                stage.enrol(office, self._folder / name)
            with stage.open_desk(self._folder / "first") as desk:
                desk.sync()
                today = day_in_pakistan(stage.now_ms())
                desk.register(list(Day(seed, today).registrations(count)))

    @contextlib.contextmanager
    def _stage(self) -> Iterator[tuple[RunningOffice, Path]]:
        self._runs += 1
        place = self._folder / f"run-{self._runs}"
        place.mkdir()
        for name in ("office", "first", "second"):
            stage.copied(self._folder / name, place / name)
        with stage.running(place / "office", self._port) as office:
            yield office, place

    def run(self) -> Trip:
        """One upload with everything that follows it."""
        with self._stage() as (office, place):
            with stage.open_desk(place / "first") as desk:
                plain = zstandard.ZstdCompressor(level=3).compress(_export(desk))
                upload = desk.measured_sync(office)
                empty = desk.measured_sync(office)
                edits, edited = [], b""
                for turn in range(EDIT_ROUNDS):
                    edited = _edit(desk, turn)
                    edits.append(desk.measured_sync(office))
            with stage.open_desk(place / "second") as other:
                second = other.measured_sync(office)
                idle = other.measured_sync(office)
            if second[0].received != 2 * self._count + EDIT_ROUNDS * min(EDITS, self._count):
                raise RuntimeError("the second desk does not show what the first one wrote")
        small = zstandard.ZstdCompressor(level=3).compress(edited)
        return Trip(self._count, len(plain), upload, empty, tuple(edits), len(small), second, idle)

    @contextlib.contextmanager
    def filled(self) -> Iterator[tuple[RunningOffice, Path]]:
        """A running head office that has everybody, and the folder of a desk that has not heard of them yet."""
        with self._stage() as (office, place):
            with stage.open_desk(place / "first") as desk:
                desk.sync()
            yield office, place / "second"

    def copy_of(self, desk: str, name: str) -> Path:
        """A copy of one of the two desks as it was before any trip: `first` is full, `second` has never synced."""
        return stage.copied(self._folder / desk, self._folder / name)

    @property
    def finished_desk(self) -> Path:
        """The first desk of the last run, with everybody on it."""
        return self._folder / f"run-{self._runs}" / "first"


def _export(desk: Desk) -> bytes:
    """The lines of `frc-desk records export`: what the same records are as JSON."""
    return b"".join(msgspec.json.encode(row) + b"\n" for row in people.export(desk.open))


def _edit(desk: Desk, turn: int) -> bytes:
    """Change two fields of a hundred people, in each turn otherwise; the edits as JSON."""
    lines: list[bytes] = []
    for at, one in enumerate(people.list_people(desk.open, limit=EDITS)):
        birth = f"{1950 + (at + turn) % 55}-02-{at % 28 + 1:02d}"
        wanted = {"person.birth": birth, "person.address_permanent.locality_latin": f"Street {at}, Plot {turn + 7}"}
        if intake.amend(desk.open, one.person.id, wanted) < len(wanted):
            raise RuntimeError("an edit changed nothing")
        lines.append(msgspec.json.encode({"id": one.person.id, "set": wanted}) + b"\n")
    return b"".join(lines)


def measure(figures: Figures, small: list[Trip], large: list[Trip]) -> None:
    """Put what the trips cost into figures; `small` and `large` differ in how many people are stored."""
    count = large[0].people
    _upload(figures, large, count)
    _nothing(figures, small, large)
    _edits(figures, small, large)
    group = f"A second desk begins empty ({count:,} registrations)"
    bytes_each = [_wire(trip.second[0]) / count for trip in large]
    figures.add(group, "both ways", "bytes a registration", bytes_each, noisy=False)
    figures.add(group, "desk CPU", "s / 1,000", [trip.second[1].desk_cpu * 1000 / count for trip in large])
    figures.add(group, "head office CPU", "s / 1,000", [trip.second[1].server_cpu * 1000 / count for trip in large])
    figures.add(group, "requests", "", [trip.second[0].round_trips for trip in large], noisy=False)


def _wire(result: RoundResult) -> int:
    return result.bytes_up + result.bytes_down


def _upload(figures: Figures, trips: list[Trip], count: int) -> None:
    group = f"{count:,} registrations go up"
    note = "JSON: the lines of `records export` (both records of each registration), all of them as one zstd-3 frame."
    ratio = [_wire(trip.upload[0]) / trip.json_zstd for trip in trips]
    figures.add(group, "wire bytes both ways / JSON at zstd-3", "×", ratio, most=0.80, noisy=False, note=note)
    figures.add(group, "up", "bytes a registration", [trip.upload[0].bytes_up / count for trip in trips], noisy=False)
    figures.add(
        group, "down", "bytes a registration", [trip.upload[0].bytes_down / count for trip in trips], noisy=False
    )
    figures.add(group, "JSON at zstd-3", "bytes a registration", [trip.json_zstd / count for trip in trips])
    figures.add(group, "registrations a second", "1/s", [count / trip.upload[1].seconds for trip in trips])
    desk = [trip.upload[1].desk_cpu * 1000 / count for trip in trips]
    office = [trip.upload[1].server_cpu * 1000 / count for trip in trips]
    both = [one + other for one, other in zip(desk, office, strict=True)]
    figures.add(group, "desk CPU (seal, send, apply the page)", "s / 1,000", desk)
    figures.add(group, "head office CPU (store, apply, answer, compare with others)", "s / 1,000", office)
    figures.add(group, "CPU of both ends", "s / 1,000", both, most=0.20, aim=True)
    requests = [trip.upload[0].round_trips for trip in trips]
    figures.add(group, "requests", "", requests, most=count / 500 + 2, aim=True, noisy=False)


def _nothing(figures: Figures, small: list[Trip], large: list[Trip]) -> None:
    group = "A sync with nothing to say"
    for trips in (small, large):
        where = f"{trips[0].people:,} stored"
        sizes = [_wire(sync[0]) for trip in trips for sync in (trip.empty, trip.idle)]
        figures.add(group, f"both ways, {where}", "bytes", sizes, most=EMPTY_BYTES, noisy=False)
        counts = [sync[0].round_trips for trip in trips for sync in (trip.empty, trip.idle)]
        figures.add(group, f"requests, {where}", "", counts, most=1, noisy=False)


def _edits(figures: Figures, small: list[Trip], large: list[Trip]) -> None:
    group, pairs = f"{EDITS} edits of two fields", list(zip(small, large, strict=False))
    for trips in (small, large):
        where = f"{trips[0].people:,} stored"
        sizes = [_wire(result) for trip in trips for result, _ in trip.edits]
        figures.add(group, f"both ways, {where}", "bytes", sizes, noisy=False)
        cpu = [1000 * spent for trip in trips for spent in _both(trip)]
        figures.add(group, f"CPU of both ends, {where}", "ms", cpu)
    figures.add(group, "the edits as JSON at zstd-3", "bytes", [trip.edit_json_zstd for trip in large], noisy=False)
    grown = [
        _wire(many[0]) / _wire(few[0]) for less, more in pairs for few, many in zip(less.edits, more.edits, strict=True)
    ]
    figures.add(group, "bytes, large / small store", "×", grown, most=1.2, noisy=False)
    slower = [statistics.median(_both(more)) / statistics.median(_both(less)) for less, more in pairs]
    note = f"Each trip syncs {EDIT_ROUNDS} such edits one after the other; one ratio of their medians a pair of trips."
    figures.add(group, "CPU, large / small store", "×", slower, most=1.2, note=note)


def _both(trip: Trip) -> list[float]:
    return [cost.desk_cpu + cost.server_cpu for _, cost in trip.edits]
