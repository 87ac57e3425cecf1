"""A process that is there to be killed: forked from one that has everything loaded, so that a death costs half a second."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Say = Callable[[str], None]
Work = Callable[[Say], None]
ENDED = "ended"
PATIENCE_SECONDS = 120


@dataclass
class Victim:
    """A forked process and the whole lines it has said so far; half a line was never said."""

    pid: int
    _pipe: int
    said: list[str] = field(default_factory=list)
    _rest: bytes = b""
    _dead: bool = False

    def hear(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; False when the process has closed its mouth."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) >= 0:
            ready, _, _ = select.select([self._pipe], [], [], left)
            if not ready:
                return True
            piece = os.read(self._pipe, 65_536)
            if not piece:
                return False
            *lines, self._rest = (self._rest + piece).split(b"\n")
            self.said += [line.decode() for line in lines]
        return True

    def wait_for(self, line: str) -> None:
        """Hear until a line has been said."""
        until = time.monotonic() + PATIENCE_SECONDS
        while line not in self.said:
            assert self.hear(0.01) or line in self.said, f"it ended before it said {line!r}: {self.said[-5:]}"
            assert time.monotonic() < until, f"it never said {line!r}: {self.said[-5:]}"

    def kill(self) -> list[str]:
        """End it at once, wherever it is; everything it said."""
        if not self._dead:
            os.kill(self.pid, signal.SIGKILL)
            self.bury()
        return self.said

    def bury(self) -> int:
        """Wait until it is dead and hear its last words; the signal that killed it, 0 when it ended by itself."""
        if self._dead:
            return 0
        until = time.monotonic() + PATIENCE_SECONDS
        while self.hear(0.2):
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        os.close(self._pipe)
        self._dead = True
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


@contextlib.contextmanager
def victim(work: Work) -> Iterator[Victim]:
    """A process that does `work` until it is killed or `work` ends; dead when the block ends.

    Whoever forks has no open database: a connection that two processes hold would hurt the file.
    """
    ear, mouth = os.pipe()
    pid = os.fork()
    if pid == 0:
        _live(work, mouth)
    os.close(mouth)
    one = Victim(pid, ear)
    try:
        yield one
    finally:
        one.kill()


def _live(work: Work, mouth: int) -> None:
    code = 1
    try:

        def say(line: str) -> None:
            os.write(mouth, f"{line}\n".encode())

        work(say)
        say(ENDED)
        code = 0
    except BaseException:  # noqa: BLE001 (nothing of the parent's may run in this process)
        os.write(mouth, f"failed: {traceback.format_exc(limit=-4)}".replace("\n", " | ").encode() + b"\n")
        sys.stderr.write(traceback.format_exc())
    finally:
        os._exit(code)
