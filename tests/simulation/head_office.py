"""Head office in the mill: the real application and duties on the real embedded database, which may die at any moment."""

from __future__ import annotations

import io
import shutil
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unittest import mock

import sqlalchemy as sa
import uuid6
from flask import Flask

from desktop_client.sync.transport import Answer
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.backups import DAY_MS, DAYS_KEPT, note_backup, note_restored, note_verified
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.fence import move_fence
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.state import begin_epoch
from sync_server.storage.tables.intake import batch, change_log
from sync_server.storage.tables.network import device
from sync_server.subjects import intake, network
from sync_server.subjects.intake.erasures import carry_out_list, list_file
from sync_server.subjects.intake.ready import Habits
from sync_server.subjects.intake.releasing import put_aside_of, release_put_aside
from sync_server.web.app import create_app
from sync_server.web.context import Server, attach
from tests.head_offices import Clock
from tests.simulation.failpoints import Failpoint, Meanwhile, copy_as_found
from tests.simulation.prepared import URL, prepared
from tests.simulation.statements import share_statements

# Here every change is worth a piece, and nobody waits until it is quiet.
AS_SOON_AS_POSSIBLE = Habits(fewest=1, rest_ms=0)


@cache
def _application() -> Flask:
    """One application for all worlds: making one takes as long as a hundred requests."""
    opened = open_head_office(ServerConfiguration(data=prepared().head_office, stall_seconds=5), Clock())
    app = create_app(Server(opened))
    opened.close()
    return app


class MillOffice:
    """One head office through all its lives."""

    def __init__(self, folder: Path, random_bytes: object) -> None:
        self.clock = Clock()
        self._folder = folder
        self._life = 0
        self._random_bytes = random_bytes
        shutil.copytree(prepared().head_office, self._data)
        self._open()

    @property
    def _data(self) -> Path:
        return self._folder / f"head-office-{self._life}"

    def _open(self) -> None:
        self.office: HeadOffice = open_head_office(
            ServerConfiguration(data=self._data, stall_seconds=5),
            self.clock,
            self._random_bytes,  # type: ignore[arg-type]
        )
        share_statements(self.office.engine)
        self.failpoint = Failpoint(self.office.engine)
        self.meanwhile = Meanwhile(self.office.engine)
        attach(_application(), Server(self.office))

    def crash(self) -> None:
        """Lose the power and come up again from what is on the disk."""
        old, self._life = self._data, self._life + 1
        copy_as_found(old, self._data)
        self.office.close()
        shutil.rmtree(old)
        self._open()

    def back_up(self, folder: Path, name: str) -> int:
        """A copy of everything as it is now, such as a backup holds it, noted and tried; when its days are over."""
        at = self.clock()
        expires = at + DAYS_KEPT * DAY_MS
        with writing(self.office.engine) as connection:
            note_backup(connection, name, who="mill", at=at, epoch=self.office.epoch.id, expires=expires)
        with writing(self.office.engine):  # nobody else writes meanwhile
            copy_as_found(self._data, folder)
        with writing(self.office.engine) as connection:
            note_verified(connection, name, who="mill", at=at)
        return expires

    def batches(self) -> frozenset[str]:
        """The hashes of all batches that have come."""
        with reading(self.office.engine) as connection:
            return frozenset(connection.execute(sa.select(batch.c.hash)).scalars())

    def put_back(self, folder: Path, name: str) -> None:
        """Begin a new life from a backup: whatever came after it is gone here, and a new epoch says so.

        A backup holds no photos and papers; the list of who was erased lies beside the database and goes on.
        """
        named = list_file(self.office)
        erased = named.read_bytes() if named.exists() else b""
        old, self._life = self._data, self._life + 1
        copy_as_found(folder, self._data)
        shutil.rmtree(self._data / "blobs", ignore_errors=True)
        self.office.close()
        shutil.rmtree(old)
        self._open()
        with writing(self.office.engine) as connection:
            last = connection.execute(sa.select(sa.func.max(change_log.c.position))).scalar() or 0
            begin_epoch(connection, f"01999999-0000-7000-9000-{self._life:012d}", last)
            note_restored(connection, name, at=self.clock())
        if erased:
            list_file(self.office).write_bytes(erased)
            with writing(self.office.engine) as connection:
                carry_out_list(connection, self.office)
        self.office.close()
        self._open()

    def put_back_by_hand(self, folder: Path) -> None:
        """Somebody copies the database file of a backup into the place of this one; what stands beside it stays.

        Nobody says so: the fence beside the database tells, and what the list names is erased again by the worker.
        """
        with reading(self.office.engine) as connection:
            move_fence(connection, self._data)
        old, self._life = self._data, self._life + 1
        copy_as_found(old, self._data)
        file = self.office.configuration.database_file.name
        for name in (file, f"{file}-wal"):
            (self._data / name).unlink(missing_ok=True)
            if (folder / name).exists():
                shutil.copyfile(folder / name, self._data / name)
        self.office.close()
        shutil.rmtree(old)
        named = uuid.UUID(f"01999999-0000-7000-a000-{self._life:012d}")
        with mock.patch.object(uuid6, "uuid7", return_value=named):
            self._open()
        self.do_duties()

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes, arrived: int) -> Answer:
        """What the desks' face says to a request of which so many bytes came. Raises Killed when head office dies of it."""
        attach(_application(), Server(self.office))
        with _application().test_client() as client:
            answer = client.open(
                path,
                method=method,
                headers=dict(headers),
                input_stream=io.BytesIO(body[:arrived]),
                content_length=len(body),
                base_url=URL,
            )
            return Answer(answer.status_code, dict(answer.headers), answer.data)

    def do_duties(self) -> int:
        """One round of the worker; how many units were done."""
        worker = Worker(self.office.engine, duties_of(self.office, intake.apply_batch, AS_SOON_AS_POSSIBLE))
        return worker.run_round()

    def revoke(self, device: str) -> None:
        """Close a desk."""
        with writing(self.office.engine) as connection:
            network.revoke_device(connection, device, "mill", self.clock())

    def release(self) -> int:
        """Let the work of closed desks be applied like any other's."""
        released = 0
        with writing(self.office.engine) as connection:
            for name in connection.execute(sa.select(device.c.id).order_by(device.c.id)).scalars().all():
                if put_aside_of(connection, name):
                    released += release_put_aside(connection, name, "mill", self.clock(), "The office answers for it")
        return released

    def reborn(self, folder: Path) -> HeadOffice:
        """Another life of head office with the same keys and no records yet, for a second delivery of the same work."""
        shutil.copytree(prepared().head_office, folder)
        opened = open_head_office(ServerConfiguration(data=folder, stall_seconds=5), self.clock)
        with writing(opened.engine) as connection:
            begin_epoch(connection, f"{self.office.epoch.id}-again")
        return opened

    def close(self) -> None:
        """End it."""
        self.office.close()
