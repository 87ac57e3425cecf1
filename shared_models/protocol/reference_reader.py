"""Reading a published version once for everybody in this process who asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from shared_models.catalogue.in_use import Reference
from shared_models.catalogue.loading import CatalogueError
from shared_models.catalogue.version_files import read_reference
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.reference import open_version


class LastRead:
    """Keeps the version read last. Its name is the hash of its bytes, so it is right for whoever asks for that name."""

    def __init__(self, failed: Callable[[str, Exception], None] = lambda name, failure: None) -> None:  # noqa: ARG005
        self._failed = failed
        self._lock = threading.Lock()
        self._name: tuple[str, bytes] = ("", b"")
        self._reference: Reference | None = None

    def of(self, sha256: str, public: bytes, raw: Callable[[], bytes]) -> Reference | None:
        """The version named `sha256`, signed by `public`; None when this program cannot read it (`failed` is told once)."""
        with self._lock:
            if self._name != (sha256, public):
                try:
                    self._reference = read_reference(open_version(raw(), public).files, sha256)
                except (ProtocolError, CatalogueError) as failure:
                    self._reference = None
                    self._failed(sha256, failure)
                self._name = (sha256, public)
            return self._reference
