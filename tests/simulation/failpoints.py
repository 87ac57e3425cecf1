"""Moments at which a machine dies: as a transaction begins (the one before is on the disk) or just before its commit."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa

_PRODUCT = ("desktop_client", "sync_server")
_DOORS = ("engine.py",)


class Killed(BaseException):
    """The machine is gone in the middle of what it did."""


class Failpoint:
    """Counts the moments of one machine's database and ends the machine at the one it is armed for."""

    def __init__(self, engine: sa.Engine) -> None:
        self.died_at = ""
        self._left = 0
        sa.event.listen(engine, "begin", lambda _connection: self.pass_by("begin"))
        sa.event.listen(engine, "commit", lambda _connection: self.pass_by("commit"))

    def arm(self, moment: int) -> None:
        """Die at the moment with this number from now (1 = the next one); 0 = live on."""
        self._left, self.died_at = moment, ""

    @contextlib.contextmanager
    def spared(self) -> Iterator[None]:
        """What happens in this block is no moment of it."""
        left, self._left = self._left, 0
        try:
            yield
        finally:
            self._left = left

    def pass_by(self, moment: str) -> None:
        """Come to a moment. Raises Killed when it is the one."""
        if not self._left:
            return
        self._left -= 1
        if not self._left:
            self.died_at = f"{moment} in {place()}"
            raise Killed(self.died_at)


class Meanwhile:
    """Lets something else happen between two transactions of a database: when a connection is given back."""

    def __init__(self, engine: sa.Engine) -> None:
        self._left = 0
        self._happens: Callable[[], None] | None = None
        self._failed: BaseException | None = None
        sa.event.listen(engine, "checkin", lambda _connection, _record: self._pass())

    def arm(self, moment: int, happens: Callable[[], None]) -> None:
        """Let it happen at the moment with this number from now (1 = the next one), once."""
        self._left, self._happens = moment, happens

    def disarm(self) -> None:
        """Nothing happens any more; what went wrong in the middle is raised here, where it is no longer swallowed."""
        self._left, failed, self._failed = 0, self._failed, None
        if failed is not None:
            raise failed

    def _pass(self) -> None:
        if not self._left:
            return
        self._left -= 1
        if not self._left and self._happens is not None:
            try:
                self._happens()
            except BaseException as failure:  # noqa: BLE001 (a pool lets nothing out; see disarm)
                self._failed = failure


def place() -> str:
    frame = sys._getframe(1)
    while frame.f_back is not None:
        file = Path(frame.f_code.co_filename)
        if any(name in file.parts for name in _PRODUCT) and file.name not in _DOORS:
            return f"{file.stem}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "?"


def copy_as_found(folder: Path, to: Path) -> None:
    """The files as a machine that lost its power leaves them: nothing is closed, the shared memory is gone."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
