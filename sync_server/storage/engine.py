"""One door to the records of head office, whether they lie in its own encrypted file or in PostgreSQL."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.security import cipher_file
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.key_files import KEY_BYTES, database_mark, key_fits, write_secret

OLDEST_POSTGRESQL = 15
COMMIT_ORDER_LOCK = 0x465243_01
WORKER_LOCK = 0x465243_03
MATCHING_LOCK = 0x465243_04


def open_engine(configuration: ServerConfiguration, database_key: bytes) -> sa.Engine:
    """Open the configured database and prove that it may be used; the key never enters an address, a log or a repr.

    Raises ProblemError: `server.sqlite_unsafe`, `server.database_plain`, `server.database_foreign`,
    `server.database_damaged`, `server.postgresql_old`, `server.database_unreachable`.
    """
    if configuration.embedded:
        return _open_embedded(configuration.database_file, database_key)
    return _open_postgresql(configuration.sqlalchemy_url())


@contextlib.contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes. SQLite takes its single writer's place at the start, not at the first write."""
    with engine.execution_options(frc_writes=True).begin() as connection:
        yield connection


@contextlib.contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that sees a single state of the records and changes nothing."""
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection:
        yield connection
        connection.rollback()


def commit_order_lock(connection: sa.Connection) -> None:
    """Let positions be given in commit order: whoever holds this lock commits before the next position is drawn.

    The audit chain takes the same lock, and whoever needs rows of desks as well takes it first: with one lock in one
    order nobody waits in a circle. SQLite needs nothing, for a transaction opened by `writing` is already the only writer.
    """
    _lock_until_commit(connection, COMMIT_ORDER_LOCK)


def matching_lock(connection: sa.Connection) -> None:
    """Let one transaction at a time compare people: the worker and a command would find the same pairs twice."""
    _lock_until_commit(connection, MATCHING_LOCK)


def _lock_until_commit(connection: sa.Connection, lock: int) -> None:
    """Where several may write at once; the embedded database has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))


def _open_embedded(file: Path, key: bytes) -> sa.Engine:
    if len(key) != KEY_BYTES:
        raise ProblemError(Problem("server.key_file_damaged", "", {"file": "database.key"}))
    mark_file = file.parent / "server.key" / "database.mark"
    _pass_gate(file, key, mark_file)
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: cipher_file.connect(file, key),
        poolclass=sa.pool.QueuePool,
        pool_size=8,  # each may hold 64 MB of pages
        max_overflow=4,
        hide_parameters=True,
    )
    sa.event.listen(engine, "begin", _begin)
    if not mark_file.exists() and mark_file.parent.is_dir() and file.exists() and file.stat().st_size:
        file.chmod(0o600)
        write_secret(mark_file, database_mark(key, file))
    return engine


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("frc_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _pass_gate(file: Path, key: bytes, mark_file: Path) -> None:
    """Open the file once through the gate both sides share, and say in head office's words why it may not be used."""
    try:
        if file.exists():
            cipher_file.check_header(file)
        cipher_file.connect(file, key).close()
    except cipher_file.CipherFileError as failure:
        raise ProblemError(_why_it_did_not_open(key, file, mark_file, failure)) from None
    except sqlcipher.OperationalError:
        raise ProblemError(Problem("server.database_busy")) from None


def _why_it_did_not_open(key: bytes, file: Path, mark_file: Path, failure: cipher_file.CipherFileError) -> Problem:
    if failure.kind == "driver_unsafe":
        return Problem("server.sqlite_unsafe", "", {"version": failure.detail})
    if failure.kind == "driver_plain":
        return Problem("server.sqlite_without_cipher")
    if failure.kind == "plain":
        return Problem("server.database_plain")
    fits = key_fits(key, file, mark_file) if file.exists() else None
    return Problem("server.database_damaged" if fits is True else "server.database_foreign")


def _open_postgresql(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url,
        pool_size=16,
        max_overflow=16,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "application_name": "frc-server"},
    )
    try:
        with engine.connect() as connection:
            found = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    except sa.exc.OperationalError:
        engine.dispose()
        raise ProblemError(Problem("server.database_unreachable")) from None
    if found < OLDEST_POSTGRESQL:
        engine.dispose()
        raise ProblemError(Problem("server.postgresql_old", "", {"found": str(found)}))
    return engine
