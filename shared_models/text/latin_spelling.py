"""Latin letters for an Urdu name that no table knows: a proposal that a clerk corrects."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from shared_models.text.normalise import clean_text

__all__ = ["spell_in_latin"]

_CONSONANTS = dict(
    zip(
        "بپتٹثجچحخدڈذرڑزژسشصضطظغفقکگلمنہ",
        "b p t t s j ch h kh d d z r r z zh s sh s z t z gh f q k g l m n h".split(),
        strict=True,
    ),
)
_CLOSING = frozenset({"st", "nd", "kht", "sht", "ft", "nj", "ng"})  # said without a vowel between: Zarmast, Bakht
_LONG = frozenset("اآویے")
_MARKS = re.compile("[\u064b-\u065f\u0640\u200c\u0674]")
_LAST_ALEF = re.compile("[یى]ٰ")
_ONE_FORM = str.maketrans(
    {"ئ": "ی", "ء": None, "ں": "ن", "ة": "ہ", "ۃ": "ہ", "ه": "ہ", "ي": "ی", "ك": "ک", "ى": "ی", "أ": "ا", "إ": "ا",
     "ٱ": "ا", "ٰ": "ا", "ۀ": "ہ", "ۂ": "ہ"},
)  # fmt: skip


class _Sound(NamedTuple):
    letters: str
    is_vowel: bool


@lru_cache(4096)
def spell_in_latin(word: str) -> tuple[str, ...]:
    """
    Latin spellings of one Urdu word in small letters, the likeliest first.

    Urdu leaves short vowels out: they are written where syllables need them. The second spelling writes long vowels
    with one letter, the others begin with i and u instead of a.
    """
    letters = _MARKS.sub("", _LAST_ALEF.sub("ا", clean_text(word))).translate(_ONE_FORM)
    sounds = [sound for place in range(len(letters)) for sound in _sounds(letters, place)]
    first = _first_short(letters)
    usual = _spelled(sounds, first)
    single = usual.replace("oo", "u").replace("ee", "i")
    others = (_spelled(sounds, vowel) for vowel in "aiu" if vowel != first)
    return tuple(dict.fromkeys(word for word in (usual, single, *others) if word))


def _first_short(letters: str) -> str:
    """The likeliest short vowel of the first syllable: Muneer, Imran; but Manzoor, Anwar."""
    if letters.startswith("م"):
        return "a" if letters[-2:-1] == "و" else "u"
    return "i" if re.match("[اع][^اآویےع]{2,3}ا[^ا]", letters) else "a"


def _sounds(letters: str, place: int) -> Sequence[_Sound]:
    letter = letters[place]
    before, behind = letters[place - 1 : place] if place else "", letters[place + 1 :]
    if letter in "اآ":
        return _alef(letter, place, before, behind)
    if letter == "ع":
        silent = place and (before in _LONG or behind[:1] in {"ا", "و"})
        return () if silent else _vowel("" if place == 0 and _is_run(behind) else "a")
    if letter in "وؤ":
        return _waw(letter, place, before, behind)
    if letter in "یے":
        return _ye(letter, place, before, behind)
    if letter == "ہ" and not behind and before and before not in "اآو":
        return _vowel("a")
    if letter not in _CONSONANTS:
        return ()  # the h of an aspirate went with its consonant
    return (_Sound(_CONSONANTS[letter] + ("h" if behind.startswith("ھ") else ""), False),)


def _vowel(letters: str) -> Sequence[_Sound]:
    return (_Sound(letters, True),)


def _is_run(behind: str) -> bool:
    """Whether two consonants or more come next, so that a first short vowel has to be chosen for the carrier."""
    return len(behind) > 1 and not _LONG & set(behind[:2])


def _alef(letter: str, place: int, before: str, behind: str) -> Sequence[_Sound]:
    if letter == "آ":
        return _vowel("a")
    if place == 1 and before == "ع":
        return ()
    # At the beginning it only carries a vowel that is written behind it: اورنگ, ایمان; but not in ایان.
    carries = place == 0 and behind[:1] in {"و", "ی"} and behind[1:2] not in _LONG
    return () if carries else _vowel("" if place == 0 and _is_run(behind) else "a")


def _waw(letter: str, place: int, before: str, behind: str) -> Sequence[_Sound]:
    carried = place == 1 and before == "ا"
    if not before or (behind and behind[0] in _LONG) or (before in "اآ" and behind and letter == "و" and not carried):
        return (_Sound("w", False),)
    return _vowel("au" if carried else "oo" if behind and (place > 1 or len(behind) == 1) else "o")


def _ye(letter: str, place: int, before: str, behind: str) -> Sequence[_Sound]:
    if not before or (behind and behind[0] in "اآو" and before in _LONG):
        return (_Sound("y", False),)
    if not behind:
        return _vowel("e" if letter == "ے" else "i")
    if behind in {"ی", "ے"}:
        return () if before == "ا" else _vowel("a")  # the ending of Yousafzai
    if place == 1:
        return _vowel("e" if before == "ا" else "i" if behind[0] in "اآ" or behind == "ہ" else "ai")
    return _vowel("i" if before == "ا" or behind[0] in "اآ" or behind == "ہ" else "ee")


def _spelled(sounds: list[_Sound], first_short: str) -> str:
    spelled: list[str] = []
    at = 0
    shorts = 0
    while at < len(sounds):
        end = next((place for place in range(at, len(sounds)) if sounds[place].is_vowel), len(sounds))
        run = [sound.letters for sound in sounds[at:end]]
        after_alef = at > 0 and sounds[at - 1].letters == "a"
        weak = after_alef and len(run) == 2 and end == len(sounds) - 1 and sounds[end].letters == "a"  # Fatima, Zahida
        opened = {0} if weak else _short_places(run, starts=at == 0, ends=end == len(sounds))
        for place, letters in enumerate(run):
            spelled.append(letters)
            if place in opened:
                in_place = "i" if weak or (after_alef and place == 0 and run[-1] != "t") else "a"
                spelled.append(first_short if not shorts and at == 0 else in_place)
                shorts += 1
        if end < len(sounds):
            carrier = not sounds[end].letters
            spelled.append(first_short if carrier else sounds[end].letters)
            shorts += carrier
        at = end + 1
    return "".join(spelled)


def _short_places(run: list[str], *, starts: bool, ends: bool) -> set[int]:
    """Behind which consonants of a run an unwritten vowel stands: closed syllables first, then an open one."""
    count = len(run)
    if count < 2 and ends:
        return set()
    last = 3 if ends and count > 2 and run[-2] + run[-1] in _CLOSING else 2  # consonants of the last syllable
    closing = {count - last} if ends else set()
    rest = count - (last if ends else 1)
    # The first consonant behind a vowel closes its syllable.
    return closing | set(range(0 if starts or rest <= 0 else 1, rest, 2))
