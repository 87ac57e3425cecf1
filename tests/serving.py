"""Lets a server answer while a test runs, and end without the half second it otherwise waits for its connections."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sync_server.web.server import HeadOfficeServer

_SECONDS_BETWEEN_LOOKS = 0.01


@contextmanager
def answering(server: HeadOfficeServer) -> Iterator[HeadOfficeServer]:
    """The server on a thread of its own, listening from the first line of the block."""
    server.expiration_interval = _SECONDS_BETWEEN_LOOKS
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(20)
