"""One way to open an encrypted SQLite file on either side, with the gate that refuses builds and files nobody may trust."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

# Before 3.51.3 two connections at a checkpoint could damage a WAL database; 3.52.0 was withdrawn.
FIRST_SAFE_SQLITE = (3, 51, 3)
WITHDRAWN_SQLITE = (3, 52, 0)
PLAIN_HEADER = b"SQLite format 3\x00"
KEY_BYTES = 32
CACHE_KIB = 64_000
BUSY_SECONDS = 30
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


class CipherFileError(Exception):
    """Why a file may not be used: `kind` is driver_unsafe, driver_plain, plain, or not_opened (another key, or damage)."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail


def check_driver(version: str, cipher_version: str | None) -> None:
    """Raise CipherFileError when this build of SQLite may damage records or would store them unencrypted."""
    if not cipher_version:
        raise CipherFileError("driver_plain")
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if numbers < FIRST_SAFE_SQLITE or numbers == WITHDRAWN_SQLITE:
        raise CipherFileError("driver_unsafe", version)


def check_header(file: Path) -> None:
    """Raise CipherFileError for a database that somebody left unencrypted."""
    with file.open("rb") as opened:
        if opened.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise CipherFileError("plain")


def change_key(file: Path, key: bytes, new: bytes) -> None:
    """Encrypt the whole file under another key, in one transaction: killed in the middle it opens with one or the other.

    Nobody else may have the file open. Raises CipherFileError, and sqlcipher3's DatabaseError when the disk refuses.
    """
    if len(new) != KEY_BYTES:
        raise CipherFileError("not_opened")
    connection = connect(file, key)
    try:
        connection.execute(f"PRAGMA rekey=\"x'{new.hex()}'\"")
    finally:
        connection.close()
    # What stands in the log beside the file is under the new key, too, once it can be opened with it.
    connection = connect(file, new)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def connect(file: Path, key: bytes, *, cache_kib: int = CACHE_KIB) -> Any:
    """A DB-API connection in autocommit mode, WAL and FULL sync, under the raw 32-byte key. Raises CipherFileError.

    The key is hexadecimal in one statement because SQLCipher takes no bound parameter there; it reaches no log.
    """
    if len(key) != KEY_BYTES:
        raise CipherFileError("not_opened")
    connection = sqlcipher.connect(str(file), check_same_thread=False, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        check_driver(
            connection.execute("SELECT sqlite_version()").fetchone()[0],
            (connection.execute("PRAGMA cipher_version").fetchone() or [None])[0],
        )
        for pragma in (*_PRAGMAS, f"cache_size=-{cache_kib}"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlcipher.DatabaseError as failure:
        connection.close()
        if "locked" in str(failure):
            raise
        raise CipherFileError("not_opened") from failure
    except BaseException:
        connection.close()
        raise
    return connection
