"""Photos and papers of a backup lie in `blobs` beside it, each once for all backups there: they are encrypted as they are.

The backup names those that belong to it, so that one which is missing or was altered is found when it is tried.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from shared_models.protocol.file_store import FileStore

_NAME_BYTES = 32


def copy_beside(store: FileStore, folder: Path, expires: int) -> list[str]:
    """Bring every whole file of head office into the folder of backups; the names of those that lie there. Raises OSError.

    Until when (UTC milliseconds) a file there is needed stands in its time, the last of all backups that name it.
    """
    beside = FileStore(folder)
    names: list[str] = []
    for name in store.names():
        target = beside.place(name)
        if not beside.has(name):
            stored = store.get(name)
            if stored is None:  # damaged, or erased just now
                continue
            beside.put(stored)
            _need_until(target, 0)
        _need_until(target, max(expires, _needed_until(target)))
        names.append(name)
    return names


def drop_old(folder: Path, now: int) -> None:
    """Let go of files that no backup names which may still be put back. Raises OSError."""
    beside = FileStore(folder)
    for name in list(beside.names()):
        if _needed_until(beside.place(name)) < now:
            beside.drop(name)


def missing_beside(folder: Path, names: bytes) -> list[str]:
    """Those of a backup's files that do not lie beside it as they were."""
    beside = FileStore(folder)
    missing = [name for name in listed(names) if beside.get(name) is None]
    for name in missing:
        beside.drop(name)  # one that was altered would stand in the way of the next backup
    return missing


def put_back(folder: Path, names: bytes, store: FileStore) -> tuple[list[str], int]:
    """Bring a backup's files to head office: which were not there before, and how many are missing. Raises OSError."""
    beside = FileStore(folder)
    fresh: list[str] = []
    missing = 0
    for name in listed(names):
        if store.has(name):
            continue
        stored = beside.get(name)
        if stored is None:
            missing += 1
        else:
            fresh.append(store.put(stored))
    return fresh, missing


def as_listed(names: list[str]) -> bytes:
    """Names as a backup holds them: thirty-two bytes each."""
    return b"".join(map(bytes.fromhex, names))


def listed(names: bytes) -> Iterator[str]:
    """The names in such a list."""
    return (names[at : at + _NAME_BYTES].hex() for at in range(0, len(names), _NAME_BYTES))


def _needed_until(place: Path) -> int:
    return int(place.stat().st_mtime * 1000)


def _need_until(place: Path, at: int) -> None:
    os.utime(place, (at / 1000, at / 1000))
