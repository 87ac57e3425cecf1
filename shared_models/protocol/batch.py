"""A batch: an immutable run of changes of one incarnation, compressed once, signed once, and carried as those very bytes."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol import compression, shapes
from shared_models.protocol.closing import Closing, closings_in
from shared_models.protocol.columns import Cells
from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.protocol.unreadable import is_unreadable
from shared_models.records.changes import Change, Written, content_bytes, written
from shared_models.records.erasing import without_contents
from shared_models.security import signing

DOMAIN = "frc/batch/v1"
MAX_BYTES = 8 * 1024 * 1024
MAX_HEADER_BYTES = 4096
NO_PARENT = ""
_MAGIC = b"FRCB1"
_THINNED = b"FRCT1"  # no zstd frame begins so
_LENGTH = struct.Struct(">I")
_SALT = re.compile(r"(?:[0-9a-f]{2}){8,32}")
_NOTHING_KEPT: Mapping[int, bytes] = {}
_PARENT = re.compile(r"(?:[0-9a-f]{64})?")


class Header(msgspec.Struct, frozen=True):
    """What is signed. `sha256` is that of the compressed bytes, so a batch is verified without unpacking it.

    `parent` is the hash of the desk's batch before this one ("" for its first); `root` stays provable when a payload is
    retired: it is the hash over the salted hash of every change.
    """

    v: int
    device: str
    incarnation: str
    first: int
    last: int
    count: int
    parent: str
    sha256: str
    root: str
    salt: str
    reference: str
    dictionary: str


class _Thinned(msgspec.Struct, frozen=True):
    """The payload of a batch of which something was erased: the salted hashes of that, and the document of the rest."""

    hashes: list[tuple[int, str]]
    changes: msgspec.Raw


class Unpacked(NamedTuple):
    """What a verified batch held: its changes, each of them as JSON (none where one cannot be read), the closings.

    The closings are not believed yet. `cells` are those of `shapes.Decoded`; none where something was erased.
    """

    changes: list[Change]
    contents: list[Written]
    closings: list[Closing]
    cells: Mapping[str, Cells]


@dataclass(frozen=True, slots=True)
class SealedBatch:
    """A batch as it travels and is kept: `raw` is all of it, `hash` names it (SHA-256 of the signed header, hexadecimal)."""

    raw: bytes
    hash: str
    header: Header
    header_bytes: bytes
    signature: bytes
    payload: bytes


def seal(
    changes: Sequence[Change],
    *,
    key: Ed25519PrivateKey,
    parent: str,
    dictionary: str,
    level: int = compression.LEVEL,
    salt: bytes | None = None,
    closings: Sequence[Closing] = (),
    contents: Sequence[bytes] | None = None,
) -> SealedBatch:
    """Seal consecutive changes of one incarnation. Raises ValueError when they are not.

    `contents` are their `content_bytes`, where they are at hand.
    """
    first, last = changes[0].id, changes[-1].id
    if last.seq - first.seq + 1 != len(changes) or len(changes) > shapes.MAX_CHANGES:
        raise ValueError("a batch holds one gapless run of changes")
    payload = compression.compress(shapes.encode(changes, closings), dictionary, level)
    salt = os.urandom(16) if salt is None else salt
    header = Header(
        v=1,
        device=first.device,
        incarnation=first.incarnation,
        first=first.seq,
        last=last.seq,
        count=len(changes),
        parent=parent,
        sha256=hashlib.sha256(payload).hexdigest(),
        root=changes_root(salt, changes) if contents is None else _root_of(salt, contents, _NOTHING_KEPT),
        salt=salt.hex(),
        reference=changes[-1].reference,
        dictionary=dictionary,
    )
    header_bytes = msgspec.json.encode(header)
    signature = signing.sign(key, DOMAIN, header_bytes)
    raw = _MAGIC + _LENGTH.pack(len(header_bytes)) + header_bytes + signature + payload
    return SealedBatch(raw, hashlib.sha256(header_bytes).hexdigest(), header, header_bytes, signature, payload)


def changes_root(salt: bytes, changes: Sequence[Change], kept: Mapping[int, bytes] = _NOTHING_KEPT) -> str:
    """The hash over the salted hashes of these changes, in order; `kept` are those of changes whose contents are gone."""
    return _root_of(salt, list(map(content_bytes, changes)), kept)


def _root_of(salt: bytes, contents: Sequence[bytes], kept: Mapping[int, bytes]) -> str:
    digest = hashlib.sha256()
    for at, content in enumerate(contents):
        digest.update(kept.get(at) or hmac.digest(salt, content, "sha256"))
    return digest.hexdigest()


def _salted(salt: bytes, change: Change) -> bytes:
    return hmac.digest(salt, content_bytes(change), "sha256")


def read(raw: bytes) -> SealedBatch:
    """Take a batch apart without believing it. Raises ProtocolError."""
    start = len(_MAGIC) + _LENGTH.size
    if len(raw) > MAX_BYTES:
        raise ProtocolError("batch.too_large", f"{len(raw)} bytes")
    if not raw.startswith(_MAGIC) or len(raw) < start:
        raise ProtocolError("batch.not_readable", "start")
    (length,) = _LENGTH.unpack(raw[len(_MAGIC) : start])
    signed_to = start + length + signing.SIGNATURE_BYTES
    if length > MAX_HEADER_BYTES or len(raw) < signed_to:
        raise ProtocolError("batch.not_readable", "header")
    header_bytes = raw[start : start + length]
    header = decode_json(header_bytes, Header, "batch.not_readable", "header")
    if header.v != 1:
        raise ProtocolError("batch.version_unknown", str(header.v))
    return SealedBatch(
        raw=raw,
        hash=hashlib.sha256(header_bytes).hexdigest(),
        header=header,
        header_bytes=header_bytes,
        signature=raw[start + length : signed_to],
        payload=raw[signed_to:],
    )


def name_in(start: bytes) -> str | None:
    """The hash of the batch that begins with these bytes; None while its header is not all there."""
    head_at = len(_MAGIC) + _LENGTH.size
    if not start.startswith(_MAGIC) or len(start) < head_at:
        return None
    (length,) = _LENGTH.unpack(start[len(_MAGIC) : head_at])
    whole = length <= MAX_HEADER_BYTES and len(start) >= head_at + length
    return hashlib.sha256(start[head_at : head_at + length]).hexdigest() if whole else None


def without_payload(raw: bytes) -> bytes:
    """What stays of a batch whose changes are safe elsewhere: its start, header and signature, as they were signed."""
    batch = read(raw)
    return raw[: len(raw) - len(batch.payload)]


def thinned(raw: bytes, erased: Collection[str]) -> bytes:
    """The same signed batch without the contents of these records; `raw` itself where it holds none of them.

    Header, hash and signature stay: the salted hashes of what is gone, with the changes that stay, still give the signed
    root. Raises ProtocolError for a batch that is not whole.
    """
    batch = read(raw)
    if not batch.payload:
        return raw
    changes, kept = _contents(batch)
    salt = bytes.fromhex(batch.header.salt)
    gone = {
        at: _salted(salt, change) for at, change in enumerate(changes) if change.record in erased and at not in kept
    }
    if not gone:
        return raw
    left = [without_contents(change) if at in gone else change for at, change in enumerate(changes)]
    hashes = [(at, known.hex()) for at, known in sorted({**kept, **gone}.items())]
    plain = msgspec.json.encode(_Thinned(hashes, msgspec.Raw(shapes.encode(left, closings_of(batch)))))
    payload = _THINNED + compression.compress(plain, batch.header.dictionary)
    return raw[: len(raw) - len(batch.payload)] + payload


def is_whole(batch: SealedBatch) -> bool:
    """Whether the payload is the one that the header names, or what an erasure left of it."""
    if not batch.payload.startswith(_THINNED):
        return hashlib.sha256(batch.payload).hexdigest() == batch.header.sha256
    try:
        unpack(batch)
    except ProtocolError:
        return False
    return True


def verify(batch: SealedBatch, public: bytes) -> None:
    """Raise ProtocolError unless the desk's key signed this header and the payload is the one it names."""
    header = batch.header
    try:
        signing.verify(public, DOMAIN, batch.header_bytes, batch.signature)
    except signing.SignatureError as reason:
        raise ProtocolError("batch.signature_wrong", batch.hash) from reason
    if not is_whole(batch):
        raise ProtocolError("batch.payload_altered", batch.hash)
    in_bounds = 1 <= header.first <= header.last <= shapes.MAX_NUMBER and header.count <= shapes.MAX_CHANGES
    if not in_bounds or header.last - header.first + 1 != header.count:
        raise ProtocolError("batch.count_wrong", batch.hash)
    if not (shapes.is_name(header.incarnation) and _SALT.fullmatch(header.salt) and _PARENT.fullmatch(header.parent)):
        raise ProtocolError("batch.not_readable", "header")


def _is_partly_unreadable(change: Change) -> bool:
    # Most changes hold no object at all, which is seen at once.
    return dict in set(map(type, change.set.values())) and any(map(is_unreadable, change.set.values()))


def unpack(batch: SealedBatch) -> list[Change]:
    """The changes of a verified batch. Raises ProtocolError when the payload is not what the header says."""
    return unpack_whole(batch).changes


def unpack_whole(batch: SealedBatch) -> Unpacked:
    """The same with the contents over which the root was made, and with the closings; unpacked once."""
    header = batch.header
    document, kept = _document(batch)
    changes, readable, cells = _changes_in(document, kept)
    expected = range(header.first, header.last + 1)
    origins = {(change.id.device, change.id.incarnation) for change in changes}
    seqs = [change.id.seq for change in changes]
    if seqs != list(expected) or len(seqs) != header.count or not origins <= {(header.device, header.incarnation)}:
        raise ProtocolError("batch.count_wrong", batch.hash)
    if not _SALT.fullmatch(header.salt):
        raise ProtocolError("batch.not_readable", "header")
    # Over a value that cannot be read no root can be made; the signature over the payload's hash stands for all of it.
    provable = bool(kept) or readable or not any(map(_is_partly_unreadable, changes))
    contents = written(changes) if provable else []
    if provable and _root_of(bytes.fromhex(header.salt), [one.content for one in contents], kept) != header.root:
        raise ProtocolError("batch.payload_altered", batch.hash)
    return Unpacked(changes, contents, closings_in(document), cells)


def closings_of(batch: SealedBatch) -> list[Closing]:
    """The closings that came with a verified batch, not yet believed."""
    return closings_in(_document(batch)[0])


def _contents(batch: SealedBatch) -> tuple[list[Change], Mapping[int, bytes]]:
    """The changes, and by index the salted hashes of those whose contents were erased."""
    document, kept = _document(batch)
    return _changes_in(document, kept).changes, kept


def _changes_in(document: bytes, kept: Mapping[int, bytes]) -> shapes.Decoded:
    """The changes as they stand in the document, without the contents of those that were erased."""
    found = shapes.decode_telling(document)
    if not kept:
        return found
    left = [without_contents(one) if at in kept else one for at, one in enumerate(found.changes)]
    return shapes.Decoded(left, found.readable, {})


def _document(batch: SealedBatch) -> tuple[bytes, Mapping[int, bytes]]:
    """The document of the changes, and by index the salted hashes of those whose contents were erased."""
    if not batch.payload.startswith(_THINNED):
        return compression.decompress(batch.payload, batch.header.dictionary), _NOTHING_KEPT
    plain = compression.decompress(batch.payload[len(_THINNED) :], batch.header.dictionary)
    found = decode_json(plain, _Thinned, "batch.not_readable", "erased")
    try:
        return bytes(found.changes), {at: bytes.fromhex(known) for at, known in found.hashes}
    except ValueError:
        raise ProtocolError("batch.not_readable", "erased") from None
