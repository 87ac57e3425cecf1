"""Photos and papers in the desk's folder: the common store, and files that are being fetched, piece by piece."""

from __future__ import annotations

from pathlib import Path

from shared_models.protocol import attached
from shared_models.protocol import file_store as common


class FileStore(common.FileStore):
    """The store of a desk; what is being fetched lies beside the place it will have."""

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
        place = self.place(name)
        return place.with_name(place.name + ".part")
