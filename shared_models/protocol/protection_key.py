"""Head office's protection key as desks learn it: signed with the key they know already, so that nobody else's is taken."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.security import signing

DOMAIN = "frc/protection-key/v1"
_KEY_BYTES = 32


class _Statement(msgspec.Struct, frozen=True):
    v: int
    key: str
    made_at: int


@dataclass(frozen=True, slots=True)
class ProtectionKey:
    """The public X25519 key to which entries are sealed, and when it was made (UTC ms)."""

    public: bytes
    made_at: int

    @property
    def name(self) -> str:
        """What a desk says it has."""
        return signing.key_id(self.public)


def state(known: ProtectionKey, key: Ed25519PrivateKey) -> str:
    """The statement as it travels: signature and words in base64."""
    said = msgspec.json.encode(_Statement(1, known.public.hex(), known.made_at))
    return base64.b64encode(signing.sign_statement(key, DOMAIN, said)).decode("ascii")


def read(statement: str, receipt_key: bytes) -> ProtectionKey:
    """The key in a statement that head office signed. Raises ProtocolError `sealed.key_not_genuine`."""
    try:
        said = signing.open_statement(receipt_key, DOMAIN, base64.b64decode(statement, validate=True))
        found = decode_json(said, _Statement, "sealed.key_not_genuine")
        public = bytes.fromhex(found.key)
    except (ValueError, signing.SignatureError) as reason:
        raise ProtocolError("sealed.key_not_genuine") from reason
    if found.v != 1 or len(public) != _KEY_BYTES:
        raise ProtocolError("sealed.key_not_genuine")
    return ProtectionKey(public, found.made_at)
