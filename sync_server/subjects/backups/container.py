"""The file of a backup: pieces under a passphrase, each bound to its place, and an end that nobody can move forward.

`FRC-BACKUP-1`, a readable opening (format, id, cost of the passphrase), then pieces: one byte that says whether it is the
last, four bytes of length, AES-256-GCM over zstd. What is missing, moved or altered is found before it is used.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from typing import IO

import msgspec
import zstandard

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.security import passwords, sealing

MAGIC = b"FRC-BACKUP-1\n"
FORMAT = 1
PURPOSE = "frc/backup/v1"
MOST_PIECE_BYTES = 64 * 1024 * 1024
MOST_OPENING_BYTES = 4096
LEVEL = 3
_HEAD = struct.Struct(">BI")
_LENGTH = struct.Struct(">I")


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What may be read without the passphrase; `check` tells a wrong passphrase from a damaged file."""

    format: int
    id: str
    made_at: int
    memory_kib: int
    rounds: int
    lanes: int
    salt: str
    check: str


def check_passphrase(passphrase: str) -> None:
    """Raise ProblemError `backup.passphrase_short`: whoever finds the file may try as long as he likes."""
    if len(passphrase) < passwords.MIN_PASSWORD:
        raise ProblemError(Problem("backup.passphrase_short", "", {"letters": str(passwords.MIN_PASSWORD)}))


class ContainerWriter:
    """Writes the pieces of one backup to an opened file."""

    def __init__(
        self, file: IO[bytes], passphrase: str, name: str, made_at: int, random_bytes: Callable[[int], bytes]
    ) -> None:
        cost, salt = passwords.Argon2Parameters(), random_bytes(passwords.SALT_BYTES)
        key = passwords.password_key(passphrase, salt, cost, PURPOSE)
        opening = msgspec.json.encode(
            Opening(
                format=FORMAT,
                id=name,
                made_at=made_at,
                memory_kib=cost.memory_kib,
                rounds=cost.rounds,
                lanes=cost.lanes,
                salt=salt.hex(),
                check=_check_of(key),
            )
        )
        self._file, self._key, self._bound = file, key, _bound_to(opening)
        self._count = 0
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)
        file.write(MAGIC + _LENGTH.pack(len(opening)) + opening)

    def add(self, plain: bytes, *, last: bool = False) -> None:
        """Write the next piece; after the last one only the disk has to be told."""
        sealed = sealing.encrypt(self._key, self._compressor.compress(plain), f"{self._bound}|{self._count}|{last}")
        self._file.write(_HEAD.pack(last, len(sealed)) + sealed)
        self._count += 1
        if last:
            self._file.flush()
            os.fsync(self._file.fileno())


def read_pieces(file: IO[bytes], passphrase: str) -> Iterator[tuple[bytes, bool]]:
    """(piece, whether it is the last) in order.

    Raises ProblemError `backup.not_one`, `backup.too_new`, `backup.wrong_passphrase`, `backup.damaged`.
    """
    opening_bytes = _read_opening(file)
    opening = _decode_opening(opening_bytes)
    key = _key_of(opening, passphrase)
    bound, count, last = _bound_to(opening_bytes), 0, False
    while not last:
        head = file.read(_HEAD.size)
        if len(head) != _HEAD.size:
            raise ProblemError(Problem("backup.damaged"))
        flag, length = _HEAD.unpack(head)
        sealed = file.read(length) if flag <= 1 and length <= MOST_PIECE_BYTES else b""
        last = bool(flag)
        try:
            packed = sealing.decrypt(key, sealed, f"{bound}|{count}|{last}")
            plain = zstandard.ZstdDecompressor().decompress(packed)
        except (sealing.SealError, zstandard.ZstdError):
            raise ProblemError(Problem("backup.damaged")) from None
        yield plain, last
        count += 1


def _read_opening(file: IO[bytes]) -> bytes:
    if file.read(len(MAGIC)) != MAGIC:
        raise ProblemError(Problem("backup.not_one"))
    length = file.read(_LENGTH.size)
    if len(length) != _LENGTH.size or _LENGTH.unpack(length)[0] > MOST_OPENING_BYTES:
        raise ProblemError(Problem("backup.damaged"))
    return file.read(_LENGTH.unpack(length)[0])


def _decode_opening(content: bytes) -> Opening:
    try:
        opening = msgspec.json.decode(content, type=Opening)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ProblemError(Problem("backup.damaged")) from None
    if opening.format != FORMAT:
        raise ProblemError(Problem("backup.too_new"))
    return opening


def _key_of(opening: Opening, passphrase: str) -> bytes:
    cost = passwords.Argon2Parameters(opening.memory_kib, opening.rounds, opening.lanes)
    try:
        key = passwords.password_key(passphrase, bytes.fromhex(opening.salt), cost, PURPOSE)
    except ValueError:  # costs out of range, or a salt that is none
        raise ProblemError(Problem("backup.damaged")) from None
    if _check_of(key) != opening.check:
        raise ProblemError(Problem("backup.wrong_passphrase"))
    return key


def _check_of(key: bytes) -> str:
    return sealing.derive(key, f"{PURPOSE}/check").hex()[:16]


def _bound_to(opening: bytes) -> str:
    return f"{PURPOSE}|{hashlib.sha256(opening).hexdigest()}"
