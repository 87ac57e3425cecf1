"""A short sum over all records of an office: two sides whose sums agree show the same; otherwise they look where not."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterable, Mapping, Sequence

from shared_models.records.reconcile import Head

_BYTES = 6
MODULUS = 1 << (8 * _BYTES)
_STATEMENT = struct.Struct(">IQ")


def record_digest(record: str, heads: Iterable[str]) -> int:
    """The digest of one record: its id and every write that is a head somewhere in it; 0 when nothing stands in it."""
    names = sorted(set(heads))
    if not names:
        return 0
    return int.from_bytes(hashlib.sha256("\n".join([record, *names]).encode()).digest()[:_BYTES])


def digest_of_one(record: str, write: str) -> int:
    """The same of a record in which one write stands everywhere."""
    return int.from_bytes(hashlib.sha256(f"{record}\n{write}".encode()).digest()[:_BYTES])


def heads_of(writers: Iterable[Sequence[str]], conflicts: Mapping[str, Sequence[Head]]) -> set[str]:
    """Every head of a folded record: what stands, what agrees with it, and the answers that differ."""
    return {write for ids in writers for write in ids} | {head.write for heads in conflicts.values() for head in heads}


def statement(count: int, total: int) -> str:
    """Count and sum as they are sent: 16 letters."""
    return base64.urlsafe_b64encode(_STATEMENT.pack(count, total % MODULUS)).decode()


def read_statement(text: str) -> tuple[int, int]:
    """(count, sum) of a statement. Raises ValueError."""
    try:
        count, total = _STATEMENT.unpack(base64.urlsafe_b64decode(text))
    except struct.error as failure:
        raise ValueError("no digest") from failure
    return int(count), int(total)
