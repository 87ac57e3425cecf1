"""What the window asks of the desk for one person whose record is open: papers, the person's own data, hidden numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

SlipForm: TypeAlias = Literal["a5", "roll"]
KnownBy: TypeAlias = Literal["CARD", "SLIP", "QUESTIONS"]
Scope: TypeAlias = Literal["CONTACT", "PARTNER", "SHARING", "ERASE"]
Happened: TypeAlias = Literal[
    "return", "registered", "corrected", "arrived", "came_back", "slip", "leaflet", "data_paper", "withdrawal",
    "complaint", "appointment", "called_off", "referred", "referral_step",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be drawn for a printer (PNG a page, at so many dots an inch) or written as PDF.

    Drawing takes a while and belongs on no thread that somebody waits for.
    """

    number: str
    draw: Callable[[float], Sequence[bytes]]
    write: Callable[[], bytes]
    form: SlipForm | Literal["a4"] = "a4"


@dataclass(frozen=True, slots=True)
class WaitingSlip:
    """A slip, or a leaflet, that no printer has taken yet; `person_id` names its person by the return it is of."""

    person_id: str
    number: str
    name_latin: str
    name_urdu: str
    leaflet: bool = False


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """What was done about a person's own data: the sentence to say, and the paper that proves it."""

    number: str
    sentence_en: str
    sentence_ur: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment: `day` is an ISO day, `time` `10:30` or empty. `is_call`: the office calls. `number` is for people."""

    visit_id: str
    person_id: str
    day: str
    time: str
    purpose_en: str
    purpose_ur: str
    with_whom: str = ""
    is_call: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class VisitChoices:
    """What an appointment can be for (code, English, Urdu), whom it is proposed with, and those that are to come."""

    purposes: tuple[tuple[str, str, str], ...]
    with_whom: str = ""
    upcoming: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to a person. `day` is a partial date where no instant is known; `count` of answers."""

    what: Happened
    at: int = 0
    day: str = ""
    who: str = ""
    desk: str = ""
    about_en: str = ""
    about_ur: str = ""
    count: int = 0
    visit: Visit | None = None


class PersonPort(Protocol):
    """Calls about one person; they block and raise `ProblemError` like those of the desk."""

    def slip(self, person_id: str) -> Paper:
        """The acknowledgement of the newest return, in this desk's form."""

    def slip_form(self) -> SlipForm:
        """The form of slip that this desk prints."""

    def choose_slip_form(self, form: SlipForm) -> None:
        """Print this form from now on."""

    def note_printed(self, person_id: str) -> None:
        """The slip was handed to the printer."""

    def note_waiting(self, person_id: str) -> None:
        """No printer answered; the slip waits."""

    def slips_to_print(self) -> tuple[WaitingSlip, ...]:
        """The slips and then the leaflets that wait for a printer, the oldest first."""

    def leaflet(self, person_id: str) -> Paper:
        """The leaflet about the most urgent need, in this desk's form."""

    def note_leaflet(self, person_id: str, *, printed: bool) -> None:
        """The leaflet was handed to the printer, or waits for one."""

    def visit_choices(self, person_id: str) -> VisitChoices:
        """What is asked for an appointment of a person."""

    def make_visit(self, person_id: str, day: str, time: str, purpose: str, with_whom: str) -> Visit:
        """Write an appointment down."""

    def call_off_visit(self, visit_id: str) -> None:
        """Withdraw an appointment."""

    def reveal(self, person_id: str, path: str, reason: str) -> tuple[str, str]:
        """A hidden value in both languages, for a reason that is written down."""

    def timeline(self, person_id: str) -> tuple[TimelineEntry, ...]:
        """What happened to a person, the newest first."""

    def offices(self) -> tuple[tuple[str, str, str], ...]:
        """Code and name (English, Urdu) of every office a person can be given to."""

    def transfer(self, person_id: str, office: str, reason: str) -> None:
        """Give a person to another office, for a reason that is written down."""

    def print_my_data(self, person_id: str, known_by: KnownBy) -> GivenPaper:
        """Everything held about a person, unmasked, for that person."""

    def withdraw(self, person_id: str, scope: Scope, known_by: KnownBy, partner: str) -> GivenPaper:
        """Write down that permission was taken back."""

    def complain(self, person_id: str, text: str, known_by: KnownBy) -> GivenPaper:
        """Write down a complaint."""
