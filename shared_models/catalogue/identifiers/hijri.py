"""Dates of the Islamic calendar, as Gulf papers show them, turned into those of the Gregorian one (Umm al-Qura)."""

import re
from datetime import date
from typing import Final

from shared_models.text.normalise import clean_text, fold_digits, fold_urdu

__all__ = ["FIRST_YEAR", "LAST_YEAR", "from_hijri", "is_hijri", "to_hijri"]

FIRST_YEAR: Final = 1343  # the tables of the library begin and end here
LAST_YEAR: Final = 1500
_MONTHS: Final = (
    ("muharram", "محرم", "محرم الحرام"),
    ("safar", "صفر", "صفر المظفر"),
    ("rabi al awwal", "rabi ul awwal", "rabi ul awal", "rabi i", "ربیع الاول"),
    ("rabi al thani", "rabi us sani", "rabi al akhir", "rabi ii", "ربیع الثانی", "ربیع الآخر"),
    ("jumada al ula", "jumada al awwal", "jamadi ul awwal", "jumada i", "جمادی الاول", "جمادی الاولی"),
    (
        "jumada al akhira",
        "jumada al thani",
        "jamadi us sani",
        "jumada ii",
        "جمادی الثانی",
        "جمادی الآخر",
        "جمادی الاخری",
    ),
    ("rajab", "رجب", "رجب المرجب"),
    ("shaban", "sha'ban", "shaaban", "شعبان", "شعبان المعظم"),
    ("ramadan", "ramzan", "ramadhan", "رمضان", "رمضان المبارک"),
    ("shawwal", "shawal", "شوال", "شوال المکرم"),
    ("dhu al qidah", "dhul qadah", "zul qadah", "zilqad", "zeeqad", "ذوالقعدہ", "ذی القعدہ", "ذیقعد"),
    ("dhu al hijjah", "dhul hijjah", "zul hijjah", "zilhaj", "zilhajj", "ذوالحجہ", "ذی الحجہ", "ذی الحج"),
)
_MARK: Final = re.compile(
    r"(?i)(?:\ba\.?\s?h\.?|\bhijri\b|ہجری|هجری|هـ|[ھهہ](?![\u0620-\u06d3])|(?<![a-z])h(?![a-z]))\s*\.?"
)
_PARTS: Final = re.compile(r"\d+")
_MIDDLE: Final = 15


def is_hijri(text: str) -> bool:
    """Whether the text says that its date is Islamic: by a mark (h, AH, ھ, ہجری) or the name of a month."""
    bare = fold_digits(clean_text(text))
    return any(sign.isdigit() for sign in bare) and (_month_in(bare) is not None or _MARK.search(bare) is not None)


def from_hijri(text: str) -> str:
    """
    The Gregorian date of `1447-03-15 h`, `15-03-1447ھ`, `15 Ramadan 1447`, `03-1447 AH` or `1447ہ`, as EDTF text.

    A month or a year of one calendar lies in two of the other: it becomes the one that holds its middle, as an estimate
    (`2025-09~`, `2025~`). ValueError when there is no such date.
    """
    bare = fold_digits(clean_text(text))
    named = _month_in(bare)
    numbers = [int(part) for part in _PARTS.findall(_MARK.sub(" ", bare) if named is None else bare)]
    year, rest = _year_and_rest(numbers)
    month = named[0] if named else (rest.pop(0) if rest else None)
    day = rest.pop(0) if rest else None
    if rest or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("not a date of the Islamic calendar")
    if month is None:
        return f"{_gregorian(year, 7, 1).year}~"
    if day is None:
        return _gregorian(year, month, _MIDDLE).isoformat()[:7] + "~"
    return _gregorian(year, month, day).isoformat()


def to_hijri(day: date) -> str:
    """The Islamic date of a day, as `1447-03-15`. ValueError outside the years of the tables."""
    from hijridate import Gregorian

    try:
        return str(Gregorian.fromdate(day).to_hijri().isoformat())
    except OverflowError as refusal:
        raise ValueError("outside the years of the tables") from refusal


def _gregorian(year: int, month: int, day: int) -> date:
    # The library reads its tables when it is first imported; only an Islamic date needs them.
    from hijridate import Hijri

    try:
        found = Hijri(year, month, day).to_gregorian()
    except (OverflowError, ValueError) as refusal:
        raise ValueError("there is no such day in the Islamic calendar") from refusal
    return date(found.year, found.month, found.day)


def _year_and_rest(numbers: list[int]) -> tuple[int, list[int]]:
    """The year and what is left, month first: a year of four digits stands at either end."""
    if not numbers:
        raise ValueError("no number")
    if numbers[0] >= FIRST_YEAR:
        return numbers[0], numbers[1:]
    return numbers[-1], numbers[-2::-1]


def _month_in(text: str) -> tuple[int, str] | None:
    """The number and spelling of the Islamic month named in `text`; the longest name wins."""
    low = re.sub(r"[-_.]+", " ", text.lower()).replace("’", "'")
    urdu = fold_urdu(text)
    found = [
        (number, name)
        for number, names in enumerate(_MONTHS, start=1)
        for name in names
        if (fold_urdu(name) in urdu if name[0] > "z" else re.search(rf"(?<![a-z]){name}(?![a-z])", low))
    ]
    return max(found, key=lambda one: len(one[1]), default=None)
