"""The list of erased records, outside the database: a database or backup that is put back must not bring them back.

One line an erasure: signature and statement, each statement naming the hash of the line before. It holds ids, never a name.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.security import signing
from sync_server.storage.state import read_state, write_state

FILE = "erasures.list"
DOMAIN = "frc/erasure/v1"
_NO_LINE = ""
_FOLDERS = "backup_folders"
_MOST_FOLDERS = 20


class ErasureLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one line says: the person and every record that went with that person, UTC milliseconds, the line before."""

    v: int
    number: int
    at: int
    person: str
    records: list[str]
    previous: str


def read_list(file: Path, public: bytes | None) -> list[ErasureLine]:
    """Every line in order; none where there is no file. Raises ProblemError `erasure.list_damaged` with the first bad line.

    `public` None only looks what is new: nothing is done by lines whose signatures were not verified.

    A last line without its end was being written when the machine stopped: it was told to nobody and is left out.
    """
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return []
    lines, _, _unfinished = raw.rpartition(b"\n")
    found: list[ErasureLine] = []
    previous = _NO_LINE
    for number, text in enumerate(lines.split(b"\n") if lines else [], start=1):
        try:
            line = _read_line(text, public)
        except (ValueError, signing.SignatureError, msgspec.MsgspecError):
            raise _damaged(file, number) from None
        if (line.v, line.number, line.previous) != (1, number, previous):
            raise _damaged(file, number)
        found.append(line)
        previous = hashlib.sha256(text).hexdigest()
    return found


def _read_line(text: bytes, public: bytes | None) -> ErasureLine:
    signature, _, body = text.partition(b" ")
    if public is None:
        return msgspec.json.decode(body, type=ErasureLine)
    statement = bytes.fromhex(signature.decode("ascii")) + body
    return msgspec.json.decode(signing.open_statement(public, DOMAIN, statement), type=ErasureLine)


def _damaged(file: Path, number: int) -> ProblemError:
    return ProblemError(Problem("erasure.list_damaged", "", {"file": file.name, "line": str(number)}))


def append_line(file: Path, key: Ed25519PrivateKey, *, person: str, records: Sequence[str], at: int) -> ErasureLine:
    """Add an erasure and have it on the disk. The caller holds the lock of the order, so that no two are written at once."""
    before = read_list(file, signing.public_bytes(key))
    whole = file.read_bytes() if before else b""
    whole = whole[: whole.rfind(b"\n") + 1]
    previous = hashlib.sha256(whole[:-1].rpartition(b"\n")[2]).hexdigest() if before else _NO_LINE
    line = ErasureLine(v=1, number=len(before) + 1, at=at, person=person, records=sorted(records), previous=previous)
    statement = signing.sign_statement(key, DOMAIN, msgspec.json.encode(line))
    signature, body = statement[: signing.SIGNATURE_BYTES], statement[signing.SIGNATURE_BYTES :]
    _put(file, whole + signature.hex().encode("ascii") + b" " + body + b"\n")
    return line


def copy_list(file: Path, folder: Path) -> None:
    """Put the list into a folder where backups lie, in place of a shorter one. Raises OSError."""
    if file.exists():
        _put(folder / FILE, file.read_bytes())


def remember_backup_folder(connection: sa.Connection, folder: Path) -> None:
    """A backup was made in this folder: the list is kept there, too."""
    known = _folders(connection)
    now = [str(folder), *(one for one in known if one != str(folder))][:_MOST_FOLDERS]
    if now != known:
        write_state(connection, _FOLDERS, msgspec.json.encode(now).decode())


def _folders(connection: sa.Connection) -> list[str]:
    text = read_state(connection, _FOLDERS)
    return msgspec.json.decode(text, type=list[str]) if text else []


def copy_to_backups(connection: sa.Connection, file: Path) -> tuple[list[str], list[str]]:
    """Bring the list to where backups lie; (folders that have it now, folders that could not be written)."""
    copied: list[str] = []
    failed: list[str] = []
    for folder in _folders(connection):
        try:
            copy_list(file, Path(folder))
            copied.append(folder)
        except OSError:
            failed.append(folder)
    return copied, failed


def adopt_list(found: Sequence[Path], file: Path, public: bytes) -> list[ErasureLine]:
    """Take the longest of these lists (one that lies here already counts, too) as the list of this head office.

    Raises ProblemError `erasure.list_damaged` for one that is not genuine: without it nobody knows whom it named.
    """
    longest: list[ErasureLine] = []
    for one in dict.fromkeys([file, *found]):
        lines = read_list(one, public)
        if len(lines) > len(longest):
            longest = lines
            if one != file:
                shutil.copyfile(one, file)
    return longest


def _put(file: Path, content: bytes) -> None:
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.new")
    with unfinished.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.chmod(0o600)
    unfinished.replace(file)
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
