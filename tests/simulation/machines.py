"""A desk in the mill: the real open desk on its own disk, which is copied, put back, closed, and taken away in the middle."""

from __future__ import annotations

import contextlib
import random
import shutil
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa
import tenacity

from desktop_client.services import closing, opening, renewing_key
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import key_slots, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.home import DeskHome
from desktop_client.storage.journal import Journal
from desktop_client.storage.tables import journal, people
from desktop_client.storage.view import ShownRecord
from desktop_client.sync.page_size import PageSize
from desktop_client.sync.round import SyncRun
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import Transport
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol.messages import SyncReply
from tests.head_offices import Clock
from tests.networks import LOGIN, PASSWORD
from tests.simulation.failpoints import Failpoint, copy_as_found
from tests.simulation.statements import share_statements

# One person's password opens every home here, and making a key of it takes as long as a hundred syncs.
_slot_key_once = cache(key_slots._slot_key)


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk as it was at one moment, with what the mill knew of it then."""

    folder: Path
    saved: tuple[str, ...]
    absorbed: int


class OlderRun(SyncRun):
    """A run of a program that knows the first protocol only and takes no version of fields and words."""

    def _exchange(self, line: SignedLine, outgoing: Any) -> tuple[SyncReply, list[bytes]]:
        with writing(self.engine) as connection:
            settings.put(connection, settings.SPEAKS, 0)
        return super()._exchange(line, outgoing)

    def _fetch_reference(self, line: SignedLine) -> None:
        del line


@dataclass
class Machine:
    """One machine. `saved` names the changes on this disk in order, `absorbed` the number of the newest one."""

    name: str
    folder: Path
    seed: str
    saved: list[str] = field(default_factory=list)
    absorbed: int = 0
    cursor: int = 0
    pruned: int = 0
    burnt: bool = False
    behind: bool = False  # an old program runs here
    known_to_leaver: bytes = b""  # the database key that somebody knew who has left, or is to leave
    clock: Clock = field(default_factory=Clock)
    screens: list[ShownRecord] = field(default_factory=list)
    put_by: list[Disk] = field(default_factory=list)
    desk: OpenDesk = field(init=False)
    failpoint: Failpoint = field(init=False)
    _life: int = 0

    def __post_init__(self) -> None:
        self._open()

    def _open(self) -> None:
        """As sign-in opens a desk, with the mill's own clock and randomness."""
        slots = key_slots.read_slots(self.home.key_slots)
        key_slots.renew_twin(self.home.key_slots)
        with mock.patch.object(key_slots, "_slot_key", _slot_key_once):
            unlocked = key_slots.open_slot(slots, LOGIN, PASSWORD)
        assert unlocked is not None
        engine, slots, unlocked = opening._with_the_key_in_force(self.home, slots, unlocked)
        share_statements(engine)
        chance = random.Random(f"{self.seed} {self.name} {self._life}")
        desk = opening._open(engine, slots, unlocked, self.clock)
        self.desk = replace(
            desk,
            journal=Journal(desk.identity.device, self.clock, chance.randbytes),
            person=replace(desk.person, session=f"{self.name}-{self._life}"),
            random_bytes=chance.randbytes,
        )
        with contextlib.suppress(ProblemError):  # tried again at the next sign-in
            self.desk = renewing_key.finish(self.home, self.desk)
        self.failpoint = Failpoint(engine)
        self.screens.clear()

    @property
    def home(self) -> DeskHome:
        """Its files, which belong to this process without a lock."""
        return DeskHome(self.folder)

    @property
    def device(self) -> str:
        return self.desk.identity.device

    @property
    def office(self) -> str:
        return self.desk.identity.office

    @property
    def store(self) -> FileStore:
        """Where its photos and papers lie."""
        return FileStore(self.folder)

    @property
    def fetched(self) -> FileStore:
        """Where it puts what it asked head office for: beside the others, so that each asking is a real one."""
        return FileStore(self.folder / "fetched")

    def reopen(self) -> None:
        """Sign out and in again."""
        closing.sign_what_was_written(self.desk)
        self.desk.engine.dispose()
        self._life += 1
        self._open()

    def crash(self) -> None:
        """Lose the power and come up again from what is on the disk."""
        self._begin_on(self.folder)

    def restore(self, disk: Disk) -> None:
        """Put an older copy of the disk back."""
        self._begin_on(disk.folder)
        self.saved, self.absorbed, self.cursor, self.pruned = list(disk.saved), disk.absorbed, 0, 0
        self.known_to_leaver = b""

    def _begin_on(self, found: Path) -> None:
        old, self._life = self.folder, self._life + 1
        self.folder = old.parent / f"{self.name}-{self._life}"
        copy_as_found(found, self.folder)
        self.desk.engine.dispose()
        shutil.rmtree(old)
        self._open()

    def copy_disk(self, folder: Path) -> Disk:
        """The disk as it is now."""
        copy_as_found(self.folder, folder)
        return Disk(folder, tuple(self.saved), self.absorbed)

    def run(self, transport: Transport, page_changes: int = 2_000, most_bytes: int | None = None) -> SyncRun:
        """A run with head office, as the service makes it but without pauses between tries."""
        closing.sign_what_was_written(self.desk)
        return (OlderRun if self.behind else SyncRun)(
            engine=self.desk.engine,
            identity=self.desk.identity,
            head_office=self.desk.head_office,
            view=self.desk.view,
            transport=transport,
            clock=self.clock,
            most_bytes=most_bytes,
            wait=tenacity.wait_none(),
            _page_size=PageSize(page_changes),
            files=self.store,
        )

    def shown(self, kind: str = "") -> list[str]:
        """Ids of the records on the screen, oldest first."""
        query = sa.select(people.record.c.id).order_by(people.record.c.number)
        if kind:
            query = query.where(people.record.c.kind == kind)
        with reading(self.desk.engine) as connection:
            return list(connection.execute(query).scalars())

    def screen(self, record: str) -> ShownRecord:
        """A record as the screen shows it now."""
        with reading(self.desk.engine) as connection:
            found = self.desk.view.get(connection, record)
        assert found is not None
        return found

    def sealed(self) -> list[tuple[str, bytes]]:
        """Its batches, oldest first, without those that were dropped."""
        column = journal.batch.c
        with reading(self.desk.engine) as connection:
            here = column.number > settings.get_number(connection, settings.PRUNED)
            query = sa.select(column.hash, column.raw).where(here).order_by(column.number)
            return [(row.hash, row.raw) for row in connection.execute(query)]

    def close(self) -> None:
        """Switch it off."""
        self.desk.engine.dispose()
