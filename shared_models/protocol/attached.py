"""Photos and papers as they are kept and carried: encrypted once, named by what they are, the same bytes everywhere."""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec

from shared_models.protocol.messages import Hash
from shared_models.protocol.problems import ProtocolError
from shared_models.security import sealing

KIND = "attachment"
PICTURE, SMALL = "sha256", "thumbnail_sha256"
RECORD_HEADER = "FRC-Record"
MAX_FILE_BYTES = 2 * 1024 * 1024 + 64  # a page as it is kept, with what encryption adds
MAX_NAMED = 500
KEY_BYTES = 32


def lock(key: bytes, plain: bytes, which: str) -> bytes:
    """The stored bytes of a picture or of its small picture (`which` is PICTURE or SMALL) under the attachment's key."""
    return sealing.encrypt(key, plain, f"frc/attachment/v1|{which}")


def unlock(key: bytes, stored: bytes, which: str) -> bytes:
    """What `lock` made. Raises ProtocolError `attachment.damaged`."""
    try:
        return sealing.decrypt(key, stored, f"frc/attachment/v1|{which}")
    except sealing.SealError:
        raise ProtocolError("attachment.damaged") from None


def name_of(stored: bytes) -> str:
    """The name of stored bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(stored).hexdigest()


class NamedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file and the attachment record that speaks of it; `here` = its bytes follow in this message."""

    name: Hash
    record: Annotated[str, msgspec.Meta(max_length=60)]
    here: bool = False


class FilesRequest(msgspec.Struct, frozen=True):
    """`POST /api/v1/files`: which of these does head office hold? The bytes of those that are `here` follow, in order."""

    files: Annotated[list[NamedFile], msgspec.Meta(max_length=MAX_NAMED)]


class FilesReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """`held`: on head office's disk. `unknown`: no record speaks of them there yet; they are offered again later."""

    held: list[str] = []
    unknown: list[str] = []
