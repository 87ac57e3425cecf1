"""The desk's database: opened only through the gate, with one writer at a time and every commit on the disk."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from desktop_client.storage import schema
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.security import cipher_file

DiskRefusedError = sa.exc.OperationalError
"""What a full or failing disk raises in the middle of a transaction; nothing of it was written."""

# Of each connection. Twice as much made nothing faster with 10,000 people; the PC is shared and has little memory.
CACHE_KIB = 32_000

_PROBLEMS = {
    "driver_unsafe": "desk.sqlite_unsafe",
    "driver_plain": "desk.sqlite_without_cipher",
    "plain": "desk.database_plain",
    "not_opened": "desk.database_foreign",
}


class _Door:
    """The way into one file: which key opens it now, and how many transactions are inside."""

    def __init__(self, file: Path, key: bytes) -> None:
        self.file, self.key = file, key
        self.changed = threading.Condition()
        self.inside = 0

    def connect(self) -> Any:
        return cipher_file.connect(self.file, self.key, cache_kib=CACHE_KIB)

    def __enter__(self) -> None:
        with self.changed:
            self.inside += 1

    def __exit__(self, *_how: object) -> None:
        with self.changed:
            self.inside -= 1
            self.changed.notify_all()


def _door(engine: sa.Engine) -> _Door:
    door: _Door = engine.get_execution_options()["frc_door"]
    return door


def change_key(engine: sa.Engine, key: bytes) -> None:
    """Encrypt the whole database under another key, once no transaction is open; all work waits meanwhile.

    Raises ProblemError `desk.disk` when the disk did not take it: the old key is in force then.
    """
    door = _door(engine)
    with door.changed:
        door.changed.wait_for(lambda: door.inside == 0)
        engine.dispose()
        try:
            cipher_file.change_key(door.file, door.key, key)
        except (sqlcipher.DatabaseError, cipher_file.CipherFileError) as failure:
            if not _opens(door.file, key):
                raise ProblemError(problem("desk.disk", reason=type(failure).__name__)) from None
        door.key = key


def _opens(file: Path, key: bytes) -> bool:
    try:
        cipher_file.connect(file, key).close()
    except (sqlcipher.DatabaseError, cipher_file.CipherFileError):
        return False
    return True


def open_database(file: Path, key: bytes, *, create: bool = False) -> sa.Engine:
    """The engine on the desk's encrypted file, brought to the newest revision; the key never enters an address or a log.

    Raises ProblemError: `desk.database_missing`, `desk.database_plain`, `desk.database_foreign` (another key, or damage),
    `desk.sqlite_unsafe`, `desk.sqlite_without_cipher`, `desk.database_newer`.
    """
    if not create and not file.exists():
        raise ProblemError(problem("desk.database_missing", file=file.name))
    try:
        if file.exists():
            cipher_file.check_header(file)
        else:
            file.touch(mode=0o600)
        cipher_file.connect(file, key).close()
    except cipher_file.CipherFileError as failure:
        raise ProblemError(problem(_PROBLEMS[failure.kind], file=file.name, version=failure.detail)) from None
    door = _Door(file, key)
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=door.connect,
        poolclass=sa.pool.QueuePool,
        pool_size=4,
        pool_use_lifo=True,  # one connection that knows the pages rather than each in turn with its own cache
        hide_parameters=True,
        execution_options={"frc_door": door},
    )
    sa.event.listen(engine, "begin", _begin)
    try:
        with writing(engine) as connection:
            schema.upgrade(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _begin(connection: sa.Connection) -> None:
    writes: Any = connection.get_execution_options().get("frc_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes: it takes the single writer's place at its start, and is on the disk when it ends.

    Raises ProblemError `desk.disk` when the disk did not take it; nothing of the transaction remains then.
    """
    try:
        with _door(engine), engine.connect() as connection, connection.execution_options(frc_writes=True).begin():
            yield connection
    except (sa.exc.OperationalError, sqlcipher.OperationalError) as failure:
        reason = str(getattr(failure, "orig", failure))[:80]
        raise ProblemError(problem("desk.disk", reason=reason)) from None


@contextlib.contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that sees a single state and changes nothing."""
    with _door(engine), engine.connect() as connection:
        yield connection
        connection.rollback()
