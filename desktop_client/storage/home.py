"""A desk's home: the folder with its database, its key slots and the lock that lets one process own it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

from shared_models.catalogue.problems import ProblemError, problem


class DeskHome:
    """The files of one desk, and the right to write them while `hold` is in force."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "desk.db"
        self.key_slots = folder / "keyslots.json"
        self.tries = folder / "tries.json"
        self.surface = folder / "window.json"
        self._lock_file = folder / "desk.lock"
        self._held: IO[Any] | None = None

    @property
    def is_enrolled(self) -> bool:
        """Whether this folder has ever become a desk."""
        return self.key_slots.exists() or self.database.exists()

    def hold(self) -> None:
        """Own this home until the process ends or `release`. Raises ProblemError `desk.in_use` or `desk.home_unusable`."""
        if self._held is not None:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = self._lock_file.open("a+b")
        except OSError as failure:
            raise ProblemError(problem("desk.home_unusable", reason=failure.strerror or "")) from None
        try:
            _lock(opened)
        except OSError:
            opened.close()
            raise ProblemError(problem("desk.in_use")) from None
        self._held = opened

    def release(self) -> None:
        """Let another process own this home."""
        if self._held is not None:
            self._held.close()
            self._held = None


if os.name == "nt":  # pragma: no cover (this branch runs on Windows only)
    import msvcrt

    def _lock(opened: IO[Any]) -> None:
        opened.seek(0)
        msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:
    import fcntl

    def _lock(opened: IO[Any]) -> None:
        fcntl.flock(opened.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
