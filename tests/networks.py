"""A whole small network for tests: a real head office on a real port, and real desks that enrol, work, sync, copy, restart."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec
import sqlalchemy as sa
import tenacity

from desktop_client.services import intake, opening, people
from desktop_client.services.desk import OpenDesk, SignedIn
from desktop_client.services.intake import Registered
from desktop_client.services.line import newest_receipt
from desktop_client.services.opening import DeskUser
from desktop_client.services.status import DeskStatus, read_status
from desktop_client.storage import key_slots, settings
from desktop_client.storage.engine import open_database
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.home import DeskHome
from desktop_client.storage.key_slots import SlotFile, Unlocked
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from desktop_client.storage.tables.desk import account
from desktop_client.sync.enrolment import Enrolled
from desktop_client.sync.round import RoundResult, SyncRun
from desktop_client.sync.transport import HttpTransport, Transport
from shared_models.records.changes import Value
from shared_models.records.reconcile import unpack_writers
from shared_models.security import signing
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.engine import reading, writing
from sync_server.storage.scope import in_scope
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects import intake as head_office_intake
from sync_server.subjects import network
from sync_server.web.app import create_app
from sync_server.web.context import Server
from sync_server.web.server import HeadOfficeServer, make_server
from tests.head_offices import NOW, Clock, TrialOffice, make_office
from tests.serving import answering

PASSWORD = "four words in a row"
LOGIN = "asma"


@dataclass
class Template:
    """An enrolled home without an identity of its own: desks of tests are copies of it, for making keys takes time."""

    folder: Path
    slots: SlotFile
    unlocked: Unlocked


@cache
def template() -> Template:
    """The one template of this process."""
    home = DeskHome(Path(mkdtemp(prefix="frc-desk-template-")))
    key = signing.new_signing_key()
    enrolled = Enrolled(Identity("nobody", "0AA", "LHE", key), HeadOffice("http://127.0.0.1", "", b""), "none", "")
    opening.install(home, enrolled, DeskUser(LOGIN, "Asma", "clerk"), PASSWORD, lambda: NOW)
    slots = key_slots.read_slots(home.key_slots)
    unlocked = key_slots.open_slot(slots, LOGIN, PASSWORD)
    assert unlocked is not None
    # Who plays several roles in tests is told to head office as one who may all of it.
    tell_role(open_database(home.database, unlocked.database_key), "supervisor")
    return Template(home.folder, slots, unlocked)


def tell_role(engine: sa.Engine, role: str) -> None:
    """What a desk says of its people from now on; the engine is closed."""
    with writing_desk(engine) as connection:
        connection.execute(account.update().where(account.c.login == LOGIN).values(role=role))
    engine.dispose()


def open_copy(folder: Path, clock: Callable[[], int]) -> OpenDesk:
    """The desk in a copy of the template, opened as sign-in does it."""
    made = template()
    engine = open_database(folder / "desk.db", made.unlocked.database_key)
    return opening._open(engine, made.slots, made.unlocked, clock)


@dataclass
class TrialDesk:
    """A desk with its head office; `desk` is what every service works with."""

    home: DeskHome
    desk: OpenDesk
    net: TrialNetwork
    clock: Clock

    def register(self, name: str = "Amina Bibi", person: Mapping[str, Value] = {}, **episode: Value) -> Registered:
        """Register somebody with the answers that are always needed."""
        answers = {"person.name_latin": name, "person.gender": "F", **person}
        given = {f"episode.{field_}": value for field_, value in episode.items()}
        return intake.register(self.desk, answers, {**EPISODE, **given}, origin="import")

    def amend(self, record_id: str, **values: Value) -> int:
        """Change fields of a person."""
        return intake.amend(self.desk, record_id, {f"person.{name}": value for name, value in values.items()})

    def sync(self, *, url: str | None = None, transport: Transport | None = None) -> RoundResult:
        """One run with head office, as the service does it but without pauses between tries."""
        run = SyncRun(
            engine=self.desk.engine,
            identity=self.desk.identity,
            head_office=self.desk.head_office,
            view=self.desk.view,
            transport=transport or HttpTransport(url or self.net.server.url),
            clock=self.clock,
            wait=tenacity.wait_none(),
        )
        return run.run()

    def reopen(self) -> None:
        """Close and open again: a new incarnation."""
        self.desk.engine.dispose()
        self.desk = open_copy(self.home.folder, self.clock)

    def copy(self, folder: Path) -> TrialDesk:
        """The same disk in another machine."""
        self.desk.engine.dispose()
        shutil.copytree(self.home.folder, folder)
        return TrialDesk(DeskHome(folder), open_copy(folder, self.clock), self.net, self.clock)

    def sign_in_as(self, login: str) -> None:
        """Another person sits down at this desk."""
        person = SignedIn(login, login.title(), "CLERK", f"session-of-{login}")
        self.desk = replace(self.desk, person=person)

    def receipt(self) -> dict[str, Any]:
        """The newest receipt, as `frc-desk sync --json` prints it."""
        return newest_receipt(self.desk)

    def status(self) -> DeskStatus:
        """The facts behind the sentence."""
        return read_status(self.desk)

    def values(self, record_id: str) -> dict[str, Value]:
        """What the desk shows of a record."""
        with reading_desk(self.desk.engine) as connection:
            found = self.desk.view.get(connection, record_id)
        return {} if found is None else dict(found.values)

    def conflicts(self, record_id: str) -> dict[str, list[Value]]:
        """Path to the answers that stand there."""
        found = people.conflicts(self.desk, record_id)
        return {path: [value for _, value in heads] for path, heads in found.items()}

    def own_ids(self) -> list[str]:
        """The ids of this desk's own changes."""
        column = journal.change.c
        query = sa.select(column.incarnation, column.seq).order_by(column.number)
        with reading_desk(self.desk.engine) as connection:
            return [f"{self.desk.identity.device}.{row.incarnation}.{row.seq}" for row in connection.execute(query)]

    def picture(self) -> dict[str, tuple[object, ...]]:
        """Values, writers and open questions of every record shown."""
        with reading_desk(self.desk.engine) as connection:
            open_paths: dict[str, set[str]] = {}
            for row in connection.execute(sa.select(shown.conflict)):
                open_paths.setdefault(row.record, set()).add(row.path)
            rows = connection.execute(sa.select(shown.record)).all()
        return {row.id: _picture(row.values, row.writers, open_paths.get(row.id, set())) for row in rows}


EPISODE: dict[str, Value] = {
    "episode.return_date": "2024-05",
    "episode.return_from_country": "SAU",
}


def _picture(values: str, writers: str, disputed: set[str]) -> tuple[object, ...]:
    held = msgspec.json.decode(values)
    by_path = unpack_writers(msgspec.json.decode(writers), held)
    return held, {path: set(ids) for path, ids in by_path.items()}, disputed


@dataclass
class TrialNetwork:
    """A running head office and the desks made for it."""

    trial: TrialOffice
    server: HeadOfficeServer
    folder: Path
    desks: list[TrialDesk] = field(default_factory=list)

    @property
    def address(self) -> tuple[str, int]:
        """Where the server listens."""
        return self.server.bind_addr[0], self.server.bind_addr[1]

    def desk(self, office: str = "LHE", *, approved: bool = True, known: bool = True) -> TrialDesk:
        """A new desk of an office; `known` False leaves head office in the dark about it."""
        head_office, key = self.trial.head_office, signing.new_signing_key()
        public, at = signing.public_bytes(key), self.trial.clock()
        device = signing.key_id(public)
        code = "0AA"
        if known:
            with writing(head_office.engine) as connection:
                code = network.new_device_code(connection, head_office.random_bytes)
                told = {"code": code, "office": office, "public_key": public, "app_version": "test", "at": at}
                network.add_pending_device(connection, device, name="front room", **told)  # type: ignore[arg-type]
                if approved:
                    network.approve_device(connection, device, "test", at)
        home = DeskHome(self.folder / f"desk-{len(self.desks)}")
        shutil.copytree(template().folder, home.folder)
        clock = Clock()
        engine = open_database(home.database, template().unlocked.database_key)
        with writing_desk(engine) as connection:
            theirs = HeadOffice(self.server.url, "", head_office.receipt_public_key)
            settings.put_identity(connection, Identity(device, code, office, key), theirs)
            settings.put(connection, settings.EPOCH, head_office.epoch.id)
            settings.put(connection, settings.BUNDLE_KEY, head_office.bundle_statement())
        engine.dispose()
        made = TrialDesk(home, open_copy(home.folder, clock), self, clock)
        self.desks.append(made)
        return made

    def revoke(self, desk: TrialDesk) -> None:
        """Close a desk at head office."""
        with writing(self.trial.head_office.engine) as connection:
            network.revoke_device(connection, desk.desk.identity.device, "test", self.trial.clock())

    def device(self, desk: TrialDesk) -> network.Device:
        """What head office knows of a desk."""
        with reading(self.trial.head_office.engine) as connection:
            return network.find_device_by_name(connection, desk.desk.identity.device)

    def rows(self, query: sa.Select[Any]) -> list[Any]:
        """What head office's database answers."""
        with reading(self.trial.head_office.engine) as connection:
            return list(connection.execute(query).all())

    def log(self) -> dict[str, str]:
        """Change id to outcome, in head office's order."""
        with reading(self.trial.head_office.engine) as connection:
            query = sa.select(change_log.c.change_id, change_log.c.outcome).order_by(change_log.c.position)
            return {row.change_id: row.outcome for row in connection.execute(query)}

    def picture(self, office: str = "LHE") -> dict[str, tuple[object, ...]]:
        """Values, writers and open questions of every record in the scope of an office, as head office has them."""
        cipher = self.trial.head_office.cipher
        with reading(self.trial.head_office.engine) as connection:
            open_paths: dict[str, set[str]] = {}
            for row in connection.execute(sa.select(conflict).where(conflict.c.closed_position.is_(None))):
                open_paths.setdefault(row.record, set()).add(row.path)
            rows = connection.execute(sa.select(record).where(in_scope(office))).all()
        return {
            row.id: _picture(
                cipher.reveal("record", "field_values", row.id, row.field_values),
                row.writers,
                open_paths.get(row.id, set()),
            )
            for row in rows
        }

    def close(self) -> None:
        """Close the desks."""
        for desk in self.desks:
            desk.desk.engine.dispose()


@contextmanager
def running(folder: Path, database_url: str | None = None) -> Iterator[TrialNetwork]:
    """A head office that answers, with its worker; desks lie in the same folder."""
    trial = make_office(folder / "head-office", database_url)
    with serving(trial) as server:
        made = TrialNetwork(trial, server, folder)
        try:
            yield made
        finally:
            made.close()
    trial.head_office.close()


@contextmanager
def serving(trial: TrialOffice, port: int = 0) -> Iterator[HeadOfficeServer]:
    """The server of a head office on a thread."""
    worker = Worker(trial.head_office.engine, duties_of(trial.head_office, head_office_intake.apply_batch))
    app = create_app(Server(trial.head_office, worker))
    worker.start()
    try:
        with answering(make_server(app, trial.head_office, host="127.0.0.1", port=port, tls=False)) as server:
            yield server
    finally:
        worker.stop()


def assert_settled(net: TrialNetwork, *desks: TrialDesk, office: str = "LHE") -> None:
    """Everything these desks did is at head office once, known to be there, and shown alike on every side."""
    for desk in desks:
        desk.sync()
    for desk in desks:
        desk.sync()
        status = desk.status()
        assert (status.unsent, status.receipt_seq) == (0, status.journal_seq)
    log = net.log()
    for desk in desks:
        assert set(desk.own_ids()) <= log.keys()
    there = net.picture(office)
    for desk in desks:
        assert desk.picture() == there
