"""A message of a few facts and some blobs as one body: length, JSON, then each blob with its length."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from shared_models.protocol.problems import ProtocolError

MAX_BODY_BYTES = 10 * 1024 * 1024
MEDIA_TYPE = "application/vnd.frc.frames"
MAX_BLOBS = 64
_LENGTH = struct.Struct(">I")


def join(facts: bytes, blobs: Sequence[bytes] = ()) -> bytes:
    """One body from the JSON facts and the blobs."""
    return b"".join(part for blob in (facts, *blobs) for part in (_LENGTH.pack(len(blob)), blob))


def split_cut(body: bytes, most_blobs: int = MAX_BLOBS) -> tuple[list[bytes], bytes, int]:
    """What of a body came before its line broke: (whole parts, what came of the next one, its whole length)."""
    parts: list[bytes] = []
    at = 0
    while at + _LENGTH.size <= len(body) and len(parts) <= most_blobs:
        (length,) = _LENGTH.unpack(body[at : at + _LENGTH.size])
        came = body[at + _LENGTH.size : at + _LENGTH.size + length]
        if len(came) < length:
            return parts, came, length
        parts.append(came)
        at += _LENGTH.size + length
    return parts, b"", 0


def split(body: bytes, most_blobs: int = MAX_BLOBS) -> tuple[bytes, list[bytes]]:
    """(facts, blobs). Raises ProtocolError when the lengths do not fill the body exactly, or there are too many blobs."""
    parts: list[bytes] = []
    at = 0
    while at < len(body):
        end_of_length = at + _LENGTH.size
        if end_of_length > len(body) or len(parts) > most_blobs:
            raise ProtocolError("message.frames_wrong")
        (length,) = _LENGTH.unpack(body[at:end_of_length])
        at = end_of_length + length
        if at > len(body):
            raise ProtocolError("message.frames_wrong")
        parts.append(body[end_of_length:at])
    if not parts:
        raise ProtocolError("message.frames_wrong")
    return parts[0], parts[1:]
