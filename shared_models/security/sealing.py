"""Encryption to a public key (HPKE, RFC 9180) and under a shared key (AES-256-GCM), each bound to what it is for."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_NONCE_BYTES = 12
AROUND = 48  # bytes by which a seal is longer than what it holds: the sender's one-time key and the tag


class SealError(Exception):
    """The sealed bytes cannot be opened: another key, another purpose, or altered bytes."""


def new_sealing_key() -> X25519PrivateKey:
    """A fresh X25519 key pair to which others can seal."""
    return X25519PrivateKey.generate()


def public_of(private: bytes) -> bytes:
    """The raw public half of a raw X25519 key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, plaintext: bytes, purpose: str) -> bytes:
    """`plaintext` sealed to a raw X25519 public key; `purpose` must be named again to open it."""
    return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), purpose.encode())


def open_sealed(private: bytes, sealed: bytes, purpose: str) -> bytes:
    """What seal_to sealed. Raises SealError."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), purpose.encode())
    except (InvalidTag, ValueError) as reason:
        raise SealError(purpose) from reason


def encrypt(key: bytes, plaintext: bytes, bound_to: str) -> bytes:
    """AES-256-GCM under a 32-byte key with a random 96-bit nonce in front; `bound_to` is authenticated, not stored."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to.encode())


def decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """What encrypt made, if key and binding are the same. Raises SealError."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as reason:
        raise SealError(bound_to) from reason


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from a secret that is random already (HKDF-SHA256)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)
