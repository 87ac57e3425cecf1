"""The calls about the line answered from memory."""

from desktop_client.ui import sample_papers
from desktop_client.ui.line_port import LineDetails
from shared_models.catalogue.problems import ProblemError, problem


class SampleLines:
    """Always the same day."""

    def __init__(self) -> None:
        self.limits: list[int] = []
        self.records: tuple[int, int] | None = None
        self.stopped = 0
        self.dates: list[str] = []

    def limit_day(self, most_bytes: int) -> None:
        self.limits.append(most_bytes)

    def give_date(self, typed: str) -> None:
        if typed != "24-11-2026":
            raise ProblemError(problem("desk.date_unreadable", typed=typed))
        self.dates.append(typed)

    def sending(self) -> tuple[int, int] | None:
        return self.records

    def stop_sending(self) -> None:
        self.stopped += 1

    def details(self) -> LineDetails:
        return sample_papers.LINE_DETAILS
