"""Keeps the window free: one thread owns the database, one owns the network, answers come back on the window's thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar

import structlog
from PySide6.QtCore import QObject, Qt, Signal

from shared_models.catalogue.problems import Problem, ProblemError

Result = TypeVar("Result")
Failed: TypeAlias = Callable[[Problem], object]

UNEXPECTED = "program.unexpected"

_log = structlog.get_logger(__name__)


class TaskRunner(QObject):
    """Runs blocking calls elsewhere and hands each result to the window's thread.

    Calls given to one thread run in the order they were given, so a form's last answer is always
    written before the form is finished.
    """

    _came_back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-database")
        self._network = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-network")
        self._under_way = 0
        self._came_back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def under_way(self) -> int:
        """How many calls have been given and not yet been delivered."""
        return self._under_way

    def on_database(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run `work` on the thread that owns the database; exactly one of `done` and `failed` is called afterwards."""
        self._give(self._database, work, done, failed)

    def on_network(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run `work` on the thread that talks to head office; exactly one of `done` and `failed` is called."""
        self._give(self._network, work, done, failed)

    def stop(self) -> None:
        """Finish what was given and end both threads; a last answer is never thrown away."""
        self._network.shutdown(wait=False, cancel_futures=True)
        self._database.shutdown(wait=True)

    def _give(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], Result],
        done: Callable[[Result], object] | None,
        failed: Failed | None,
    ) -> None:
        self._under_way += 1

        def run() -> None:
            answer: Callable[[], object] | None = None
            try:
                value = work()
                if done is not None:
                    answer = _with(done, value)
            except ProblemError as problem:
                answer = _with(failed, problem.problem) if failed is not None else None
            except Exception as surprise:  # noqa: BLE001  (whatever happens, the window goes on)
                # Only the kind of exception is written down: its text may hold what a person said.
                _log.error("task.failed", exception=type(surprise).__name__)
                problem_met = Problem(UNEXPECTED)
                answer = _with(failed, problem_met) if failed is not None else None
            self._came_back.emit(answer)

        pool.submit(run)

    def _deliver(self, answer: Callable[[], object] | None) -> None:
        self._under_way -= 1
        if answer is not None:
            answer()


def _with(receiver: Callable[[Any], object], value: object) -> Callable[[], object]:
    return lambda: receiver(value)
