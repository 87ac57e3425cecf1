"""Signed facts in few bytes (protocol 2): the values of a struct in their order, as a MessagePack array."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

import msgspec

from shared_models.protocol.problems import ProtocolError, decode_json

T = TypeVar("T", bound=msgspec.Struct)
_OBJECT = b"{"  # so begins the same as JSON
_UUID_BYTES, _UUID_LETTERS = 16, 36


def write(facts: msgspec.Struct) -> bytes:
    """The values of `facts`; hexadecimal letters and UUIDs as the bytes that they spell."""
    return msgspec.msgpack.encode([_in(value) for value in msgspec.structs.astuple(facts)])


def read(raw: bytes, expected: type[T], code: str) -> T:
    """What stands in these bytes, be they packed or JSON. Raises ProtocolError with this code."""
    if raw.startswith(_OBJECT):
        return decode_json(raw, expected, code)
    try:
        found = msgspec.msgpack.decode(raw, type=list[Any])
        names = expected.__struct_fields__
        return msgspec.convert({name: _out(value) for name, value in zip(names, found, strict=False)}, expected)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as reason:
        raise ProtocolError(code, str(reason)[:120]) from reason


def _in(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        spelled = uuid.UUID(value).bytes if len(value) == _UUID_LETTERS else bytes.fromhex(value)
    except ValueError:
        return value
    # Sixteen bytes stand for a UUID, so a hash of that length travels as letters.
    is_clear = len(value) == _UUID_LETTERS or (spelled and len(spelled) != _UUID_BYTES)
    return spelled if is_clear and _out(spelled) == value else value


def _out(value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    return str(uuid.UUID(bytes=value)) if len(value) == _UUID_BYTES else value.hex()
