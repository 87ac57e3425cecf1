"""How the line has been lately: what it carries a second, how often it was not there, what of today's bytes is left."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
import tenacity

from desktop_client.storage import settings
from desktop_client.sync.transport import Traffic

AFTER_CONTACT_MS = 5 * 60 * 1000
# After each try without an answer the pause doubles; the random part keeps offices that lost one exchange apart.
PAUSE = tenacity.wait_exponential_jitter(multiplier=60, max=15 * 60, jitter=45)
LONGEST_PAUSE_S = 3600  # whatever head office asks for
ENOUGH_TO_TELL = 4096  # bytes: less says more about the way there and back than about the line
SLOWER_THAN_THE_CPU = 100_000  # bytes a second: below, the hardest compression costs less time than it saves
FASTER_THAN_THE_CPU = 500_000  # above, any but the lightest costs more time than it saves


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of the line. `speed` in bytes a second, 0 = not measured yet; `down_since` = the first try without an
    answer after the last contact (UTC ms, 0 = the line answers); `spent` and `limit` = bytes today, limit 0 = none.
    """

    speed: int = 0
    fruitless: int = 0
    down_since: int = 0
    spent: int = 0
    limit: int = 0

    @property
    def is_slow(self) -> bool:
        """Whether the line is known to be slower than the hardest compression."""
        return 0 < self.speed < SLOWER_THAN_THE_CPU

    @property
    def is_fast(self) -> bool:
        """Whether the line is known to carry bytes sooner than the CPU could save them."""
        return self.speed >= FASTER_THAN_THE_CPU

    @property
    def left_today(self) -> int | None:
        """Bytes that may still go today; None without a limit."""
        return max(0, self.limit - self.spent) if self.limit else None

    def seconds_for(self, size: int) -> int | None:
        """How long so many bytes take; None before the line was measured."""
        return round(size / self.speed) if self.speed else None


def read(connection: sa.Connection, today: str) -> Pace:
    """What the last runs left; `today` is the date in Pakistan."""
    day, _, spent = settings.get(connection, settings.SPENT).partition(":")
    return Pace(
        speed=settings.get_number(connection, settings.SPEED),
        fruitless=settings.get_number(connection, settings.FRUITLESS),
        down_since=settings.get_number(connection, settings.DOWN_SINCE),
        spent=int(spent) if day == today else 0,
        limit=settings.get_number(connection, settings.DAY_LIMIT),
    )


def note_run(connection: sa.Connection, today: str, now: int, traffic: Traffic, *, contact: bool) -> None:
    """Keep what a run showed of the line, and when to try again."""
    before = read(connection, today)
    settings.put(connection, settings.SPENT, f"{today}:{before.spent + traffic.bytes_up + traffic.bytes_down}")
    if traffic.carried >= ENOUGH_TO_TELL and traffic.seconds > 0:
        seen = traffic.carried / traffic.seconds
        settings.put(connection, settings.SPEED, round((before.speed + seen) / 2 if before.speed else seen) or 1)
    fruitless = 0 if contact else before.fruitless + 1
    settings.put(connection, settings.FRUITLESS, fruitless)
    settings.put(connection, settings.DOWN_SINCE, 0 if contact else before.down_since or now)
    settings.put(connection, settings.NEXT_TRY, now + _pause_ms(fruitless, traffic.retry_after))


def _pause_ms(fruitless: int, asked_s: int) -> int:
    tries = tenacity.RetryCallState(None, None, (), {})  # type: ignore[arg-type]
    tries.attempt_number = max(1, fruitless)
    pause = int(PAUSE(tries) * 1000) if fruitless else AFTER_CONTACT_MS
    return max(pause, min(asked_s, LONGEST_PAUSE_S) * 1000)
