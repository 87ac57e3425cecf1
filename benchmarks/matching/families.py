"""Invented people in families: brothers, sisters, twins and namesakes, with the numbers and dates they really have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from benchmarks.matching.pools import Pool, Word
from benchmarks.matching.rates import Rates
from shared_models.catalogue import load_catalogue

__all__ = ["Person", "districts_by_province", "families"]

PROVINCES = {"PK-PB": 52, "PK-KP": 24, "PK-SD": 11, "PK-BA": 5, "PK-JK": 6, "PK-GB": 1, "PK-IS": 1}
MOST_CHILDREN = 5


@dataclass(frozen=True, slots=True)
class Person:
    """One person as they are, before any clerk wrote them down."""

    number: int
    family: int
    name: Word
    father: Word
    husband: Word | None
    sex: str
    birth: date
    card: str
    passport: str
    phone: str
    province: str
    district: str


@cache
def districts_by_province() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in load_catalogue().lists["DISTRICT"].rows:
        found.setdefault(str(code.parent), []).append(code.code)
    return found


def families(pool: Pool, rates: Rates, chance: random.Random) -> Iterator[Person]:
    """People without end, family by family."""
    number = family = 0
    earlier: list[Person] = []
    while True:
        family += 1
        children = chance.choice(range(2, MOST_CHILDREN)) if chance.random() < rates.siblings / 2 else 1
        head = _Household(pool, rates, chance, family)
        members = [head.child(number + place) for place in range(children)]
        if children == 1 and earlier and chance.random() < rates.namesakes:
            model = chance.choice(earlier)
            members = [replace(members[0], name=model.name, sex=model.sex)]
            if chance.random() < 0.5:
                members = [replace(members[0], father=model.father)]
            if chance.random() < 0.5:
                members = [replace(members[0], district=model.district, province=model.province)]
        if children > 1 and chance.random() < rates.twins * 4:
            twin = replace(members[1], birth=members[0].birth, sex=members[0].sex)
            members[1] = replace(twin, name=head.name(twin.sex, members[0].name))
        if chance.random() < 0.02:
            members.append(head.parent(number + children))
        number += len(members)
        earlier = [*earlier[-200:], *members]
        yield from members


class _Household:
    """What the children of one father have in common."""

    def __init__(self, pool: Pool, rates: Rates, chance: random.Random, family: int) -> None:
        self._pool, self._rates, self._chance, self._family = pool, rates, chance, family
        self._clan = pool.draw(pool.clans, chance) if chance.random() < 0.65 else None
        self._syed = chance.random() < 0.05
        self._after_father = chance.random() < 0.15  # the father's call name stands behind the children's
        self._father_call = pool.draw(pool.men, chance)
        self.father = self._whole("M", self._father_call)
        weights = list(PROVINCES.values())
        self._province = chance.choices(list(PROVINCES), weights)[0]
        districts = districts_by_province()[self._province]
        self._district = districts[min(int(chance.expovariate(0.25)), len(districts) - 1)]
        self._born = date(1960, 1, 1) + timedelta(days=chance.randrange(365 * 42))
        self._locality = f"0{chance.randrange(1, 9)}{sum(map(ord, self._district)) % 10}{chance.randrange(1, 30):02d}"
        self._serial = chance.randrange(1_000_000, 9_900_000)
        self._close = chance.random() < rates.close_serials
        self._phone = f"+923{chance.randrange(50):02d}{chance.randrange(10**7):07d}"

    def name(self, sex: str, unlike: Word | None = None) -> Word:
        """The whole name of a child."""
        words = self._pool.men if sex == "M" else self._pool.women
        call = self._pool.draw(words, self._chance)
        while unlike is not None and call[0] in unlike[0]:
            call = self._chance.choice(words)
        return self._whole(sex, call)

    def child(self, number: int) -> Person:
        chance = self._chance
        sex = "F" if chance.random() < self._rates.women else "M"
        self._born += timedelta(days=chance.randrange(330, 1_500))
        self._serial += chance.randrange(1, 9) if self._close else chance.randrange(1_000, 60_000)
        serial = self._serial % 10_000_000
        last = chance.choice("13579" if sex == "M" else "02468")
        shared = chance.random() < self._rates.family_phone
        married = sex == "F" and chance.random() < 0.6
        return Person(
            number, self._family, self.name(sex), self.father,
            self._whole("M", self._pool.draw(self._pool.men, chance), own=False) if married else None, sex,
            min(self._born, date(2006, 1, 1) + timedelta(days=chance.randrange(300))), f"{self._locality}{serial:07d}{last}",
            "".join(chance.choice("ABCDEFGHJKLMNPR") for _ in range(2)) + f"{chance.randrange(10**6, 10**7)}",
            self._phone if shared else f"+923{chance.randrange(50):02d}{chance.randrange(10**7):07d}",
            self._province, self._district,
        )  # fmt: skip

    def parent(self, number: int) -> Person:
        chance = self._chance
        born = self._born - timedelta(days=chance.randrange(9_000, 14_000))
        child = self.child(number)
        grandfather = self._whole("M", self._pool.draw(self._pool.men, chance))
        return replace(child, name=self.father, father=grandfather, husband=None, sex="M", birth=max(born, date(1938, 1, 5)),
                       card=child.card[:-1] + "1")  # fmt: skip

    def _whole(self, sex: str, call: Word, *, own: bool = True) -> Word:
        chance = self._chance
        words = [call]
        if sex == "F":
            words.append(chance.choice((("Bibi", "بی بی"), ("Begum", "بیگم"), ("Bibi", "بی بی"), ("Khatoon", "خاتون"))))
            if chance.random() < 0.4:
                words.pop()
        elif chance.random() < 0.45:
            words.insert(0, ("Muhammad", "محمد"))
        elif self._syed and own:
            words.insert(0, ("Syed", "سید"))
        if self._after_father and own and hasattr(self, "father"):
            words.append(self._father_call)
        elif own and self._clan and (sex == "M" or chance.random() < 0.3) and chance.random() < 0.85:
            words.append(self._clan)
        elif chance.random() < 0.3:
            words.append(chance.choice((("Khan", "خان"), ("Ahmed", "احمد"), ("Ali", "علی"), ("Hussain", "حسین"))))
        return " ".join(latin for latin, _ in words), " ".join(urdu for _, urdu in words)
