"""Signed statements: Ed25519 over a domain name and the very bytes kept and sent; one kind never passes for another."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_BYTES = 64
_ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, without the letters people misread
_ID_LENGTH = 10


class SignatureError(Exception):
    """The bytes were not signed by the expected key, or were altered since."""


def new_signing_key() -> Ed25519PrivateKey:
    """A fresh Ed25519 key from the operating system's randomness (RFC 8032)."""
    return Ed25519PrivateKey.generate()


def private_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of a private key, for storage inside something encrypted."""
    return key.private_bytes_raw()


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 raw bytes of the public half."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes_raw()


def load_private(raw: bytes) -> Ed25519PrivateKey:
    """A private key from its 32 raw bytes. Raises ValueError on another length."""
    return Ed25519PrivateKey.from_private_bytes(raw)


def load_public(raw: bytes) -> Ed25519PublicKey:
    """A public key from its 32 raw bytes. Raises ValueError on another length."""
    return Ed25519PublicKey.from_public_bytes(raw)


def key_id(public: bytes) -> str:
    """The name of a key, ten letters derived from its public bytes: a device id that head office can never give out twice."""
    number = int.from_bytes(hashlib.sha256(b"frc/key-id/v1\0" + public).digest()[:7], "big") >> 6
    letters = []
    for _ in range(_ID_LENGTH):
        number, digit = divmod(number, 32)
        letters.append(_ID_ALPHABET[digit])
    return "".join(reversed(letters))


def fingerprint(public: bytes) -> str:
    """Eight groups of four hexadecimal digits that two people can compare aloud (128 bits)."""
    digest = hashlib.sha256(b"frc/fingerprint/v1\0" + public).hexdigest()[:32]
    return "-".join(digest[at : at + 4] for at in range(0, 32, 4))


def _signed_part(domain: str, body: bytes) -> bytes:
    return domain.encode("ascii") + b"\0" + body


def sign(key: Ed25519PrivateKey, domain: str, body: bytes) -> bytes:
    """The 64-byte signature over `domain` and `body`."""
    return key.sign(_signed_part(domain, body))


def verify(public: bytes, domain: str, body: bytes, signature: bytes) -> None:
    """Raise SignatureError unless `signature` was made by `public` over exactly this domain and body."""
    try:
        load_public(public).verify(signature, _signed_part(domain, body))
    except (InvalidSignature, ValueError) as reason:
        raise SignatureError(domain) from reason


def sign_statement(key: Ed25519PrivateKey, domain: str, body: bytes) -> bytes:
    """A statement as it travels and is kept: signature, then body."""
    return sign(key, domain, body) + body


def open_statement(public: bytes, domain: str, statement: bytes) -> bytes:
    """The body of a statement made by sign_statement. Raises SignatureError."""
    if len(statement) < SIGNATURE_BYTES:
        raise SignatureError(domain)
    body = statement[SIGNATURE_BYTES:]
    verify(public, domain, body, statement[:SIGNATURE_BYTES])
    return body
