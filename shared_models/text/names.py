"""What names carry besides the name: titles, short forms, and the father written behind an "S/O"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from shared_models.text.normalise import clean_text, fold_urdu, is_arabic

__all__ = ["TITLES_LATIN", "TITLES_URDU", "ParentSplit", "expand_short_forms", "is_only_title", "split_parent"]

# Dropped before names are compared; a name made of nothing else is no name.
TITLES_LATIN = frozenset(
    "mr mrs miss ms dr engr prof adv sahib saab sahab sahiba janab mohtarma late marhoom marhooma shaheed retd capt maj "
    "col brig sub hav ustad alhaj haji hajji hajee qari maulana molvi maulvi moulvi mufti allama pir peer sufi baba bhai "
    "baji mst msmt mt".split(),
)
TITLES_URDU = frozenset(
    fold_urdu(word)
    for word in "صاحب صاحبہ جناب محترمہ محترم مرحوم مرحومہ شہید استاد الحاج حاجی قاری مولانا مولوی مفتی علامہ پیر صوفی "
    "بابا بھائی باجی مسماۃ مسماة ڈاکٹر".split()
)

_SHORT_FORMS = {
    "m": "muhammad", "mhd": "muhammad", "md": "muhammad", "mohd": "muhammad", "muhd": "muhammad", "mohmd": "muhammad",
    "ch": "chaudhry", "gh": "ghulam", "g": "ghulam", "abd": "abdul", "sh": "sheikh", "sk": "sheikh", "kh": "khawaja",
    "sd": "syed", "s": "syed", "hsn": "hassan", "ahmd": "ahmad", "rz": "raza", "bgm": "begum", "k": "khan",
}  # fmt: skip

_RELATION = re.compile(
    r"(?P<latin>(?<![A-Za-z])(?:(?P<one>[SDWC])\s*[/\\|.\-]\s*O(?![A-Za-z])\.?|(?P<word>son|daughter|wife|child)\s+of\b"
    r"|(?P<arabic>walad|wald|bint|zauja|zoja|zouja)\b))"
    r"|(?<!\w)(?P<urdu>ولد|بنت|دختر|زوجہ|زوجه|بیوہ)(?!\w)",
    re.IGNORECASE,
)
_RELATION_OF = {
    "s": "father", "d": "father", "c": "father", "w": "husband", "son": "father", "daughter": "father",
    "child": "father", "wife": "husband", "walad": "father", "wald": "father", "bint": "father", "zauja": "husband",
    "zoja": "husband", "zouja": "husband", "ولد": "father", "بنت": "father", "دختر": "father", "زوجہ": "husband",
    "زوجه": "husband", "بیوہ": "husband",
}  # fmt: skip
_GENDER_OF = {
    "s": "M", "d": "F", "w": "F", "son": "M", "daughter": "F", "wife": "F", "walad": "M", "wald": "M", "bint": "F",
    "zauja": "F", "zoja": "F", "zouja": "F", "ولد": "M", "بنت": "F", "دختر": "F", "زوجہ": "F", "زوجه": "F", "بیوہ": "F",
}  # fmt: skip
_LATE = re.compile(r"\(\s*(?:late|مرحوم)\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParentSplit:
    """A name with its parent or husband told apart: `relation` is "father", "husband" or "" when none was written."""

    name: str
    relation: str
    parent: str
    gender_hint: str  # "M", "F" or "": what the word between the names suggests, never a fact


def split_parent(text: str) -> ParentSplit:
    """`Muhammad Aslam S/O Late Haji Ghulam Rasool` as the name, the relation and the other name, in either script."""
    text = clean_text(text)
    found = _RELATION.search(text)
    if found is None or not text[: found.start()].strip(" ,;-"):
        return ParentSplit(text, "", "", "")
    word = (found["one"] or found["word"] or found["arabic"] or found["urdu"]).lower()
    name = text[: found.start()].strip(" ,;-")
    parent = without_titles(_LATE.sub(" ", text[found.end() :]).strip(" ,;-."))
    return ParentSplit(name, _RELATION_OF[word], parent, _GENDER_OF.get(word, ""))


def without_titles(name: str) -> str:
    """`name` without words that are only titles; unchanged when nothing else would remain."""
    kept = [word for word in clean_text(name).split(" ") if not _is_title(word)]
    return " ".join(kept) if kept else clean_text(name)


def is_only_title(name: str) -> bool:
    """Whether every word of `name` is a title (`Haji Sahib` names nobody)."""
    words = clean_text(name).split(" ")
    return all(_is_title(word) for word in words)


def expand_short_forms(name: str) -> str:
    """The Latin name in lower case with abbreviations written out (`Mohd. Aslam Ch` -> `muhammad aslam chaudhry`)."""
    words = re.sub(r"[’'`.,]", " ", clean_text(name).lower()).split()
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


@lru_cache(4096)
def _is_title(word: str) -> bool:
    if is_arabic(word):
        return fold_urdu(word) in TITLES_URDU
    bare = word.strip(".,()").lower()
    return bare in TITLES_LATIN
