"""A published version of the reference data: one signed file, named by the hash of its bytes, that never changes again."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.security import signing

DOMAIN: Final = "frc/reference/v1"
PATH: Final = "/api/v1/reference/"
NAMED_LETTERS: Final = 16  # as much of a hash as tells two versions of one head office apart
MAX_BYTES: Final = 4 * 1024 * 1024
MAX_PLAIN_BYTES: Final = 32 * 1024 * 1024
MAX_FILES: Final = 2_000
_LEVEL: Final = 19
_LENGTH: Final = struct.Struct(">I")
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*){0,6}")


class VersionHeader(msgspec.Struct, frozen=True):
    """What is signed: which version, which one it followed (the hash of that file, "" for the first), the packed files."""

    v: int
    version: str
    parent: str
    at: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version that was opened and verified; `raw` are the bytes that are kept and sent, `sha256` is their name."""

    header: VersionHeader
    files: Mapping[str, bytes]
    sha256: str
    raw: bytes


def name_of(raw: bytes) -> str:
    """The name of a published version: the SHA-256 of its bytes."""
    return hashlib.sha256(raw).hexdigest()


def seal_version(files: Mapping[str, bytes], *, version: str, parent: str, at: int, key: Ed25519PrivateKey) -> bytes:
    """The signed file of a version: the same files, facts and key give the same bytes."""
    packed = pack_files(files)
    header = VersionHeader(1, version, parent, at, hashlib.sha256(packed).hexdigest())
    head = msgspec.json.encode(header)
    return _LENGTH.pack(len(head)) + head + signing.sign(key, DOMAIN, head) + packed


def open_version(raw: bytes, public: bytes) -> PublishedVersion:
    """The version in these bytes, signed by head office. Raises ProtocolError."""
    if not _LENGTH.size <= len(raw) <= MAX_BYTES:
        raise ProtocolError("reference.not_genuine")
    (length,) = _LENGTH.unpack(raw[: _LENGTH.size])
    head = raw[_LENGTH.size : _LENGTH.size + length]
    signed_to = _LENGTH.size + length + signing.SIGNATURE_BYTES
    try:
        signing.verify(public, DOMAIN, head, raw[_LENGTH.size + length : signed_to])
    except signing.SignatureError as reason:
        raise ProtocolError("reference.not_genuine") from reason
    header = decode_json(head, VersionHeader, "reference.not_genuine")
    packed = raw[signed_to:]
    if hashlib.sha256(packed).hexdigest() != header.sha256:
        raise ProtocolError("reference.not_genuine")
    return PublishedVersion(header, unpack_files(packed), name_of(raw), raw)


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """A tar of these files without owners, modes and times of their own, under zstd."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(files.items()):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name[:80]!r} is no name of a reference file")
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain.getvalue())


def unpack_files(packed: bytes) -> dict[str, bytes]:
    """The files by name, all in memory and within bounds. Raises ProtocolError `reference.not_readable`."""
    try:
        size = zstandard.frame_content_size(packed)
        if not 0 <= size <= MAX_PLAIN_BYTES:
            raise ProtocolError("reference.not_readable", "size")
        plain = zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_PLAIN_BYTES)
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
            return _members(archive)
    except (zstandard.ZstdError, tarfile.TarError, EOFError, ValueError) as reason:
        raise ProtocolError("reference.not_readable", type(reason).__name__) from reason


def _members(archive: tarfile.TarFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in archive:
        content = archive.extractfile(entry) if entry.isfile() else None
        if content is None or not _NAME.fullmatch(entry.name) or len(found) >= MAX_FILES:
            raise ProtocolError("reference.not_readable", "member")
        found[entry.name] = content.read()
    return found
