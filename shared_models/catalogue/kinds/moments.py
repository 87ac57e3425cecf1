"""Kinds of field about time: whole dates, dates known in part or estimated, times of the day, and instants."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.identifiers.hijri import FIRST_YEAR as FIRST_HIJRI
from shared_models.catalogue.identifiers.hijri import LAST_YEAR as LAST_HIJRI
from shared_models.catalogue.identifiers.hijri import from_hijri, is_hijri
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings, refuse
from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.text.normalise import clean_text, fold_digits

__all__ = ["FIRST_YEAR", "KINDS", "LAST_YEAR", "first_day", "last_day", "year_of"]

FIRST_YEAR = 1900
LAST_YEAR = 2199
PIVOT_AHEAD = 1  # a two-digit year may lie this many years ahead, otherwise it belongs to the last century
PIVOT_WITHOUT_TODAY = 30
MONTHS_EN = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
             "november", "december")  # fmt: skip
MONTHS_UR = ("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر")
OLDEST_AGE = 110
_THREE_DIGITS = re.compile(r"\d{3}", re.ASCII)  # an age: no year has so few
_PARTIAL = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(~?)", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_TYPED_TIME = re.compile(r"(\d{1,2})(?:[:. ]?(\d\d))? ?(am|pm)?", re.ASCII)
NOON = 12
FIRST_HOUR = 8  # no office is open before: a lone 2 is two in the afternoon
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
_SPLIT = re.compile(r"[\s/.\-،,]+")
_THREE_LETTERS = 3
_MOST_LETTERS = 60  # of a date as people write one, in words and in either calendar
_WHOLE = len("1985-03-24")
_REMEMBERED = 8192


@lru_cache(_REMEMBERED)
def first_day(value: str) -> date:
    """The earliest day a partial date can mean. ValueError when it is none."""
    found = _PARTIAL.fullmatch(value)
    if not found:
        raise ValueError("not a partial date")
    return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))


@lru_cache(_REMEMBERED)
def last_day(value: str) -> date:
    """The latest day a partial date can mean. ValueError when it is none."""
    first, length = first_day(value), len(value.rstrip("~"))
    if length == len("1985-03-24"):
        return first
    year, month = (first.year, first.month) if length == len("1985-03") else (first.year, len(MONTHS_EN))
    return date(year, month, monthrange(year, month)[1])


def year_of(value: object) -> int | None:
    """The year of a partial date, None when the value is none."""
    found = _PARTIAL.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def _check_partial(field: Field, value: object, around: Surroundings) -> Problem | None:
    if not isinstance(value, str):
        return problem("field.date_shape", around.path)
    return _check_day(field, value, around)


def _check_date(field: Field, value: object, around: Surroundings) -> Problem | None:
    if not isinstance(value, str) or len(value) != _WHOLE or value.endswith("~"):
        return problem("field.date_shape", around.path)
    return _check_day(field, value, around)


def _check_day(field: Field, value: str, around: Surroundings) -> Problem | None:
    try:
        day = first_day(value)
    except ValueError:
        return _no_such_day(value, around)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return problem("field.date_too_early", around.path, year=FIRST_YEAR)
    if field.not_after == "today" and around.today is not None and day > around.today:
        return problem("field.date_ahead", around.path, date=_dashed(value))
    return None


def _no_such_day(value: str, around: Surroundings) -> Problem:
    """The 30th of February is written like a date and is none: the month's last day is told."""
    found = _PARTIAL.fullmatch(value)
    if not found or not found[3] or not 1 <= int(found[2]) <= len(MONTHS_EN) or not int(found[1]):
        return problem("field.date_shape", around.path)
    last = monthrange(int(found[1]), int(found[2]))[1]
    return problem("field.date_no_such_day", around.path, date=_dashed(value), last=last)


def _check_instant(_field: Field, value: object, around: Surroundings) -> Problem | None:
    good = isinstance(value, str) and _INSTANT.fullmatch(value)
    return None if good else problem("field.date_shape", around.path)


def _check_time(_field: Field, value: object, around: Surroundings) -> Problem | None:
    good = isinstance(value, str) and _TIME.fullmatch(value)
    return None if good else problem("field.time_shape", around.path)


def _parse_time(field: Field, text: str, around: Surroundings) -> str:
    """`10`, `1030`, `10:30`, `2 pm`; an hour with one figure before the offices open means the afternoon."""
    found = _TYPED_TIME.fullmatch(fold_digits(clean_text(text[:_MOST_LETTERS])).lower())
    if not found:
        raise refuse("field.time_shape", around)
    hour, half = int(found[1]), found[3]
    if half and 0 < hour <= NOON:
        hour = hour % NOON + NOON * (half == "pm")
    elif len(found[1]) == 1 and hour < FIRST_HOUR:
        hour += NOON
    value = f"{hour:02d}:{found[2] or '00'}"
    wrong = _check_time(field, value, around)
    if wrong:
        raise ProblemError(wrong)
    return value


def _show_time(value: object, _codes: CodeList | None, _lang: str) -> str:
    return str(value)


def _parse_partial(field: Field, text: str, around: Surroundings) -> str:
    bare = fold_digits(clean_text(text)).lower()
    word = _day_word(bare, around)
    if word:
        return word
    if field.name == "birth" and _THREE_DIGITS.fullmatch(bare) and int(bare) > OLDEST_AGE:
        raise ProblemError(problem("field.age_too_high", around.path, age=int(bare), oldest=OLDEST_AGE))
    estimated = bare.endswith("~") or bare.startswith("~")
    value = _day_of(bare.strip("~ "), around)
    value = value.rstrip("~") + "~" if estimated else value
    found = _check_partial(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _parse_date(field: Field, text: str, around: Surroundings) -> str:
    word = fold_digits(clean_text(text)).lower()
    value = _day_word(word, around) or _day_of(word, around)
    found = _check_date(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _day_of(text: str, around: Surroundings) -> str:
    """The date in either calendar; an Islamic one says so, as its years look like long gone ones."""
    if len(text) > _MOST_LETTERS:
        raise refuse("field.date_shape", around)
    if is_hijri(text):
        try:
            return from_hijri(text)
        except ValueError as refusal:
            raise refuse("field.date_islamic", around) from refusal
    value = _partial_of([part for part in _SPLIT.split(text) if part], around)
    if FIRST_HIJRI <= int(value[:4]) <= LAST_HIJRI:
        raise refuse("field.date_unmarked", around)
    return value


def _day_word(word: str, around: Surroundings) -> str:
    """The day that one key or word stands for, empty when it stands for none."""
    if around.today is None:
        return ""
    if word in {"t", "today", "آج"}:
        return around.today.isoformat()
    return (around.today - timedelta(days=1)).isoformat() if word in {"y", "yesterday", "کل"} else ""


def _parse_instant(field: Field, text: str, around: Surroundings) -> str:
    value = clean_text(text).upper()
    found = _check_instant(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _partial_of(parts: list[str], around: Surroundings) -> str:
    """`1984` · `3 24` · `March 2024` · `24-03-1985` · `1985-03-24` · eight digits without a separator."""
    if len(parts) == 1 and re.fullmatch(r"\d{8}", parts[0]):
        digits = parts[0]
        iso = FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR and int(digits[4:6]) <= len(MONTHS_EN)
        parts = [digits[:4], digits[4:6], digits[6:]] if iso else [digits[:2], digits[2:4], digits[4:]]
    if parts and re.fullmatch(r"\d{4}", parts[0]):
        year, *rest = parts
        month_first = rest
    else:
        year, month_first = (parts[-1] if parts else ""), parts[-2::-1]
    if not all(part.isdecimal() for part in (year, *month_first[1:])) or len(month_first) > len(("month", "day")):
        raise refuse("field.date_shape", around)
    numbers = [_month(month_first[0], around), *map(int, month_first[1:])] if month_first else []
    return "-".join([f"{_year(year, around):04d}", *(f"{number:02d}" for number in numbers)])


def _month(text: str, around: Surroundings) -> int:
    if text.isdecimal():
        return int(text)
    for names in (MONTHS_EN, MONTHS_UR):
        for number, name in enumerate(names, start=1):
            if text == name or (names is MONTHS_EN and len(text) >= _THREE_LETTERS and name.startswith(text)):
                return number
    raise refuse("field.date_shape", around)


def _year(text: str, around: Surroundings) -> int:
    if len(text) == len("1984"):
        return int(text)
    if len(text) != len("84"):
        raise refuse("field.date_shape", around)
    limit = (around.today.year + PIVOT_AHEAD) % 100 if around.today else PIVOT_WITHOUT_TODAY
    return int(text) + (2000 if int(text) <= limit else 1900)


def _dashed(value: str) -> str:
    """The day as people write it: 24-03-1985, 03-1985, 1985."""
    return "-".join(reversed(value.rstrip("~").split("-")))


def _show_partial(value: object, _codes: CodeList | None, lang: str) -> str:
    text = str(value)
    about = {"ur": "تقریباً "}.get(lang, "about ") if text.endswith("~") else ""
    return about + _dashed(text)


def _show_instant(value: object, _codes: CodeList | None, _lang: str) -> str:
    return str(value).replace("T", " ").removesuffix("Z")


KINDS = {
    kind.name: kind
    for kind in (
        FieldKind("partial_date", _parse_partial, _check_partial, _show_partial, 11, "year, month or day; ~ estimated"),
        FieldKind("date", _parse_date, _check_date, _show_partial, 10, "calendar day"),
        FieldKind("time_of_day", _parse_time, _check_time, _show_time, 5, "hour and minute of the office's clock"),
        FieldKind("time_stamp", _parse_instant, _check_instant, _show_instant, 27, "instant in UTC"),
    )
}
