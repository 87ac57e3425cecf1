"""What takes part: a server, clients in processes of their own, the counted line between them, and what each step cost."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.sync import flat
from benchmarks.sync.lines import Client

ROOT = Path(__file__).resolve().parents[2]
_NO_SHAPE: Mapping[str, float] = {}
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60
_REST_SECONDS, _LONGEST_REST_SECONDS = 35, 300  # head office packs when no work came for half a minute
FRESH = "fresh"  # the client that comes later and begins empty


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("a server did not start")


def cpu_seconds(processes: Sequence[int]) -> float:
    """CPU seconds of these processes and all below them, those that have ended included, in ticks of 10 ms."""
    spent: dict[int, int] = {}
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                facts = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
                spent[int(entry.name)] = sum(map(int, facts[11:15]))
                below.setdefault(int(facts[1]), []).append(int(entry.name))
    todo, seen = list(processes), set[int]()
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += below.get(one, [])
    return sum(spent.get(one, 0) for one in seen) / _TICKS


@dataclass(frozen=True, slots=True)
class Step:
    """What one step took: seconds by the clock, CPU seconds, and what the line counted. `error` tells why it failed."""

    seconds: float
    client_cpu: float
    server_cpu: float
    up: int = 0
    down: int = 0
    trips: int = 0
    connections: int = 0
    cuts: int = 0
    error: str = ""

    @property
    def wire(self) -> int:
        return self.up + self.down

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Contestant(ABC):
    """One program that syncs. Everything it keeps lies below `folder`."""

    name = ""
    wire = ""  # one line on what goes over the line
    one_store = True  # whether several clients share one set of records at the server

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        self.folder = folder
        self.fields: Sequence[str] = tuple(flat.FIELDS)  # of the records to come
        self.clients: dict[str, Client] = {}
        self.servers: list[subprocess.Popen[bytes]] = []
        self.front = self.port = 0
        self._line: Client | None = None

    @abstractmethod
    def start_server(self, folder: Path) -> None:
        """Let a server with everything in `folder` listen on `self.port`."""

    @abstractmethod
    def client_command(self) -> list[str]: ...

    def opening(self, client: str) -> Mapping[str, Any]:  # noqa: ARG002 (some need no more than the address)
        """What the client is told beside its folder and the address."""
        return {}

    def seen_by_fresh(self, clients: int) -> list[int]:
        """Which of so many clients' records the empty client gets to see."""
        return list(range(clients))

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT)}

    def spawn(self, *command: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a process of the server, whose CPU counts as the server's."""
        with (self.folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(environment or self.environment())
            )
        self.servers.append(process)
        return process

    def set_up(self, clients: int = 1) -> None:
        """Start everything; clients are opened before anything is measured, with whatever they then have to fetch."""
        place = self.folder / "server"
        place.mkdir()
        self.port = free_port()
        self.start_server(place)
        command = [sys.executable, "-m", "benchmarks.sync.counted_line", str(self.port)]
        self._line = Client(command, self.folder / "line.log", self.environment())
        self.front = int(self._line.must(op="port")["port"])
        for name in (*(f"c{number}" for number in range(clients)), FRESH):
            self.add_client(name)

    def add_client(self, name: str) -> None:
        client = self.clients[name] = Client(self.client_command(), self.folder / f"{name}.log", self.environment())
        place = self.folder / name
        place.mkdir()
        client.must(op="open", folder=str(place), url=f"http://127.0.0.1:{self.front}", **self.opening(name))

    def server_processes(self) -> list[int]:
        return [one.pid for one in self.servers]

    def server_cpu(self) -> float:
        return cpu_seconds(self.server_processes())

    def sync(
        self, name: str = "c0", *, seconds: float = 900, retry: bool = False, shape: Mapping[str, float] = _NO_SHAPE
    ) -> Step:
        """One sync, measured; with `retry` it is asked again after each failure until the time is up."""
        if self._line is None:
            raise RuntimeError("not set up")
        client = self.clients[name]
        self._line.must(op="begin", **shape)
        server, own, began = self.server_cpu(), cpu_seconds([client.process.pid]), time.perf_counter()
        answer = client.ask(op="sync", seconds=seconds)
        while retry and not answer["ok"] and (left := seconds - (time.perf_counter() - began)) > 0:
            time.sleep(0.5)
            answer = client.ask(op="sync", seconds=left)
        took = time.perf_counter() - began
        own_cpu = cpu_seconds([client.process.pid]) - own if client.process.poll() is None else 0.0
        counts = self._line.must(op="counts")
        del counts["ok"]
        return Step(took, own_cpu, self.server_cpu() - server, **counts, error=str(answer.get("error", "")))

    def rest(self) -> Step:
        """Leave the server in peace until it does nothing any more, and say what it did: a second client comes days later."""
        began, first = time.perf_counter(), self.server_cpu()
        last = first
        while time.perf_counter() - began < _LONGEST_REST_SECONDS:
            time.sleep(_REST_SECONDS)
            now = self.server_cpu()
            if now - last < _REST_SECONDS / 50:
                break
            last = now
        return Step(time.perf_counter() - began, 0.0, self.server_cpu() - first)

    def tear_down(self) -> None:
        for client in [*self.clients.values(), *([self._line] if self._line else [])]:
            client.close()
        for server in reversed(self.servers):
            server.terminate()
            try:
                server.wait(_START_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
