"""How a message that is not what it should be is named; the sentences for people stand in the reference data."""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T")


class ProtocolError(Exception):
    """A message or a part of it breaks a rule; `code` names the sentence, `where` the place in the message."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code, where)
        self.code = code
        self.where = where


def decode_json(raw: bytes, expected: type[T], code: str, where: str = "") -> T:
    """The value of the expected type in a message of somebody else. Raises ProtocolError, also for a thousand brackets."""
    try:
        return msgspec.json.decode(raw, type=expected)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as reason:
        raise ProtocolError(code, where or str(reason)[:120]) from reason
