"""Papers on their way to the printer or into a file: asked of the desk, drawn and printed elsewhere, noted when done."""

from collections.abc import Callable
from pathlib import Path

from desktop_client.background.task_runner import Failed, TaskRunner
from desktop_client.ui.person_port import Paper, PersonPort
from desktop_client.ui.printer import PaperPrinter
from shared_models.catalogue.problems import Problem, ProblemError, problem

SCREEN_DOTS = 96.0


class Printing:
    """What every page with a paper uses; each call comes back on the window's thread."""

    def __init__(self, person: Callable[[], PersonPort], runner: TaskRunner, printer: PaperPrinter) -> None:
        self._person, self._runner, self._printer = person, runner, printer

    def print_slip(self, person_id: str, done: Callable[[str], object], failed: Failed) -> None:
        """Print the slip of a person; without a printer it waits, and the sentence says which number to write by hand."""

        def waits(paper: Paper, met: Problem) -> None:
            said = problem("paper.no_printer", number=paper.number) if met.code == "paper.not_printed" else met
            note = lambda: self._person().note_waiting(person_id)  # noqa: E731
            self._runner.on_database(note, lambda _nothing: failed(said), failed)

        def printed(paper: Paper) -> None:
            note = lambda: self._person().note_printed(person_id)  # noqa: E731
            self._runner.on_database(note, lambda _nothing: done(paper.number), failed)

        def ready(paper: Paper) -> None:
            self._print(paper, lambda: printed(paper), lambda met: waits(paper, met))

        self._runner.on_database(lambda: self._person().slip(person_id), ready, failed)

    def print_leaflet(self, person_id: str, done: Callable[[], object], failed: Failed) -> None:
        """Print the leaflet about a person's first need; without a printer it waits beside the slips."""

        def note(*, printed: bool, then: Callable[[], object]) -> None:
            act = lambda: self._person().note_leaflet(person_id, printed=printed)  # noqa: E731
            self._runner.on_database(act, lambda _nothing: then(), failed)

        def waits(met: Problem) -> None:
            said = problem("paper.leaflet_waits") if met.code == "paper.not_printed" else met
            note(printed=False, then=lambda: failed(said))

        def ready(paper: Paper) -> None:
            self._print(paper, lambda: note(printed=True, then=done), waits)

        self._runner.on_database(lambda: self._person().leaflet(person_id), ready, failed)

    def print_paper(self, paper: Paper, done: Callable[[], object], failed: Failed) -> None:
        """Print a paper that is at hand."""
        self._print(paper, done, failed)

    def _print(self, paper: Paper, done: Callable[[], object], failed: Failed) -> None:
        self._runner.on_printer(lambda: self._printer.print_paper(paper), lambda _nothing: done(), failed)

    def draw_slip(self, person_id: str, done: Callable[[bytes], object], failed: Failed) -> None:
        """The slip as a picture for the screen."""

        def ready(paper: Paper) -> None:
            self._runner.on_printer(lambda: paper.draw(SCREEN_DOTS)[0], done, failed)

        self._runner.on_database(lambda: self._person().slip(person_id), ready, failed)

    def keep_slip(self, person_id: str, file: Path, done: Callable[[], object], failed: Failed) -> None:
        """Write the slip of a person as PDF."""
        self._runner.on_database(
            lambda: self._person().slip(person_id), lambda paper: self.keep(paper, file, done, failed), failed
        )

    def keep_leaflet(self, person_id: str, file: Path, done: Callable[[], object], failed: Failed) -> None:
        """Write the leaflet about a person's first need as PDF."""
        self._runner.on_database(
            lambda: self._person().leaflet(person_id), lambda paper: self.keep(paper, file, done, failed), failed
        )

    def keep(self, paper: Paper, file: Path, done: Callable[[], object], failed: Failed) -> None:
        """Write a paper as PDF."""

        def write() -> None:
            try:
                file.write_bytes(paper.write())
            except OSError:
                raise ProblemError(problem("paper.not_kept")) from None

        self._runner.on_printer(write, lambda _nothing: done(), failed)
