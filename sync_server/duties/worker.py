"""The worker does what is due, found by a query and done one unit at a time; there is no queue that could be lost."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from sync_server.events import log, log_fault
from sync_server.storage.engine import WORKER_LOCK, reading, writing

IDLE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0
UNITS_A_ROUND = 200


@dataclass(frozen=True, slots=True)
class Duty:
    """Work that follows from what is stored: `due` lists the units to do now, `unit` does one in its own transaction."""

    name: str
    due: Callable[[sa.Connection], Sequence[str]]
    unit: Callable[[sa.Connection, str], None]


class Worker:
    """Runs the duties, one process at a time: on PostgreSQL whoever holds an advisory lock, else the only process."""

    def __init__(self, engine: sa.Engine, duties: Sequence[Duty]) -> None:
        self._engine = engine
        self._duties = tuple(duties)
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._failing: dict[str, str] = {}
        self._last_round = 0.0

    @property
    def is_alive(self) -> bool:
        """True while its thread runs."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def seconds_since_round(self) -> float | None:
        """How long ago the last round ended; None before the first."""
        return None if not self._last_round else time.monotonic() - self._last_round

    @property
    def failing(self) -> tuple[str, ...]:
        """Duties whose last unit failed, with the kind of failure."""
        return tuple(f"{name}: {fault}" for name, fault in sorted(self._failing.items()))

    def start(self) -> None:
        """Begin on a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="frc-worker", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something was stored: look now instead of at the next round."""
        self._wake.set()

    def stop(self, timeout_seconds: float = 30) -> None:
        """Finish the unit at hand and end."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout_seconds)

    def run_round(self) -> int:
        """Do what is due once, on the caller's thread; returns how many units were done. A failing unit stops its duty
        for this round only, for the next one looks again.
        """
        done = 0
        for duty in self._duties:
            try:
                done += self._do(duty)
                self._failing.pop(duty.name, None)
            except Exception as failure:  # noqa: BLE001 (one duty's failure must not end the others)
                self._failing[duty.name] = type(failure).__name__
                log_fault("duty.failed", failure, duty=duty.name)
        self._last_round = time.monotonic()
        return done

    def _do(self, duty: Duty) -> int:
        with reading(self._engine) as connection:
            units = duty.due(connection)[:UNITS_A_ROUND]
        for done, unit in enumerate(units):
            if self._stop.is_set():
                return done
            with writing(self._engine) as connection:
                duty.unit(connection, unit)
        return len(units)

    def _run(self) -> None:
        pause = IDLE_SECONDS
        while not self._stop.is_set():
            try:
                with self._only_one() as still_mine:
                    while not self._stop.is_set() and still_mine():
                        done = self.run_round()
                        pause = min(pause * 2, LONGEST_PAUSE_SECONDS) if self._failing else IDLE_SECONDS
                        if not done or self._failing:
                            self._rest(pause)
            except sa.exc.SQLAlchemyError as failure:
                log_fault("worker.database_away", failure)
            self._rest(pause)

    def _rest(self, seconds: float) -> None:
        if not self._stop.is_set():
            self._wake.wait(seconds)
            self._wake.clear()

    @contextlib.contextmanager
    def _only_one(self) -> Iterator[Callable[[], bool]]:
        """A question asked before each round: is this still the one worker? Raises when the lock's connection is gone."""
        if self._engine.dialect.name != "postgresql":
            yield lambda: True
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            mine = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(WORKER_LOCK))).scalar())
            if mine:
                log("worker.elected")
            try:
                yield lambda: mine and connection.execute(sa.select(1)).scalar() == 1
            finally:
                if mine:
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(WORKER_LOCK)))
