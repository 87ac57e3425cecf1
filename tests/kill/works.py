"""What the victims do: a desk that registers, photographs, corrects, withdraws, signs and syncs; a head office that answers."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import sqlalchemy as sa
import tenacity
from flask import Flask

from desktop_client.capture.pictures import Prepared
from desktop_client.services import attachments, closing, drafts, intake, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import open_database
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.files import stored_file
from desktop_client.sync import files
from desktop_client.sync.round import RoundResult, SyncRun
from desktop_client.sync.transport import Answer, HttpTransport, LineDown
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.tables.intake import batch, change_log
from sync_server.subjects import intake as head_office_intake
from sync_server.web.app import create_app
from sync_server.web.context import Server, attach
from sync_server.web.server import make_server
from tests.head_offices import Clock
from tests.kill.victims import Say
from tests.networks import EPISODE, template
from tests.simulation.prepared import prepared

READY = "ready"
PAPER = "PASSPORT_BIO"
NAMES = ("Amina Bibi", "Bashir Ahmad")


@dataclass(frozen=True, slots=True)
class HeldDesk:
    """An open desk whose home this process owns."""

    home: DeskHome
    desk: OpenDesk

    def close(self) -> None:
        self.desk.engine.dispose()
        self.home.release()


@dataclass
class PoorLine(HttpTransport):
    """A line that breaks under the first whole photo: from then on photos go in parts."""

    broke: bool = field(default=False)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """See Transport."""
        if path == files.PATH and not self.broke:
            self.broke = True
            raise LineDown
        return super().send(method, path, headers, body)


def page() -> Prepared:
    """A page that was photographed: as many bytes as take several parts, and its small picture."""
    return Prepared(os.urandom(20_000), os.urandom(1_000))


def open_desk(folder: Path, clock: Callable[[], int] | None = None) -> HeldDesk:
    """Open a home as sign-in does, the lock included."""
    home, made = DeskHome(folder), template()
    home.hold()
    engine = open_database(home.database, made.unlocked.database_key)
    return HeldDesk(home, opening._open(engine, made.slots, made.unlocked, clock or Clock()))


def own_ids(desk: OpenDesk) -> list[str]:
    """The ids of a desk's own changes."""
    column = journal.change.c
    with reading_desk(desk.engine) as connection:
        rows = connection.execute(sa.select(column.incarnation, column.seq).order_by(column.number)).all()
    return [f"{desk.identity.device}.{row.incarnation}.{row.seq}" for row in rows]


def pictures_of(desk: OpenDesk) -> dict[str, bool]:
    """The names of a desk's photos and papers, and of which it was told that they have come."""
    with reading_desk(desk.engine) as connection:
        return {row.name: row.held for row in connection.execute(sa.select(stored_file))}


def sync(held: HeldDesk, port: int, *, poor: bool = False) -> RoundResult:
    """One run with head office over a real socket."""
    address, desk = f"http://127.0.0.1:{port}", held.desk
    run = SyncRun(
        engine=desk.engine, identity=desk.identity, head_office=desk.head_office, view=desk.view,
        transport=PoorLine(address) if poor else HttpTransport(address), clock=Clock(), wait=tenacity.wait_none(),
        files=FileStore(held.home.folder),
    )  # fmt: skip
    return run.run()


def sitting(held: HeldDesk, port: int, say: Say) -> None:
    """One short sitting at the desk; each line it says names a change that was saved before it was said."""
    desk, told = held.desk, 0
    papers = {"person.documents.1.type": "PASSPORT", "person.documents.1.number": "AB1234567"}

    def tell() -> None:
        nonlocal told
        ids = own_ids(desk)
        for name in ids[told:]:
            say(f"saved {name}")
        told = len(ids)

    told = len(own_ids(desk))
    for name in NAMES:
        draft = drafts.open_new(desk).id
        drafts.save_answer(desk, draft, "person.name_latin", {"typed": name})
        made = intake.register(desk, {"person.name_latin": name, **papers}, EPISODE, origin="import")
        tell()
        intake.amend(desk, made.person, {"person.father_name_latin": "Chand"})
        tell()
        intake.amend(desk, made.person, {"person.documents.1.void": "DUPLICATE"})
        tell()
        attachments.add(desk, FileStore(held.home.folder), made.person, PAPER, [page()])
        tell()
    for name in pictures_of(desk):
        say(f"picture {name}")
    closing.sign_what_was_written(desk)
    try:
        sync(held, port, poor=True)
    except LineDown:
        return
    with reading_desk(desk.engine) as connection:
        held_there = sa.select(journal.batch.c.hash).where(journal.batch.c.held.is_(True))
        for name in connection.execute(held_there).scalars():
            say(f"held {name}")


def desk_work(
    folder: Path, port: int, watch: Callable[[Say], None] = lambda _say: None, sittings: int = 1_000
) -> Callable[[Say], None]:
    """Sitting after sitting until the process is killed."""

    def work(say: Say) -> None:
        watch(say)
        held = open_desk(folder)
        say(READY)
        for _ in range(sittings):
            sitting(held, port, say)

    return work


@cache
def application() -> Flask:
    """The application is made once and forked with everything else."""
    opened = open_head_office(ServerConfiguration(data=prepared().head_office, stall_seconds=5), Clock())
    app = create_app(Server(opened))
    opened.close()
    return app


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_office(data: Path) -> HeadOffice:
    """Head office on its own disk."""
    return open_head_office(ServerConfiguration(data=data, stall_seconds=5, threads=4), Clock())


def server_work(data: Path, port: int, watch: Callable[[Say], None] = lambda _say: None) -> Callable[[Say], None]:
    """Answer desks and do the duties until the process is killed."""

    def work(say: Say) -> None:
        watch(say)
        office = open_office(data)
        worker = Worker(office.engine, duties_of(office, head_office_intake.apply_batch))
        attach(application(), Server(office, worker))
        server = make_server(application(), office, host="127.0.0.1", port=port, tls=False)
        server.prepare()
        worker.start()
        say(READY)
        server.serve()

    return work


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies at head office: the ids in its order, the hashes of batches, and whether its file is whole."""

    changes: list[str]
    batches: set[str]


def kept_at(data: Path) -> Kept:
    """Read head office's file, beside a running server or after its death, and prove it whole."""
    office = open_office(data)
    try:
        with reading(office.engine) as connection:
            assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
            assert connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
            ids = list(connection.execute(sa.select(change_log.c.change_id).order_by(change_log.c.position)).scalars())
            return Kept(ids, set(connection.execute(sa.select(batch.c.hash)).scalars()))
    finally:
        office.close()
