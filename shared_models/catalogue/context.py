"""What a check needs to know about the moment: the day it is in Pakistan and the way the values came in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

__all__ = ["Context", "day_in_pakistan"]

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Context:
    """
    The circumstances of a check.

    `origin` is "form", "import" (old registers, whose permission stands on paper) or "change" (already saved somewhere,
    checked again where it arrives).
    """

    today: date
    origin: str = "form"

    @classmethod
    def at(cls, clock: Callable[[], int], origin: str = "form") -> "Context":
        """The context of now, by a clock that gives UTC milliseconds."""
        return cls(day_in_pakistan(clock()), origin)


def day_in_pakistan(at_ms: int) -> date:
    """The calendar day in Pakistan at a UTC instant in milliseconds."""
    return datetime.fromtimestamp(at_ms / MILLISECONDS, UTC).astimezone(_zone()).date()


@cache
def _zone() -> ZoneInfo:
    return ZoneInfo("Asia/Karachi")
