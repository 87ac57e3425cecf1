"""Head office's secrets are files of their own, readable by one account, so that no database copy carries them."""

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shared_models.catalogue.problems import Problem, ProblemError

KEY_BYTES = 32
NAMES = ("database", "receipt", "value", "blind_index", "change_hash", "web")


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """The secrets of one head office; never shown by repr, never logged.

    `receipt` is the Ed25519 seed that signs receipts and pages; `value` encrypts values on PostgreSQL; `blind_index`
    makes look-up terms of numbers; `change_hash` keys the hash that tells a repeated change from a different one;
    `web` signs form tokens of the console.
    """

    database: bytes = field(repr=False)
    receipt: bytes = field(repr=False)
    value: bytes = field(repr=False)
    blind_index: bytes = field(repr=False)
    change_hash: bytes = field(repr=False)
    web: bytes = field(repr=False)


def make_keys(folder: Path, random_bytes: Callable[[int], bytes]) -> ServerKeys:
    """Draw every key and write it, mode 0600, in a folder of mode 0700; refuses to replace keys that exist."""
    if folder.exists() and any(folder.iterdir()):
        raise ProblemError(Problem("server.already_initialised"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    for name in NAMES:
        write_secret(folder / f"{name}.key", random_bytes(KEY_BYTES))
    _sync_folder(folder)
    return load_keys(folder)


def load_keys(folder: Path) -> ServerKeys:
    """Read the keys back. Raises ProblemError when one is missing, damaged or readable by others."""
    return ServerKeys(**{name: read_secret(folder / f"{name}.key", KEY_BYTES) for name in NAMES})


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read and that is on the disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_secret(path: Path, length: int | None = None) -> bytes:
    """Read a secret file; its mode and length are part of what makes it believable."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ProblemError(Problem("server.key_file_open", "", {"file": path.name}))
        content = path.read_bytes()
    except FileNotFoundError:
        raise ProblemError(Problem("server.key_file_missing", "", {"file": path.name})) from None
    except OSError:
        raise ProblemError(Problem("server.key_file_damaged", "", {"file": path.name})) from None
    if length is not None and len(content) != length:
        raise ProblemError(Problem("server.key_file_damaged", "", {"file": path.name}))
    return content


def keys_mark(keys: ServerKeys) -> str:
    """What the database remembers of the keys it was filled with; it tells foreign keys before anything is written."""
    together = hashlib.sha256(keys.receipt + keys.value + keys.blind_index + keys.change_hash).digest()
    return hmac.digest(together, b"frc/keys-mark/v1", hashlib.sha256).hex()


def database_mark(key: bytes, database: Path) -> bytes:
    """What ties a key to one database file: a keyed hash of the file's salt, kept beside the key.

    A wrong key and a damaged first page give the same error of the driver; this mark tells them apart.
    """
    with database.open("rb") as file:
        salt = file.read(16)
    return hmac.digest(key, b"frc/database-mark/v1" + salt, hashlib.sha256)


def key_fits(key: bytes, database: Path, mark_file: Path) -> bool | None:
    """True or False when a mark was kept, None when there is nothing to compare with."""
    if not mark_file.exists():
        return None
    return hmac.compare_digest(mark_file.read_bytes(), database_mark(key, database))


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
