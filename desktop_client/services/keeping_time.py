"""The desk's time when the PC's own is wrong: an old PC whose battery is empty thinks it is years ago after a power cut.

The latest time that was ever known here is kept. A PC that says much less is not believed: the desk goes on from there, so
that days never run backwards, and asks for today's date. Head office's time, and a date that somebody gave, count more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from desktop_client.capture.dates import read_date
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import audit, settings
from desktop_client.storage.engine import reading, writing
from shared_models.catalogue import ProblemError, problem
from shared_models.catalogue.context import day_in_pakistan

DAY_MS = 24 * 60 * 60 * 1000
BELIEVED_BEHIND_MS = DAY_MS  # a time zone that was set wrong costs less than a day
BELIEVED_AHEAD_MS = 400 * DAY_MS  # a desk may lie in a cupboard for a year
DRIFT_MS = 10 * 60 * 1000
# Nobody worked with this program earlier.
OLDEST = int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp() * 1000)


class DeskClock:
    """UTC milliseconds by the PC's clock, put right by `correction`; one object for everything of one program."""

    def __init__(self, raw: Callable[[], int]) -> None:
        self.raw = raw
        self.correction = 0
        self.asks = False  # nobody knows today's date yet

    def __call__(self) -> int:
        return self.raw() + self.correction


def settle(connection: sa.Connection, clock: DeskClock) -> None:
    """Decide, as the desk opens, what the PC's clock is worth."""
    latest = settings.get_number(connection, settings.LATEST) or OLDEST
    known, raw = settings.get_number(connection, settings.CLOCK_CORRECTION), clock.raw()
    for correction in (0, known):
        if latest - BELIEVED_BEHIND_MS <= raw + correction <= latest + BELIEVED_AHEAD_MS:
            clock.correction, clock.asks = correction, False
            break
    else:
        behind = raw < latest
        clock.correction, clock.asks = (latest - raw if behind else 0), behind
    settings.put(connection, settings.CLOCK_CORRECTION, 0 if clock.asks else clock.correction)
    note(connection, clock)


def note(connection: sa.Connection, clock: Callable[[], int]) -> None:
    """Keep the present as the latest time known, in the caller's transaction."""
    settings.put(connection, settings.LATEST, max(clock(), settings.get_number(connection, settings.LATEST)))


def follow_head_office(desk: OpenDesk) -> None:
    """After a contact: a clock that is more than ten minutes off is put right by head office's."""
    clock = desk.clock
    if not isinstance(clock, DeskClock):
        return
    with writing(desk.engine) as connection:
        off = settings.get_number(connection, settings.CLOCK_OFFSET)
        if abs(off) > DRIFT_MS:
            clock.correction += off
            settings.put(connection, settings.CLOCK_OFFSET, 0)
            settings.put(connection, settings.CLOCK_CORRECTION, clock.correction)
            settings.put(connection, settings.LATEST, clock())
        clock.asks = False
        note(connection, clock)


def reads(desk: OpenDesk) -> dt.date | None:
    """The day the PC thinks it is, while nobody knows today's; None when the time is believed."""
    clock = desk.clock
    return day_in_pakistan(clock.raw()) if isinstance(clock, DeskClock) and clock.asks else None


def give_date(desk: OpenDesk, typed: str) -> None:
    """Today's date as somebody said it. Raises ProblemError `desk.date_unreadable`, `desk.date_before`."""
    clock, found = desk.clock, read_date(typed)
    if not isinstance(clock, DeskClock):
        return
    try:
        day = dt.date.fromisoformat(found.edtf)
    except ValueError:
        raise ProblemError(problem("desk.date_unreadable", typed=typed[:40])) from None
    with reading(desk.engine) as connection:
        contact = settings.get_number(connection, settings.LAST_CONTACT) or OLDEST
    if not day_in_pakistan(contact) <= day <= day_in_pakistan(contact + 10 * BELIEVED_AHEAD_MS):
        raise ProblemError(
            problem("desk.date_before", day=f"{day:%d-%m-%Y}", known=f"{day_in_pakistan(contact):%d-%m-%Y}")
        )
    clock.correction += (day - desk.today()).days * DAY_MS
    clock.asks = False
    with writing(desk.engine) as connection:
        settings.put(connection, settings.CLOCK_CORRECTION, clock.correction)
        settings.put(connection, settings.LATEST, clock())
        audit.append(connection, at=clock(), login=desk.person.login, action="date_given", detail=day.isoformat())
