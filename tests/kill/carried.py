"""One process carries files between a desk and head office, erases people and grows old: both sides may die at each moment."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.services import attachments, bundles, intake
from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.tables import journal
from shared_models.protocol.bundle import DOWN, ENDING, UP, whole
from shared_models.protocol.bundle_file import write_file
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.exchange import import_bundle
from sync_server.storage.backups import DAY_MS, DAYS_KEPT, note_backup, note_verified
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.tables.backups import backup
from sync_server.storage.tables.closings import closing
from sync_server.storage.tables.intake import batch, change_log
from sync_server.subjects import intake as head_office_intake
from sync_server.subjects.files import store_of
from sync_server.subjects.intake.erasures import erase_person, not_together
from sync_server.subjects.intake.retiring import DAYS_KEPT as DAYS_OF_PAYLOADS
from tests.head_offices import Clock
from tests.kill.conftest import Place
from tests.kill.victims import Say
from tests.kill.works import NAMES, PAPER, HeldDesk, kept_at, open_desk, own_ids, page, pictures_of
from tests.networks import EPISODE
from tests.simulation.erasures import carriers_of, erased_at, left_at_desk, left_at_head_office

THERE, BACK = f"there{ENDING}", f"back{ENDING}"


@dataclass(frozen=True, slots=True)
class Sides:
    """A desk and head office, both open in this process, at one time of day."""

    place: Place
    held: HeldDesk
    office: HeadOffice
    clock: Clock

    @property
    def store(self) -> FileStore:
        """Where the desk keeps photos and papers."""
        return FileStore(self.held.home.folder)

    def carry(self) -> None:
        """A file goes to head office on a stick, and the answer comes home on it."""
        there, back = (self.place.stick / name for name in (THERE, BACK))
        bundles.write_bundle(self.held.desk, self.held.home, there)
        write_file(back, import_bundle(self.office, there.read_bytes(), there.name, "test").answer)
        bundles.read_bundle(self.held.desk, self.held.home, back)

    def do_duties(self) -> None:
        """One round of head office's worker."""
        Worker(self.office.engine, duties_of(self.office, head_office_intake.apply_batch)).run_round()

    def register(self, name: str, say: Say) -> str:
        """Somebody is registered, with a paper; the person's id."""
        told = len(own_ids(self.held.desk))  # before it
        made = intake.register(self.held.desk, {"person.name_latin": name}, EPISODE, origin="import")
        attachments.add(self.held.desk, self.store, made.person, PAPER, [page()])
        for said in own_ids(self.held.desk)[told:]:
            say(f"saved {said}")
        return made.person


@contextlib.contextmanager
def both_open(place: Place) -> Iterator[Sides]:
    """Both sides, for as long as the block lasts; so many quarters have passed as there are backups."""
    office = open_head_office(ServerConfiguration(data=place.data, stall_seconds=5), Clock())
    with reading(office.engine) as connection:
        quarters = connection.execute(sa.select(sa.func.count()).select_from(backup)).scalar_one()
    office.close()
    clock = Clock()
    clock.forward(days=quarters * (DAYS_OF_PAYLOADS + 1))
    office = open_head_office(ServerConfiguration(data=place.data, stall_seconds=5), clock)
    held = open_desk(place.desk, clock)
    try:
        yield Sides(place, held, office, clock)
    finally:
        held.close()
        office.close()


def carries(sides: Sides, say: Say) -> None:
    """Two people with papers, each on a stick of their own."""
    for name in NAMES:
        sides.register(name, say)
        sides.carry()


def erases(sides: Sides, say: Say) -> None:
    """Somebody whom both sides know asks to be erased; somebody else stays."""
    sides.register(NAMES[0], say)
    going = sides.register(NAMES[1], say)
    sides.carry()
    with writing(sides.office.engine) as connection:
        erase_person(connection, sides.office, going, reason="Asked at the desk", who="test")
    say(f"erased {going}")
    sides.carry()
    sides.carry()


def grows_old(sides: Sides, say: Say) -> None:
    """A quarter passes after a backup was tried: payloads go on both sides."""
    sides.register(NAMES[0], say)
    sides.carry()
    sides.clock.forward(days=DAYS_OF_PAYLOADS + 1)
    at, name = sides.clock(), f"backup at {sides.clock()}"
    with writing(sides.office.engine) as connection:
        expires = at + DAYS_KEPT * DAY_MS
        note_backup(connection, name, who="test", at=at, epoch=sides.office.epoch.id, expires=expires)
    with writing(sides.office.engine) as connection:
        note_verified(connection, name, who="test", at=at)
    sides.do_duties()
    sides.carry()
    sides.carry()


DUTIES: dict[str, Callable[[Sides, Say], None]] = {"carries": carries, "erases": erases, "grows old": grows_old}


def check(place: Place) -> None:
    """Whatever died: files are whole, nothing is half done, and the next start goes on to the end."""
    for name, way in ((THERE, UP), (BACK, DOWN)):
        if (place.stick / name).exists():
            whole((place.stick / name).read_bytes(), way, name)
    place.check_desk()
    kept_at(place.data)
    with both_open(place) as sides:
        _check_what_was_dropped(sides)
        carries(sides, lambda _line: None)
        sides.do_duties()
        sides.carry()
        _check_whole_way(sides)
        _check_erased(sides)


def _check_what_was_dropped(sides: Sides) -> None:
    """Head office dropped only payloads that a backup holds; the desk only what was answered."""
    with reading(sides.office.engine) as connection:
        safe = connection.execute(sa.select(sa.func.max(backup.c.ledger))).scalar() or 0
        emptied = carriers_of(connection, erased_at(connection))  # what brought somebody who was erased goes at once
        gone = sa.select(batch.c.ledger).where(batch.c.payload.is_(None), batch.c.hash.not_in(emptied))
        assert all(ledger <= safe for ledger in connection.execute(gone).scalars())
    change = journal.change.c
    with reading_desk(sides.held.desk.engine) as connection:
        numbers = sa.select(journal.batch.c.hash).where(
            journal.batch.c.number <= settings.get_number(connection, settings.PRUNED)
        )
        untold = sa.select(change.seq).where(change.batch.in_(numbers), change.outcome.is_(None))
        assert connection.execute(untold).all() == []


def _check_whole_way(sides: Sides) -> None:
    """Everything of the desk is at head office once, signed once, with its papers, and the desk knows that."""
    with reading(sides.office.engine) as connection:
        there = list(connection.execute(sa.select(change_log.c.change_id)).scalars())
        states = set(connection.execute(sa.select(closing.c.state)).scalars())
        erased = erased_at(connection)
        assert not_together(connection, sides.office) == []
    assert len(set(there)) == len(there), "a change stands twice in head office's order"
    assert set(own_ids(sides.held.desk)) <= set(there), "a save never came to head office"
    assert erased or states == {"good"}, states  # of what was erased nobody can say whether it is what was signed
    signed, stretches = journal.closing.c, list[tuple[str, str, int]]()
    with reading_desk(sides.held.desk.engine) as connection:
        for row in connection.execute(sa.select(signed.incarnation, signed.session, signed.last_seq)):
            stretches.append((row.incarnation, row.session, row.last_seq))
        assert connection.execute(sa.select(journal.batch.c.hash).where(journal.batch.c.held.is_(False))).all() == []
    assert len(set(stretches)) == len(stretches), "a stretch is signed twice"
    for name, held in pictures_of(sides.held.desk).items():
        assert held, "the desk was not told that its paper has come"
        assert store_of(sides.office).get(name) is not None, "a paper is not whole at head office"


def _check_erased(sides: Sides) -> None:
    """Of who was erased nothing is left on either side."""
    with reading(sides.office.engine) as connection:
        gone = erased_at(connection)
    assert sides.place.erased <= gone
    assert not gone & set(left_at_head_office(sides.office))
    assert not gone & set(left_at_desk(sides.held.desk))
