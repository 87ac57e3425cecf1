"""A scanner types like a keyboard: with an Urdu layout its digits and letters come out Urdu, and are turned back here."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from shared_models.text.normalise import fold_digits

__all__ = ["LAYOUTS", "keys_of", "readings_of", "urdu_of"]

_KEYS: Final = "qwertyuiopasdfghjklzxcvbnm"
_PUNCTUATION: Final = str.maketrans({"،": ",", "۔": ".", "؟": "?", "؛": ";", "٫": ".", "٪": "%", "×": "*"})
# What the letter keys give, plain and with Shift, in the order of the keys above.
LAYOUTS: Final[Mapping[str, tuple[str, str]]] = {
    "phonetic": ("قوعرتےءیہپاسدفگحجکلزشچطبنم", "ْؤٰڑٹَئِۃُآصڈّغھضخٔذژثظ.ں٘"),
    "phonetic, Shift+W as shadda": (
        "قوعرتےءیہپاسدفگحجکلزشچطبنم",
        "\u0652\u0651\u0670ڑٹ\u064eئ\u0650ۃ\u064fآصڈ\u0651غھضخ\u0654ذژثظ.ں\u0658",
    ),
    "national": ("طصھدٹپتبجحمورنلہاکیقفےسشغع", "ظضذڈثّۃـچخژزڑںۂءآگي\u200d\u200cۓ\u200eؤئ\u200f"),
}


def keys_of(text: str, layout: str = "") -> str:
    """
    What the keys would have typed with the English layout, in capitals where Shift was held.

    Text of plain letters only has its digits folded. Without a `layout` the first that knows every letter is taken,
    and where none does, the text stays as it is.
    """
    return readings_of(text, layout)[0]


def readings_of(text: str, layout: str = "") -> tuple[str, ...]:
    """What the keys would have typed, once for every layout that knows all the letters; never empty."""
    folded = fold_digits(text)
    if folded.isascii():
        return (folded,)
    names = (layout,) if layout in LAYOUTS else tuple(LAYOUTS)
    turned = (folded.translate(_table(name)).translate(_PUNCTUATION) for name in names)
    return tuple(dict.fromkeys(reading for reading in turned if reading.isascii())) or (folded,)


def urdu_of(key: str, *, shifted: bool = False) -> str:
    """What a letter key types with the phonetic Urdu layout; empty for every other key."""
    at = _KEYS.find(key.lower()) if len(key) == 1 else -1
    return LAYOUTS["phonetic"][shifted][at] if at >= 0 else ""


@cache
def _table(layout: str) -> dict[int, str]:
    plain, shifted = LAYOUTS[layout]
    table = {ord(sign): key.upper() for key, sign in zip(_KEYS, shifted, strict=True)}
    # A mark that stands on two keys is the plain one's.
    return table | {ord(sign): key for key, sign in zip(_KEYS, plain, strict=True)}
