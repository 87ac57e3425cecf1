"""Make a backup while head office goes on working: one state of the database, the keys, and a signed end, in one file."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.file_store import FileStore
from sync_server.storage.backups import DAY_MS, forget_backup, note_backup
from sync_server.storage.engine import reading, writing
from sync_server.storage.erasure_list import FILE as ERASURES
from sync_server.storage.erasure_list import copy_to_backups, remember_backup_folder
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.key_files import read_secret
from sync_server.storage.schema import newest_revision
from sync_server.storage.state import read_epoch
from sync_server.storage.tables import metadata
from sync_server.storage.tables.audit import audit
from sync_server.storage.tables.intake import batch, change_log
from sync_server.subjects.backups import files
from sync_server.subjects.backups.container import ContainerWriter, check_passphrase
from sync_server.subjects.backups.manifest import KEY_FILES, LEFT_OUT, KeyPiece, Manifest, RowsPiece, sign_manifest

ROWS_A_PIECE = 2_000
BYTES_A_PIECE = 4 * 1024 * 1024
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_pack = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class Created:
    """A backup that is on the disk."""

    manifest: Manifest
    bytes: int
    files: int  # photos and papers beside it


def create_backup(head_office: HeadOffice, file: Path, passphrase: str, *, who: str, days: int) -> Created:
    """Write a new backup to `file` (mode 0600), which must not exist yet; desks and people go on meanwhile.

    Raises ProblemError `backup.passphrase_short`, `backup.file_exists`, `backup.disk_full`, `backup.not_written`.
    """
    check_passphrase(passphrase)
    if file.exists():
        raise ProblemError(Problem("backup.file_exists", "", {"file": file.name}))
    name, at = head_office.random_bytes(8).hex(), head_office.clock()
    expires = at + days * DAY_MS
    with writing(head_office.engine) as connection:
        note_backup(connection, name, who=who, at=at, epoch=read_epoch(connection).id, expires=expires)
    partial = file.with_name(f".{file.name}.{name}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as opened:
            writer = ContainerWriter(opened, passphrase, name, at, head_office.random_bytes)
            beside = files.copy_beside(FileStore(head_office.configuration.data), file.parent, expires)
            manifest = _write(head_office, writer, beside, name=name, who=who, at=at, expires=expires)
        size = partial.stat().st_size
        _put_in_place(partial, file)
    except BaseException as failure:
        partial.unlink(missing_ok=True)
        with writing(head_office.engine) as connection:
            forget_backup(connection, name, who=who, at=head_office.clock())
        if isinstance(failure, OSError):
            code = "backup.disk_full" if failure.errno in NO_ROOM else "backup.not_written"
            raise ProblemError(Problem(code, "", {"file": file.name})) from None
        raise
    with writing(head_office.engine) as connection:
        remember_backup_folder(connection, file.resolve().parent)
        copy_to_backups(connection, head_office.configuration.data / ERASURES)
    with suppress(OSError):  # what is left over is looked at with the next backup
        files.drop_old(file.parent, at)
    return Created(manifest, size, len(beside))


def _put_in_place(partial: Path, file: Path) -> None:
    """Give the finished file its name, and have the folder on the disk, too."""
    partial.rename(file)
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(
    head_office: HeadOffice, writer: ContainerWriter, beside: list[str], *, name: str, who: str, at: int, expires: int
) -> Manifest:
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    _add(writer, digest, KeyPiece(_key_files(head_office.configuration.key_folder), files.as_listed(beside)))
    with reading(head_office.engine) as connection:
        for table in metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            counts[table.name] = 0
            for piece in _pieces(connection, table):
                counts[table.name] += len(piece.rows)
                _add(writer, digest, piece)
        epoch = read_epoch(connection)
        last = connection.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).one()
        manifest = Manifest(
            v=1,
            id=name,
            made_by=who,
            made_at=at,
            expires=expires,
            engine=head_office.engine.dialect.name,
            revision=newest_revision(),
            epoch=epoch.id,
            lineage=[(ancestor.id, ancestor.cut) for ancestor in epoch.lineage],
            position=connection.execute(sa.select(sa.func.max(change_log.c.position))).scalar() or 0,
            ledger=connection.execute(sa.select(sa.func.max(batch.c.ledger))).scalar() or 0,
            audit_seq=last.seq,
            audit_hash=last.hash,
            counts=counts,
            digest=digest.hexdigest(),
        )
    writer.add(sign_manifest(manifest, head_office.receipt_key), last=True)
    return manifest


def _key_files(folder: Path) -> dict[str, bytes]:
    return {name: read_secret(folder / name) for name in KEY_FILES if (folder / name).exists()}


def _add(writer: ContainerWriter, digest: hashlib._Hash, piece: KeyPiece | RowsPiece) -> None:
    plain = _pack.encode(piece)
    digest.update(hashlib.sha256(plain).digest())
    writer.add(plain)


def _pieces(connection: sa.Connection, table: sa.Table) -> Iterator[RowsPiece]:
    """The rows of a table, some at a time, so that no table has to fit into memory."""
    name, columns = str(table.name), [str(column.name) for column in table.columns]
    rows: list[list[object]] = []
    size = 0
    for row in connection.execute(sa.select(table).execution_options(yield_per=ROWS_A_PIECE)):
        rows.append(list(row))
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(rows) >= ROWS_A_PIECE or size >= BYTES_A_PIECE:
            yield RowsPiece(name, columns, rows)
            rows, size = [], 0
    if rows:
        yield RowsPiece(name, columns, rows)


def open_backup(file: Path) -> IO[bytes]:
    """The file, opened for reading. Raises ProblemError `backup.not_there`."""
    try:
        return file.open("rb")
    except OSError:
        raise ProblemError(Problem("backup.not_there", "", {"file": file.name})) from None
