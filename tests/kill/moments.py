"""The named moments at which a process can die: around each commit, at each writing statement and move of a file, inside
what it sends.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from tests.simulation.failpoints import place

_WRITES = re.compile(r"\s*(INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM)\s+(\S+)", re.IGNORECASE)
_LONG = 400  # bytes: headers go before
Note = Callable[[str], None]


def watch_moments(note: Note) -> None:
    """Call `note` with the name of every moment that this process comes to, from now until it ends."""
    honest_commit: Callable[[Any, Any], None] = SQLiteDialect_pysqlite.do_commit

    def do_commit(self: Any, connection: Any) -> None:
        note(f"before a commit in {place()}")
        honest_commit(self, connection)
        note(f"after a commit in {place()}")

    def statement(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        found = _WRITES.match(text)
        if found is not None:
            verb = found.group(1).split()[0].lower()
            note(f"before {verb} {found.group(2)} in {place()}")

    SQLiteDialect_pysqlite.do_commit = do_commit  # type: ignore[method-assign]
    sa.event.listen(sa.Engine, "before_cursor_execute", statement)
    for name in ("fsync", "replace", "rename"):
        setattr(os, name, _noting(name, getattr(os, name), note))
    http.client.HTTPConnection.send = _halting(http.client.HTTPConnection.send, note)  # type: ignore[method-assign,assignment]


def _halting(honest: Callable[[Any, Any], None], note: Note) -> Callable[[Any, Any], None]:
    """Sends what is long enough in two halves, with a moment between them."""

    def send(self: Any, data: Any) -> None:
        half = len(data) // 2 if isinstance(data, bytes) and len(data) > _LONG else 0
        if half:
            honest(self, data[:half])
            note(f"inside what is sent by {_sender()}")
        honest(self, data[half:] if half else data)

    return send


def _sender() -> str:
    """What in the product sends: the part of a photo, a batch, a request."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        file = Path(frame.f_code.co_filename)
        if "desktop_client" in file.parts and file.name not in {"transport.py", "signed_line.py"}:
            return f"{file.stem}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "?"


def _noting(name: str, honest: Callable[..., Any], note: Note) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        note(f"before {name} in {place()}")
        answer = honest(*given, **named)
        note(f"after {name} in {place()}")
        return answer

    return call


def recorder(say: Callable[[str], None]) -> Note:
    """Say every new name once."""
    seen: set[str] = set()
    lock = threading.Lock()

    def note(name: str) -> None:
        with lock:
            if name not in seen:
                seen.add(name)
                say(f"moment {name}")

    return note


def deadly(wanted: str) -> Note:
    """Die of SIGKILL at the moment with this name."""

    def note(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return note
