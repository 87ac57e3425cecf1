"""The one door between the window and the desk behind it: plain calls, frozen values, no widget and no table.

Every call may block: it runs on the database thread (`enrol` and `sync_now` on the network thread).
Every call raises `ProblemError` when a person has to hear about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol, TypeAlias

from desktop_client.ui.attaching_port import AttachingPort
from desktop_client.ui.intake_port import IntakePort
from desktop_client.ui.line_port import LinePort
from desktop_client.ui.office_port import OfficePort
from desktop_client.ui.person_port import PersonPort, Visit
from desktop_client.ui.referral_port import ReferralPort, ReferralView
from desktop_client.wording.line_sentence import CameBack, LineStatus, WaitsThere

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"


@dataclass(frozen=True, slots=True)
class Missing:
    """The person gave no value, and why: DK, RF, NA, NV or a section's own reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class HalfTyped:
    """Text that is not a value yet; kept word for word in the form left open, asked about when finishing."""

    text: str


# What stands in one field of an open form. None means: cleared, nothing is known.
Answer: TypeAlias = "JsonValue | Missing | HalfTyped"

Place: TypeAlias = Literal["here", "in_islamabad", "question", "open"]
Visibility: TypeAlias = Literal["read", "masked", "hidden"]
# What opens the desk now: nothing is asked, six digits, the password, the password and the whole database.
LockStage: TypeAlias = Literal["open", "pin", "password", "closed"]
Source: TypeAlias = Literal["told", "paper", "scanned", "partner", "register", ""]


@dataclass(frozen=True, slots=True)
class DeskStanding:
    """What this PC is. `office_en`/`office_ur` are names for people; `device` is the desk's letters (K7Q)."""

    stage: Literal["new", "waiting", "ready", "closed"]
    office_en: str = ""
    office_ur: str = ""
    device: str = ""
    language: Literal["en", "ur"] = "en"
    training: bool = False
    # Only right after enrolment: what is read out to head office, and the code for the office safe.
    fingerprint: str = ""
    safe_code: str = ""
    strong_look: bool | None = None  # None where nobody chose


# The six digits that reopen the desk after a break, and the name under which the code in the safe opens it.
PIN_DIGITS = 6
SAFE = "safe"


@dataclass(frozen=True, slots=True)
class DeskUser:
    """Somebody who may open this desk. `role` is one of clerk, caseworker, supervisor, focal_point.

    `by_code`: opened with a one-time code, so a password is chosen before anything else.
    """

    login: str
    name: str
    role: str
    by_code: bool = False


@dataclass(frozen=True, slots=True)
class LockStanding:
    """Whose turn it was and what opens the desk; `kept` while that person may come back to the same letter."""

    stage: LockStage
    login: str = ""
    name: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form left open, as one line of a list. `name` is what has been typed as the person's name, or empty."""

    draft_id: str
    name: str
    opened_at: int
    saved_at: int
    answered: int
    asked: int
    correction: bool = False


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """A reason why a form cannot be finished, at its field, in both languages."""

    path: str
    code: str
    sentence_en: str
    sentence_ur: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An open form with all its answers. Paths name rows by position: `person.documents.1.number`.

    A correction lies over a record: `person_id` says whose, `shown` what the record says, `question` why it came back.
    `role` is who types, as the access table names him.
    """

    draft_id: str
    opened_at: int
    saved_at: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    role: str = ""
    person_id: str = ""
    number: str = ""
    shown: Mapping[str, Answer] = field(default_factory=dict)
    question: FieldQuestion | None = None


@dataclass(frozen=True, slots=True)
class FinishedRegistration:
    """The moment of finishing: the number is for people, the id opens the record.

    `has_leaflet`: there is one about the most urgent need. `may_appoint`: an appointment can be given.
    """

    number: str
    person_id: str
    name_latin: str
    name_urdu: str
    saved_at: int
    has_leaflet: bool = False
    may_appoint: bool = False


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction on the disk. `two_answers` names the changed leaves that somebody else answered differently."""

    person_id: str
    changed: int
    two_answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFinished:
    """Nothing was registered; the first question is where the cursor goes."""

    questions: tuple[FieldQuestion, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a list. `key` is the position the next page starts after.

    `found_en`/`found_ur` name the field that was met when it is none of those in the list, a phone for example.
    """

    key: str
    person_id: str
    name_latin: str
    name_urdu: str
    father: str
    born: str
    district_en: str
    district_ur: str
    number: str
    registered_on: str
    place: Place
    two_answers: bool = False
    found_en: str = ""
    found_ur: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some rows of a list; `next_key` is None at the end. `total` is None when it was not counted."""

    rows: tuple[PersonRow, ...]
    next_key: str | None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """One line of a field's history, newest first. `shown` is text as it may be seen by this reader, in both languages."""

    shown: str
    who: str
    desk: str
    at: int
    source: Source = ""
    shown_ur: str = ""  # empty: the same in both


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One of two different answers to a question; `stands` is the one in use until a reviewer decides.

    `removed` = this answer removes the row, `shown` is its reason. Empty `shown` = the answer was taken away.
    """

    shown_en: str
    shown_ur: str
    who: str
    desk: str
    at: int
    stands: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record. `shown` is the text in each language, already masked where the reader may not see it.

    `answers` is empty unless people gave different ones. `may_reveal`: shown whole to this reader for a reason.
    """

    path: str
    shown_en: str
    shown_ur: str
    visibility: Visibility = "read"
    source: Source = ""
    history: tuple[EarlierValue, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()
    may_reveal: bool = False


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """The facts of one catalogue section, in catalogue order; `row` tells repeated rows apart (1, 2, …)."""

    section: str
    facts: tuple[Fact, ...]
    row: int = 0


@dataclass(frozen=True, slots=True)
class PersonView:
    """A record as this reader may see it, with one return. `earlier`: it is not the newest, and `person_id` is the return's.

    `next_return` opens the record with the next older return, after the oldest the newest again; empty with one return.
    """

    person_id: str
    name_latin: str
    name_urdu: str
    number: str
    place: Place
    saved_at: int
    received_at: int | None
    sections: tuple[SectionFacts, ...]
    complete: bool = False
    office_en: str = ""
    office_ur: str = ""
    question_en: str = ""
    question_ur: str = ""
    question_path: str = ""
    may_correct: bool = True
    # The office to which it went; since when (0 = it goes at the next contact).
    moved_en: str = ""
    moved_ur: str = ""
    moved_since: int = 0
    may_transfer: bool = False
    may_appoint: bool = False
    may_see_pictures: bool = False
    may_add_pictures: bool = False
    next_visit: Visit | None = None
    earlier: bool = False
    next_return: str = ""
    referral: ReferralView | None = None  # to another office, or to this one; then the owner's name, too
    owner_en: str = ""
    owner_ur: str = ""
    may_refer: bool = False


@dataclass(frozen=True, slots=True)
class HomeDay:
    """The day on one page. `hours` holds (hour of the day, in Islamabad, only here), oldest first."""

    open_forms: tuple[OpenForm, ...] = ()
    came_back: tuple[CameBack, ...] = ()
    to_complete_today: int = 0
    to_complete: int = 0
    hours: tuple[tuple[int, int, int], ...] = ()
    power_cut_at: int | None = None
    slips_to_print: int = 0
    clock_reads: date | None = None  # the day the PC thinks it is, while nobody knows today's
    waits_there: tuple[WaitsThere, ...] = ()
    visits: tuple[Visit, ...] = ()  # of the office today, by the clock
    asked: tuple[ReferralView, ...] = ()  # by other offices


class DeskPort(IntakePort, Protocol):
    """What the window needs from the desk."""

    @property
    def lines(self) -> LinePort:
        """The calls about the line and the day."""

    @property
    def person(self) -> PersonPort:
        """The calls about one person whose record is open."""

    @property
    def referrals(self) -> ReferralPort:
        """The calls about people shown to another office or by one."""

    @property
    def attaching(self) -> AttachingPort:
        """The calls about photos and papers."""

    @property
    def office(self) -> OfficePort:
        """The calls of whoever leads the office, and about the people of this desk."""

    def standing(self) -> DeskStanding:
        """What this PC is, before anybody signed in."""

    def enrol(self, server: str, code: str, ca: str, login: str, password: str) -> DeskStanding:
        """Ask head office to take this PC in, with its first person. `ca` is a file name of its certificate, or empty."""

    def list_users(self) -> tuple[DeskUser, ...]:
        """Who may open this desk, most recent first."""

    def sign_in(self, login: str, password: str, pin: str = "") -> DeskUser:
        """Open the desk; a wrong password is the problem `sign_in.wrong_password` with tries and pause.

        `pin` are six digits that reopen it today.
        """

    def lock(self) -> LockStanding:
        """Nobody works until digits or password were given; open forms stay."""

    def lock_standing(self) -> LockStanding:
        """What opens the desk now. Asked every few seconds while it is locked: keys end here when their time is over."""

    def open_with_pin(self, pin: str) -> DeskUser:
        """Let the same person go on; other digits are the problem `sign_in.pin_wrong`."""

    def close(self) -> None:
        """Lock everything: no keys and no open database remain; open forms stay on the disk."""

    def set_language(self, language: Literal["en", "ur"]) -> None: ...  # the window's own, remembered at this PC
    def set_look(self, *, strong: bool) -> None: ...  # colours of high contrast, remembered

    def home(self) -> HomeDay:
        """The day so far, for the person signed in."""

    def begin_form(self, answers: Mapping[str, Answer]) -> Draft:
        """A new form with its first answers beside the usual ones, on the disk when this returns."""

    def check_form(self, draft_id: str) -> NotFinished | None:
        """Why a form cannot be finished yet; None when it can. Nothing is registered."""

    def new_draft(self) -> Draft:
        """Open a new form; it is on the disk when this returns."""

    def open_draft(self, draft_id: str) -> Draft:
        """A form left open, exactly as it was."""

    def save_draft_field(self, draft_id: str, path: str, answer: Answer) -> int:
        """Put one answer on the disk; returns when (UTC milliseconds)."""

    def discard_draft(self, draft_id: str) -> None:
        """Take an empty or unwanted form away."""

    def drafts(self) -> tuple[OpenForm, ...]:
        """The forms this person left open, newest first."""

    def open_correction(self, person_id: str) -> Draft:
        """A form over a record, filled with what is shown; the one left open before, if something was typed in it."""

    def finish(self, draft_id: str) -> FinishedRegistration | Corrected | NotFinished:
        """Register the person of a form or write what was corrected, or say what is still asked."""

    def list_people(self, query: str, after: str | None, limit: int) -> PeoplePage:
        """People matching `query` (all when empty), newest first, after the row whose key is `after`."""

    def person_view(self, person_id: str) -> PersonView:
        """A record as the person signed in may see it."""

    def line_status(self) -> LineStatus:
        """What is safe, what is still to go, when Islamabad was last heard."""

    def sync_now(self) -> LineStatus:
        """Send and fetch now."""
