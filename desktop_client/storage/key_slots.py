"""Key slots: how a person's password, or the code in the safe, opens the database without being stored anywhere.

The password gives a key (Argon2id) that opens the person's own two private keys; the database key is sealed to the public
one. So a password change touches one slot, and a new database key needs nobody's password (docs/adr/0005).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from argon2.exceptions import HashingError

from desktop_client.storage.files import write_whole
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.security import passwords, sealing, signing

FORMAT = 1
WITH_ENVELOPES = 2  # the format once a database key was renewed
_HALF = 32


class Slot(msgspec.Struct, frozen=True):
    """One way in. Everything but the ciphertexts is bound to them, so parameters cannot be weakened nor slots swapped."""

    id: str
    kind: str
    login: str
    name: str
    role: str
    memory_kib: int
    rounds: int
    lanes: int
    salt: str
    public: str
    signing_public: str
    private_sealed: str
    database_key_sealed: str


class Envelope(msgspec.Struct, frozen=True):
    """A renewed database key for whoever owns a slot; made without that person, so it stands outside the slot's seal."""

    slot: str
    generation: int
    sealed: str


class _File(msgspec.Struct, frozen=True, omit_defaults=True):
    format: int
    database: str
    generation: int
    slots: list[Slot]
    check: str
    envelopes: list[Envelope] = []
    # The generation that is on its way; 0 when none is.
    coming: int = 0


@dataclass(frozen=True, slots=True)
class SlotFile:
    """The slots of one desk; `database` is the id that the database itself must bear.

    While a database key is being renewed (`coming`) the file holds both, for a stop in the middle.
    """

    database: str
    slots: tuple[Slot, ...]
    generation: int = 1
    envelopes: tuple[Envelope, ...] = ()
    coming: int = 0

    def of(self, login: str) -> Slot | None:
        """The slot of a person (or of the code in the safe)."""
        return next((slot for slot in self.slots if slot.login == login), None)

    def with_slot(self, slot: Slot) -> SlotFile:
        """These slots with `slot` added or put in the place of the person's old one."""
        return replace(
            self, slots=(*self.without(slot.login).slots, slot), envelopes=self.without(slot.login).envelopes
        )

    def without(self, login: str) -> SlotFile:
        """These slots and envelopes without those of a person."""
        kept = tuple(slot for slot in self.slots if slot.login != login)
        names = {slot.id for slot in kept}
        return replace(self, slots=kept, envelopes=tuple(one for one in self.envelopes if one.slot in names))

    def with_coming_key(self, key: bytes) -> SlotFile:
        """The same with a new database key beside the present one, sealed to everybody's public key."""
        coming = self.generation + 1
        fresh = (
            Envelope(slot.id, coming, _text(sealing.seal_to(bytes.fromhex(slot.public), key, purpose)))
            for slot in self.slots
            for purpose in (_key_purpose(self.database, slot.login, coming),)
        )
        kept = (one for one in self.envelopes if one.generation == self.generation)
        return replace(self, envelopes=(*kept, *fresh), coming=coming)

    def settled(self, *, renewed: bool) -> SlotFile:
        """One database key again: the coming one, or the present one when it did not come."""
        generation = self.coming if renewed else self.generation
        kept = tuple(one for one in self.envelopes if one.generation == generation)
        return replace(self, generation=generation, envelopes=kept, coming=0)

    def envelope_of(self, slot: Slot, generation: int) -> Envelope | None:
        """A renewed key for this slot."""
        return next((one for one in self.envelopes if (one.slot, one.generation) == (slot.id, generation)), None)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right password gives: the database key (and the one that is on its way) and the person's own signing key."""

    slot: Slot
    database_key: bytes
    signing_key: bytes
    coming_key: bytes = b""


def read_slots(file: Path) -> SlotFile:
    """The slots on the disk; when the file is damaged or gone, those of its twin, which then takes its place.

    Raises ProblemError `desk.key_file_missing` or `desk.key_file_altered` when neither can be read.
    """
    try:
        return _parse(file)
    except ProblemError as damage:
        try:
            slots = _parse(_twin(file))
        except ProblemError:
            raise damage from None
        write_slots(file, slots)
        return slots


def _parse(file: Path) -> SlotFile:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise ProblemError(problem("desk.key_file_missing", file=file.name)) from None
    try:
        stored = msgspec.json.decode(raw, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ProblemError(problem("desk.key_file_altered", file=file.name)) from None
    found = SlotFile(
        stored.database, tuple(stored.slots), stored.generation, tuple(stored.envelopes), stored.coming
    )  # fmt: skip
    if stored.format != _format(found) or stored.check != _check(found):
        raise ProblemError(problem("desk.key_file_altered", file=file.name))
    return found


def write_slots(file: Path, slots: SlotFile) -> None:
    """Write the slots whole, and a twin with the same content: one bad sector must not lock everybody out."""
    facts = (_format(slots), slots.database, slots.generation, list(slots.slots), _check(slots))
    stored = msgspec.json.format(msgspec.json.encode(_File(*facts, list(slots.envelopes), slots.coming)))
    write_whole(file, stored)
    write_whole(_twin(file), stored)


def renew_twin(file: Path) -> None:
    """Bring the twin to the file's content, after a stop between the two: a replaced slot must not live on in it."""
    raw, twin = file.read_bytes(), _twin(file)
    if not twin.exists() or twin.read_bytes() != raw:
        write_whole(twin, raw)


def _twin(file: Path) -> Path:
    return file.with_suffix(".twin")


def _format(slots: SlotFile) -> int:
    return WITH_ENVELOPES if slots.envelopes or slots.coming else FORMAT


def _check(slots: SlotFile) -> str:
    """Tells an altered file from a wrong password; it is no secret and proves nothing else."""
    facts: tuple[object, ...] = (_format(slots), slots.database, slots.generation, slots.slots)
    if _format(slots) == WITH_ENVELOPES:
        facts = (*facts, slots.envelopes, slots.coming)
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()


def new_slot(  # noqa: PLR0913 (a slot is these facts)
    *,
    database: str,
    generation: int,
    database_key: bytes,
    login: str,
    name: str,
    role: str,
    kind: str,
    secret: str,
    signing_key: bytes = b"",
) -> tuple[Slot, Unlocked]:
    """A slot that `secret` (a password, or the printed code) opens, and what it opens.

    `signing_key` is the person's own so far, when it stays; otherwise a new one is made.
    """
    unlock = sealing.new_sealing_key()
    signer = signing.load_private(signing_key) if signing_key else signing.new_signing_key()
    public = unlock.public_key().public_bytes_raw()
    cost = passwords.Argon2Parameters()
    slot = Slot(
        id=secrets.token_hex(8),
        kind=kind,
        login=login,
        name=name,
        role=role,
        memory_kib=cost.memory_kib,
        rounds=cost.rounds,
        lanes=cost.lanes,
        salt=passwords.new_salt().hex(),
        public=public.hex(),
        signing_public=signing.public_bytes(signer).hex(),
        private_sealed="",
        database_key_sealed=_text(sealing.seal_to(public, database_key, _key_purpose(database, login, generation))),
    )
    both = unlock.private_bytes_raw() + signing.private_bytes(signer)
    sealed = sealing.encrypt(_slot_key(slot, secret, database), both, _bound(slot, database))
    slot = msgspec.structs.replace(slot, private_sealed=_text(sealed))
    return slot, Unlocked(slot, database_key, signing.private_bytes(signer))


def open_slot(slots: SlotFile, login: str, secret: str) -> Unlocked | None:
    """What the right secret gives; None for a wrong one. Raises ProblemError `desk.key_file_altered`."""
    slot = slots.of(login)
    if slot is None:
        return None
    try:
        key = _slot_key(slot, secret, slots.database)
    except (passwords.WeakParametersError, HashingError, ValueError):
        raise ProblemError(problem("desk.key_file_altered", file="keyslots")) from None
    try:
        both = sealing.decrypt(key, _raw(slot.private_sealed), _bound(slot, slots.database))
    except sealing.SealError:
        return None
    try:
        database_key = _open_key(slots, slot, slots.generation, both[:_HALF])
        coming = _open_key(slots, slot, slots.coming, both[:_HALF]) if slots.coming else b""
    except sealing.SealError:
        raise ProblemError(problem("desk.key_file_altered", file="keyslots")) from None
    return Unlocked(slot, database_key, both[_HALF:], coming)


def _open_key(slots: SlotFile, slot: Slot, generation: int, private: bytes) -> bytes:
    envelope = slots.envelope_of(slot, generation)
    sealed = slot.database_key_sealed if envelope is None else envelope.sealed
    return sealing.open_sealed(private, _raw(sealed), _key_purpose(slots.database, slot.login, generation))


def _slot_key(slot: Slot, secret: str, database: str) -> bytes:
    cost = passwords.Argon2Parameters(slot.memory_kib, slot.rounds, slot.lanes)
    return passwords.password_key(secret, bytes.fromhex(slot.salt), cost, f"frc/kek/v1|{database}|{slot.id}")


def _bound(slot: Slot, database: str) -> str:
    fields: dict[str, Any] = msgspec.structs.asdict(slot)
    del fields["private_sealed"]
    return "frc/slot/v1|" + database + "|" + msgspec.json.encode(fields, order="deterministic").decode()


def _key_purpose(database: str, login: str, generation: int) -> str:
    return f"frc/dbk/v1|{database}|{login}|{generation}"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise ProblemError(problem("desk.key_file_altered", file="keyslots")) from None
