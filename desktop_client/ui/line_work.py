"""Opens the page with the day's numbers and the details of the line, prints and keeps the sheet of the day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from desktop_client.background.task_runner import Failed, TaskRunner
from desktop_client.ui.after_finishing import ask_for_file
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.line_port import LineDetails, LinePort
from desktop_client.ui.page import Page
from desktop_client.ui.pages.line_details import LineDetailsActions, LineDetailsPage, LineDetailsState
from desktop_client.ui.pages.todays_date import TodaysDatePage, TodaysDateState
from desktop_client.ui.printing import Printing
from desktop_client.ui.stick_work import StickWork
from desktop_client.wording.language import _, problem_sentence
from shared_models.catalogue.problems import Problem


class LineWork:
    """The page behind the line's page."""

    def __init__(
        self, lines: Callable[[], LinePort], runner: TaskRunner, frame: DeskFrame, printing: Printing, failed: Failed
    ) -> None:
        self._lines, self._runner, self._frame = lines, runner, frame
        self._printing, self._failed = printing, failed
        self.stick = StickWork(lines, runner, frame, failed)

    def limit_day(self, most_bytes: int, then: Callable[[], object]) -> None:
        """Keep the most bytes of a day."""
        self._runner.on_database(lambda: self._lines().limit_day(most_bytes), lambda _nothing: then(), self._failed)

    def ask_date(self, reads: date, show: Callable[[Page], object], done: Callable[[], object]) -> None:
        """Ask which day is today."""

        def give(typed: str) -> None:
            self._runner.on_database(lambda: self._lines().give_date(typed), lambda _nothing: done(), not_taken)

        def not_taken(met: Problem) -> None:
            page.show_state(TodaysDateState(reads, problem_sentence(met)))

        page = TodaysDatePage(TodaysDateState(reads), give, done)
        show(page)

    def stop_sending(self) -> None:
        """Take the sending under way back."""
        self._lines().stop_sending()

    def sending(self) -> tuple[int, int] | None:
        """How far the sending under way has come."""
        return self._lines().sending()

    def show_details(self, show: Callable[[Page], object], back: Callable[[], object]) -> None:
        """Ask for the numbers and show them."""

        def ready(details: LineDetails) -> None:
            def say(sentence: str) -> None:
                page.show_state(replace(page.state, said=sentence, failed=""))

            def failed(met: Problem) -> None:
                page.show_state(replace(page.state, failed=problem_sentence(met)))

            def print_sheet() -> None:
                if details.sheet is not None:
                    say(_("Printing…"))
                    self._printing.print_paper(details.sheet, lambda: say(_("The sheet was printed.")), failed)

            def keep_sheet() -> None:
                file = ask_for_file(self._frame, details.sheet.number) if details.sheet is not None else None
                if details.sheet is not None and file is not None:
                    self._printing.keep(details.sheet, file, lambda: say(_("The paper is in the file.")), failed)

            page = LineDetailsPage(LineDetailsState(details), LineDetailsActions(print_sheet, keep_sheet, back))
            show(page)

        self._runner.on_database(lambda: self._lines().details(), ready, self._failed)
