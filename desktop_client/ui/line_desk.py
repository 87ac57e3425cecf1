"""Calls about the line answered by the services: the day's numbers, its sheet, the facts behind the line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from desktop_client import __version__
from desktop_client.background.sending import Sending
from desktop_client.papers.day_close import day_sheet_pdf, day_sheet_picture
from desktop_client.services import bundles, keeping_time, line, office, status
from desktop_client.services.day_sheet import day_sheet
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading
from desktop_client.storage.home import DeskHome
from desktop_client.ui.line_port import DayNumbers, LineDetails
from desktop_client.ui.person_port import Paper
from desktop_client.wording.bundle_sentence import FileRead, FileWritten


class LineDesk:
    """Answers the window; `open_desk` raises when nobody has signed in."""

    def __init__(self, open_desk: Callable[[], OpenDesk], home: DeskHome) -> None:
        self._open_desk, self._home = open_desk, home
        self.under_way = Sending()

    def details(self) -> LineDetails:
        """The numbers of today and what stands behind the line; the sheet only for who closes the day."""
        desk = self._open_desk()
        if desk.person.role != "SUPV":
            with reading(desk.engine) as connection:
                count = status.day_count(connection, desk)
            day = DayNumbers(f"{desk.today():%d-%m-%Y}", count.registered, None, count.in_islamabad)
            return LineDetails(day, None, _facts(desk))
        close = office.day_close(desk)
        sheet = day_sheet(desk, close)
        day = DayNumbers(
            day=sheet.day,
            registered=len(close.registered),
            printed=len(close.registered) - len(close.without_slip),
            there=len(close.registered) - len({*close.not_in_islamabad, *close.came_back}),
            without_slip=close.without_slip,
            not_there=close.not_in_islamabad,
            came_back=close.came_back,
        )
        number = f"{desk.identity.code} {close.day}"
        paper = Paper(
            number, lambda dots: [day_sheet_picture(sheet, dots)], partial(day_sheet_pdf, sheet)
        )  # fmt: skip
        return LineDetails(day, paper, _facts(desk))

    def limit_day(self, most_bytes: int) -> None:
        """So many bytes a day may go over the line from now on."""
        line.limit_day(self._open_desk(), most_bytes)

    def give_date(self, typed: str) -> None:
        """Today's date, as somebody said it."""
        keeping_time.give_date(self._open_desk(), typed)

    def sending(self) -> tuple[int, int] | None:
        """How far the sending under way has come."""
        return self.under_way.records

    def stop_sending(self) -> None:
        """Let it end where it is."""
        self.under_way.stop()

    def stick_name(self) -> str:
        """See LinePort."""
        return bundles.suggested_name(self._open_desk())

    def write_stick(self, file: Path, *, pictures: bool) -> FileWritten:
        """See LinePort."""
        made = bundles.write_bundle(self._open_desk(), self._home, file, pictures=pictures)
        return FileWritten(made.names, made.records, -(-made.bytes // 1024), made.files, made.more)

    def read_stick(self, file: Path) -> FileRead:
        """See LinePort."""
        desk = self._open_desk()
        taken = bundles.read_bundle(desk, self._home, file)
        result = taken.result
        came = result.received, result.more, result.closed, taken.pictures, result.reference
        return FileRead(taken.news, line.line_facts(desk).still_to_go, *came)


def _facts(desk: OpenDesk) -> tuple[tuple[str, str], ...]:
    found, receipt = status.read_status(desk), line.newest_receipt(desk)
    checked = "verified" if receipt["verified"] else "none yet"
    return (
        ("program", __version__),
        ("desk", f"{desk.identity.code} {found.device}"),
        ("server", desk.head_office.url),
        ("epoch", found.epoch),
        ("journal", str(found.journal_seq)),
        (
            "receipt",
            f"{found.receipt_seq} ({checked}{', ' + str(receipt['durability']) if receipt['durability'] else ''})",
        ),
        ("outbox", str(found.unsent)),
        ("refused records", str(found.refused)),
        ("people", str(found.people)),
        ("drafts", str(found.drafts)),
        ("reference", found.reference),
    )
