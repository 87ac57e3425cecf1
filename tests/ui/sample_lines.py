"""The calls about the line answered from memory."""

from pathlib import Path

from desktop_client.ui import sample_papers
from desktop_client.ui.line_port import LineDetails
from desktop_client.wording.bundle_sentence import FileRead, FileWritten
from shared_models.catalogue.problems import ProblemError, problem


class SampleLines:
    """Always the same day."""

    def __init__(self) -> None:
        self.limits: list[int] = []
        self.records: tuple[int, int] | None = None
        self.stopped = 0
        self.dates: list[str] = []
        self.sticks: list[Path] = []
        self.asked_for_pictures: list[bool] = []

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

    def stick_name(self) -> str:
        return "K7Q-20261124.frcusb"

    def write_stick(self, file: Path, *, pictures: bool) -> FileWritten:
        self.sticks.append(file)
        self.asked_for_pictures.append(pictures)
        if file.name == "full.frcusb":
            raise ProblemError(problem("bundle.stick_full", file=file.name))
        return FileWritten((file.name,), 41, 88)

    def read_stick(self, file: Path) -> FileRead:
        self.sticks.append(file)
        return FileRead(news=True, still_to_go=0, received=7)

    def details(self) -> LineDetails:
        return sample_papers.LINE_DETAILS
