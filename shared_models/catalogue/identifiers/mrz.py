"""The machine-readable lines of passports (2 x 44) and cards (3 x 30): taken apart, and proved by their check digits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared_models.catalogue.identifiers.cards import is_card_number
from shared_models.catalogue.identifiers.keyboards import readings_of

__all__ = ["Mrz", "check_digit", "read_mrz"]

PASSPORT: Final = (2, 44)
CARD: Final = (3, 30)
_WEIGHTS: Final = (7, 3, 1)
_FILLER: Final = "<"
_SIGNS: Final = re.compile(r"[A-Z0-9<]+")
# What reading by camera confuses; put right only where nothing but a digit, or nothing but a letter, can stand.
_TO_DIGITS: Final = str.maketrans("OQDILZSBG", "000112586")
_TO_LETTERS: Final = str.maketrans("01258", "OIZSB")
_FILLERS: Final = str.maketrans({"«": "<<", "‹": "<", "＜": "<", "»": "<<", "›": "<", ">": "<"})


@dataclass(frozen=True, slots=True)
class Mrz:
    """
    What the lines say. `failed` names the check digits that do not fit: what they guard is shown, never filled in.

    Dates are ISO text, `birth` shorter where the paper leaves out the day or the month. `card` is the 13-digit number
    found in the personal or optional part, empty when there is none. `cut` = the name filled its place, so it may go on.
    """

    shape: str  # "TD3" or "TD1"
    document: str
    issuer: str
    number: str
    nationality: str
    birth: str
    gender: str
    expiry: str
    personal: str
    card: str
    surname: str
    given: str
    cut: bool
    failed: tuple[str, ...]


def check_digit(signs: str) -> str:
    """The check digit of ICAO 9303: weights 7, 3, 1; letters count from 10, fillers 0."""
    total = sum(_worth(sign) * _WEIGHTS[at % len(_WEIGHTS)] for at, sign in enumerate(signs))
    return str(total % 10)


def read_mrz(text: str, today: date) -> Mrz | None:
    """
    The lines in `text`, as scanned, photographed or pasted (with blanks, wrong quotes, an Urdu keyboard, in one line).

    None when these are no such lines. A century is chosen so that nobody is born after `today`.
    """
    found = [lines for reading in readings_of(text) if (lines := _read(reading, today)) is not None]
    return min(found, key=lambda lines: len(lines.failed), default=None)


def _read(text: str, today: date) -> Mrz | None:
    signs = "".join(text.translate(_FILLERS).upper().split())
    if not _SIGNS.fullmatch(signs):
        return None
    if len(signs) == PASSPORT[0] * PASSPORT[1] and signs[0] == "P":
        return _passport(signs[: PASSPORT[1]], signs[PASSPORT[1] :], today)
    if len(signs) == CARD[0] * CARD[1] and signs[0] in "IAC":
        return _card([signs[at : at + CARD[1]] for at in range(0, len(signs), CARD[1])], today)
    return None


def _passport(first: str, second: str, today: date) -> Mrz:
    number, birth, expiry, personal = second[:9], _digits(second[13:19]), _digits(second[21:27]), second[28:42]
    parts = {
        "number": (number, second[9]),
        "birth": (birth, second[19]),
        "expiry": (expiry, second[27]),
        # An empty personal number may do without its digit.
        "personal": (personal, "0" if second[42] == _FILLER and not personal.strip(_FILLER) else second[42]),
    }
    mended, failed = _mend(parts)
    whole = (
        mended["number"] + _digits(second[9]) + mended["birth"] + _digits(second[19]) + mended["expiry"]
        + _digits(second[27]) + mended["personal"] + _digits(second[42])
    )  # fmt: skip
    failed += () if _fits(whole, second[43]) else ("whole",)
    surname, given = _names(first[5:])
    plain = mended["personal"].strip(_FILLER)
    return Mrz(
        "TD3", _plain(first[:2]), _letters(first[2:5]), _plain(mended["number"]), _letters(second[10:13]),
        _birth(mended["birth"], today), _gender(second[20]), _expiry(mended["expiry"]), plain, _card_in(plain), surname,
        given, not first.endswith(_FILLER), failed,
    )  # fmt: skip


def _card(lines: list[str], today: date) -> Mrz:
    first, second, third = lines
    number, digit, optional = first[5:14], first[14], first[15:30]
    if digit == _FILLER and optional.strip(_FILLER):  # a longer number goes on in the optional part
        rest = optional.split(_FILLER, 1)[0]
        number, digit, optional = number + rest[:-1], rest[-1], optional[len(rest) :]
    parts = {
        "number": (number, digit),
        "birth": (_digits(second[:6]), second[6]),
        "expiry": (_digits(second[8:14]), second[14]),
    }
    mended, failed = _mend(parts)
    whole = first[5:30] + mended["birth"] + second[6] + mended["expiry"] + second[14] + second[18:29]
    failed += () if _fits(whole, second[29]) else ("whole",)
    surname, given = _names(third)
    personal = optional.strip(_FILLER)
    card = _card_in(personal) or _card_in(second[18:29]) or _card_in(mended["number"])
    return Mrz(
        "TD1", _plain(first[:2]), _letters(first[2:5]), _plain(mended["number"]), _letters(second[15:18]),
        _birth(mended["birth"], today), _gender(second[7]), _expiry(mended["expiry"]), personal, card, surname, given,
        not third.endswith(_FILLER), failed,
    )  # fmt: skip


def _mend(parts: Mapping[str, tuple[str, str]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Each part as it stands or, where that fits its digit and the part itself does not, with confused letters put right."""
    mended: dict[str, str] = {}
    failed: list[str] = []
    for name, (part, digit) in parts.items():
        readings = [part, _digits(part)]
        if name == "number":  # two letters and digits, as passports of Pakistan
            readings.append(part[:2].translate(_TO_LETTERS) + _digits(part[2:]))
        fitting = [reading for reading in readings if _fits(reading, digit)]
        mended[name] = fitting[0] if fitting else part
        if not fitting:
            failed.append(name)
    return mended, tuple(failed)


def _fits(part: str, digit: str) -> bool:
    return check_digit(part) == _digits(digit).replace(_FILLER, "0")


def _worth(sign: str) -> int:
    if sign == _FILLER:
        return 0
    return int(sign) if sign.isdigit() else ord(sign) - ord("A") + 10


def _digits(part: str) -> str:
    return part.translate(_TO_DIGITS)


def _letters(part: str) -> str:
    return _plain(part.translate(_TO_LETTERS))


def _plain(part: str) -> str:
    return part.replace(_FILLER, " ").strip()


def _names(part: str) -> tuple[str, str]:
    surname, _, given = part.translate(_TO_LETTERS).partition(_FILLER * 2)
    return " ".join(surname.replace(_FILLER, " ").split()), " ".join(given.replace(_FILLER, " ").split())


def _gender(sign: str) -> str:
    return {"M": "M", "F": "F", "X": "X"}.get(sign, "")


def _card_in(part: str) -> str:
    digits = _digits(part)
    return digits if is_card_number(digits) else ""


def _birth(part: str, today: date) -> str:
    if not part[:2].isdigit():
        return ""
    year = 2000 + int(part[:2])
    later = _calendar(part, year)
    return _calendar(part, year - 100) if later and later > today.isoformat() else later


def _expiry(part: str) -> str:
    return _calendar(part, 2000 + int(part[:2])) if part[:2].isdigit() else ""


def _calendar(part: str, year: int) -> str:
    """The date as far as it is known; empty when there is no such day."""
    month, day = part[2:4], part[4:6]
    try:
        if month == "<<":
            return f"{year:04d}"
        if day == "<<":
            return date(year, int(month), 1).isoformat()[:7]
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return ""
