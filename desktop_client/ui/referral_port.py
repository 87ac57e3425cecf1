"""What the window asks of the desk about people who are shown to another office, or by one to this."""

from dataclasses import dataclass
from typing import Protocol

Choice = tuple[str, str, str]  # code, English, Urdu


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral: the other office, what for, where it stands, and what may be done with it here now.

    `asks_us`: this office was asked. `why` is the reason of a refusal, `said` the newest remark of a step. `too_late` counts
    steps that came when the state did not allow them any more.
    """

    referral_id: str
    person_id: str
    at: int
    asks_us: bool
    is_open: bool
    office_en: str
    office_ur: str
    reason_en: str
    reason_ur: str
    state: str
    state_en: str
    state_ur: str
    note: str = ""
    why_en: str = ""
    why_ur: str = ""
    said: str = ""
    steps: tuple[str, ...] = ()
    too_late: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class ReferralChoices:
    """The referrals of a person, the newest first, and what can be chosen for a new one (nothing when none may begin)."""

    referrals: tuple[ReferralView, ...] = ()
    offices: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()
    declines: tuple[Choice, ...] = ()


class ReferralPort(Protocol):
    """Calls about referrals; they block and raise `ProblemError` like those of the desk."""

    def choices(self, person_id: str) -> ReferralChoices:
        """What there is of a person and what can be begun."""

    def refer(self, person_id: str, office: str, reason: str, note: str) -> None:
        """Show a person to another office."""

    def take_step(self, referral_id: str, step: str, reason: str, note: str) -> None:
        """Answer, or take back."""
