"""Cleaning what was typed and folding it to keys, so that one word has one form whatever keyboard wrote it."""

import re
import unicodedata

__all__ = [
    "clean_text",
    "fold_digits",
    "fold_key",
    "fold_latin",
    "fold_urdu",
    "has_forbidden_marks",
    "is_arabic",
    "urdu_ways",
]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

# Controls, bidirectional marks and overrides, zero-width signs, fillers, tags and the byte order mark: invisible, and
# able to make one text look like another. ZWNJ (U+200C) is judged by its neighbours.
_INVISIBLE = (
    "\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b"
    "\u200d-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff"
)
# No characters at all: spreadsheets that hold one cannot be opened.
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(f"[{_INVISIBLE}{_NO_CHARACTERS}]")
# The forbidden signs that count as printable; all of them are few in the languages written here.
_HIDDEN_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)
_LONG_TEXT = 400  # letters, from which on asking for each sign by itself is quicker than the expression
# What `clean_text` alters beside the forms of letters.
_UNCLEAN = re.compile(f"[{_INVISIBLE}{_NO_CHARACTERS}\u200c]|[^\\S ]|  ")
_SPACES = re.compile(r"\s+")
_LINE_SPACES = re.compile(r"[^\S\n]+")
_ARABIC_LETTER = "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
_STRAY_ZWNJ = re.compile(f"(?<![{_ARABIC_LETTER}])\u200c|\u200c(?![{_ARABIC_LETTER}])")
_ARABIC = re.compile(f"[{_ARABIC_LETTER}]")


def fold_digits(text: str) -> str:
    """`text` with Arabic and Urdu digits as 0-9."""
    return text.translate(_DIGITS)


def is_arabic(text: str) -> bool:
    """Whether at least one letter of `text` is of the Arabic script."""
    return _ARABIC.search(text) is not None


def has_forbidden_marks(text: str) -> bool:
    """Whether `text` holds a sign that clean text never holds (a control, or a mark that turns the direction)."""
    if len(text) > _LONG_TEXT and _is_plainly_visible(text):
        return False
    return _FORBIDDEN.search(text) is not None or ("\u200c" in text and _STRAY_ZWNJ.search(text) is not None)


def _is_plainly_visible(text: str) -> bool:
    """Whether everything in `text` is printable, of the first 65,536 signs, and none of the few that are not seen there."""
    basic = len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)
    return basic and text.isprintable() and not any(sign in text for sign in _HIDDEN_LETTERS)


def clean_text(text: str, *, keep_lines: bool = False) -> str:
    """`text` as it is stored: NFC, trimmed, single spaces, no controls or direction marks, ZWNJ only inside words."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # nothing in it could be cleaned
    if _UNCLEAN.search(text) is None and unicodedata.is_normalized("NFC", text):
        return text.strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    # TAB and other separators become spaces; what is still invisible then carries no meaning for a reader.
    text = (_LINE_SPACES if keep_lines else _SPACES).sub(" ", text)
    # Without the sign that stood between them a letter and its mark may have become one.
    text = unicodedata.normalize("NFC", _STRAY_ZWNJ.sub("", _FORBIDDEN.sub("", text)))
    if keep_lines:
        lines = (_LINE_SPACES.sub(" ", line).strip() for line in text.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _SPACES.sub(" ", text).strip()


# ------------------------------------------------------------------------------------------------ Urdu

_URDU_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ے": "ی", "ۓ": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ۀ": "ہ", "ۂ": "ہ",
        "ھ": "ہ", "أ": "ا", "إ": "ا", "ٱ": "ا", "آ": "ا", "ؤ": "و", "ں": "ن", "ء": None, "ـ": None,
        "ٰ": None, "\u200c": None, "\u200d": None, "،": None, "٪": None, "؛": None, "۔": None, "ٴ": None,
        # letters of neighbouring keyboards (Sindhi, Pashto, Kurdish) that stand for these
        "ڪ": "ک", "ګ": "گ", "ې": "ی", "ۍ": "ی", "ە": "ہ", "ټ": "ٹ", "ډ": "ڈ", "ړ": "ڑ", "ڼ": "ن",
    },
)  # fmt: skip
_BLESSINGS = re.compile("[\ufdfa\ufdfb]")  # one sign for a whole sentence behind a name
_HARAKAT = re.compile("[\u064b-\u065f\u0610-\u061a\u06d6-\u06ed]")
_SOUND_ALIKE = str.maketrans("ثصذضظطحعق", "سسزززتہاک")
_ROUND_T = re.compile("[ةۃ]")
_NOT_WORD = re.compile(r"[^\w\s]+")
_JOINED = (
    (re.compile(r"\bعبد\s+ال"), "عبدال"),
    (re.compile(r"\s+الدین\b"), "الدین"),
    (re.compile(r"\s+اللہ\b(?!\s+(?:دتہ|بخش|یار)\b)"), "اللہ"),  # but اللہ دتہ is a name of its own
)


def fold_urdu(text: str, *, loose: bool = False) -> str:
    """
    The match key of an Urdu text: one form per letter, no marks, compound names joined.

    `loose` also makes letters of one sound equal (ث س ص, ذ ز ض ظ, ت ط, ح ہ, ع ا, ق ک).
    """
    text = unicodedata.normalize("NFKC", _BLESSINGS.sub("", text))
    text = _HARAKAT.sub("", fold_digits(text).translate(_URDU_LETTERS))
    text = _SPACES.sub(" ", _NOT_WORD.sub(" ", text)).strip().lower()
    for pattern, joined in _JOINED:
        text = pattern.sub(joined, text)
    return text.translate(_SOUND_ALIKE) if loose else text


def urdu_ways(text: str) -> tuple[str, ...]:
    """The match keys of an Urdu text: two where it holds a round t, which Urdu writes as ہ or as ت (رحمة, رحمت)."""
    as_h = fold_urdu(text)
    return tuple(dict.fromkeys((as_h, fold_urdu(_ROUND_T.sub("ت", text))))) if _ROUND_T.search(text) else (as_h,)


# ------------------------------------------------------------------------------------------------ Latin

_LATIN_STEPS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("ph", "f"), ("sch", "sh"), ("tch", "ch"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("c(?!h)", "k"), ("gh", "g"),
        ("dh", "d"), ("th", "t"), ("w", "v"), ("ee|ea|ie|ii|(?<=[a-z])y(?![aeiou])", "i"), ("oo|ou|uu", "u"),
        ("aa", "a"), ("ai|ay|ei|ey", "e"), ("au|av(?=[^aeiou]|$)|ov(?=[^aeiou]|$)", "o"), ("(?<=[a-z])eh(?![aeiou])", "a"),
        ("(?<=[aeiou])h(?![aeiou])", ""), (r"([a-z])\1+", r"\1"),
    )
)  # fmt: skip
_LOOSE_STEPS = ((re.compile("kh"), "k"), (re.compile(r"(?<!^)(?<!\s)[aeiouy]"), ""), (re.compile(r"([a-z])\1+"), r"\1"))
_LOOSE_VOWELS = str.maketrans("eo", "iu")


def fold_key(text: str) -> str:
    """The look-up key of a label in either script: case, accents, marks and spacing do not matter."""
    if is_arabic(text):
        return fold_urdu(text).replace(" ", "").replace("_", "")
    bare = unicodedata.normalize("NFKD", fold_digits(text)).casefold()
    return "".join(letter for letter in bare if letter.isalnum())


def fold_latin(text: str, *, loose: bool = False) -> str:
    """
    The sound key of a romanised name, word by word.

    The strict key keeps vowels (`rashid` and `rasheed` meet, as spelling cannot tell them apart); the `loose` key keeps
    the consonants and a first vowel. Never decide by the loose key alone: hassan and hussain meet in it.
    """
    text = unicodedata.normalize("NFKD", fold_digits(text)).lower()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"[’'`.]", "", text)
    text = _SPACES.sub(" ", re.sub(r"[^a-z0-9\s]+", " ", text)).strip()
    for pattern, replacement in _LATIN_STEPS:
        text = pattern.sub(replacement, text)
    if loose:
        text = text.translate(_LOOSE_VOWELS)
        for pattern, replacement in _LOOSE_STEPS:
            text = pattern.sub(replacement, text)
    return text
