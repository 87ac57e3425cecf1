"""When an office is open: what a silence is counted in, so that a holiday or the Friday prayer alarms nobody."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tomli

from shared_models.catalogue.identifiers.hijri import to_hijri
from shared_models.catalogue.loading import REFERENCE_FOLDER

__all__ = ["Closure", "Hour", "Opening", "Span", "load_opening"]

PAKISTAN = ZoneInfo("Asia/Karachi")
_DAY = dt.timedelta(days=1)
_MINUTE_MS = 60 * 1000
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RAMADAN = 9
_LOOK_AHEAD_DAYS = 14
_LONGEST_DAYS = 400

Span = tuple[int, int]
"""From and until, in UTC milliseconds."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Hours in which an office is closed beside its calendar, and why: a power cut, a strike, an Eid that moved."""

    begins: int
    ends: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hour:
    """How an office stands at one moment. `until`: when that changes; `why` it is closed, in both languages, if it is
    for more than the hour: a holiday, the Friday prayer, what was announced.
    """

    is_open: bool
    until: int | None
    why: tuple[str, str] = ("", "")


class Opening:
    """The hours of the offices by one calendar (`reference/opening.toml`); times are Pakistan's."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._week = [_spans(table["week"][name]) for name in _WEEKDAYS]
        self._ramadan = [_spans(table["ramadan"][name]) for name in _WEEKDAYS]
        self._later = dt.timedelta(days=table["calendar"]["moon_days_later"])
        self.working_day_ms = int(table["calendar"]["working_day_minutes"]) * _MINUTE_MS
        """How much open time is called one working day."""
        self._holidays: dict[str, tuple[str, str]] = {}
        self._moon: dict[str, tuple[str, str]] = {}
        for one in table["holiday"]:
            if "hijri" in one:
                month, first = map(int, one["hijri"].split("-"))
                for day in range(first, first + one.get("days", 1)):
                    self._moon[f"{month:02}-{day:02}"] = (one["en"], one["ur"])
            else:
                self._holidays[one["day"]] = (one["en"], one["ur"])

    def holiday(self, day: dt.date) -> tuple[str, str] | None:
        """The public holiday on this day, in English and Urdu; those of the moon may be a day off."""
        return self._holidays.get(f"{day:%m-%d}") or self._moon.get(self._moon_day(day)[5:])

    def spans(self, day: dt.date, closures: Iterable[Closure] = ()) -> tuple[Span, ...]:
        """The hours of one day, without what was announced as closed."""
        if self.holiday(day) is not None:
            return ()
        week = self._ramadan if self._moon_day(day)[5:7] == f"{_RAMADAN:02}" else self._week
        midnight = dt.datetime.combine(day, dt.time(), PAKISTAN)
        open_spans = [(_ms(midnight + begins), _ms(midnight + ends)) for begins, ends in week[day.weekday()]]
        for closure in closures:
            open_spans = [part for span in open_spans for part in _without(span, closure)]
        return tuple(open_spans)

    def open_ms(self, since: int, until: int, closures: Iterable[Closure] = ()) -> int:
        """How long the office was open between two moments; at most the last four hundred days are looked at."""
        known = tuple(closures)
        first, last = _day(since), _day(until)
        days = _days(max(first, last - _LONGEST_DAYS * _DAY), last)
        spans = (span for day in days for span in self.spans(day, known))
        return sum(max(0, min(ends, until) - max(begins, since)) for begins, ends in spans)

    def open_days(self, before: int, count: int, closures: Iterable[Closure] = ()) -> tuple[dt.date, ...]:
        """The last `count` days on which the office was open, the oldest first, today among them."""
        known, found, day = tuple(closures), list[dt.date](), _day(before)
        last = day - _LONGEST_DAYS * _DAY
        while len(found) < count and day > last:
            if self.spans(day, known):
                found.append(day)
            day -= _DAY
        return tuple(reversed(found))

    def at(self, moment: int, closures: Iterable[Closure] = ()) -> Hour:
        """Whether the office is open, until when, and why not."""
        known = tuple(closures)
        day = _day(moment)
        begun = [span for span in self.spans(day, known) if span[0] <= moment < span[1]]
        if begun:
            return Hour(True, begun[0][1])
        coming = (
            begins for one in _days(day, day + _LOOK_AHEAD_DAYS * _DAY) for begins, _ in self.spans(one, known)
            if begins > moment
        )  # fmt: skip
        return Hour(False, next(coming, None), self._why(moment, day, known))

    def _why(self, moment: int, day: dt.date, closures: tuple[Closure, ...]) -> tuple[str, str]:
        announced = [one.why for one in closures if one.begins <= moment < one.ends]
        if announced:
            return announced[0], announced[0]
        holiday = self.holiday(day)
        if holiday is not None:
            return holiday
        spans = self.spans(day)
        between = any(ends <= moment for _, ends in spans) and any(begins > moment for begins, _ in spans)
        return ("Friday prayer", "نمازِ جمعہ") if between else ("", "")

    def _moon_day(self, day: dt.date) -> str:
        return to_hijri(day - self._later)


def load_opening(file: Path | None = None) -> Opening:
    """The calendar that the program ships with, read once."""
    return _read(file or REFERENCE_FOLDER / "opening.toml")


@cache
def _read(file: Path) -> Opening:
    return Opening(tomli.loads(file.read_text("utf-8")))


def _spans(written: Iterable[str]) -> tuple[tuple[dt.timedelta, dt.timedelta], ...]:
    return tuple((_clock(begins), _clock(ends)) for begins, _, ends in (one.partition("-") for one in written))


def _clock(text: str) -> dt.timedelta:
    hour, _, minute = text.partition(":")
    return dt.timedelta(hours=int(hour), minutes=int(minute))


def _without(span: Span, closure: Closure) -> Iterator[Span]:
    begins, ends = span
    if closure.ends <= begins or ends <= closure.begins:
        yield span
        return
    if begins < closure.begins:
        yield begins, closure.begins
    if closure.ends < ends:
        yield closure.ends, ends


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += _DAY


def _day(moment: int) -> dt.date:
    return dt.datetime.fromtimestamp(moment / 1000, PAKISTAN).date()


def _ms(when: dt.datetime) -> int:
    return int(when.timestamp() * 1000)
