"""Kinto, PouchDB and Anki as contestants, each with its defaults."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from benchmarks.sync.contestant import Contestant, wait_for
from benchmarks.sync.peers.install import DEFAULT, HERE, python_of
from installers.trial_postgres import fresh_database, trial_postgres


class Peer(Contestant):
    """What another program's contestant needs of the folder in which it was installed."""

    installed = DEFAULT

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "PEERS": str(self.installed)}

    def _python(self) -> str:
        return str(python_of(self.installed))


class Kinto(Peer):
    name = "Kinto 26.5"
    wire = (
        "HTTP/1.1, JSON both ways, not compressed, 25 requests a batch; PostgreSQL, a thin SQLite table at the client"
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._held = contextlib.ExitStack()
        self._database: list[int] = []

    def start_server(self, folder: Path) -> None:
        server = self._held.enter_context(trial_postgres(durable=True))
        database = make_url(self._held.enter_context(fresh_database(server)))
        place = Path(str(make_url(server).query["host"]))
        self._database = [int((place / "cluster" / "postmaster.pid").read_text("ascii").split()[0])]
        url = f"postgresql://postgres@/{database.database}?host={place}"
        settings = folder / "kinto.ini"
        text = (HERE / "kinto.ini").read_text("utf-8").replace("@database@", url).replace("@port@", str(self.port))
        settings.write_text(text, "utf-8")
        program = str(python_of(self.installed).with_name("kinto"))
        subprocess.run([program, "migrate", "--ini", str(settings)], check=True, capture_output=True)
        wait_for(self.port, self.spawn(program, "start", "--ini", str(settings), "--port", str(self.port)))

    def server_processes(self) -> list[int]:
        return [*super().server_processes(), *self._database]

    def client_command(self) -> list[str]:
        return [self._python(), "-m", "benchmarks.sync.peers.kinto_client"]

    def tear_down(self) -> None:
        super().tear_down()
        self._held.close()


class Pouch(Peer):
    name = "PouchDB 9.0"
    wire = "HTTP/1.1, JSON both ways, not compressed going up, 100 documents a batch; LevelDB at both ends"

    def start_server(self, folder: Path) -> None:
        wait_for(self.port, self.spawn("node", str(HERE / "pouch_server.cjs"), str(folder), str(self.port)))

    def client_command(self) -> list[str]:
        return ["node", str(HERE / "pouch_client.cjs")]


class Anki(Peer):
    name = "Anki 26.9"
    wire = "HTTP/1.1, JSON in zstd, normal sync in chunks of 250; SQLite at both ends, Rust"
    one_store = False  # a collection has one user: in W6 each client has its own

    def start_server(self, folder: Path) -> None:
        accounts = {f"SYNC_USER{number + 1}": f"c{number}:pw" for number in range(8)}
        settings = {"SYNC_BASE": str(folder), "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(self.port)}
        environment = {**self.environment(), **settings, **accounts, "RUST_LOG": "error"}
        wait_for(self.port, self.spawn(self._python(), "-m", "anki.syncserver", environment=environment))

    def client_command(self) -> list[str]:
        return [self._python(), "-m", "benchmarks.sync.peers.anki_client"]

    def opening(self, client: str) -> Mapping[str, Any]:
        first = client != "fresh"
        return {"user": client if first else "c0", "fields": list(self.fields), "first": first}


PEERS: tuple[type[Peer], ...] = (Kinto, Pouch, Anki)
