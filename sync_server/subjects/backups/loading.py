"""Put the rows of a backup into an empty database: first everything is read and believed, only then anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.security.signing import load_private, public_bytes
from sync_server.storage import protection_key
from sync_server.storage.bulk import load_rows
from sync_server.storage.schema import is_known, newest_revision, upgrade
from sync_server.subjects.backups.container import read_pieces
from sync_server.subjects.backups.creating import open_backup
from sync_server.subjects.backups.manifest import KEY_FILES, KeyPiece, Manifest, RowsPiece, read_manifest

RECEIPT_KEY = "receipt.key"
NEEDED_KEYS = set(KEY_FILES) - {protection_key.FILE}
_keys = msgspec.msgpack.Decoder(KeyPiece)
_rows = msgspec.msgpack.Decoder(RowsPiece)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A backup whose every byte was read and is what its signed end says."""

    file: Path
    passphrase: str = field(repr=False)
    keys: dict[str, bytes] = field(repr=False)
    manifest: Manifest
    files: bytes = b""  # the names of photos and papers beside it

    def pieces(self) -> Iterator[RowsPiece]:
        """The rows again, table by table. Raises ProblemError `backup.damaged`."""
        with open_backup(self.file) as opened:
            pieces = read_pieces(opened, self.passphrase)
            next(pieces)
            for plain, last in pieces:
                if not last:
                    yield _decode(_rows, plain)


def survey(file: Path, passphrase: str) -> Surveyed:
    """Read a backup to its end and believe it, or raise ProblemError with the reason (`backup.*`)."""
    digest = hashlib.sha256()
    first: KeyPiece | None = None
    counts: dict[str, int] = {}
    statement = b""
    with open_backup(file) as opened:
        for plain, last in read_pieces(opened, passphrase):
            if last:
                statement = plain
                break
            digest.update(hashlib.sha256(plain).digest())
            if first is None:
                first = _decode(_keys, plain)
            else:
                piece = _decode(_rows, plain)
                counts[piece.table] = counts.get(piece.table, 0) + len(piece.rows)
        behind = opened.read(1)
    keys = {} if first is None else first.keys
    if first is None or not NEEDED_KEYS <= set(keys) <= set(KEY_FILES) or behind:
        raise ProblemError(Problem("backup.damaged"))
    manifest = read_manifest(statement, public_bytes(load_private(keys[RECEIPT_KEY])))
    told = {table: count for table, count in manifest.counts.items() if count}
    if manifest.digest != digest.hexdigest() or told != counts:
        raise ProblemError(Problem("backup.damaged"))
    if not is_known(manifest.revision):
        raise ProblemError(Problem("backup.too_new"))
    return Surveyed(file, passphrase, keys, manifest, first.files)


def load(connection: sa.Connection, surveyed: Surveyed) -> None:
    """Make the tables of the backup's time, fill them, and bring them up to this program, in the caller's transaction."""
    upgrade(connection, surveyed.manifest.revision)
    columns_of: dict[str, set[str]] = {}
    for piece in surveyed.pieces():
        if piece.table not in columns_of:
            if piece.table not in surveyed.manifest.counts or not sa.inspect(connection).has_table(piece.table):
                raise ProblemError(Problem("backup.damaged"))
            columns_of[piece.table] = {one["name"] for one in sa.inspect(connection).get_columns(piece.table)}
        if set(piece.columns) != columns_of[piece.table]:
            raise ProblemError(Problem("backup.damaged"))
        load_rows(connection, piece.table, piece.columns, piece.rows)
    if surveyed.manifest.revision != newest_revision():
        upgrade(connection)


def _decode(decoder: Any, plain: bytes) -> Any:
    try:
        return decoder.decode(plain)
    except msgspec.MsgspecError:
        raise ProblemError(Problem("backup.damaged")) from None
