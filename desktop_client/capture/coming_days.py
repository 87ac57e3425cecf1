"""From what somebody types to a day that lies ahead: a bare number is the next such day, `+7` is counted from today."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from shared_models.catalogue import Context, ProblemError, parse_value, problem
from shared_models.catalogue.catalogue import Catalogue
from shared_models.text.normalise import clean_text, fold_digits

DAY: Final = "appointment.day"
TIME: Final = "appointment.time"
_LONGEST: Final = 40
_AHEAD: Final = re.compile(r"\+ ?(\d{1,3})", re.ASCII)
_DAY: Final = re.compile(r"(\d{1,2})(?:[ ./-]+(\d{1,2}))?", re.ASCII)
_MONTHS: Final = 12
# In Urdu one word says yesterday and tomorrow; of a day that lies ahead it means tomorrow.
_WORDS: Final[Mapping[str, int]] = {"t": 0, "ت": 0, "today": 0, "آج": 0, "tomorrow": 1, "کل": 1}
_WEEKDAYS: Final = (
    ("mon", "monday", "پیر"), ("tue", "tuesday", "منگل"), ("wed", "wednesday", "بدھ"), ("thu", "thursday", "جمعرات"),
    ("fri", "friday", "جمعہ"), ("sat", "saturday", "ہفتہ"), ("sun", "sunday", "اتوار"),
)  # fmt: skip


def read_day(typed: str, today: dt.date, catalogue: Catalogue) -> str:
    """The ISO day that `24`, `24 12`, `24-12-2026`, `+7`, `کل` or `Thursday` means, seen from today.

    Raises ProblemError `appointment.day_needed` or what the catalogue says of a date.
    """
    text = fold_digits(clean_text(typed[:_LONGEST])).lower()
    if not text:
        raise ProblemError(problem("appointment.day_needed", DAY))
    if text in _WORDS:
        return (today + dt.timedelta(days=_WORDS[text])).isoformat()
    weekday = next((at for at, names in enumerate(_WEEKDAYS) if text in names), None)
    if weekday is not None:
        # Named on the day itself, next week's is meant.
        return (today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)).isoformat()
    if ahead := _AHEAD.fullmatch(text):
        return (today + dt.timedelta(days=int(ahead[1]))).isoformat()
    if short := _DAY.fullmatch(text):
        return _next(int(short[1]), int(short[2]) if short[2] else None, today).isoformat()
    try:
        return str(parse_value(catalogue.fields[DAY], text, catalogue, context=Context(today)))
    except ProblemError as refused:
        if refused.problem.code != "field.date_shape":
            raise
        # The sentence for dates known in part would not help here.
        raise ProblemError(problem("appointment.day_needed", DAY)) from None


def read_time(typed: str, catalogue: Catalogue) -> str:
    """`10:30` for what was typed, empty for nothing. Raises ProblemError `field.time_shape`."""
    text = clean_text(typed[:_LONGEST])
    return str(parse_value(catalogue.fields[TIME], text, catalogue)) if text else ""


def _next(day: int, month: int | None, today: dt.date) -> dt.date:
    """The first such day from today on."""
    first = today.year * _MONTHS + today.month - 1
    for step in range(_MONTHS * 2):
        year, at = divmod(first + step, _MONTHS)
        if month is not None and at + 1 != month:
            continue
        try:
            found = dt.date(year, at + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ProblemError(problem("appointment.day_needed", DAY))
