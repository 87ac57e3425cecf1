"""A disk that fails under the real driver: at SQLite's own file, writes find no room and syncs do not happen."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import sqlcipher3._sqlite3 as driver

FULL = 13
SYNC_FAILED = 10 | 4 << 8
_FILE, _JOURNAL = 7, 28  # SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER
_DB_IN_CONNECTION = object.__basicsize__
_METHODS_BYTES = 8 * 19
_WRITE_AT, _SYNC_AT = 8 * 3, 8 * 5
_Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_library = ctypes.CDLL(driver.__file__)
_control = _library.sqlite3_file_control
_control.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p)


@dataclass
class FailingDisk:
    """The disk below one engine: `fail` says which of its calls from now on do not succeed."""

    calls: dict[str, int] = field(default_factory=lambda: {"write": 0, "sync": 0})
    failed: int = 0
    failed_in_journal: int = 0
    _which: str = ""
    _first: int = 0
    _last: float = 0
    _kept: list[Any] = field(default_factory=list)
    _changed: set[int] = field(default_factory=set)

    def put_under(self, engine: sa.Engine) -> None:
        """Stand between this engine's files and the disk."""
        sa.event.listen(engine, "begin", lambda connection: self._reach(connection.connection.dbapi_connection))

    def fail(self, which: str, *, after: int = 0, times: float = 1) -> None:
        """Let the call of this kind fail that comes after so many, and the next ones up to `times`."""
        self.calls[which], self.failed, self.failed_in_journal = 0, 0, 0
        self._which, self._first, self._last = which, after + 1, after + times

    def heal(self) -> None:
        """Let everything succeed again."""
        self._which = ""

    def _fails(self, which: str, *, journal: bool) -> bool:
        self.calls[which] += 1
        fails = which == self._which and self._first <= self.calls[which] <= self._last
        self.failed += fails
        self.failed_in_journal += fails and journal
        return fails

    def _reach(self, connection: Any) -> None:
        handle = ctypes.c_void_p.from_address(id(connection) + _DB_IN_CONNECTION).value
        for which in (_FILE, _JOURNAL):
            found = ctypes.c_void_p()
            assert _control(handle, b"main", which, ctypes.byref(found)) == 0
            if found.value:
                self._stand_between(found.value, journal=which == _JOURNAL)

    def _stand_between(self, file: int, *, journal: bool) -> None:
        """Give an open file its own copy of the methods with two of them replaced."""
        there = ctypes.c_void_p.from_address(file)
        if there.value is None or there.value in self._changed:
            return
        methods = ctypes.create_string_buffer(ctypes.string_at(there.value, _METHODS_BYTES), _METHODS_BYTES)
        start = ctypes.addressof(methods)
        honest_write = _Write(_pointer(start + _WRITE_AT))
        honest_sync = _Sync(_pointer(start + _SYNC_AT))
        write = _Write(lambda *given: FULL if self._fails("write", journal=journal) else honest_write(*given))
        sync = _Sync(lambda *given: SYNC_FAILED if self._fails("sync", journal=journal) else honest_sync(*given))
        _put(start + _WRITE_AT, write)
        _put(start + _SYNC_AT, sync)
        self._kept += [methods, write, sync, honest_write, honest_sync]
        self._changed.add(start)
        there.value = start


def _pointer(address: int) -> int:
    return ctypes.c_void_p.from_address(address).value or 0


def _put(address: int, function: Callable[..., int]) -> None:
    ctypes.c_void_p.from_address(address).value = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
