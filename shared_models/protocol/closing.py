"""A closing: whoever signed in signs, with a key of their own, the changes written in one stretch of their session."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.security import signing

DOMAIN = "frc/closing/v1"
MOST_CHANGES = 512
MOST_TEXT = 1_000  # bytes
MOST_IN_BATCH = 64
LONGEST_NAME = 80
LAST_NUMBER = (1 << 53) - 1


class Statement(msgspec.Struct, array_like=True, frozen=True):
    """What is signed: by whom, in which sign-in at which opening of which desk, and over which changes.

    `first` and `last` are numbers within the incarnation, `count` how many changes of this user and session lie between
    them (both included), `hash` that of their contents in order. `name` is what the desk calls the user, `key` the public
    half of the key that signs, hexadecimal. `at` is the desk's clock in UTC milliseconds: evidence, never a judge.
    """

    v: int
    device: str
    incarnation: str
    session: str
    user: str
    name: str
    key: str
    first: int
    last: int
    count: int
    hash: str
    at: int


class _Document(msgspec.Struct, frozen=True):
    closings: Any = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing as it is stored and carried: the very text that was signed, and the signature over its UTF-8."""

    text: str
    signature: bytes

    @property
    def id(self) -> str:
        """What names it: the SHA-256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def sign(statement: Statement, key: Ed25519PrivateKey) -> Closing:
    """Sign a statement with the private half of the key that it names."""
    raw = msgspec.json.encode(statement)
    return Closing(raw.decode(), signing.sign(key, DOMAIN, raw))


def read(closing: Closing) -> Statement:
    """What was signed, if the key it names signed exactly this text.

    Raises ProtocolError `closing.not_readable`, `closing.signature_wrong`.
    """
    raw = closing.text.encode()
    if len(raw) > MOST_TEXT:
        raise ProtocolError("closing.not_readable")
    said = decode_json(raw, Statement, "closing.not_readable")
    counted = 1 <= said.first <= said.last <= LAST_NUMBER and 1 <= said.count <= MOST_CHANGES
    words = (said.device, said.incarnation, said.session, said.user, said.key, said.name or " ")
    if said.v != 1 or not counted or not all(map(str.isprintable, words)):
        raise ProtocolError("closing.not_readable")
    try:
        signing.verify(bytes.fromhex(said.key), DOMAIN, raw, closing.signature)
    except (signing.SignatureError, ValueError) as reason:
        raise ProtocolError("closing.signature_wrong") from reason
    return said


def hash_of(contents: Iterable[bytes]) -> str:
    """The running hash over the contents of changes: each step takes the hash before it and that of the next content."""
    running = hashlib.sha256(DOMAIN.encode()).digest()
    for content in contents:
        running = hashlib.sha256(running + hashlib.sha256(content).digest()).digest()
    return running.hex()


def carried(closings: Iterable[Closing]) -> list[tuple[str, str]]:
    """Closings as they stand in a batch's document."""
    return [(one.text, base64.b64encode(one.signature).decode("ascii")) for one in closings]


def closings_in(document: bytes) -> list[Closing]:
    """The closings that travel in a batch's document. What is none is passed over: it says nothing of anybody's changes."""
    if b'"closings"' not in document:
        return []
    try:
        found = decode_json(document, _Document, "batch.not_readable").closings
    except ProtocolError:
        return []
    read_so_far = (_closing(one) for one in (found if isinstance(found, list) else ())[:MOST_IN_BATCH])
    return [one for one in read_so_far if one is not None]


def _closing(found: Any) -> Closing | None:
    match found:
        case [str(text), str(signature)]:
            try:
                return Closing(text, base64.b64decode(signature, validate=True))
            except ValueError:
                return None
    return None
