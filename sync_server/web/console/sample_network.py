"""A whole invented network in one moment: desks that work, are silent, wait or were copied, and two answers to choose."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.network import revoke_device
from sync_server.subjects.watching import announce_closure, write_contact, write_note
from sync_server.web.console.sample_registration import register_whole
from sync_server.web.console.samples import HOUR_MS, MINUTE_MS, SampleDesk, sample_person, sample_return

NOW = 1_795_499_220_000  # Tuesday 24 November 2026, 10:47 in Pakistan
ADMINISTRATOR = "administrator"

PEOPLE = (
    ("Muhammad Aslam", "محمد اسلم", ("Ghulam Rasool", "غلام رسول")),
    ("Abdul Rehman Khan", "عبدالرحمٰن خان", ("Gul Khan", "گل خان")),
    ("Imran Hussain", "عمران حسین", ("Manzoor Hussain", "منظور حسین")),
    ("Shabana Bibi", "شبانہ بی بی", ("Allah Ditta", "اللہ دتہ")),
    ("Tariq Mehmood", "طارق محمود", ("Fazal Elahi", "فضل الٰہی")),
    ("Zahid Iqbal", "زاہد اقبال", ("Muhammad Iqbal", "محمد اقبال")),
)


class MovableClock(Protocol):
    """A clock that stands still until it is moved."""

    now: int


@dataclass
class StoryClock:
    """Head office's clock while the story is told."""

    now: int = NOW

    def __call__(self) -> int:
        return self.now


@dataclass(frozen=True)
class SampleNetwork:
    """The desks by their part in the story, and the people by name."""

    lahore: SampleDesk
    second_lahore: SampleDesk
    waiting: SampleDesk
    people: dict[str, str]


def fill_well(head_office: HeadOffice, clock: MovableClock) -> SampleNetwork:
    """Two desks in Lahore and one in Multan that all work, six people, nothing that needs anybody."""
    chance = random.Random(20261124)  # noqa: S311 (invented people, the same in every picture)
    start = clock.now
    clock.now = start - 30 * 24 * HOUR_MS
    lahore = SampleDesk(head_office, "K7Q", "LHE", chance).enrol(clock.now, approved_by=ADMINISTRATOR)
    second = SampleDesk(head_office, "M3T", "LHE", chance, signs=False).enrol(clock.now, approved_by=ADMINISTRATOR)
    multan = SampleDesk(head_office, "W9C", "MUX", chance).enrol(clock.now, approved_by=ADMINISTRATOR)
    desks, authors = (lahore, second, multan), ("sana.b", "imran.k", "nadia.r")
    people = {}
    clock.now = start - 26 * HOUR_MS
    for number, (latin, urdu, father) in enumerate(PEOPLE):
        desk, author = desks[number % 3], authors[number % 3]
        at = clock.now - (len(PEOPLE) - number) * 37 * MINUTE_MS
        woman = {"gender": "F"} if latin.startswith("Shabana") else {}
        old = {"legacy_ref": "LHR/2018/0045"} if number == 0 else {}
        person = sample_person(desk, latin, urdu, father, **woman, **old)
        people[latin] = desk.register(at, author, person, sample_return(desk, "2026-11-23", return_type="LAY"))
    for desk in desks:
        desk.send()
    clock.now = start
    _heard_daily(desks, start)
    lahore.say(start - 2 * MINUTE_MS)
    second.say(start - 41 * MINUTE_MS)
    multan.say(start - 3 * HOUR_MS)
    return SampleNetwork(lahore, second, multan, people)


def fill_needing(head_office: HeadOffice, clock: MovableClock) -> SampleNetwork:
    """The same, and everything that can need somebody."""
    well = fill_well(head_office, clock)
    start = clock.now
    _disagree(well, clock)
    chance = well.lahore.chance
    quetta = SampleDesk(head_office, "R4X", "UET", chance).enrol(start - 40 * 24 * HOUR_MS, approved_by=ADMINISTRATOR)
    _heard_daily([quetta], start, 5)
    _at(clock, start - 116 * HOUR_MS, lambda: _register_one(quetta, clock.now, "akbar.z", still_there=38))
    karachi = SampleDesk(head_office, "B2H", "KHI", chance).enrol(start - 50 * 24 * HOUR_MS, approved_by=ADMINISTRATOR)
    _heard_daily([karachi], start)
    _at(clock, start - 30 * HOUR_MS, lambda: _register_one(karachi, clock.now, "farah.a"))
    _at(clock, start - 5 * HOUR_MS, lambda: _register_one(karachi, clock.now, "farah.a", parent=""))
    closed = SampleDesk(head_office, "P5N", "PEW", chance).enrol(start - 60 * 24 * HOUR_MS, approved_by=ADMINISTRATOR)
    with writing(head_office.engine) as connection:
        revoke_device(connection, closed.id, ADMINISTRATOR, start - 80 * HOUR_MS)
    _at(clock, start - 78 * HOUR_MS, lambda: _register_one(closed, clock.now, "wali.s", quarantine=True))
    unknown = "01934f00-0000-7000-8000-00000000abcd"
    well.second_lahore.write(unknown, "person", "edit", {"person.birth": "1979"}, start - 2 * HOUR_MS, "imran.k")
    _at(clock, start - 2 * HOUR_MS, lambda: well.second_lahore.send(still_there=3))
    well.lahore.say(start - 2 * MINUTE_MS)
    well.second_lahore.say(start - 41 * MINUTE_MS, still_there=3)
    peshawar = SampleDesk(head_office, "J8D", "PEW", chance).enrol(start - 30 * 24 * HOUR_MS, approved_by=ADMINISTRATOR)
    _heard_daily([peshawar], start, 3)
    peshawar.say(start - 69 * HOUR_MS, still_there=12)
    with writing(head_office.engine) as connection:
        said, until = "exchange down until Wednesday", start + 26 * HOUR_MS
        write_note(connection, peshawar.id, said, until, who=ADMINISTRATOR, at=start - HOUR_MS)
        write_contact(connection, "UET", "081-0000000", "Akbar Z.", who=ADMINISTRATOR, at=start - HOUR_MS)
        cut = (start - 4 * HOUR_MS, start + 3 * HOUR_MS)
        announce_closure(connection, "MUX", *cut, "power off till two", who=ADMINISTRATOR, at=start - 5 * HOUR_MS)
    waiting = SampleDesk(head_office, "T6V", "MIR", chance).enrol(start - 22 * MINUTE_MS, machine="MIRPUR-PC2")
    clock.now = start
    return SampleNetwork(well.lahore, well.second_lahore, waiting, well.people)


def fill_whole(head_office: HeadOffice, clock: MovableClock) -> SampleNetwork:
    """One person of whom every section says something; two desks differ on a ranked need, a row and a whole paper."""
    well = fill_well(head_office, clock)
    start = clock.now
    clock.now = start - 20 * HOUR_MS
    one, other = well.lahore, well.second_lahore
    name = register_whole(one, clock.now, "sana.b")
    person, episode = one.written[-2:]
    one.send()
    clock.now = start - 6 * HOUR_MS
    paper, passport = sorted({path.split(".")[2] for path in person.set if path.startswith("person.documents.")})
    later = {
        "person.birth": "1979-08-21",
        f"person.documents.{paper}.evidence": "E3",
        f"person.documents.{passport}.status": "LOST",
    }
    one.write(name, "person", "edit", later, clock.now, "imran.k", [str(person.id)])
    one.write(episode.record, "episode", "edit", {"episode.needs.N06": 1}, clock.now, "imran.k", [str(episode.id)])
    one.send()
    clock.now = start - 4 * HOUR_MS
    beside = {f"person.documents.{passport}.status": "HELD_BY_EMPLOYER", "person.mother_name": "Rehmat Bibi Bhatti"}
    other.write(name, "person", "edit", beside, clock.now, "nadia.r", [str(person.id)])
    other.write(episode.record, "episode", "edit", {"episode.needs.N06": 4}, clock.now, "nadia.r", [str(episode.id)])
    other.send()
    clock.now = start
    return SampleNetwork(one, other, well.waiting, {**well.people, "Rashid Ali Bhatti": name})


def _heard_daily(desks: Iterable[SampleDesk], start: int, until: int = 0) -> None:
    """Every desk speaks each day of three weeks, also when it has nothing to say; the one in Multan not on two of them."""
    for desk in desks:
        for days in range(21, until, -1):
            if desk.code != "W9C" or days not in {5, 6}:
                desk.say(start - days * 24 * HOUR_MS)


def _disagree(well: SampleNetwork, clock: MovableClock) -> None:
    """Both desks of Lahore correct Muhammad Aslam without having seen each other's work; one value is refused."""
    start = clock.now
    aslam = well.people["Muhammad Aslam"]
    base = [f"{well.lahore.id}.{well.lahore.incarnation}.1"]
    clock.now = start - 6 * HOUR_MS
    father = {"person.father_name_latin": "Ghulam Rasul", "person.birth": "1984-03-12"}
    well.lahore.write(aslam, "person", "edit", father, clock.now, "sana.b", base)
    well.lahore.write(aslam, "person", "edit", {"person.gender": "MALE"}, clock.now + MINUTE_MS, "sana.b", base)
    well.lahore.send()
    clock.now = start - 4 * HOUR_MS
    other = {
        "person.father_name_latin": "Ghulam Rasool Khan",
        "person.birth": "1986",
        "person.name_urdu": "محمد اسلم خان",
    }
    well.second_lahore.write(aslam, "person", "edit", other, clock.now, "imran.k", base)
    well.second_lahore.send()
    clock.now = start


def _register_one(
    desk: SampleDesk, at: int, author: str, *, still_there: int = 0, quarantine: bool = False, parent: str | None = None
) -> None:
    latin, urdu, father = PEOPLE[desk.chance.randrange(len(PEOPLE))]
    desk.register(at - HOUR_MS, author, sample_person(desk, latin, urdu, father), sample_return(desk, "2026-11-20"))
    desk.send(still_there=still_there, quarantine=quarantine, parent=parent)


def _at(clock: MovableClock, moment: int, act: Callable[[], object]) -> None:
    before, clock.now = clock.now, moment
    act()
    clock.now = before
