"""One-time codes on paper: how they are made, typed, named and turned into keys without ever being stored."""

from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # 80 bits: nobody guesses it within the days it lives
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class CodeError(ValueError):
    """The text is not a one-time code: wrong length or a letter that no code contains."""


def new_code() -> str:
    """A new code in groups of four, as it is printed: `K7QF-0D2M-9XWT-4HBC`."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def fold_code(typed: str) -> str:
    """The sixteen letters meant by what a person typed; O, I and L are forgiven. Raises CodeError."""
    code = typed.strip().upper().translate(_FORGIVEN)
    if len(code) != CODE_LENGTH or any(letter not in CODE_ALPHABET for letter in code):
        raise CodeError
    return code


def _derive(code: str, purpose: str, length: int) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=f"frc/code/v1|{purpose}".encode())
    return kdf.derive(fold_code(code).encode("ascii"))


def code_id(code: str) -> str:
    """The name under which head office finds a code again; it does not reveal the code."""
    return _derive(code, "id", 10).hex()


def code_key(code: str) -> bytes:
    """The 32-byte key both sides derive from the code; head office stores it encrypted, never the code."""
    return _derive(code, "key", 32)


def transcript_mac(key: bytes, speaker: str, transcript: bytes) -> bytes:
    """Proof of one side (`desk` or `head-office`) that it knows the code, over everything said so far (HMAC-SHA256)."""
    return hmac.digest(key, f"frc/enrolment/v1|{speaker}|".encode() + transcript, "sha256")


def mac_matches(key: bytes, speaker: str, transcript: bytes, mac: bytes) -> bool:
    """Whether `mac` is that proof, compared in constant time."""
    return hmac.compare_digest(transcript_mac(key, speaker, transcript), mac)
