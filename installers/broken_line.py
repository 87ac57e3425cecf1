"""A line between a desk and head office that breaks where it is told to; for tests and for the demonstration.

It carries bytes between two sockets on this machine and knows nothing of what they mean.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Fate:
    """What befalls one connection, in bytes it carries; None never happens.

    `up` cuts after so many bytes towards head office, `down` after so many back to the desk (0: the request arrives whole
    and the answer is lost), `both` counts the two together. `hold` leaves the connection open and silent there instead of
    cutting it. `delay_seconds` passes before each piece goes on.
    """

    up: int | None = None
    down: int | None = None
    both: int | None = None
    hold: bool = False
    delay_seconds: float = 0.0


WHOLE = Fate()


@dataclass
class BrokenLine:
    """Listens on a free port and carries each connection to `target`, under the fate that `plan` gives the n-th one."""

    target: tuple[str, int]
    plan: Callable[[int], Fate] = field(default=lambda _number: WHOLE)
    bytes_up: int = 0
    bytes_down: int = 0
    connections: int = 0
    cuts: int = 0
    _listener: socket.socket = field(init=False)
    _open: list[socket.socket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address the desk talks to."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Stop listening and cut what is open."""
        self._closed = True
        with self._lock:
            ends = [self._listener, *self._open]
        for end in ends:
            _cut(end)
            end.close()

    def _accept(self) -> None:
        while not self._closed:
            try:
                desk, _ = self._listener.accept()
                office = socket.create_connection(self.target)
            except OSError:
                continue
            with self._lock:
                self._open += [desk, office]
                fate, self.connections = self.plan(self.connections), self.connections + 1
            carried = _Carried(self, fate)
            for source, sink, way in ((desk, office, "up"), (office, desk, "down")):
                threading.Thread(target=carried.pump, args=(source, sink, way), daemon=True).start()


@dataclass
class _Carried:
    """One connection and what it has carried."""

    line: BrokenLine
    fate: Fate
    up: int = 0
    down: int = 0

    def _left(self, way: str) -> int | None:
        limits = []
        alone = self.fate.up if way == "up" else self.fate.down
        if alone is not None:
            limits.append(alone - (self.up if way == "up" else self.down))
        if self.fate.both is not None:
            limits.append(self.fate.both - self.up - self.down)
        return min(limits) if limits else None

    def pump(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        """Carry bytes one way until the end, or until the fate of the connection."""
        try:
            while piece := source.recv(CHUNK_BYTES):
                if self.fate.delay_seconds:
                    time.sleep(self.fate.delay_seconds)
                with self.line._lock:  # noqa: SLF001 (one thing in two classes)
                    left = self._left(way)
                    passed = piece if left is None else piece[: max(0, left)]
                    self._count(way, len(passed))
                sink.sendall(passed)
                if left is not None and len(piece) >= left:
                    self._end(source, sink)
                    return
        except OSError:
            pass
        _cut(source, sink)

    def _count(self, way: str, passed: int) -> None:
        if way == "up":
            self.up += passed
            self.line.bytes_up += passed
        else:
            self.down += passed
            self.line.bytes_down += passed

    def _end(self, *ends: socket.socket) -> None:
        self.line.cuts += 1
        if not self.fate.hold:
            _cut(*ends)


def _cut(*ends: socket.socket) -> None:
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


@contextmanager
def broken_line(target: tuple[str, int], plan: Callable[[int], Fate]) -> Iterator[BrokenLine]:
    """A line that is closed at the end."""
    line = BrokenLine(target, plan)
    try:
        yield line
    finally:
        line.close()
