"""The encrypted bytes of photos and papers in the desk's folder: `blobs/ab/<name>`, each named by its own SHA-256."""

from __future__ import annotations

import re
from pathlib import Path

from desktop_client.storage.files import sync_folder, write_whole
from shared_models.protocol import attached

_NAME = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """Puts and gives stored files; what is in it is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "blobs"

    def put(self, stored: bytes) -> str:
        """Keep stored bytes on the disk before this returns; their name. Raises OSError."""
        name = attached.name_of(stored)
        place = self._place(name)
        if not place.exists():
            if not place.parent.is_dir():
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_folder(place.parent.parent)
            write_whole(place, stored)
        return name

    def get(self, name: str) -> bytes | None:
        """The stored bytes; None when they are not on this disk, or are no longer what they were."""
        try:
            stored = self._place(name).read_bytes()
        except OSError:
            return None
        return stored if attached.name_of(stored) == name else None

    def has(self, name: str) -> bool:
        """Whether bytes of this name are on the disk."""
        return self._place(name).exists()

    def drop(self, name: str) -> None:
        """Take stored bytes away."""
        self._place(name).unlink(missing_ok=True)

    def began(self, name: str) -> int:
        """How many bytes of a file that is being fetched are on the disk."""
        try:
            return self._part(name).stat().st_size
        except OSError:
            return 0

    def go_on(self, name: str, piece: bytes) -> None:
        """Keep the next bytes of a file that is being fetched. Raises OSError."""
        part = self._part(name)
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with part.open("ab") as opened:
            opened.write(piece)

    def finish(self, name: str) -> bool:
        """All bytes came: put them in place, or throw them away when they are not what the name says."""
        part = self._part(name)
        stored = part.read_bytes()
        part.unlink()
        return attached.name_of(stored) == name and self.put(stored) == name

    def _part(self, name: str) -> Path:
        place = self._place(name)
        return place.with_name(place.name + ".part")

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return self._folder / name[:2] / name
