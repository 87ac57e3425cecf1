"""The names of one invented register: some of the reference tables, some that no table has, in both scripts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks import names
from benchmarks.matching.rates import Rates
from shared_models.text.name_tables import load_name_tables, load_titles
from shared_models.text.names import is_title

__all__ = ["Pool", "Word", "pool_of"]

Word = tuple[str, str]  # Latin, Urdu

# Syllables as both scripts write them; short vowels have no letter.
_OPENINGS = (("b", "ب"), ("z", "ز"), ("d", "د"), ("sh", "ش"), ("m", "م"), ("n", "ن"), ("g", "گ"), ("r", "ر"), ("kh", "خ"),
             ("s", "س"), ("t", "ت"), ("j", "ج"), ("f", "ف"),
             ("p", "پ"), ("l", "ل"), ("h", "ہ"), ("q", "ق"), ("w", "و"))  # fmt: skip
_VOWELS = (("a", ""), ("i", ""), ("u", ""), ("aa", "ا"), ("ee", "ی"), ("oo", "و"), ("a", ""))
_ENDINGS = {
    "M": (("n", "ن"), ("d", "د"), ("r", "ر"), ("m", "م"), ("l", "ل"), ("sh", "ش"), ("z", "ز"), ("b", "ب"), ("k", "ک")),
    "F": (("a", "ہ"), ("a", "ا"), ("n", "ن"), ("m", "م"), ("i", "ی"), ("z", "ز")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pool:
    """Weighted words to draw names from."""

    men: Sequence[Word]
    women: Sequence[Word]
    clans: Sequence[Word]
    weights: Mapping[int, Sequence[float]]

    def draw(self, words: Sequence[Word], chance: random.Random) -> Word:
        """One word, the first ones oftener."""
        return chance.choices(words, cum_weights=self.weights[len(words)])[0]


def pool_of(seed: int, rates: Rates) -> Pool:
    """The names of one register."""
    chance = random.Random(seed * 104_729 + 5)
    groups = [
        (group.latin[0].replace("-", " ").title(), group.urdu)
        for group in load_name_tables().groups
        if group.latin and group.key not in _light() and not is_title(group.latin[0]) and len(group.key) > 2
    ]
    known_men = [*names.MEN, *(chance.sample(groups, min(len(groups), 250)))]
    known_women = [*names.WOMEN, *(word for word in groups if word[0].endswith("a"))]
    men = _mixed(known_men, "M", rates.names_in_use, rates, chance)
    women = _mixed(known_women, "F", rates.names_in_use // 2, rates, chance)
    clans = _mixed([*dict.fromkeys(names.AFTER)], "M", 40, rates, chance)
    weights = {len(words): _weights(len(words), rates.evenness) for words in (men, women, clans)}
    return Pool(men, women, clans, weights)


def _mixed(known: Sequence[Word], sex: str, count: int, rates: Rates, chance: random.Random) -> list[Word]:
    chosen = chance.sample(list(dict.fromkeys(known)), min(len(set(known)), max(4, round(count * rates.known_names))))
    while len(chosen) < count:
        chosen.append(_made(sex, chance))
    chance.shuffle(chosen)
    return list(dict.fromkeys(chosen))


def _made(sex: str, chance: random.Random) -> Word:
    sounds = []
    for _ in range(chance.choice((1, 2, 2))):
        sounds += [chance.choice(_OPENINGS), chance.choice(_VOWELS)]
    sounds += [chance.choice(_OPENINGS), chance.choice(_VOWELS), chance.choice(_ENDINGS[sex])]
    if sounds[-2][1] and sounds[-1][0] in {"a", "i"}:
        sounds[-2] = ("", "")
    return "".join(latin for latin, _ in sounds).title(), "".join(urdu for _, urdu in sounds)


def _weights(count: int, evenness: float) -> list[float]:
    total, found = 0.0, []
    for place in range(1, count + 1):
        total += 1 / place**evenness
        found.append(total)
    return found


def _light() -> frozenset[str]:
    """Names that are titles as well: nobody is called by one alone."""
    return frozenset({"muhammad", *(word for title in load_titles().light for word in title.latin)})
