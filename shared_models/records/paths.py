"""How a leaf is named: `kind.field`, a group, a member of a set, a field of a repeated row, and what stands at a path's end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from shared_models.records.ids import ROW_ID

MISSING = "!"
VOID = "void"
RECORD_VOID = "$void"
PERSON_OFFICE = "person.$office"  # the office a person with all that hangs on it belongs to, once it has been moved
PERSON_OFFICE_REASON = "person.$office_reason"
_MEMBER = re.compile(r"[A-Z0-9_]{1,16}")
_SEGMENT = re.compile(r"[A-Za-z0-9_$-]{1,64}!?")
MAX_PATH = 160
# Row ids count inside their record, so the same few thousand paths come again and again.
_PATHS_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class RowLeaf:
    """A leaf inside a repeated row: `person.documents.K7Qa3-1.number`."""

    section: str
    row: str
    name: str


@lru_cache(_PATHS_REMEMBERED)
def is_path(path: str) -> bool:
    """Whether `path` has the shape of a leaf's name: two to six plain segments, 160 characters at most."""
    segments = path.split(".")
    return len(path) <= MAX_PATH and 2 <= len(segments) <= 6 and all(map(_SEGMENT.fullmatch, segments))


@lru_cache(_PATHS_REMEMBERED)
def row_leaf(path: str) -> RowLeaf | None:
    """The row a path lies in, if it lies in one."""
    segments = path.split(".", 3)
    if len(segments) != 4 or not ROW_ID.fullmatch(segments[2]):
        return None
    return RowLeaf(segments[1], segments[2], segments[3])


@lru_cache(_PATHS_REMEMBERED)
def set_member(path: str) -> tuple[str, str] | None:
    """(`episode.needs`, `N01`) for a member of a set field, else None."""
    head, _, last = path.rpartition(".")
    if head.count(".") < 1 or not _MEMBER.fullmatch(last) or not any(letter.isupper() for letter in last):
        return None
    return head, last


def missing(path: str) -> str:
    """The path at which the reason stands why `path` has no value."""
    return path + MISSING


def row_prefix(path: str) -> str | None:
    """`person.documents.K7Qa3-1.` for a leaf of that row, else None."""
    leaf = row_leaf(path)
    return f"{path.split('.', 1)[0]}.{leaf.section}.{leaf.row}." if leaf else None
