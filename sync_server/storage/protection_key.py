"""The protection key: its public half for desks, its private half closed with words that head office never stores.

The program that answers desks cannot open a sealed entry, and neither can a copy of everything head office keeps: the
private half lies wrapped (Argon2id, AES-256-GCM) beside the other keys, and the words are printed once (docs/adr/0008).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.protection_key import ProtectionKey
from shared_models.security import code_keys, passwords, sealing
from sync_server.storage.key_files import read_secret, write_secret

FILE = "protection.key"
PURPOSE = "frc/protection-key/v1"
FORMAT = 1
_KEY_BYTES = 32


class _Stored(msgspec.Struct, frozen=True):
    """The file; everything but `wrapped` is bound to it, so that costs cannot be lowered nor keys swapped."""

    format: int
    public: str
    made_at: int
    memory_kib: int
    rounds: int
    lanes: int
    salt: str
    wrapped: str


def make_protection_key(folder: Path, at: int, random_bytes: Callable[[int], bytes]) -> str:
    """Make the key and give the words that open it, which stand nowhere else. Raises ProblemError `sealed.key_made`."""
    file = folder / FILE
    if file.exists():
        raise ProblemError(Problem("sealed.key_made"))
    words, private = code_keys.new_code(), sealing.new_sealing_key()
    cost = passwords.Argon2Parameters()
    unwrapped = _Stored(
        format=FORMAT,
        public=private.public_key().public_bytes_raw().hex(),
        made_at=at,
        memory_kib=cost.memory_kib,
        rounds=cost.rounds,
        lanes=cost.lanes,
        salt=random_bytes(passwords.SALT_BYTES).hex(),
        wrapped="",
    )
    wrapped = sealing.encrypt(_wrapping_key(unwrapped, words), private.private_bytes_raw(), _bound(unwrapped))
    write_secret(file, msgspec.json.encode(msgspec.structs.replace(unwrapped, wrapped=wrapped.hex())))
    return words


def read_protection_key(folder: Path) -> ProtectionKey | None:
    """The public half, None where no key was made. Raises ProblemError `sealed.key_damaged` and those of key files."""
    if not (folder / FILE).exists():
        return None
    stored = _read(folder)
    return ProtectionKey(bytes.fromhex(stored.public), stored.made_at)


def open_protection_key(folder: Path, words: str) -> bytes:
    """The private half. Raises ProblemError `sealed.no_key_made`, `sealed.wrong_passphrase`, `sealed.key_damaged`."""
    if not (folder / FILE).exists():
        raise ProblemError(Problem("sealed.no_key_made"))
    stored = _read(folder)
    try:
        return sealing.decrypt(_wrapping_key(stored, words), bytes.fromhex(stored.wrapped), _bound(stored))
    except (sealing.SealError, code_keys.CodeError):
        raise ProblemError(Problem("sealed.wrong_passphrase")) from None
    except ValueError:  # costs out of range, or a text that is not hexadecimal
        raise ProblemError(Problem("sealed.key_damaged")) from None


def _read(folder: Path) -> _Stored:
    try:
        stored = msgspec.json.decode(read_secret(folder / FILE), type=_Stored)
        if stored.format == FORMAT and len(bytes.fromhex(stored.public)) == _KEY_BYTES:
            return stored
    except (msgspec.MsgspecError, ValueError):
        pass
    raise ProblemError(Problem("sealed.key_damaged"))


def _wrapping_key(stored: _Stored, words: str) -> bytes:
    cost = passwords.Argon2Parameters(stored.memory_kib, stored.rounds, stored.lanes)
    return passwords.password_key(code_keys.fold_code(words), bytes.fromhex(stored.salt), cost, PURPOSE)


def _bound(stored: _Stored) -> str:
    facts = {name: value for name, value in msgspec.structs.asdict(stored).items() if name != "wrapped"}
    return f"{PURPOSE}|{msgspec.json.encode(facts, order='deterministic').decode()}"
