"""Why somebody needs to see what is masked: a reason in words, the same demand on desk and server."""

from typing import Final

from shared_models.catalogue.problems import ProblemError, problem
from shared_models.text.normalise import clean_text

__all__ = ["LONGEST_REASON", "SHORTEST_REASON", "check_reason"]

SHORTEST_REASON: Final = 3
LONGEST_REASON: Final = 200


def check_reason(typed: str) -> str:
    """The reason as it is kept in the audit chain. Raises ProblemError `access.reason_needed` or `access.reason_long`."""
    reason = clean_text(typed[: LONGEST_REASON * 10])
    if sum(sign.isalpha() for sign in reason) < SHORTEST_REASON:
        raise ProblemError(problem("access.reason_needed", letters=SHORTEST_REASON))
    if len(reason) > LONGEST_REASON:
        raise ProblemError(problem("access.reason_long", letters=LONGEST_REASON))
    return reason
