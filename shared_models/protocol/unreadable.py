"""Values no reader can hold (half a surrogate pair, bytes that are no text) are told apart: only their change is refused."""

from __future__ import annotations

import re
from typing import Any

_NAME = "unreadable"
_MARK = "\ufdd0"  # no letter, and none that anybody can type
_MOST_KEPT = 400
_PAIR_OR_HALF = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u([dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
_NO_TEXT = re.compile("[\udc80-\udcff]")


def is_unreadable(value: object) -> bool:
    """Whether this stands where a value stood that could not be read."""
    return type(value) is dict and value.keys() == {_NAME}


def may_be_unreadable(raw: bytes) -> bool:
    """Whether `is_unreadable` could hold for anything in this JSON, all of which could be read: somebody may write it so."""
    return b"\\u" in raw or _NAME.encode() in raw


def marked(raw: bytes) -> bytes:
    """The same JSON with a mark in the place of each half pair and each byte that is no text; otherwise as it came."""
    whole = _PAIR_OR_HALF.sub(lambda found: (_MARK.encode() + found[1]) if found[1] else found[0], raw)
    text = whole.decode("utf-8", "surrogateescape")
    return _NO_TEXT.sub(lambda found: f"{_MARK}{ord(found[0]) - 0xDC00:02x}", text).encode()


def without_mark(value: Any) -> Any:
    """One value as it stands, or with a mark in it as the letters that came."""
    return {_NAME: ascii(value)[:_MOST_KEPT]} if _has_mark(value) else value


def _has_mark(value: Any) -> bool:
    if isinstance(value, str):
        return _MARK in value
    if isinstance(value, dict):
        return any(_has_mark(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(map(_has_mark, value))
