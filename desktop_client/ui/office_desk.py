"""Answers the office's calls from the services."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop_client.papers.day_close import day_sheet_pdf, day_sheet_picture
from desktop_client.services import accounts, day_sheet, office, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.storage.home import DeskHome
from desktop_client.ui.office_port import (
    ClerkSquares,
    ColleagueRow,
    ColleaguesView,
    DayNumbers,
    LeftForm,
    OfficeView,
    RecordToCheck,
)
from desktop_client.ui.person_port import Paper
from shared_models.security import code_keys


class OfficeDesk:
    """The part of the desk that knows its people and the office's day."""

    def __init__(self, home: DeskHome, opened: Callable[[], OpenDesk], renew: Callable[[OpenDesk], object]) -> None:
        self._home = home
        self._opened, self._renew = opened, renew

    @property
    def _open(self) -> OpenDesk:
        return self._opened()

    def choose_password(self, password: str) -> None:
        """Give the person signed in an own password."""
        opening.change_password(self._home, self._open, password)

    def new_safe_code(self) -> str:
        """A code for the safe that opens nothing yet."""
        return code_keys.new_code()

    def keep_safe_code(self, code: str) -> None:
        """From now on it opens the desk, and the one before does not."""
        accounts.keep_safe_code(self._home, self._open, code)

    def colleagues(self) -> ColleaguesView:
        """Who may open this desk."""
        found = accounts.colleagues(self._home, self._open)
        rows = (
            ColleagueRow(one.login, one.name, one.role, one.last_signed_in, one.waits, one.may_help, one.may_remove)
            for one in found
        )
        return ColleaguesView(tuple(rows), accounts.leads(self._open))

    def add_person(self, login: str, name: str, role: str) -> str:
        """Let somebody new open this desk; the one-time code."""
        return accounts.add_person(self._home, self._open, opening.DeskUser(login, name, role))

    def give_code(self, login: str) -> str:
        """A one-time code in place of a forgotten password."""
        return accounts.give_code(self._home, self._open, login)

    def remove_person(self, login: str) -> None:
        """Take somebody's way in away, and go on under the new key of the database."""
        self._renew(accounts.remove_person(self._home, self._open, login))

    def day(self) -> OfficeView:
        """The office as it stands now."""
        found = office.office_day(self._open)
        close = found.close
        return OfficeView(
            clerks=tuple(ClerkSquares(one.name, one.in_islamabad, one.here) for one in found.clerks),
            came_back=_to_check(found.came_back),
            incomplete=_to_check(found.incomplete),
            left_forms=tuple(
                LeftForm(one.draft_id, one.whose, one.opened_at, one.days, one.abandoned, one.mine)
                for one in found.old_forms
            ),
            hands=office.who_can_finish(self._home, self._open),
            close=DayNumbers(close.registered, close.without_slip, close.not_in_islamabad, close.came_back),
        )

    def take_over_form(self, draft_id: str, reason: str) -> None:
        """Make an abandoned form the own one."""
        office.take_over(self._open, draft_id, reason)

    def hand_over_form(self, draft_id: str, login: str, reason: str) -> None:
        """Make a form a colleague's own."""
        office.hand_over(self._home, self._open, draft_id, login, reason)

    def discard_form(self, draft_id: str, reason: str) -> None:
        """Take an abandoned form away."""
        office.discard(self._open, draft_id, reason)

    def day_sheet(self) -> Paper:
        """The day close as a paper: its facts are read now, drawing needs no database."""
        sheet = day_sheet.day_sheet(self._open, office.day_close(self._open))

        def draw(dots_per_inch: float) -> Sequence[bytes]:
            return (day_sheet_picture(sheet, dots_per_inch),)

        return Paper(f"day-{sheet.day}", draw, lambda: day_sheet_pdf(sheet))


def _to_check(found: Sequence[Registration]) -> tuple[RecordToCheck, ...]:
    return tuple(
        RecordToCheck(
            one.person.id,
            one.registration_no,
            str(one.person.values.get("person.name_latin") or one.person.values.get("person.name_urdu") or ""),
        )
        for one in found
    )
