"""How one clerk writes a name or a number down: habits of spelling, slips of the hand, short forms, words left out."""

from __future__ import annotations

import random
import re

from benchmarks.matching.rates import Rates

__all__ = ["Clerk", "swap_script_letters", "typed_wrong", "wrong_digits"]

# Ways in which one sound is spelled; a clerk prefers one of each row. Whole words come before letters.
_HABITS: tuple[tuple[str, ...], ...] = (
    ("ee", "i", "ea", "ie"), ("oo", "u", "ou"), ("aa", "a"), ("q", "k"), ("w", "v"), ("kh", "k", "kh"), ("gh", "g"),
    ("ph", "f"), ("ai", "ei", "ay"), ("ou", "au", "o"), ("z", "z", "zz"), ("mm", "m"), ("ss", "s"), ("ll", "l"),
    ("ay", "ey"), ("iy", "ia", "iya"), ("sh", "sh", "sch"), ("y", "y", "i"),
)  # fmt: skip
_MUHAMMADS = ("Muhammad", "Mohammad", "Mohammed", "Muhammed", "Mohd", "M.", "Md", "Muhammad", "Mohamad", "Mohd.")
_FIXED = {
    "Ahmed": ("Ahmed", "Ahmad", "Ehmad", "Ahmd"), "Ahmad": ("Ahmed", "Ahmad", "Ehmad"),
    "Hussain": ("Hussain", "Hussein", "Husain", "Hussian", "Hosain"), "Khan": ("Khan", "Khan", "K."),
    "Chaudhry": ("Chaudhry", "Chaudhary", "Ch.", "Choudhry", "Chaudhri"), "Syed": ("Syed", "Sayed", "Sayyid", "Said"),
    "Bibi": ("Bibi", "Bibi", "Biby"), "Begum": ("Begum", "Begam", "Bgm"), "Abdul": ("Abdul", "Abdul", "Abd"),
    "Ghulam": ("Ghulam", "Gulam", "Gh."), "Sheikh": ("Sheikh", "Shaikh", "Sh."), "Malik": ("Malik", "Malek"),
    "Yousaf": ("Yousaf", "Yusuf", "Yousuf", "Yousif"), "Usman": ("Usman", "Osman", "Uthman"),
    "Javed": ("Javed", "Javaid", "Jawed"), "Iqbal": ("Iqbal", "Ikbal", "Eqbal"), "Yaqoob": ("Yaqoob", "Yaqub", "Yakoob"),
}  # fmt: skip
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _KEYBOARD
    for place, letter in enumerate(row)
}
_VOWELS = "aeiou"
_URDU_PAIRS = (("ی", "ي"), ("ک", "ك"), ("ہ", "ه"), ("ئ", "ی"), ("ؤ", "و"), ("آ", "ا"), ("ۃ", "ہ"))
_URDU_SOUNDS = (
    ("ذ", "ز"),
    ("ض", "ز"),
    ("ظ", "ز"),
    ("ص", "س"),
    ("ث", "س"),
    ("ط", "ت"),
    ("ح", "ہ"),
    ("ق", "ک"),
    ("غ", "گ"),
)
_URDU_LETTERS = "بپتجچخدرزسشفکگلمنوہی"


def typed_wrong(word: str, chance: random.Random) -> str:
    """`word` with one slip of the hand: a letter left out, doubled, swapped with the next, or its neighbour's key."""
    if len(word) < 3:
        return word
    place = chance.randrange(len(word) - 1)
    letter, following = word[place], word[place + 1]
    urdu = not word.isascii()
    wrong = chance.choice(_URDU_LETTERS if urdu else _NEIGHBOURS.get(letter.lower()) or "e")
    way = chance.randrange(5)
    changed = (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + following + letter + word[place + 2 :],
        word[:place] + wrong + word[place + 1 :],
        word[:place] + wrong + word[place:],
    )[way]
    return changed if urdu else changed.lower().title()


def wrong_digits(number: str, chance: random.Random, slips: int = 1) -> str:
    """`number` with digits typed wrong, or two neighbours swapped."""
    for _ in range(slips):
        place = chance.randrange(1, len(number) - 1)
        if chance.random() < 0.35 and number[place] != number[place + 1]:
            number = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        else:
            number = (
                number[:place] + chance.choice([d for d in "0123456789" if d != number[place]]) + number[place + 1 :]
            )
    return number


def swap_script_letters(text: str, chance: random.Random) -> str:
    """Urdu as another keyboard writes it."""
    for ours, theirs in _URDU_PAIRS:
        if chance.random() < 0.25:
            text = text.replace(ours, theirs)
    return text


class Clerk:
    """One clerk with fixed habits."""

    def __init__(self, rates: Rates, chance: random.Random) -> None:
        self._rates = rates
        self._habits = [(row, chance.choice(row)) for row in _HABITS if chance.random() < 0.5]
        self._last_h = chance.random() < 0.3
        self._muhammad = chance.choice(_MUHAMMADS)
        self._joins = chance.random() < 0.3
        self._titles = chance.random() * 0.12
        self._short = chance.random() * 0.2

    def latin(self, name: str, chance: random.Random) -> str:
        """A Latin name as this clerk writes it on this day."""
        words = [self._word(word, chance) for word in name.split(" ")]
        if self._joins and chance.random() < 0.3 and len(words) > 1 and words[0] in {"Abdul", "Ghulam", "Gul", "Allah"}:
            words[:2] = [words[0] + words[1].lower()]
        if chance.random() < self._titles:
            words.insert(0, chance.choice(("Haji", "Mr.", "Hafiz", "Ustad")))
        return " ".join(words)

    def urdu(self, name: str, chance: random.Random) -> str:
        """An Urdu name as this clerk writes it on this day."""
        words = []
        for word in name.split(" "):
            spelled = word
            if chance.random() < self._rates.spelling / 2:
                letter, other = chance.choice(_URDU_SOUNDS)
                spelled = spelled.replace(letter, other) if letter in spelled else spelled
            if chance.random() < self._rates.typing:
                spelled = typed_wrong(spelled, chance)
            words.append(spelled)
        return swap_script_letters(" ".join(words), chance)

    def _word(self, word: str, chance: random.Random) -> str:
        if word == "Muhammad":
            return self._muhammad if chance.random() < 0.8 else chance.choice(_MUHAMMADS)
        if chance.random() < self._rates.spelling:
            word = chance.choice(_FIXED[word]) if word in _FIXED else self._respelled(word, chance)
        elif chance.random() < self._short and word in {"Khan", "Ghulam", "Chaudhry"}:
            word = word[0] + "."
        return typed_wrong(word, chance) if chance.random() < self._rates.typing else word

    def _respelled(self, word: str, chance: random.Random) -> str:
        spelled = word.lower()
        for row, preferred in self._habits:
            for way in row:
                if way != preferred and way in spelled and chance.random() < 0.7:
                    spelled = spelled.replace(way, preferred, 1)
                    break
        if chance.random() < 0.35:
            places = [place for place, letter in enumerate(spelled) if letter in _VOWELS and place]
            if places:
                place = chance.choice(places)
                near = {"a": "ae", "e": "iae", "i": "eiy", "o": "uo", "u": "ou"}[spelled[place]]
                spelled = spelled[:place] + chance.choice(near) + spelled[place + 1 :]
        if chance.random() < 0.15:
            spelled = re.sub(r"(.)\1", r"\1", spelled, count=1)
        elif chance.random() < 0.15:
            spelled = re.sub(r"(?<=[aiu])([bdlmnrst])(?=[aeiou])", r"\1\1", spelled, count=1)
        if self._last_h and spelled.endswith("a"):
            spelled += "h"
        return spelled.title()
