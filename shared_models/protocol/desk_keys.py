"""The public keys of an office's desks as head office tells them, so that one desk knows a paper that another printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing

DOMAIN = "frc/desk-keys/v1"
MOST_DESKS = 200  # of one office, the newest first
MAX_LETTERS = 10_000  # of a statement about so many
_KEY_BYTES = 32
_NAME_LETTERS = 8


def name_of(keys: Iterable[bytes]) -> str:
    """What a desk says it has: a few letters that differ when the keys differ; empty without any."""
    together = b"".join(sorted(keys))
    return hashlib.sha256(together).hexdigest()[:_NAME_LETTERS] if together else ""


def state(keys: Iterable[bytes], key: Ed25519PrivateKey) -> str:
    """The statement as it travels: signature and keys in base64."""
    said = signing.sign_statement(key, DOMAIN, b"".join(sorted(keys)))
    return base64.b64encode(said).decode("ascii")


def read(statement: str, receipt_key: bytes) -> Mapping[str, bytes]:
    """Device id to public key, in a statement that head office signed. Raises ProtocolError `slip.keys_not_genuine`.

    A device's id follows from its key, so a statement can leave a desk out and cannot give one another's key.
    """
    try:
        said = signing.open_statement(receipt_key, DOMAIN, base64.b64decode(statement, validate=True))
    except (ValueError, signing.SignatureError) as reason:
        raise ProtocolError("slip.keys_not_genuine") from reason
    if len(said) % _KEY_BYTES or len(said) > MOST_DESKS * _KEY_BYTES:
        raise ProtocolError("slip.keys_not_genuine")
    keys = (said[at : at + _KEY_BYTES] for at in range(0, len(said), _KEY_BYTES))
    return {signing.key_id(public): public for public in keys}
