"""Dates and ages as registers write them, read into EDTF text that says no more than the register knew."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desktop_client.capture.cells import Cell, cell_text, is_number
from shared_models.catalogue.identifiers.hijri import FIRST_YEAR as FIRST_HIJRI
from shared_models.catalogue.identifiers.hijri import LAST_YEAR as LAST_HIJRI
from shared_models.catalogue.identifiers.hijri import from_hijri, is_hijri
from shared_models.text import fold_digits

__all__ = ["DateReading", "age_in", "read_date"]

OLDEST_YEAR = 1900
OLDEST_AGE = 110
# Days since 30 December 1899 for the years 1920 to 2100: what a date looks like when its cell format was lost.
FIRST_SERIAL, LAST_SERIAL = 7_306, 73_415
_SERIAL_ZERO = date(1899, 12, 30)
_CENTURY = 100
NO_MONTH = -1

_MONTHS = (
    "january february march april may june july august september october november december".split(),
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر".split(),
)
_NUMBERS = re.compile(r"(\d{1,4})\s*[-./\s]\s*(\d{1,2})\s*[-./\s]\s*(\d{1,4})")
_DAY_MONTH_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-./,]*([^\W\d]{3,9})\.?[\s\-./,]*(\d{4}|\d{2})")
_MONTH_NAME = re.compile(r"([^\W\d]{3,9})\.?[\s\-./,]*(\d{4})")
_MONTH_NUMBER = re.compile(r"(\d{1,2})[-/](\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
# How the program itself writes that a date is an estimate, and the sign it is stored with.
_ABOUT = re.compile(r"^(?:~|about\b|approx(?:imately|\.)?|تقریباً|تقریبا)\s*|\s*~$", re.IGNORECASE)
_ISLAMIC_YEAR = re.compile(r"\b1[345]\d\d\b")
_AGE = re.compile(r"(?:age\s*)?(\d{1,3})\s*(?:y(?:ea)?rs?\.?(?:\s*old)?|y\.?|سال)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateReading:
    """The date as EDTF text, or the rule by which it is none, with a detail for the report."""

    edtf: str = ""
    problem: str = ""
    was_serial: bool = False
    was_islamic: bool = False
    detail: str = ""


def read_date(cell: Cell, order: str = "dmy", pivot: int = 30) -> DateReading:
    """The calendar date in a cell, as exactly as it was written: a day, a month, or only a year."""
    if isinstance(cell, datetime):
        return DateReading(cell.date().isoformat())
    if isinstance(cell, date):
        return DateReading(cell.isoformat())
    if is_number(cell):
        return _from_number(cell)
    text = fold_digits(cell_text(cell)).strip()
    certain = _ABOUT.sub("", text).strip()
    found = _from_text(certain, order, pivot)
    if found.problem and is_hijri(certain):
        return _islamic(certain)
    year = _ISLAMIC_YEAR.search(certain) if found.problem == "impossible_date" else None
    if year and FIRST_HIJRI <= int(year[0]) <= LAST_HIJRI:
        return DateReading("", "not_allowed", detail="field.date_unmarked")
    return replace(found, edtf=found.edtf + "~") if found.edtf and certain != text else found


def _islamic(text: str) -> DateReading:
    try:
        return DateReading(from_hijri(text), was_islamic=True)
    except ValueError:
        return DateReading("", "not_allowed", detail="field.date_islamic")


def age_in(cell: Cell) -> int | None:
    """The age in years that a cell states: a bare number cell up to 110, or a number with a word for years."""
    if is_number(cell):
        assert isinstance(cell, int | float)  # noqa: S101 -- tells the type checker what is_number established
        return int(cell) if cell == int(cell) and 0 <= cell <= OLDEST_AGE else None
    match = _AGE.fullmatch(fold_digits(cell_text(cell)).strip())
    return int(match[1]) if match and int(match[1]) <= OLDEST_AGE else None


def _from_number(cell: Cell) -> DateReading:
    assert isinstance(cell, int | float)  # noqa: S101 -- the caller asked is_number
    if cell == int(cell) and OLDEST_YEAR <= cell < FIRST_SERIAL:
        return (
            DateReading(f"{int(cell):04}") if cell < OLDEST_YEAR + 2 * _CENTURY else DateReading("", "not_understood")
        )
    if FIRST_SERIAL <= cell <= LAST_SERIAL:
        return DateReading((_SERIAL_ZERO + timedelta(days=int(cell))).isoformat(), was_serial=True)
    return DateReading("", "not_understood")


def _from_text(text: str, order: str, pivot: int) -> DateReading:
    if _YEAR.fullmatch(text):
        return _checked(int(text))
    if match := _ISO_MONTH.fullmatch(text):
        return _checked(int(match[1]), int(match[2]))
    if match := _NUMBERS.fullmatch(text):
        return _from_three(match[1], match[2], match[3], order, pivot)
    if match := _DAY_MONTH_NAME.fullmatch(text):
        return _checked(_year(match[3], pivot), _month(match[2]), int(match[1]))
    if match := _MONTH_NAME.fullmatch(text):
        return _checked(int(match[2]), _month(match[1]))
    if match := _MONTH_NUMBER.fullmatch(text):
        return _checked(int(match[2]), int(match[1]))
    return DateReading("", "not_understood")


def _from_three(first: str, second: str, third: str, order: str, pivot: int) -> DateReading:
    if len(first) == len("2019") or order == "ymd":
        year, month, day = first, second, third
    elif order == "mdy":
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    if len(year) not in {2, 4} or len(day) > len("31") or len(month) > len("12"):
        return DateReading("", "not_understood")
    return _checked(_year(year, pivot), int(month), int(day))


def _year(text: str, pivot: int) -> int:
    if len(text) > len("19"):
        return int(text)
    return int(text) + (20 if int(text) < pivot else 19) * _CENTURY


def _month(name: str) -> int:
    """The month of a name or of its beginning (`Sept`); NO_MONTH for a word that names none."""
    folded = name.casefold()
    for names in _MONTHS:
        for number, full in enumerate(names, 1):
            if full.startswith(folded):
                return number
    return NO_MONTH


def _checked(year: int, month: int | None = None, day: int | None = None) -> DateReading:
    if month == NO_MONTH:
        return DateReading("", "not_understood")
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return DateReading("", "impossible_date")
    if year < OLDEST_YEAR:
        return DateReading("", "impossible_date")
    return DateReading("-".join(f"{part:02}" for part in (year, month, day) if part is not None))
