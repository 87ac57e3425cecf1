"""Keeps the window free: database, network, printer and comparing have a thread each; answers come back on its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar

import structlog
from PySide6.QtCore import QCoreApplication, QEvent, QObject

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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-database")
        self._network = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-network")
        self._printer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-printer")
        self._comparing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-comparing")
        self._under_way = 0
        self._stopped = False

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

    def on_printer(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run `work` on the thread that draws papers and waits for printers; exactly one of both is called."""
        self._give(self._printer, work, done, failed)

    def on_comparing(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run `work` on the thread that compares people, beside everything else; nothing any more once it was stopped."""
        if not self._stopped:
            self._give(self._comparing, work, done, failed)

    def stop(self) -> None:
        """Finish what was given and end the threads. What was to be written is written; nobody hears of it any more."""
        self._stopped = True
        self._network.shutdown(wait=False, cancel_futures=True)
        self._printer.shutdown(wait=False, cancel_futures=True)
        self._comparing.shutdown(wait=True, cancel_futures=True)  # what is under way takes some milliseconds
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
            QCoreApplication.postEvent(self, _Answer(answer))

        pool.submit(run)

    def event(self, event: QEvent) -> bool:
        """An answer arrived on the window's thread."""
        if not isinstance(event, _Answer):
            return super().event(event)
        self._under_way -= 1
        if event.deliver is not None and not self._stopped:
            event.deliver()
        return True


class _Answer(QEvent):
    """Carries a finished call to the window's thread. Not a signal: see `ui.notices` for why none is emitted here."""

    KIND = QEvent.Type(QEvent.registerEventType())

    def __init__(self, deliver: Callable[[], object] | None) -> None:
        super().__init__(self.KIND)
        self.deliver = deliver


def _with(receiver: Callable[[Any], object], value: object) -> Callable[[], object]:
    return lambda: receiver(value)
