"""The invented life behind a sample registration: what several of its answers must agree on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Final

from shared_models.catalogue import sample_words as words
from shared_models.catalogue.access import SEALED
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.identifiers.residence import residence_shape
from shared_models.catalogue.kinds.identity import CARD_TYPES
from shared_models.catalogue.kinds.numbers import DECIMALS, USUAL_DECIMALS

__all__ = ["HOME", "USUAL_WAGE", "Life", "Member", "Trip", "money", "on_paper"]

HOME: Final = "PAK"
ADULT: Final = 25  # the youngest: old enough for every trip that is invented
OLDEST: Final = 60
MOBILES: Final = {"PAK": "+923{0:02d}{1:07d}", "SAU": "+96650{1:07d}", "ARE": "+97150{1:07d}"}
WOMEN: Final = frozenset({"DAU", "MOT", "SIS", "GMA"})
AGES: Final = {"SON": (1, 17), "DAU": (1, 17), "GCH": (1, 12), "FAT": (62, 85), "MOT": (60, 80), "GPA": (80, 95)}
OTHER_AGES: Final = (22, 55)
CURRENCIES: Final = {"SAU": "SAR", "ARE": "AED", "OMN": "OMR", "QAT": "QAR", "KWT": "KWD", "BHR": "BHD", "PAK": "PKR"}
USUAL_WAGE: Final = 900


@dataclass(frozen=True, slots=True)
class Trip:
    """One stay abroad."""

    country: str
    departed: date
    left: date

    @property
    def months(self) -> int:
        return max(1, (self.left - self.departed).days // 30)


@dataclass(frozen=True, slots=True)
class Member:
    """One of the household."""

    relation: str
    gender: str
    name: str
    birth: date


class Life:
    """Who somebody is, where they were and whom they live with; drawn from `chance` and from nothing else."""

    def __init__(self, catalogue: Catalogue, chance: Random, today: date) -> None:
        self.catalogue, self.chance, self.today = catalogue, chance, today
        self.gender = chance.choices(("M", "F"), (85, 15))[0]
        self.names = words.person_name(chance, self.gender)
        self.father, self.husband = words.person_name(chance, "M"), words.person_name(chance, "M")
        self.birth = today - timedelta(days=chance.randrange(ADULT * 366, OLDEST * 365))
        self.returned = today - timedelta(days=chance.randrange(3, 600))
        self.trips = self._trips(chance.randrange(1, 4))
        self.birthplace = chance.choice(self.codes("DISTRICT"))
        self.household = chance.randrange(4, 13)
        self.earners = chance.randrange(1, self.household)
        self.young = chance.randrange(0, self.household - 1)
        self.pupils = chance.randrange(0, self.household - self.young)
        self.members = tuple(self._member(relation) for relation in chance.sample(self.codes("REL"), 3))
        self.reasons = tuple(chance.sample(self.codes("REASON"), k=min(3, len(self.codes("REASON")))))
        self.return_type = self.any_of(self.codes("RETURN_TYPE"))
        self._taken: set[str] = set()

    def codes(self, name: str, parent: str = "", *, sealed: bool = False) -> list[str]:
        """The codes of a list in use today, below `parent` if there is one; those of sealed entries stay in these."""
        key = ("sample codes", name, parent, self.today.isoformat(), str(sealed))
        found: list[str] | None = self.catalogue.derived.get(key)
        if found is None:
            found = self.catalogue.derived[key] = [
                row.code
                for row in self.catalogue.lists[name].active(self.today.isoformat())
                if (sealed or row.sensitivity != SEALED) and (not parent or row.parent == parent)
            ]
        return found

    def any_of(self, codes: Sequence[str]) -> str:
        """One of the codes; lists begin with what is usual, so the first ones come oftener."""
        return codes[min(self.chance.randrange(len(codes)), self.chance.randrange(len(codes)))]

    @cached_property
    def countries(self) -> list[str]:
        """Countries people come back from, the usual ones."""
        rows = self.catalogue.lists["COUNTRY"].rows
        return [row.code for row in rows if row.favourite and row.code != HOME]

    @property
    def country(self) -> str:
        """The country of the last stay."""
        return self.trips[0].country

    def label(self, name: str, code: object) -> str:
        """The English word of a code."""
        return self.catalogue.lists[name].label(str(code), "en")

    def past(self, days: int = 1500) -> date:
        """A day before today."""
        return self.today - timedelta(days=self.chance.randrange(1, days))

    def ahead(self, days: int = 300) -> date:
        """A day after today."""
        return self.today + timedelta(days=self.chance.randrange(1, days))

    def card(self, gender: str) -> str:
        """A card number of nobody: it begins with 0 and ends as the cards of this gender do."""
        last = "02468" if gender == "F" else "13579"
        return self._fresh(lambda: f"0{self.chance.randrange(10**5, 10**11):011d}{self.chance.choice(last)}")

    def phone(self, country: str = HOME) -> str:
        """A mobile number of the country, or of Pakistan where none is known."""
        shape = MOBILES.get(country, MOBILES[HOME])
        return self._fresh(lambda: shape.format(self.chance.randrange(10), self.chance.randrange(10**7)))

    def paper_number(self, paper: str, country: str, gender: str = "") -> str:
        """A number as papers of this type bear it."""
        chance = self.chance
        if paper in CARD_TYPES:
            return self.card(gender or self.gender)
        if paper == "OLDNIC":
            return f"0{chance.randrange(10**9, 10**10):010d}"
        if paper == "RESID":
            return self._residence_number(country)
        letters = "".join(chance.choice("ABCDEFGHJKLMNPR") for _ in range(2))
        return f"{letters}{chance.randrange(10**6, 10**7)}"

    def locality(self, script: int) -> str:
        """A house or street, in Latin (0) or Urdu letters (1)."""
        return self.chance.choice(words.LOCALITIES)[script].format(number=self.chance.randrange(1, 300))

    def _residence_number(self, country: str) -> str:
        year, tail = self.birth.year, self.chance.randrange(10**7, 10**8)
        by_country = {
            "ARE": f"784{year}{tail}",
            "QAT": f"{2 if year < 2000 else 3}{year % 100:02d}{tail}",
            "KWT": f"{2 if year < 2000 else 3}{self.birth:%y%m%d}{tail % 10**5:05d}",
        }
        shape = residence_shape(country)
        usual = shape.example[0] + f"{tail % 10**6:06d}" + shape.example[7:] if shape else str(tail)
        return by_country.get(country, usual)

    def _fresh(self, make: Callable[[], str]) -> str:
        made = make()
        while made in self._taken:
            made = make()
        self._taken.add(made)
        return made

    def _trips(self, count: int) -> tuple[Trip, ...]:
        """The last stay first; one after the other, none overlaps."""
        found, left = [], self.returned
        for _ in range(count):
            departed = left - timedelta(days=self.chance.randrange(200, 700))
            found.append(Trip(self.chance.choice(self.countries), departed, left))
            left = departed - timedelta(days=self.chance.randrange(40, 90))
        return tuple(found)

    def _member(self, relation: str) -> Member:
        gender = "F" if relation in WOMEN or (relation == "SPO" and self.gender == "M") else "M"
        youngest, oldest = AGES.get(relation, OTHER_AGES)
        birth = self.today - timedelta(days=self.chance.randrange(youngest * 365, oldest * 365))
        return Member(relation, gender, words.person_name(self.chance, gender)[0], birth)


def on_paper(life: Life, day: date) -> str:
    """A partial date as people know it: the day, the month, or the year as an estimate."""
    known = life.chance.random()
    return day.isoformat() if known < 0.5 else f"{day:%Y-%m}" if known < 0.85 else f"{day:%Y}~"


def money(life: Life, whole: int, country: str = HOME) -> dict[str, object]:
    """A sum of about `whole` Pakistani rupees, or of usual wages in the currency of another country."""
    currency = CURRENCIES.get(country, "USD")
    places = DECIMALS.get(currency, USUAL_DECIMALS)
    if currency != CURRENCIES[HOME]:
        rule = life.catalogue.rules.get("wage_currency")
        whole = (rule.by_currency.get(currency) if rule else None) or USUAL_WAGE
    return {"minor": round(whole * life.chance.uniform(0.7, 1.6)) * 10**places, "currency": currency}
