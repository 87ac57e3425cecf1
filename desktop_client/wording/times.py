"""Instants and partial dates as people say them: Pakistan's clock, weekday for the last six days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from desktop_client.wording.language import _, fill

KARACHI = ZoneInfo("Asia/Karachi")


def local(at_ms: int) -> datetime:
    """The instant on the clock of the office."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(KARACHI)


def clock_time(at_ms: int) -> str:
    return local(at_ms).strftime("%H:%M")


def clock_seconds(at_ms: int) -> str:
    return local(at_ms).strftime("%H:%M:%S")


def weekday(day: date) -> str:
    names = (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    )  # fmt: skip
    return names[day.weekday()]


def month_name(month: int) -> str:
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return names[month - 1]


def day_in_words(day: date) -> str:
    return fill(_("{day} {month} {year}"), day=day.day, month=month_name(day.month), year=day.year)


def header_day(at_ms: int) -> str:
    day = local(at_ms).date()
    return fill(_("{weekday} {day} {month}"), weekday=weekday(day), day=day.day, month=month_name(day.month))


def when(at_ms: int, now_ms: int) -> str:
    """10:41 today, "Thursday 14:10" in the last six days, else "3 May 14:10"."""
    then, now = local(at_ms), local(now_ms)
    age = (now.date() - then.date()).days
    if age == 0:
        return clock_time(at_ms)
    if 0 < age <= 6:
        return fill(_("{weekday} {time}"), weekday=weekday(then.date()), time=clock_time(at_ms))
    return fill(_("{day} {month}, {time}"), day=then.day, month=month_name(then.month), time=clock_time(at_ms))


def since(at_ms: int, now_ms: int) -> str:
    """When a silence began: the time for today, else the weekday or the day."""
    then, now = local(at_ms), local(now_ms)
    age = (now.date() - then.date()).days
    if age == 0:
        return clock_time(at_ms)
    if 0 < age <= 6:
        return weekday(then.date())
    return fill(_("{day} {month}"), day=then.day, month=month_name(then.month))


def in_figures(text: str) -> str:
    """A partial date as it stands in fields and columns: `24-11-2026`, `11-2026`, `1985`."""
    figures = "-".join(reversed(text.rstrip("~").split("-")))
    return fill(_("about {date}"), date=figures) if text.endswith("~") else figures


def partial_date(text: str) -> str:
    """`1985`, `1985-03`, `1985-03-24` or an estimated `1985~`, in words."""
    estimated = text.endswith("~")
    parts = text.rstrip("~").split("-")
    try:
        numbers = [int(part) for part in parts]
    except ValueError:
        return text
    if len(numbers) == 1:
        words = parts[0]
    elif len(numbers) == 2:
        words = fill(_("{month} {year}"), month=month_name(numbers[1]), year=numbers[0])
    else:
        words = day_in_words(date(*numbers))
    return fill(_("about {date}"), date=words) if estimated else words
