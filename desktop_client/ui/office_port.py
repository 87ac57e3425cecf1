"""The door to the desk for whoever leads the office: people, their ways in, the day by number, forms left behind."""

from dataclasses import dataclass
from typing import Protocol

from desktop_client.ui.person_port import Paper


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """Somebody who may open this desk. `last_signed_in` in UTC milliseconds; `waits` = has a one-time code in hand."""

    login: str
    name: str
    role: str
    last_signed_in: int | None
    waits: bool = False
    may_help: bool = False
    may_remove: bool = False


@dataclass(frozen=True, slots=True)
class ColleaguesView:
    """The people of this desk as the person signed in may change them."""

    people: tuple[ColleagueRow, ...]
    may_add: bool = False


@dataclass(frozen=True, slots=True)
class ClerkSquares:
    """What one person registered today; a list of these is no ranking."""

    name: str
    in_islamabad: int
    here: int


@dataclass(frozen=True, slots=True)
class RecordToCheck:
    """A registration somebody has to look at."""

    person_id: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class LeftForm:
    """A form nobody touched for more than a week, or the reader's own; only those and `abandoned` ones may be dealt with."""

    draft_id: str
    whose: str
    opened_at: int
    days: int
    abandoned: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """Today by number: registered here, and what differs on paper and in Islamabad."""

    registered: tuple[str, ...] = ()
    without_slip: tuple[str, ...] = ()
    not_there: tuple[str, ...] = ()
    came_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeView:
    """The supervisor's page."""

    clerks: tuple[ClerkSquares, ...] = ()
    came_back: tuple[RecordToCheck, ...] = ()
    incomplete: tuple[RecordToCheck, ...] = ()
    left_forms: tuple[LeftForm, ...] = ()
    # Login and name of whoever a form can be handed to.
    hands: tuple[tuple[str, str], ...] = ()
    close: DayNumbers = DayNumbers()


class OfficePort(Protocol):
    """What the office's pages need from the desk."""

    def choose_password(self, password: str) -> None:
        """Give the person signed in an own password, in place of the old one or of a one-time code."""

    def new_safe_code(self) -> str:
        """A code for the safe that opens nothing yet."""

    def keep_safe_code(self, code: str) -> None:
        """It is written down: from now on it opens the desk, and the one before does not."""

    def colleagues(self) -> ColleaguesView:
        """Who may open this desk."""

    def add_person(self, login: str, name: str, role: str) -> str:
        """Let somebody new open this desk; the one-time code to hand over."""

    def give_code(self, login: str) -> str:
        """A one-time code in place of a forgotten password."""

    def remove_person(self, login: str) -> None:
        """Take somebody's way in away; the forms left open become the own ones, and the database gets another key."""

    def day(self) -> OfficeView:
        """The office as it stands now."""

    def take_over_form(self, draft_id: str, reason: str) -> None:
        """Make an abandoned form the own one."""

    def hand_over_form(self, draft_id: str, login: str, reason: str) -> None:
        """Make a form a colleague's own."""

    def discard_form(self, draft_id: str, reason: str) -> None:
        """Take an abandoned form away."""

    def day_sheet(self) -> Paper:
        """The day close as a paper."""
