"""What the code on a paper says: which record, and a desk's signature, so that nobody can print one for another person."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing

DOMAIN = "frc/slip/v1"
MARK = "FRC1"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class SlipCode:
    """A code that was read: the record it names, the desk that printed it, and what that desk signed."""

    record: str
    device: str
    statement: bytes

    def check(self, public: bytes) -> None:
        """Raise ProtocolError `slip.not_genuine` unless the desk with this key printed it."""
        try:
            signing.open_statement(public, DOMAIN, self.statement)
        except signing.SignatureError:
            raise ProtocolError("slip.not_genuine") from None


def make(record: str, device: str, key: Ed25519PrivateKey) -> str:
    """The text of the code. Only capitals and digits: so it is small to print and survives any keyboard layout."""
    statement = signing.sign_statement(key, DOMAIN, UUID(record).bytes)
    return ":".join((MARK, device.upper(), base64.b32encode(statement).decode("ascii").rstrip("=")))


def read(text: str) -> SlipCode:
    """What a scanned code says; its signature is not checked yet. Raises ProtocolError `slip.not_a_slip`."""
    mark, _, rest = text.strip().upper().partition(":")
    device, _, letters = rest.partition(":")
    try:
        statement = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        statement = b""
    if mark != MARK or not device or len(statement) != signing.SIGNATURE_BYTES + _ID_BYTES:
        raise ProtocolError("slip.not_a_slip")
    return SlipCode(str(UUID(bytes=statement[signing.SIGNATURE_BYTES :])), device.lower(), statement)
