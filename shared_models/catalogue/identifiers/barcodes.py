"""What the code on a card says: digits of any code, and the packed Urdu of the old cards' PDF417."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared_models.catalogue.identifiers.cards import CARD_DIGITS, card_windows, is_card_number
from shared_models.catalogue.identifiers.keyboards import keys_of
from shared_models.catalogue.identifiers.mrz import Mrz, read_mrz
from shared_models.text.normalise import clean_text, is_arabic

__all__ = ["Scan", "read_scan", "unpack_urdu"]

URDU_PAGE: Final = 0x600
LONGEST: Final = 4096  # no code on a card holds more
_BLANK: Final = 0x20
_CUT: Final = re.compile(rb"[\x00-\x09\x0a\x0d\x1c-\x1e]+")
_RUNS: Final = re.compile(r"\d+")
_DATE_DIGITS: Final = 8
_OLDEST: Final = 1900


@dataclass(frozen=True, slots=True)
class Scan:
    """
    What a scanner brought. `kind`: "mrz", "old_card", "digits" or "other" (read, but not understood: type the number).

    `cards` are the numbers it may hold, the likeliest first; `card` is the only one, or empty when a person has to choose.
    The Urdu parts come from old cards read byte by byte.
    """

    kind: str
    cards: tuple[str, ...] = ()
    birth: str = ""
    name_urdu: str = ""
    father_urdu: str = ""
    address_urdu: str = ""
    mrz: Mrz | None = None

    @property
    def card(self) -> str:
        return self.cards[0] if len(self.cards) == 1 else ""


def read_scan(
    scanned: str | bytes, today: date, *, typed: str = "", areas: Collection[str] = (), layout: str = ""
) -> Scan:
    """
    What `scanned` says: text as a scanner types it, or the very bytes of a scanner that is not a keyboard.

    `typed` is the number already in the form: a code that holds it holds no other. `areas` are the first three digits of
    known districts, `layout` the clerk's keyboard. Nothing is guessed between two numbers.
    """
    raw = scanned if isinstance(scanned, bytes) else _as_bytes(scanned)
    if len(raw) > LONGEST:
        return Scan("other")
    text = keys_of(scanned if isinstance(scanned, str) else raw.decode("latin-1"), layout)
    lines = read_mrz(scanned if isinstance(scanned, str) else text, today)
    if lines is not None:
        return Scan("mrz", (lines.card,) if lines.card else (), lines.birth, mrz=lines)
    old = _old_card(raw, today)
    if old is not None:
        return old
    cards = _cards_in(text, typed, areas)
    return Scan("digits", cards) if cards else Scan("other")


def unpack_urdu(packed: bytes) -> str:
    """The text of an Urdu part of an old card, where each letter is the low byte of its code point; empty if it is none."""
    text = "".join(" " if byte == _BLANK else chr(URDU_PAGE + byte) for byte in packed)
    if not is_arabic(text) or any(unicodedata.category(sign) == "Cn" for sign in text):
        return ""
    return clean_text(text)


def _as_bytes(text: str) -> bytes:
    for coding in ("latin-1", "cp1252"):
        try:
            return text.encode(coding)
        except UnicodeEncodeError:
            continue
    return keys_of(text).encode("ascii", "replace")


def _old_card(raw: bytes, today: date) -> Scan | None:
    """A card number and a date of birth among the first parts, Urdu behind them."""
    parts = [part for part in _CUT.split(raw) if part.strip()]
    heads = [part.decode("ascii", "replace").strip() for part in parts]
    cards = [at for at, head in enumerate(heads) if is_card_number(head)]
    if not cards:
        return None
    birth, behind = "", 0
    for at in range(cards[0] + 1, len(heads)):
        birth = _date_in(heads[at], today)
        if birth:
            behind = at + 1
            break
    urdu = [unpack_urdu(part) for part in parts[behind:]] if behind else []
    if not urdu or not urdu[0]:
        return None
    name, father, *address = [*urdu, "", ""]
    return Scan("old_card", (heads[cards[0]],), birth, name, father, clean_text(" ".join(address)))


def _date_in(head: str, today: date) -> str:
    """The day written as `ddmmyyyy` or `yyyymmdd`, empty when it is none or lies ahead."""
    if len(head) != _DATE_DIGITS or not head.isdecimal():
        return ""
    for year, month, day in ((head[4:], head[2:4], head[:2]), (head[:4], head[4:6], head[6:])):
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if found.year >= _OLDEST and found <= today:
            return found.isoformat()
    return ""


def _cards_in(text: str, typed: str, areas: Collection[str]) -> tuple[str, ...]:
    """Numbers that stand alone before numbers inside a longer run."""
    joined = re.sub(r"(?<!\d)(\d{5})-(\d{7})-(\d)(?!\d)", r"\1\2\3", text)
    runs = _RUNS.findall(joined)
    alone = tuple(dict.fromkeys(run for run in runs if is_card_number(run)))
    if typed in alone:
        return (typed,)
    if alone:
        return alone
    longer = [run for run in runs if len(run) > CARD_DIGITS]
    found = dict.fromkeys(window for run in longer for window in card_windows(run, typed, areas))
    return (typed,) if typed in found else tuple(found)
