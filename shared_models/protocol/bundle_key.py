"""The key to which desks seal what goes to head office on a stick: told once, signed with the key they know already."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing

DOMAIN = "frc/bundle-key/v1"
_KEY_BYTES = 32


def state(public: bytes, key: Ed25519PrivateKey) -> str:
    """The statement of a raw X25519 key as it travels: signature and key in base64."""
    return base64.b64encode(signing.sign_statement(key, DOMAIN, public)).decode("ascii")


def read(statement: str, receipt_key: bytes) -> bytes:
    """The key in a statement that head office signed. Raises ProtocolError `bundle.key_not_genuine`."""
    try:
        public = signing.open_statement(receipt_key, DOMAIN, base64.b64decode(statement, validate=True))
    except (ValueError, signing.SignatureError) as reason:
        raise ProtocolError("bundle.key_not_genuine") from reason
    if len(public) != _KEY_BYTES:
        raise ProtocolError("bundle.key_not_genuine")
    return public
