"""Whether changes can travel: a desk asks before it says "saved", for what no batch carries must not be found out later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.shapes import MAX_CHANGES, MAX_COLUMNS, MAX_NUMBER, decode, encode, is_name, is_title
from shared_models.records import ids
from shared_models.records.changes import Change, content_bytes
from shared_models.records.paths import is_path

_MOST_PARTS = 4  # of a value with names, as a sum of money has
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def can_carry(changes: Sequence[Change]) -> bool:
    """Whether these changes come out of a document as they went in; a desk asks before it says "saved"."""
    if (
        len(changes) <= MAX_CHANGES
        and sum(len(one.set) for one in changes) <= MAX_COLUMNS
        and all(map(_is_plain, changes))
    ):
        return True
    try:
        carried = decode(encode(changes))
    except (ProtocolError, ValueError):
        return False
    return list(map(content_bytes, carried)) == list(map(content_bytes, changes))


def _is_plain(change: Change) -> bool:
    """Whether a change is one of those that every document carries: a create of well-named leaves with simple values."""
    own, name = change.kind + ".", change.id
    return (
        change.action == "create"
        and not (change.base or change.bases or change.covers)
        and is_name(name.device)
        and is_name(name.incarnation)
        and 1 <= name.seq < MAX_NUMBER - MAX_CHANGES
        and abs(change.at) <= MAX_NUMBER
        and all(map(is_title, (change.kind, change.session, change.author, change.reference)))
        and ids.is_record_id(change.record)
        and all(path.startswith(own) and is_path(path) and _is_simple(value) for path, value in change.set.items())
    )


def _is_simple(value: Any) -> bool:
    if type(value) is str:
        return value.isascii() or _LONE_SURROGATE.search(value) is None
    if type(value) is dict:  # a sum of money
        return len(value) <= _MOST_PARTS and all(
            type(name) is str and name.isascii() and type(part) is not dict and _is_simple(part)
            for name, part in value.items()
        )
    return value is None or value is True or value is False or (type(value) is int and abs(value) <= MAX_NUMBER)
