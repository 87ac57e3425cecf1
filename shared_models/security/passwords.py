"""From a person's password to a key (Argon2id, RFC 9106), with a floor and a ceiling on what a stored slot may ask for."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT_BYTES = 16
MIN_PASSWORD = 15
MAX_PASSWORD = 256
_FLOOR_MEMORY_KIB, _CEILING_MEMORY_KIB = 64 * 1024, 1024 * 1024
_FLOOR_ROUNDS, _CEILING_ROUNDS = 3, 10
_MAX_LANES = 16


class WeakParametersError(ValueError):
    """Stored parameters are below the floor (a downgrade) or above the ceiling (a trap that eats the machine)."""


@dataclass(frozen=True, slots=True)
class Argon2Parameters:
    """What one key derivation costs; stored beside the salt and authenticated with it."""

    memory_kib: int = _FLOOR_MEMORY_KIB
    rounds: int = _FLOOR_ROUNDS
    lanes: int = 4

    def check(self) -> None:
        """Raise WeakParametersError outside the permitted range."""
        permitted = (
            _FLOOR_MEMORY_KIB <= self.memory_kib <= _CEILING_MEMORY_KIB
            and _FLOOR_ROUNDS <= self.rounds <= _CEILING_ROUNDS
            and 1 <= self.lanes <= _MAX_LANES
        )
        if not permitted:
            raise WeakParametersError(repr(self))


def new_salt() -> bytes:
    """Sixteen random bytes, new for every slot and every change of password."""
    return os.urandom(SALT_BYTES)


def password_key(password: str, salt: bytes, parameters: Argon2Parameters, purpose: str) -> bytes:
    """The 32-byte key of a password for one purpose. Raises WeakParametersError."""
    parameters.check()
    secret = unicodedata.normalize("NFC", password).encode()
    stretched = hash_secret_raw(
        secret,
        salt,
        time_cost=parameters.rounds,
        memory_cost=parameters.memory_kib,
        parallelism=parameters.lanes,
        hash_len=32,
        type=Type.ID,
    )
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(stretched)
