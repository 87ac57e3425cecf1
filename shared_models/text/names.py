"""What names carry besides the name: titles, short forms, the father behind an "S/O", and noise in a father's field."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from shared_models.text.name_tables import load_short_forms, load_titles, words_naming_nobody
from shared_models.text.normalise import clean_text, fold_digits, fold_urdu, is_arabic, urdu_ways

__all__ = [
    "ParentSplit", "bare_parent", "expand_short_forms", "is_only_title", "is_title", "split_parent", "without_titles",
]  # fmt: skip

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
_NOT_NAME = re.compile(r"[^\w\s'’.-]|[\d_]+")
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


def bare_parent(text: str) -> str:
    """
    The name in a father's or husband's field without what stands around it: `S/O Late Haji M. Din` -> `M. Din`.

    Empty when the field names nobody: it says "Ditto" or "Not known", or holds only a number. For comparing; what is
    stored keeps every word.
    """
    text = clean_text(fold_digits(text))
    found = _RELATION.search(text)
    if found is not None:
        text = text[found.end() :]
    name = clean_text(_NOT_NAME.sub(" ", _LATE.sub(" ", text))).strip(" .-'’")
    if fold_urdu(name) in words_naming_nobody() or is_only_title(name):
        return ""
    return without_titles(name)


def without_titles(name: str) -> str:
    """`name` without words that are only titles; unchanged when nothing else would remain."""
    kept = [word for word in clean_text(name).split(" ") if not is_title(word)]
    return " ".join(kept) if kept else clean_text(name)


def is_only_title(name: str) -> bool:
    """Whether every word of `name` is a title (`Haji Sahib` names nobody)."""
    words = clean_text(name).split(" ")
    return all(is_title(word) for word in words)


def expand_short_forms(name: str) -> str:
    """The Latin name in lower case with abbreviations written out (`Mohd. Aslam Ch` -> `muhammad aslam chaudhry`)."""
    words = re.sub(r"[’'`.,]", " ", clean_text(name).lower()).split()
    short_forms = load_short_forms()
    return " ".join(short_forms[word][0] if word in short_forms else word for word in words)


@lru_cache(4096)
def is_title(word: str) -> bool:
    """Whether a word of either script is a title that comparisons leave out."""
    if is_arabic(word):
        return fold_urdu(word) in _titles_urdu()
    return word.strip(".,()").lower() in _titles_latin()


@cache
def _titles_latin() -> frozenset[str]:
    return frozenset(word for title in load_titles().drop for word in title.latin)


@cache
def _titles_urdu() -> frozenset[str]:
    # مسماۃ is written with either of its endings.
    return frozenset(way for title in load_titles().drop if title.urdu for way in urdu_ways(title.urdu))
