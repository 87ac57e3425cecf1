"""The product as a contestant: head office in a process of its own, on either database, and enrolled desks."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from benchmarks import stage
from benchmarks.stage import LOGIN, PASSWORD
from benchmarks.sync import flat
from benchmarks.sync.contestant import Contestant, wait_for
from desktop_client.services import opening
from desktop_client.services.opening import DeskUser
from desktop_client.storage.home import DeskHome
from desktop_client.sync import enrolment
from desktop_client.sync.transport import HttpTransport
from installers.trial_postgres import fresh_database, trial_postgres
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.subjects import network
from sync_server.subjects import reference as versions
from sync_server.subjects.enrolment import make_enrolment_code
from sync_server.subjects.initialise import initialise

OFFICES = ("LHE", "KHI", "PEW", "UET", "MUX", "MIR", "ISB")  # a desk is told of its own office's records only
_SERVER = "from sync_server.cli import main; main()"


class Product(Contestant):
    """Head office on its embedded database."""

    name = "FRC"
    wire = "HTTP/1.1, signed; columns in signed zstd batches up, signed pages down"
    on_postgresql = False
    kind_of_the_run = True  # flat records; a version of the reference data tells what they are

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._held = contextlib.ExitStack()
        self._configuration = ServerConfiguration(data=folder / "server")
        self._database: list[int] = []

    def start_server(self, folder: Path) -> None:
        arguments = []
        if self.on_postgresql:
            server = self._held.enter_context(trial_postgres(durable=True))
            url = self._held.enter_context(fresh_database(server))
            self._database = [_postmaster(server)]
            self._configuration = ServerConfiguration(data=folder, database_url=url)
            arguments = ["--database-url", url]
        initialise(self._configuration)
        if self.kind_of_the_run:
            self._publish_kind()
        process = self.spawn(
            sys.executable, "-c", _SERVER, "run", "--data", str(folder), "--port", str(self.port), *arguments
        )
        wait_for(self.port, process)

    def _publish_kind(self) -> None:
        with self._office() as office, tempfile.TemporaryDirectory(prefix="frc-flat-") as place:
            flat.write_reference(Path(place))
            with writing(office.engine) as connection:
                versions.publish_folder(connection, office, Path(place), "bench")

    @contextlib.contextmanager
    def _office(self) -> Any:
        office = open_head_office(self._configuration)
        try:
            yield office
        finally:
            office.close()

    def server_processes(self) -> list[int]:
        return [*super().server_processes(), *self._database]

    def client_command(self) -> list[str]:
        return [sys.executable, "-m", "benchmarks.sync.product_client"]

    def opening(self, client: str) -> Mapping[str, Any]:
        self._enrol(self.folder / client, OFFICES[_number_of(client) % len(OFFICES)])
        return {}

    def seen_by_fresh(self, clients: int) -> list[int]:
        return [number for number in range(clients) if number % len(OFFICES) == 0]

    def _enrol(self, folder: Path, in_office: str) -> None:
        """Make a desk in `folder` that knows head office by the address of the counted line, and approve it."""
        with self._office() as office, writing(office.engine) as connection:
            code = make_enrolment_code(connection, office, in_office, "bench").code
        home, url = DeskHome(folder), f"http://127.0.0.1:{self.front}"
        home.hold()
        try:
            enrolled = enrolment.enrol(
                HttpTransport(url), url=url, code=code, machine="bench", version="0", person=LOGIN
            )
            opening.install(home, enrolled, DeskUser(LOGIN, "Asma", "clerk"), PASSWORD, stage.now_ms)
        finally:
            home.release()
        with self._office() as office:
            _approve(office)

    def tear_down(self) -> None:
        super().tear_down()
        self._held.close()


class ProductOnPostgresql(Product):
    """Head office on PostgreSQL, whose CPU counts as the server's; every commit is on the disk."""

    name = "FRC on PostgreSQL"
    on_postgresql = True


class ProductOfPeople(Product):
    """The product as it is shipped: people and returns, no kind of the benchmark's own."""

    kind_of_the_run = False

    def client_command(self) -> list[str]:
        return [sys.executable, "-m", "benchmarks.sync.people_client"]


def _number_of(client: str) -> int:
    """Desks of a crowd stand in offices in turn; the empty one stands beside the first."""
    return int(client[1:]) if client[1:].isdecimal() else 0


def _approve(office: HeadOffice) -> None:
    with writing(office.engine) as connection:
        for device in network.devices(connection):
            if device.state == "pending":
                network.approve_device(connection, device.id, "bench", stage.now_ms())


def _postmaster(server_url: str) -> int:
    folder = make_url(server_url).query["host"]
    return int((Path(str(folder)) / "cluster" / "postmaster.pid").read_text("ascii").split()[0])
