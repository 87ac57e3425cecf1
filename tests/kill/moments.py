"""The named moments at which a process can die: around each commit, at each writing statement, at each move of a file."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from tests.simulation.failpoints import place

_WRITES = re.compile(r"\s*(INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM)\s+(\S+)", re.IGNORECASE)
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
