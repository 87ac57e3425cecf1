"""A desk in the mill: the real open desk on its own disk, which is copied, put back, closed, and taken away in the middle."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa
import tenacity

from desktop_client.services import closing, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import settings
from desktop_client.storage.engine import open_database, reading
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.journal import Journal
from desktop_client.storage.tables import journal, people
from desktop_client.storage.view import ShownRecord
from desktop_client.sync.page_size import PageSize
from desktop_client.sync.round import SyncRun
from desktop_client.sync.transport import Transport
from tests.head_offices import Clock
from tests.networks import template
from tests.simulation.failpoints import Failpoint, copy_as_found
from tests.simulation.statements import share_statements


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk as it was at one moment, with what the mill knew of it then."""

    folder: Path
    saved: tuple[str, ...]
    absorbed: int


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
        made = template()
        engine = open_database(self.folder / "desk.db", made.unlocked.database_key)
        share_statements(engine)
        chance = random.Random(f"{self.seed} {self.name} {self._life}")
        desk = opening._open(engine, made.slots, made.unlocked, self.clock)
        self.desk = replace(
            desk,
            journal=Journal(desk.identity.device, self.clock, chance.randbytes),
            person=replace(desk.person, session=f"{self.name}-{self._life}"),
            random_bytes=chance.randbytes,
        )
        self.failpoint = Failpoint(engine)
        self.screens.clear()

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
        return SyncRun(
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
