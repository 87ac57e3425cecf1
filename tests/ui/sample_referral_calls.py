"""The calls about referrals answered from memory."""

from desktop_client.ui import sample_referrals
from desktop_client.ui.referral_port import ReferralChoices
from shared_models.catalogue.problems import ProblemError, problem


class SampleReferralCalls:
    """Notes what was sent and which steps were taken; nothing is sent without a reason."""

    def __init__(self) -> None:
        self.known = sample_referrals.TO_BEGIN
        self.sent: list[tuple[str, str, str, str]] = []
        self.steps: list[tuple[str, str, str, str]] = []

    def choices(self, person_id: str) -> ReferralChoices:
        return self.known

    def refer(self, person_id: str, office: str, reason: str, note: str) -> None:
        if not reason:
            raise ProblemError(problem("referral.reason_needed"))
        self.sent.append((person_id, office, reason, note))

    def take_step(self, referral_id: str, step: str, reason: str, note: str) -> None:
        if step == "DEC" and not reason:
            raise ProblemError(problem("referral.why_needed"))
        self.steps.append((referral_id, step, reason, note))
