"""The list of what other offices' people are recognised by, as it travels: signed files that never change, and a sealed
word to one desk that says which of them it lacks and under which secret their keys were made.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.elsewhere_pages import MOST_OFFICES
from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.security import sealing, signing

DOMAIN: Final = "frc/elsewhere/v1"
SAYS_DOMAIN: Final = "frc/elsewhere-said/v1"
PATH: Final = "/api/v1/elsewhere"
NAMED_LETTERS: Final = 16  # as much of a hash as tells two lists of one head office apart
MAX_BYTES: Final = 96 * 1024 * 1024  # five million people
MAX_PAGES: Final = 200_000
MAX_PAGE_BYTES: Final = 16 * 1024
MAX_FILES: Final = 400  # in one word to a desk
SECRET_BYTES: Final = 32
KEY_LETTERS: Final = 64
_LENGTH: Final = struct.Struct(">I")
_PAGE_LENGTH: Final = struct.Struct(">H")
_NOT_GENUINE: Final = "elsewhere.not_genuine"

Name = Annotated[str, msgspec.Meta(max_length=64)]


class ListHeader(msgspec.Struct, frozen=True):
    """What is signed of a file: for which office it is made and whose people are left out of it.

    `generation` names the secret of its keys, `number` its place among the files of the generation. `follows` is the hash
    of the file whose list it changes, "" for a whole list. `people` and `at` are those of the list that results.
    `offices` are the codes to whose places entries point.
    """

    v: int
    generation: Name
    office: Name
    number: int
    follows: Name
    at: int
    people: int
    offices: Annotated[list[Name], msgspec.Meta(max_length=MOST_OFFICES)]
    sha256: Name


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that was opened and verified: pages of entries that come, and of entries that go."""

    header: ListHeader
    come: Sequence[bytes]
    gone: Sequence[bytes]


class Asked(msgspec.Struct, frozen=True):
    """What a desk asks: the beginning of the name of the newest file it has taken, and the X25519 key to seal to."""

    have: Name
    key: Annotated[str, msgspec.Meta(max_length=KEY_LETTERS)]


class Said(msgspec.Struct, frozen=True):
    """What it is told: the secret of the generation (hexadecimal), and the files it lacks as [hash, length], in order."""

    v: int
    generation: Name
    office: Name
    secret: Name
    files: Annotated[list[tuple[Name, int]], msgspec.Meta(max_length=MAX_FILES)]


def name_of(raw: bytes) -> str:
    """The name of a file: the SHA-256 of its bytes."""
    return hashlib.sha256(raw).hexdigest()


def seal_list(header: ListHeader, come: Iterable[bytes], gone: Iterable[bytes], key: Ed25519PrivateKey) -> bytes:
    """The signed file; the header's hash is filled in."""
    body = b"".join((*_section(list(come)), *_section(list(gone))))
    head = msgspec.json.encode(msgspec.structs.replace(header, sha256=hashlib.sha256(body).hexdigest()))
    return _LENGTH.pack(len(head)) + head + signing.sign(key, DOMAIN, head) + body


def _section(pages: Sequence[bytes]) -> Iterator[bytes]:
    yield _LENGTH.pack(len(pages))
    for page in pages:
        yield _PAGE_LENGTH.pack(len(page))
        yield page


def open_list(raw: bytes, public: bytes) -> ListFile:
    """The file in these bytes, signed by head office. Raises ProtocolError; the pages themselves are not looked at."""
    if not _LENGTH.size <= len(raw) <= MAX_BYTES:
        raise ProtocolError(_NOT_GENUINE)
    (length,) = _LENGTH.unpack_from(raw)
    head = raw[_LENGTH.size : _LENGTH.size + length]
    signed_to = _LENGTH.size + length + signing.SIGNATURE_BYTES
    try:
        signing.verify(public, DOMAIN, head, raw[_LENGTH.size + length : signed_to])
    except signing.SignatureError as reason:
        raise ProtocolError(_NOT_GENUINE) from reason
    header = decode_json(head, ListHeader, _NOT_GENUINE)
    if header.v != 1:
        raise ProtocolError("elsewhere.not_readable")
    body = memoryview(raw)[signed_to:]
    if hashlib.sha256(body).hexdigest() != header.sha256:
        raise ProtocolError(_NOT_GENUINE)
    try:
        come, rest = _pages(body)
        gone, rest = _pages(rest)
    except struct.error as reason:
        raise ProtocolError("elsewhere.not_readable") from reason
    if len(rest):
        raise ProtocolError("elsewhere.not_readable")
    return ListFile(header, come, gone)


def _pages(body: memoryview) -> tuple[list[bytes], memoryview]:
    (count,) = _LENGTH.unpack_from(body)
    if count > MAX_PAGES:
        raise ProtocolError("elsewhere.not_readable")
    at, pages = _LENGTH.size, []
    for _ in range(count):
        (length,) = _PAGE_LENGTH.unpack_from(body, at)
        at += _PAGE_LENGTH.size
        page = bytes(body[at : at + length])
        if not 0 < len(page) == length <= MAX_PAGE_BYTES:
            raise ProtocolError("elsewhere.not_readable")
        pages.append(page)
        at += length
    return pages, body[at:]


def seal_said(said: Said, *, device: str, to: bytes, key: Ed25519PrivateKey) -> bytes:
    """The word to one desk: signed by head office, then sealed to the desk, for the secret is in it."""
    return sealing.seal_to(to, signing.sign_statement(key, SAYS_DOMAIN, msgspec.json.encode(said)), _purpose(device))


def open_said(sealed: bytes, *, device: str, private: bytes, public: bytes) -> Said:
    """What was sealed to this desk and signed by head office. Raises ProtocolError `elsewhere.not_genuine`."""
    try:
        body = signing.open_statement(public, SAYS_DOMAIN, sealing.open_sealed(private, sealed, _purpose(device)))
    except (signing.SignatureError, sealing.SealError) as reason:
        raise ProtocolError(_NOT_GENUINE) from reason
    said = decode_json(body, Said, _NOT_GENUINE)
    if said.v != 1 or any(not 0 < length <= MAX_BYTES for _, length in said.files):
        raise ProtocolError(_NOT_GENUINE)
    return said


def _purpose(device: str) -> str:
    return f"{SAYS_DOMAIN}|{device}"
