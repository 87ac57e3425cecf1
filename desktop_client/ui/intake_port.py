"""The second half of the door to the desk: what intake asks beyond one form. Plain calls, frozen values."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from desktop_client.services.likeness import Likenesses
from desktop_client.ui.attaching_port import AttachingPort
from shared_models.catalogue.context import Context

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
TokenKind: TypeAlias = Literal["REGISTER", "GROUP", "DEATH", "PAPER", "QUESTION"]


@dataclass(frozen=True, slots=True)
class SameCard:
    """Somebody is registered with the very card number that stands at `path`."""

    path: str
    person_id: str
    office_en: str
    office_ur: str
    year: str


@dataclass(frozen=True, slots=True)
class SameDifference:
    """A field in which a form and the record of its person differ; `path` is the form's. Masked where it may not be read."""

    path: str
    before_en: str
    before_ur: str
    today_en: str
    today_ur: str
    may_change: bool = True


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the desk knows beside a form: facts for its checks, who has its card number, what the person before has too."""

    context: Context | None = None
    held: SameCard | None = None
    as_before: tuple[str, ...] = ()
    token: str = ""
    group: str = ""
    district: str = ""  # where the people of this desk come from, as far as it is known


@dataclass(frozen=True, slots=True)
class TokenLine:
    """Somebody who waits, by number alone. `made_at` in UTC milliseconds."""

    name: str
    kind: str
    urgent: bool
    woman_officer: bool
    made_at: int


@dataclass(frozen=True, slots=True)
class QueueDay:
    """Who waits now, first first, and how many visits were only counted today. `district` was counted last."""

    tokens: tuple[TokenLine, ...] = ()
    visits: int = 0
    district: str = ""


@dataclass(frozen=True, slots=True)
class GroupPerson:
    """One of a group: registered (a number) or with a form left open."""

    name: str
    number: str = ""
    draft_id: str = ""


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of one flight or employer with what all of it share, path to answer."""

    group_id: str
    expected: int
    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    people: tuple[GroupPerson, ...] = ()

    @property
    def registered(self) -> int:
        return sum(bool(one.number) for one in self.people)


@dataclass(frozen=True, slots=True)
class PrivateText:
    """A private conversation that is open now; path to answer."""

    entry_id: str
    values: Mapping[str, JsonValue] = field(default_factory=dict)


class IntakePort(Protocol):
    """What intake needs from the desk beyond keeping one form."""

    @property
    def form_pictures(self) -> AttachingPort:
        """The calls about photos and papers taken for a form that is open, by the form's id."""

    def look_up(self, draft_id: str) -> FormFacts:
        """What the desk knows about the numbers of an open form."""

    def alike(
        self, draft_id: str, answers: Mapping[str, object], leave_out: Collection[str], wanted: Callable[[], bool]
    ) -> Likenesses | None:
        """Who is like the person of an open form, by its answers as they stand on the screen, without those it has its answer
        about or `leave_out`; None once it is not `wanted` any more. Runs on the comparing thread.
        """

    def compare_next(self) -> bool:
        """Let the next few people be met by such look-ups; whether more are due. Runs on the comparing thread."""

    def say_same(self, draft_id: str, person_id: str, path: str) -> tuple[SameDifference, ...]:
        """A form is a new return of this person: where it differs; problems `record.return_voided`, `.return_moved`."""

    def let_record_hold(self, draft_id: str) -> None:
        """Where a form and the record of its person differ, the record stays as it is."""

    def copyable(self) -> Mapping[str, JsonValue]:
        """The answers of the person before that may be taken over, rows by position."""

    def person_of_slip(self, code: str) -> str:
        """The id of the record a slip's code names; problems `slip.not_a_slip`, `slip.not_genuine`, `record.unknown`."""

    def queue(self) -> QueueDay:
        """Who waits now."""

    def new_token(self, kind: str, urgent: bool, woman_officer: bool) -> TokenLine:
        """The next number of this day."""

    def call_next(self) -> TokenLine | None:
        """Take the first one out of the queue."""

    def count_visit(self, purpose: str, district: str, gender: str, age_band: str) -> QueueDay:
        """Count a visit that is no registration."""

    def group(self) -> GroupView | None:
        """The group that is being registered."""

    def open_group(self, answers: Mapping[str, JsonValue], expected: int) -> GroupView:
        """Begin a group; the one before is closed."""

    def close_group(self) -> None:
        """Everybody of the group was here."""

    def open_private(self, draft_id: str, person_id: str) -> PrivateText:
        """A private conversation about the person of a form or of a record; what a power cut interrupted goes on."""

    def save_private(self, entry_id: str, values: Mapping[str, JsonValue]) -> None:
        """Put what is written so far on the disk, sealed."""

    def settle_private(self) -> None:
        """Seal what is overdue and let go what has waited; asked every minute."""

    def close_private(self, entry_id: str, values: Mapping[str, JsonValue]) -> tuple[tuple[str, str, str], ...]:
        """End it; what cannot be kept as it is comes back as (path, English, Urdu), and then it stays open."""
