"""Names that a desk can give without asking anybody: record ids, row ids and the human registration number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from stdnum.iso7064 import mod_37_36

RANDOM_BYTES = 10
RECORD_ID_LETTERS = 36
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ROW_ID = re.compile(r"[0-9A-Z]{3}[0-9a-f]{2}-[0-9]{1,6}")
_RECORD_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"([A-Z]{3}) *-? *([0-9]{2}) *-? *([0-9A-Z]{3}) *-? *([0-9OI]{5}) *-? *([0-9A-Z])")
_FORGIVEN = str.maketrans("OI", "01")
_MAX_SERIAL = 99_999
_CODE_LENGTH = 3


def record_id(at_ms: int, random: bytes) -> str:
    """UUID version 7 (RFC 9562) from a UTC time in milliseconds and ten random bytes, of which 74 bits are used.

    The time is the one of the change that creates the record, so that a batch need not carry it twice.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError("a record id takes ten random bytes")
    bits = int.from_bytes(random, "big")
    number = (at_ms & (1 << 48) - 1) << 80 | bits
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def record_random(record: str, at_ms: int) -> bytes | None:
    """The ten bytes from which record_id makes this very id at this time, or None when it does not."""
    try:
        number = int(record.replace("-", ""), 16)
    except ValueError:
        return None
    random = (number & (1 << 80) - 1).to_bytes(RANDOM_BYTES, "big")
    return random if record_id(at_ms, random) == record else None


def is_record_id(text: str) -> bool:
    """Whether `text` is a UUID in its canonical spelling."""
    return _RECORD_ID.fullmatch(text) is not None


def is_device_code(text: str) -> bool:
    """Whether `text` has the shape of the three letters of a desk."""
    return len(text) == _CODE_LENGTH and all(letter in CODE_ALPHABET for letter in text)


def new_row_id(device_code: str, incarnation: str, taken: Iterable[str]) -> str:
    """A name for a new repeated row: device code, two characters of the incarnation, the next free counter in the record."""
    prefix = f"{device_code}{incarnation[:2]}-"
    counters = [int(row.removeprefix(prefix)) for row in taken if row.startswith(prefix)]
    return f"{prefix}{max(counters, default=0) + 1}"


def registration_number(office: str, year: int, device_code: str, serial: int) -> str | None:
    """`LHE-26-K7Q-00042-C` with its ISO 7064 MOD 37,36 check character (domain.md §2.3).

    None when the check character would be O or I: such a serial is skipped, because people cannot tell them from 0 and 1.
    Raises ValueError when the device has used up its serials.
    """
    if not 0 < serial <= _MAX_SERIAL:
        raise ValueError("a device has serials 1 to 99999")
    parts = (office, f"{year % 100:02d}", device_code, f"{serial:05d}")
    check = str(mod_37_36.calc_check_digit("".join(parts)))
    return None if check in "OI" else "-".join((*parts, check))


def next_registration_number(office: str, year: int, device_code: str, take_serial: Callable[[], int]) -> str:
    """The next number whose check character people can read; `take_serial` gives serials that never repeat."""
    while True:
        number = registration_number(office, year, device_code, take_serial())
        if number is not None:
            return number


def parse_registration_number(typed: str) -> str | None:
    """The number meant by what a person typed or scanned; None when it is not one or its check character is wrong.

    Letters O and I are forgiven in the device code and the serial only.
    """
    match = _NUMBER.fullmatch(typed.strip().upper())
    if match is None:
        return None
    office, year, code, serial, check = match.groups()
    code, serial = code.translate(_FORGIVEN), serial.translate(_FORGIVEN)
    if not mod_37_36.is_valid(office + year + code + serial + check):
        return None
    return f"{office}-{year}-{code}-{serial}-{check}"
