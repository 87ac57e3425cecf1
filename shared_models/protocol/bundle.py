"""What desk and head office say to each other on a stick: the messages of the line, sealed to the other side and padded.

A bundle is carried by hand, so it may come late, twice, in any order, half or never: nothing in it counts requests, each
of its parts says by itself what it is, and its start tells whether all of it is there.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import framing
from shared_models.protocol.attached import NamedFile
from shared_models.protocol.messages import MAX_REPAIRED, Hash, Short, SyncReply, SyncRequest
from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.security import sealing, signing

Way = Literal["up", "down"]
Brings = Literal["", "reference", "pictures", "counts", "repair"]
UP: Way = "up"  # from a desk to head office
DOWN: Way = "down"
ENDING = ".frcusb"
PAD = 64 * 1024
MOST_PARTS = 64
MOST_BYTES = 64 * 1024 * 1024
PART_BYTES = 4 * 1024 * 1024  # of blobs; a single larger blob has a part of its own
MOST_BLOBS = 1_000  # of a part
TAKES_BROUGHT = 1  # a desk that says so reads parts with `brings`
_MOST_PART_BYTES = framing.MAX_BODY_BYTES + 2 * PAD
_MAGIC = b"FRCUSB1\n"
_LENGTH = struct.Struct(">I")
_HASH_BYTES = 32
_START = len(_MAGIC) + _LENGTH.size + _HASH_BYTES
_MOST_HEADER = 4096
START_BYTES = _START + _MOST_HEADER  # of a file, enough for what anybody can read of it
_DOMAINS = {UP: "frc/bundle/v1", DOWN: "frc/bundle-answer/v1"}


class Header(msgspec.Struct, frozen=True):
    """What anybody can read of a bundle: which way it goes, whose key opens it, which desk it belongs to, how long it is.

    `desk` are the letters that people call the desk by; `parts` the lengths of the sealed parts; `sha256` is over them.
    """

    v: int
    way: Way
    key: Short
    device: Short
    desk: Short
    id: Short
    parts: Annotated[
        list[Annotated[int, msgspec.Meta(ge=1, le=_MOST_PART_BYTES)]], msgspec.Meta(min_length=1, max_length=MOST_PARTS)
    ]
    sha256: Hash


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part on its way up: a sync request whose blobs are what head office said last (`request.shown` of them: nobody can
    ask for it later), kept pages (`request.pages` of them), batches, and the bytes of `files`.

    `answer_key` is the X25519 key to which head office seals its answer, in hexadecimal; `handed_back` the number that the
    desk gives to the last of these pages, which it wants to hear again. `asks` are photos and papers of which the desk only
    asks whether they are there, `wants` small pictures that it would like to be brought. `records` are those that it counts
    otherwise than head office did in its last answer, `again` its own batches that speak of them. `takes` says what it can read
    of an answer beside replies (`TAKES_BROUGHT`).
    """

    id: Short
    device: Short
    part: int
    of: int
    answer_key: Hash
    request: SyncRequest
    handed_back: int = 0
    files: Annotated[list[NamedFile], msgspec.Meta(max_length=MOST_BLOBS)] = []
    asks: Annotated[list[NamedFile], msgspec.Meta(max_length=MOST_BLOBS)] = []
    wants: Annotated[list[NamedFile], msgspec.Meta(max_length=MOST_BLOBS)] = []
    records: Annotated[list[Short], msgspec.Meta(max_length=MAX_REPAIRED)] = []
    again: Annotated[list[Hash], msgspec.Meta(max_length=MAX_REPAIRED)] = []
    takes: int = 0


class Answered(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part on its way down: a reply with its receipt and page, and where the desk stood that it answers.

    `whole` tells that the page brings the contents of the desk's own changes, too, because it asked for them. `files` are
    those of the photos and papers that came or were asked about which head office holds now, `asked` that all of them that
    it does not hold are missing there. A part with `brings` says nothing else: its blobs are a reference version, or small
    pictures, or the digests of all records in the desk's scope at `asked_cursor`, or a page of the `records` that it asked for.
    """

    id: Short
    device: Short
    part: int
    of: int
    asked_epoch: Short
    asked_cursor: int
    reply: SyncReply
    handed_back: int = 0
    whole: bool = False
    files: list[Hash] = []
    asked: bool = False
    records: list[Short] = []
    brings: Brings = ""


Part = TypeVar("Part", Asked, Answered)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle of which every byte is there; what is in its parts is still sealed."""

    header: Header
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """Whose bundle it is (device and letters), the way it goes, its random id and the raw key that opens it."""

    way: Way
    public: bytes
    device: str
    desk: str
    id: str


def key_name(public: bytes) -> str:
    """How a bundle says whose key opens it."""
    return signing.key_id(public)


def check_key(public: str) -> None:
    """Raise ProtocolError `bundle.signature_wrong` unless something can be sealed to this key (in hexadecimal)."""
    try:
        sealing.seal_to(bytes.fromhex(public), b"", _DOMAINS[DOWN])
    except ValueError as reason:  # another length, or a key that nobody can have
        raise ProtocolError("bundle.signature_wrong") from reason


def pack(
    address: Address, key: Ed25519PrivateKey, messages: Sequence[tuple[Asked | Answered, Sequence[bytes]]]
) -> bytes:
    """The bytes of the file: each message with its blobs is signed, padded and sealed as a part of its own."""
    named = key_name(address.public)
    sealed = [
        sealing.seal_to(
            address.public,
            _padded(
                signing.sign_statement(key, _DOMAINS[address.way], framing.join(msgspec.json.encode(facts), blobs))
            ),
            _purpose(address.way, named, address.device, address.id, number, len(messages)),
        )
        for number, (facts, blobs) in enumerate(messages, 1)
    ]
    digest = hashlib.sha256(b"".join(sealed)).hexdigest()
    lengths = [len(part) for part in sealed]
    head = msgspec.json.encode(Header(1, address.way, named, address.device, address.desk, address.id, lengths, digest))
    return b"".join((_MAGIC, _LENGTH.pack(len(head)), hashlib.sha256(head).digest(), head, *sealed))


def whole(raw: bytes, way: Way, file: str) -> Bundle:
    """The bundle in the bytes of a file, all of it there and as it was written.

    Raises ProblemError `bundle.empty`, `bundle.not_one`, `bundle.incomplete`, `bundle.incomplete_start`, `bundle.damaged`,
    `bundle.version_new`, `bundle.goes_up`, `bundle.goes_down`; `file` is what the sentence calls it.
    """
    if not raw:
        raise ProblemError(problem("bundle.empty", file=file))
    if raw[: len(_MAGIC)] != _MAGIC[: len(raw)]:
        raise ProblemError(problem("bundle.not_one", file=file))
    length = _LENGTH.unpack_from(raw, len(_MAGIC))[0] if len(raw) >= _START else 0
    body = _START + length
    if length > _MOST_HEADER:
        raise ProblemError(problem("bundle.damaged", file=file))
    if len(raw) < max(_START + 1, body):
        raise ProblemError(problem("bundle.incomplete_start", file=file))
    head = raw[_START:body]
    if hashlib.sha256(head).digest() != raw[_START - _HASH_BYTES : _START]:
        raise ProblemError(problem("bundle.damaged", file=file))
    header = _header(head, file)
    end = body + sum(header.parts)
    if len(raw) < end:
        have, all_of_it = (-(-size // 1024) for size in (len(raw), end))
        raise ProblemError(problem("bundle.incomplete", file=file, have=have, whole=all_of_it))
    sealed = raw[body:]
    if len(raw) > end or hashlib.sha256(sealed).hexdigest() != header.sha256:
        raise ProblemError(problem("bundle.damaged", file=file))
    if header.way != way:
        code = "bundle.goes_up" if header.way == UP else "bundle.goes_down"
        raise ProblemError(problem(code, file=file, desk=header.desk))
    parts, at = [], 0
    for size in header.parts:
        parts.append(sealed[at : at + size])
        at += size
    return Bundle(header, tuple(parts))


def _header(head: bytes, file: str) -> Header:
    try:
        version = msgspec.json.decode(head, type=dict[str, msgspec.Raw]).get("v")
        if version is not None and bytes(version) != b"1":
            raise ProblemError(problem("bundle.version_new", file=file))
        return decode_json(head, Header, "bundle.damaged")
    except (msgspec.MsgspecError, ProtocolError):
        raise ProblemError(problem("bundle.damaged", file=file)) from None


def begins(start: bytes) -> Header | None:
    """What the first bytes of a file say of it, before anything of it is believed; None when they say nothing."""
    if len(start) < _START:
        return None
    (length,) = _LENGTH.unpack_from(start, len(_MAGIC))
    try:
        return decode_json(start[_START : _START + length], Header, "bundle.damaged")
    except ProtocolError:
        return None


def unseal(bundle: Bundle, private: bytes) -> list[bytes]:
    """The signed words of each part. Raises SealError when this key does not open them, or they belong to two bundles."""
    header = bundle.header
    plain = []
    for number, part in enumerate(bundle.parts, 1):
        purpose = _purpose(header.way, header.key, header.device, header.id, number, len(bundle.parts))
        padded = sealing.open_sealed(private, part, purpose)
        (length,) = _LENGTH.unpack_from(padded, 0)
        plain.append(padded[_LENGTH.size : _LENGTH.size + length])
    return plain


def read(bundle: Bundle, words: Sequence[bytes], public: bytes, kind: type[Part]) -> list[tuple[Part, list[bytes]]]:
    """What `public`'s owner says in these unsealed words: facts and blobs of each part.

    Raises ProtocolError `bundle.signature_wrong` when a part is not signed so, or belongs to another bundle or place.
    """
    header = bundle.header
    said = []
    for number, signed in enumerate(words, 1):
        try:
            facts, blobs = framing.split(signing.open_statement(public, _DOMAINS[header.way], signed), MOST_BLOBS)
        except (signing.SignatureError, ProtocolError) as reason:
            raise ProtocolError("bundle.signature_wrong") from reason
        part = decode_json(facts, kind, "bundle.signature_wrong")
        if (part.id, part.device, part.part, part.of) != (header.id, header.device, number, len(bundle.parts)):
            raise ProtocolError("bundle.signature_wrong")
        said.append((part, blobs))
    return said


def _padded(said: bytes) -> bytes:
    inside = _LENGTH.pack(len(said)) + said
    return inside.ljust(-(-len(inside) // PAD) * PAD, b"\0")


def _purpose(way: Way, key: str, device: str, name: str, part: int, of: int) -> str:
    return f"{_DOMAINS[way]}|{key}|{name}|{part} of {of}|{device}"
