"""What is measured, set up as it really runs: a head office in a process of its own, desks with their own encrypted files."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.people import Registration
from desktop_client.services import intake, line, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.services.opening import DeskUser
from desktop_client.storage.engine import writing as desk_writing
from desktop_client.storage.home import DeskHome
from desktop_client.sync import enrolment
from desktop_client.sync.round import RoundResult
from desktop_client.sync.transport import HttpTransport
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import open_head_office
from sync_server.subjects import network
from sync_server.subjects.enrolment import make_enrolment_code
from sync_server.subjects.initialise import initialise

PASSWORD = "only for measuring"
LOGIN = "asma"
ROWS_A_TRANSACTION = 200
_START_SECONDS = 30
_SERVER = "from sync_server.cli import main; main()"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took: seconds by the clock, and CPU seconds of desk and head office."""

    seconds: float
    desk_cpu: float
    server_cpu: float


@dataclass(frozen=True, slots=True)
class RunningOffice:
    """A head office that answers at `url`; `folder` holds its data."""

    folder: Path
    url: str
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """CPU seconds of its process so far."""
        return _cpu_of(self.process.pid)

    def approve_all(self) -> None:
        """Let every desk that waits exchange work."""
        office = open_head_office(ServerConfiguration(data=self.folder))
        try:
            with writing(office.engine) as connection:
                for device in network.devices(connection):
                    if device.state == "pending":
                        network.approve_device(connection, device.id, "bench", now_ms())
        finally:
            office.close()

    def code(self) -> str:
        """A fresh enrolment code of Lahore."""
        office = open_head_office(ServerConfiguration(data=self.folder))
        try:
            with writing(office.engine) as connection:
                return make_enrolment_code(connection, office, "LHE", "bench").code
        finally:
            office.close()


def _cpu_of(process: int) -> float:
    """CPU seconds of a process: of its living threads by the nanosecond where the system counts so, else in ticks."""
    if not Path("/proc").is_dir():
        return 0.0  # elsewhere only the desk's side is measured
    try:
        threads = Path(f"/proc/{process}/task").glob("*/schedstat")
        exact = sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e9
    except OSError:
        exact = 0.0
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return exact or (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def new_office(folder: Path) -> None:
    """Make a head office on the embedded database."""
    initialise(ServerConfiguration(data=folder))


@contextlib.contextmanager
def running(folder: Path, port: int) -> Iterator[RunningOffice]:
    """Run the head office in `folder` as a process of its own until the block ends."""
    with (folder.parent / f"{folder.name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVER, "run", "--data", str(folder), "--port", str(port)], stdout=log, stderr=log
        )
    try:
        _wait_for(port, process)
        yield RunningOffice(folder, f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=_START_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("head office did not start")


def enrol(office: RunningOffice, folder: Path) -> None:
    """Make a desk of Lahore in `folder` and approve it."""
    code = office.code()
    home = DeskHome(folder)
    home.hold()
    try:
        enrolled = enrolment.enrol(
            HttpTransport(office.url), url=office.url, code=code, machine="bench", version="0", person=LOGIN
        )
        opening.install(home, enrolled, DeskUser(LOGIN, "Asma", "clerk"), PASSWORD, now_ms)
    finally:
        home.release()
    office.approve_all()


@dataclass(frozen=True, slots=True)
class Desk:
    """An open desk of the stage."""

    home: DeskHome
    open: OpenDesk

    def sync(self) -> RoundResult:
        """One run with head office."""
        return line.run_sync(self.open, self.home)

    def measured_sync(self, office: RunningOffice) -> tuple[RoundResult, Cost]:
        """One run with head office and what it took."""
        desk, server, began = time.process_time(), office.cpu(), time.perf_counter()
        result = self.sync()
        seconds = time.perf_counter() - began
        return result, Cost(seconds, time.process_time() - desk, office.cpu() - server)

    def register(self, registrations: Sequence[Registration]) -> None:
        """Register many people, a few hundred a transaction, as an import does."""
        for start in range(0, len(registrations), ROWS_A_TRANSACTION):
            with desk_writing(self.open.engine) as connection:
                for one in registrations[start : start + ROWS_A_TRANSACTION]:
                    intake.register_in(connection, self.open, one.person, one.episode, origin="form")


@contextlib.contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """Sign in at the desk in `folder`."""
    home = DeskHome(folder)
    desk = opening.sign_in(home, LOGIN, PASSWORD, now_ms)
    try:
        yield Desk(home, desk)
    finally:
        opening.close(desk)
        home.release()


def copied(source: Path, target: Path) -> Path:
    """The folder again: what was set up once is measured several times from the same state."""
    return Path(shutil.copytree(source, target))
