"""What a check needs to know besides the record: the day in Pakistan, how the values came in, and what was looked up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

__all__ = ["Context", "NearPerson", "day_in_pakistan"]

MILLISECONDS = 1000
_NOTHING_TYPED: Mapping[str, str] = MappingProxyType({})
_NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NearPerson:
    """Somebody already registered whose card number is close to the one being typed."""

    record: str
    card: str
    name_latin: str = ""
    name_urdu: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """
    The circumstances of a check.

    `origin` is "form", "import" (old registers, whose permission stands on paper) or "change" (already saved somewhere,
    checked again where it arrives). The rest are facts no record holds; without them nothing is judged by them:
    `typed_again` and `scanned` give for the leaf path of a card number what was typed the second time and what a scanner
    read; `mrz_cards` the card numbers read from passports; `near` people with a similar card number; `phone_holders` how
    many other people have a phone number.
    """

    today: date
    origin: str = "form"
    typed_again: Mapping[str, str] = field(default_factory=lambda: _NOTHING_TYPED)
    scanned: Mapping[str, str] = field(default_factory=lambda: _NOTHING_TYPED)
    mrz_cards: tuple[str, ...] = ()
    near: tuple[NearPerson, ...] = ()
    phone_holders: Mapping[str, int] = field(default_factory=lambda: _NOBODY)

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
