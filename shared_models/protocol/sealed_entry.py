"""A sealed entry: what was told in private, closed to the protection key, of a length that says nothing about it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import msgspec

from shared_models.catalogue.kinds.ciphertext import AROUND_THE_PAD, MOST_PADS, PAD
from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.records.changes import Value
from shared_models.security import sealing, signing

KIND = "sealed"
CONTENT = "sealed.content"
FORMAT = 1
DAY_MS = 24 * 60 * 60 * 1000
_LENGTH_BYTES = 4


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands inside: for whom, by whom, when, and the answers by path.

    `checked` is False when the entry was closed by a lock or a power cut while an answer was still half written.
    `about` holds the names typed into a form that was not finished, when there is no person yet.
    """

    person: str
    episode: str
    author: str
    at: int
    reference: str
    fields: Mapping[str, Value]
    checked: bool = True
    about: Mapping[str, Value] = {}


def key_name(public: bytes) -> bytes:
    """The ten letters by which an entry says which key opens it; the same in everybody's entries."""
    return signing.key_id(public).encode("ascii")


def seal(entry: Entry, public: bytes, record: str) -> str:
    """The text that `sealed.content` of the record holds; it opens under this record's id only.

    Raises ProtocolError `sealed.too_long`.
    """
    inside = msgspec.json.encode(entry, order="deterministic")
    steps = -(-(len(inside) + _LENGTH_BYTES) // PAD)
    if steps > MOST_PADS:
        raise ProtocolError("sealed.too_long", str(len(inside)))
    padded = (len(inside).to_bytes(_LENGTH_BYTES, "big") + inside).ljust(steps * PAD, b"\0")
    content = bytes([FORMAT]) + key_name(public) + sealing.seal_to(public, padded, _purpose(record))
    return base64.b64encode(content).decode("ascii")


def open_entry(content: str, private: bytes, record: str) -> Entry:
    """What was sealed. Raises ProtocolError `sealed.not_readable` for another key, another record or altered bytes."""
    try:
        raw = base64.b64decode(content, validate=True)
        padded = sealing.open_sealed(private, raw[AROUND_THE_PAD - sealing.AROUND :], _purpose(record))
    except (ValueError, sealing.SealError) as reason:
        raise ProtocolError("sealed.not_readable") from reason
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return decode_json(padded[_LENGTH_BYTES : _LENGTH_BYTES + length], Entry, "sealed.not_readable")


def outside_time(at: int) -> int:
    """The time that the change bears: the day alone, because the minute would say after whose registration it was."""
    return at - at % DAY_MS


def is_sealed_change(action: str, written: Mapping[str, Any], marks: tuple[str, ...]) -> bool:
    """Whether a change is one that a desk makes for a sealed entry: a create of the content alone.

    `marks` are author and session of the change: they stand inside, and outside there is nothing.
    """
    return action == "create" and list(written) == [CONTENT] and not any(marks)


def _purpose(record: str) -> str:
    return f"frc/sealed-entry/v{FORMAT}|{record}"
