"""What the window asks of the desk about the line and the day: the numbers of the day close and what stands behind them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop_client.ui.person_port import Paper
from desktop_client.wording.bundle_sentence import FileRead, FileWritten


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """The three counts that should agree, and what differs by number; `printed` is None for who does not close the day."""

    day: str
    registered: int
    printed: int | None
    there: int
    without_slip: tuple[str, ...] = ()
    not_there: tuple[str, ...] = ()
    came_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineDetails:
    """The day, its sheet for who closes the day, and facts for whoever helps by telephone, in technical words."""

    day: DayNumbers
    sheet: Paper | None
    facts: tuple[tuple[str, str], ...]


class LinePort(Protocol):
    """Calls about the line; they block and raise `ProblemError`."""

    def details(self) -> LineDetails:
        """The numbers of today and what stands behind the line."""

    def limit_day(self, most_bytes: int) -> None:
        """So many bytes a day may go over the line from now on; 0 = as many as there are."""

    def give_date(self, typed: str) -> None:
        """Today's date, where the PC's clock is wrong. Raises ProblemError when it is none or cannot be."""

    def sending(self) -> tuple[int, int] | None:
        """(done, of) records of the sending under way, None while there is none; answers at once, on any thread."""

    def stop_sending(self) -> None:
        """Let the sending under way end where it is; answers at once, on any thread."""

    def stick_name(self) -> str:
        """What a file for head office is best called."""

    def write_stick(self, file: Path, *, pictures: bool) -> FileWritten:
        """Write everything without a receipt to `file`, or several beside it; with `pictures`, ask for small ones of other
        desks. For the network thread, so that it never meets a sending.
        """

    def read_stick(self, file: Path) -> FileRead:
        """Take in head office's answer from `file`; for the network thread, too."""
