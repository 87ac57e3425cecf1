"""Four versions of the reference data that follow the shipped one, each with a field more; made once, as by publishing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.catalogue.in_use import Reference
from shared_models.catalogue.loading import REFERENCE_FOLDER, shipped_version
from shared_models.catalogue.version_files import files_of, with_version
from shared_models.catalogue.versions import next_version
from shared_models.protocol.reference import name_of, seal_version
from shared_models.protocol.reference_reader import LastRead
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.reference import reference_version

NEW_FIELD = "person.grandmother_name"
_FILE = "fields/person/identity.toml"
NEWEST_FIELD = "person.great_aunt_name"
_NAMES = (NEW_FIELD, "person.grandfather_name", "person.great_uncle_name", NEWEST_FIELD)
_ENTRY = """
["{name}"]
kind = "name_latin"
section = "identity"
en = "Another relative"
ur = "ایک اور رشتہ دار"
help_en = "If the person wants to tell it."
help_ur = "اگر فرد بتانا چاہیں۔"
"""


@dataclass(frozen=True, slots=True)
class Edition:
    """A version, as its row at head office holds it."""

    version: str
    sha256: str
    raw: bytes


@cache
def editions(key: Ed25519PrivateKey) -> tuple[Edition, ...]:
    """The versions that follow each other, signed with head office's key."""
    files, version, parent = dict(files_of(REFERENCE_FOLDER)), shipped_version(), ""
    made: list[Edition] = []
    for name in _NAMES:
        files[_FILE] += _ENTRY.format(name=name).encode()
        version = next_version(version)
        raw = seal_version(with_version(files, version), version=version, parent=parent, at=1, key=key)
        parent = name_of(raw)
        made.append(Edition(version, parent, raw))
    return tuple(made)


@cache
def _mill_key(private: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(private)


def publish_next(connection: sa.Connection, office: HeadOffice) -> str:
    """Publish the version that follows those that are there; "" when there is none any more."""
    there = connection.execute(sa.select(sa.func.count()).select_from(reference_version)).scalar_one()
    waiting = editions(_mill_key(office.receipt_key.private_bytes_raw()))[there:]
    if not waiting:
        return ""
    row = {"version": waiting[0].version, "sha256": waiting[0].sha256, "raw": waiting[0].raw}
    facts = {"number": there + 1, "published_by": "mill", "published_at": office.clock()}
    connection.execute(reference_version.insert(), row | facts)
    return waiting[0].version


class EveryRead(LastRead):
    """Keeps every version ever read: desks of the mill work with several by turns."""

    def __init__(self) -> None:
        super().__init__()
        self._every: dict[str, Reference | None] = {}

    def of(self, sha256: str, public: bytes, raw: Callable[[], bytes]) -> Reference | None:
        """The version with this name."""
        if sha256 not in self._every:
            self._every[sha256] = super().of(sha256, public, raw)
        return self._every[sha256]
