"""How often things go wrong in an invented register; every set draws its own, so that no weight is fitted to one habit."""

from __future__ import annotations

import random
from dataclasses import dataclass

__all__ = ["USUAL", "Rates", "drawn"]


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares between 0 and 1 unless said otherwise."""

    known_names: float = 0.75  # of names that the reference tables have; the others are made of syllables
    names_in_use: int = 160  # call names of men
    evenness: float = 0.6  # 0: every name as frequent; 1: a few names are half of all
    women: float = 0.25
    siblings: float = 0.45  # of people, have a brother or sister in the register
    twins: float = 0.03
    namesakes: float = 0.02
    same_clerk: float = 0.35  # of duplicates, written by a clerk with the same habits of spelling
    spelling: float = 0.35  # of words, spelled otherwise
    typing: float = 0.05  # of words, with a slip
    no_card: float = 0.18
    card_slip: float = 0.06
    borrowed: float = 0.008
    placeholders: float = 0.006
    no_phone: float = 0.15
    other_phone: float = 0.4  # of duplicates
    agents: float = 0.04  # of people, gave the phone of an agent
    family_phone: float = 0.3
    vague_date: float = 0.22
    new_year_dates: float = 0.5  # of vague dates, written as 1 January
    date_slip: float = 0.06
    only_urdu: float = 0.12
    only_latin: float = 0.35
    moved: float = 0.08
    no_father: float = 0.05
    no_sex: float = 0.02
    married: float = 0.4  # of married women's hard repeats, with the husband's name now
    duplicated: float = 0.2  # of people, registered more than once
    close_serials: float = 0.5  # of families, registered for their cards on one day


USUAL = Rates()


def drawn(seed: int, width: float = 0.6) -> Rates:
    """Rates around the usual ones, each moved by up to `width` of itself."""
    chance = random.Random(seed * 7_919 + 13)
    moved = {name: getattr(USUAL, name) * (1 + chance.uniform(-width, width)) for name in Rates.__slots__}
    moved["names_in_use"] = round(chance.choice((40, 80, 160, 320)))
    moved["duplicated"] = chance.uniform(0.1, 0.3)
    moved["known_names"] = min(1.0, moved["known_names"])
    return Rates(**moved)
