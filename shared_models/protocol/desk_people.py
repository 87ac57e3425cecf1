"""Who opens a desk, as the desk itself says it: login, role, key and since when, signed with the desk's key."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.security import signing

DOMAIN = "frc/desk-people/v1"
MOST_PEOPLE = 200  # of one desk
MAX_LETTERS = 120_000  # of a statement about so many
_NAME_LETTERS = 16
# What a desk calls its people, and the roles of the access table.
ROLES = {"clerk": "CLERK", "caseworker": "CASEW", "supervisor": "SUPV", "focal_point": "PROT"}

_Text = Annotated[str, msgspec.Meta(max_length=200)]


class DeskPerson(msgspec.Struct, array_like=True, frozen=True, order=True):
    """One person: the login, the role as the desk calls it, the public signing key (hexadecimal), since when (UTC ms)."""

    login: _Text
    role: _Text
    key: _Text
    since: int


class DeskPeople(msgspec.Struct, frozen=True):
    """Everybody who opens a desk, at one time by its clock."""

    v: int
    device: _Text
    at: int
    people: Annotated[list[DeskPerson], msgspec.Meta(max_length=MOST_PEOPLE)]


def name_of(people: Sequence[DeskPerson]) -> str:
    """A few letters that differ when the people differ."""
    return hashlib.sha256(msgspec.json.encode(sorted(people))).hexdigest()[:_NAME_LETTERS]


def state(key: Ed25519PrivateKey, said: DeskPeople) -> str:
    """The statement as it travels and is kept: signature and text in base64."""
    return base64.b64encode(signing.sign_statement(key, DOMAIN, msgspec.json.encode(said))).decode("ascii")


def read(statement: str, public: bytes, device: str) -> DeskPeople:
    """What a desk with this key says of itself. Raises ProtocolError `colleagues.list_not_genuine`."""
    try:
        text = signing.open_statement(public, DOMAIN, base64.b64decode(statement, validate=True))
    except (ValueError, signing.SignatureError) as reason:
        raise ProtocolError("colleagues.list_not_genuine") from reason
    said = decode_json(text, DeskPeople, "colleagues.list_not_genuine")
    if said.device != device:
        raise ProtocolError("colleagues.list_not_genuine")
    return said
