"""Small files that must never be half written: temp file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import os
from pathlib import Path

from shared_models.protocol.file_store import sync_folder


def write_whole(file: Path, content: bytes, mode: int = 0o600) -> None:
    """Put `content` at `file` so that after a power cut there is either the old content or the new. Raises OSError."""
    fresh = file.with_name(file.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)
