"""How far the sending under way has come, and the wish to stop it: written by one thread, read by another."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


class Sending:
    """One sending at a time; `records` is (done, of) while it runs."""

    def __init__(self) -> None:
        self.records: tuple[int, int] | None = None
        self._stop = Event()

    @contextmanager
    def records_of(self, count: int) -> Iterator["Sending"]:
        """While this lasts, `count` records are on their way."""
        self._stop.clear()
        self.records = (0, count) if count else None
        try:
            yield self
        finally:
            self.records = None

    def note(self, done: int, of: int) -> None:
        """So many of all changes are there; people count records."""
        if self.records is not None and of:
            records = self.records[1]
            self.records = (min(records, records * done // of), records)

    def stop(self) -> None:
        """End it where it is."""
        self._stop.set()

    def is_stopped(self) -> bool:
        """Whether somebody wants it to end."""
        return self._stop.is_set()
