"""The messages of `/sync` in few bytes (protocol 2): MessagePack, one letter a fact, hashes as bytes, nothing said twice."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from shared_models.protocol.messages import BatchAnswer, SyncReply, SyncRequest
from shared_models.protocol.problems import ProtocolError

PROTOCOL = 2
T = TypeVar("T")
_REQUEST = {
    "epoch": "e", "cursor": "c", "head": "h", "kept": "k", "safe": "s", "safe_position": "q", "offered": "o", "pages": "p",
    "shown": "w", "incarnation": "i", "unsent": "u", "version": "v", "dictionary": "d", "protection": "y", "desks": "t",
    "reference": "r", "whole": "a", "code": "b", "bundle": "x", "page_changes": "g",
    "people": "n", "elsewhere": "l",
}  # fmt: skip
_REPLY = {
    "epoch": "e", "at": "t", "lineage": "l", "holds": "o", "lacks_head": "a", "batches": "b", "receipt": "r", "page": "p",
    "more": "m", "held": "h", "waiting": "w", "dictionary": "d", "protection": "y", "desks": "k", "reference": "v",
    "code": "c", "orders": "z", "scope": "s", "show": "x", "bundle": "u",
    "people": "n", "elsewhere": "f",
}  # fmt: skip
_HEXADECIMAL = {"head", "kept", "safe", "incarnation", "dictionary", "reference", "elsewhere"}


def write_request(asked: SyncRequest) -> bytes:
    """The request. Its time is left out: the signature has it."""
    said = msgspec.to_builtins(msgspec.structs.replace(asked, at=0))
    for again in ("kept", "safe"):  # most often the desk's newest batch
        if asked.head and said.get(again) == asked.head:
            said[again] = True
    if "offered" in said:
        said["offered"] = list(map(_hex_in, said["offered"]))
    if "desks" in said:
        said["desks"] = _hex_in(said["desks"])
    return _written(said, _REQUEST)


def read_request(raw: bytes, at: int) -> SyncRequest:
    """The request in these bytes, sent at this time by the desk's clock (UTC ms). Raises ProtocolError."""
    said = _read(raw, _REQUEST)
    for again in ("kept", "safe"):
        if said.get(again) is True:
            said[again] = said.get("head", "")
    if "desks" in said:
        said["desks"] = _hex_out(said["desks"])
    said["offered"] = _each(said.get("offered", []), _hex_out)
    return _checked({**said, "at": at}, SyncRequest)


def write_reply(reply: SyncReply, epoch: str) -> bytes:
    """The reply to a desk that named this epoch."""
    said = msgspec.to_builtins(msgspec.structs.replace(reply, speaks=0))
    if reply.epoch == epoch:
        del said["epoch"]
    if all(one.kept for one in reply.batches):
        said["batches"] = len(reply.batches)  # each in its turn, and nothing to be told of any
    if not reply.batches:
        said.pop("batches", None)
    if "holds" in said:
        said["holds"] = list(map(_hex_in, said["holds"]))
    if "lineage" in said:
        said["lineage"] = [(_epoch_in(name), cut) for name, cut in said["lineage"]]
    if "scope" in said:
        said["scope"] = base64.urlsafe_b64decode(said["scope"])
    return _written(said, _REPLY)


def read_reply(raw: bytes, epoch: str, sent: Sequence[str]) -> SyncReply:
    """The reply to a request that named this epoch and brought the batches `sent`. Raises ProtocolError."""
    said = {"epoch": epoch, **_read(raw, _REPLY)}
    kept = said.get("batches")
    if isinstance(kept, int):
        said["batches"] = [msgspec.to_builtins(BatchAnswer(name)) for name in sent[:kept]]
    said["holds"] = _each(said.get("holds", []), _hex_out)
    said["lineage"] = _each(said.get("lineage", []), lambda one: [_epoch_out(one[0]), one[1]])
    if isinstance(said.get("scope"), bytes):
        said["scope"] = base64.urlsafe_b64encode(said["scope"]).decode()
    return _checked(said, SyncReply)


def _written(said: dict[str, Any], letters: Mapping[str, str]) -> bytes:
    if "epoch" in said:
        said["epoch"] = _epoch_in(said["epoch"])
    return msgspec.msgpack.encode(
        {letters[name]: _hex_in(value) if name in _HEXADECIMAL else value for name, value in said.items()}
    )


def _read(raw: bytes, letters: Mapping[str, str]) -> dict[str, Any]:
    """The facts by their names; letters that are not known are passed over."""
    try:
        found = msgspec.msgpack.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as reason:
        raise ProtocolError("message.frames_wrong") from reason
    said = {name: found[letter] for name, letter in letters.items() if letter in found}
    if "epoch" in said:
        said["epoch"] = _epoch_out(said["epoch"])
    return {name: _hex_out(value) if name in _HEXADECIMAL else value for name, value in said.items()}


def _checked(said: Mapping[str, Any], expected: type[T]) -> T:
    try:
        return msgspec.convert(said, expected)
    except (msgspec.MsgspecError, RecursionError) as reason:
        raise ProtocolError("message.frames_wrong") from reason


def _each(values: Any, change: Any) -> list[Any]:
    try:
        return [change(one) for one in values]
    except (TypeError, LookupError) as reason:
        raise ProtocolError("message.frames_wrong") from reason


def _hex_in(value: Any) -> Any:
    """Hexadecimal letters as the bytes that they spell; anything else as it is."""
    try:
        spelled = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return value
    return spelled if spelled and spelled.hex() == value else value


def _hex_out(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _epoch_in(value: str) -> bytes | str:
    try:
        name = uuid.UUID(value)
    except ValueError:
        return value
    return name.bytes if str(name) == value else value


def _epoch_out(value: Any) -> Any:
    return str(uuid.UUID(bytes=value)) if isinstance(value, bytes) and len(value) == 16 else value
