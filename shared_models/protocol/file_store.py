"""The encrypted bytes of photos and papers on a disk, at desk and head office alike: `blobs/ab/<name>`, named by SHA-256."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from shared_models.protocol import attached

FOLDER = "blobs"
_NAME = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """Puts and gives stored files; what is in it is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    @staticmethod
    def is_name(name: str) -> bool:
        """Whether this can be the name of a stored file."""
        return _NAME.fullmatch(name) is not None

    def put(self, stored: bytes) -> str:
        """Keep stored bytes on the disk before this returns, whoever else puts the same; their name. Raises OSError."""
        name = attached.name_of(stored)
        place = self.place(name)
        if place.exists():
            return name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = place.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as opened:
                opened.write(stored)
                opened.flush()
                os.fsync(opened.fileno())
            fresh.replace(place)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        for folder in (place.parent, self._folder):
            sync_folder(folder)
        return name

    def get(self, name: str) -> bytes | None:
        """The stored bytes; None when they are not on this disk, or are no longer what they were."""
        try:
            stored = self.place(name).read_bytes()
        except OSError:
            return None
        return stored if attached.name_of(stored) == name else None

    def has(self, name: str) -> bool:
        """Whether bytes of this name are on the disk."""
        return self.place(name).exists()

    def drop(self, name: str) -> None:
        """Take stored bytes away."""
        self.place(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Everything that is here, in the order of the names."""
        for place in sorted(self._folder.glob("??/*")):
            if self.is_name(place.name):
                yield place.name

    def place(self, name: str) -> Path:
        """Where bytes of this name lie, or would lie. Raises ValueError for what is no name."""
        if not self.is_name(name):
            raise ValueError(name)
        return self._folder / name[:2] / name


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder`, or a rename there, survive a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
