"""An invented register with truth: who was written down more than once, how differently, and what makes it hard."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from benchmarks.matching.families import Person, districts_by_province, families
from benchmarks.matching.pools import pool_of
from benchmarks.matching.rates import Rates
from benchmarks.matching.writing import Clerk, typed_wrong, wrong_digits

__all__ = ["Record", "register_of"]

CLERKS = 24
PLACEHOLDER_CARDS = (
    "0000000000000",
    "1111111111111",
    "1234512345671",
    "0123456789012",
    "3520200000001",
    "9999999999999",
)
KINDS = {
    "easy": ("again",),
    "medium": ("retyped", "other_clerk", "no_card", "card_slip", "vague_date", "moved", "new_phone"),
    "hard": ("married_name", "many_errors", "no_id_dob_approx", "urdu_only", "no_paper"),
}
STRATA = {"easy": 0.34, "medium": 0.4, "hard": 0.26}


@dataclass(frozen=True, slots=True)
class Record:
    """One registration: flat values, whose it is, and for a repeat how it differs from the first."""

    values: dict[str, object]
    person: Person
    stratum: str = ""  # easy, medium, hard; empty for the first one
    kind: str = ""
    borrowed: bool = False
    spoiled: bool = False  # a first one that already holds a wrong or vague fact


def register_of(rows: int, seed: int, rates: Rates) -> list[Record]:
    """So many records, repeats among them, in no order."""
    chance = random.Random(seed)
    office = _Office(seed, rates, chance)
    people = families(pool_of(seed, rates), rates, chance)
    records: list[Record] = []
    while len(records) < rows:
        person = next(people)
        clerk = office.clerk()
        records.append(office.first(person, clerk))
        if chance.random() < rates.duplicated:
            spoiled = records[-1].spoiled
            for _ in range(1 if chance.random() < 0.85 else 2):
                stratum = chance.choices(list(STRATA), list(STRATA.values()))[0]
                again = office.again(person, stratum, clerk)
                records.append(replace(again, stratum="medium") if spoiled and stratum == "easy" else again)
    records = list(islice(records, rows))
    chance.shuffle(records)
    return records


@dataclass(slots=True)
class _Form:
    """What a clerk is about to write, with how much goes wrong."""

    name: bool = True
    husband_only: bool = False
    card: str = ""
    slips: float = 0.0
    only_urdu: bool = False
    vague: bool = False


class _Office:
    def __init__(self, seed: int, rates: Rates, chance: random.Random) -> None:
        self._rates, self._chance = rates, chance
        self._clerks = [Clerk(rates, random.Random(seed * 31 + place)) for place in range(CLERKS)]
        self._agents = [f"+9230{chance.randrange(10)}{chance.randrange(10**7):07d}" for _ in range(6)]
        self._cards: list[str] = ["0421012345671"]

    def clerk(self) -> Clerk:
        return self._chance.choice(self._clerks)

    def first(self, person: Person, clerk: Clerk) -> Record:
        chance, rates = self._chance, self._rates
        card, borrowed = person.card, False
        if chance.random() < rates.no_card:
            card = ""
        elif chance.random() < rates.borrowed:
            card, borrowed = chance.choice(self._cards), True
        elif chance.random() < rates.placeholders:
            card = chance.choice(PLACEHOLDER_CARDS)
        elif chance.random() < rates.card_slip / 2:
            card = wrong_digits(card, chance)
        self._cards = [*self._cards[-400:], person.card]
        form = _Form(card=card, vague=chance.random() < rates.vague_date, only_urdu=chance.random() < rates.only_urdu)
        form.husband_only = person.husband is not None and chance.random() < 0.4
        spoiled = form.vague or card != person.card
        return Record(self._values(person, form, clerk), person, borrowed=borrowed, spoiled=spoiled)

    def again(self, person: Person, stratum: str, before: Clerk) -> Record:
        chance, rates = self._chance, self._rates
        kind = chance.choice(KINDS[stratum])
        if stratum == "hard" and person.husband is not None and chance.random() < rates.married:
            kind = "married_name"
        if kind == "married_name" and (person.sex == "M" or person.husband is None):
            kind = chance.choice(("many_errors", "no_id_dob_approx", "urdu_only"))
        clerk = before if stratum == "easy" or chance.random() < rates.same_clerk else self.clerk()
        form = _Form(card=person.card)
        if stratum != "easy":
            form.slips = 0.04 if stratum == "medium" else 0.08
            forgotten = 0.45 if stratum == "hard" else rates.no_card
            if kind in {"no_card", "no_id_dob_approx", "no_paper"} or chance.random() < forgotten:
                form.card = ""
            elif kind == "card_slip" or chance.random() < rates.card_slip:
                form.card = wrong_digits(person.card, chance, 1 if chance.random() < 0.8 else 2)
        if kind in {"vague_date", "no_id_dob_approx"} or (stratum != "easy" and chance.random() < rates.vague_date):
            form.vague = True
        form.only_urdu = kind == "urdu_only"
        form.husband_only = kind == "married_name"
        if kind == "many_errors":
            form.slips = 0.3
            if form.card and chance.random() < 0.6:
                form.card = wrong_digits(person.card, chance, chance.choice((1, 1, 2)))
        values = self._values(person, form, clerk, again=stratum != "easy", kind=kind)
        return Record(values, person, stratum, kind)

    def _values(
        self, person: Person, form: _Form, clerk: Clerk, *, again: bool = False, kind: str = ""
    ) -> dict[str, object]:
        chance, rates = self._chance, self._rates
        values: dict[str, object] = {}
        self._put(values, "name", self._told(person, kind), form, clerk)
        if not form.husband_only and chance.random() >= rates.no_father:
            self._put(values, "father_name", person.father, form, clerk)
        if person.husband is not None and (form.husband_only or chance.random() < 0.4):
            wrong_field = form.husband_only and chance.random() < 0.12
            self._put(values, "father_name" if wrong_field else "husband_name", person.husband, form, clerk)
        if chance.random() >= rates.no_sex:
            values["person.gender"] = person.sex
        self._put_birth(values, person, form)
        if form.card:
            values["person.documents.1.type"] = "CNIC"
            values["person.documents.1.number"] = form.card
        if chance.random() < 0.3:
            values["person.documents.2.type"] = "PASSPORT"
            renewed = again and chance.random() < 0.4
            values["person.documents.2.number"] = (
                f"{person.passport[:2]}{chance.randrange(10**6, 10**7)}" if renewed else person.passport
            )
        self._put_phone(values, person, again=again)
        self._put_place(values, person, moved=kind == "moved" or (again and chance.random() < rates.moved))
        return values

    def _told(self, person: Person, kind: str) -> tuple[str, str]:
        """The name as the person says it today: a word more or less, in another order, with the husband's name."""
        chance = self._chance
        latin, urdu = (text.split(" ") for text in person.name)
        if kind == "married_name" and person.husband is not None and chance.random() < 0.6:
            theirs = person.husband
            return f"{latin[0]} {theirs[0].split(' ')[-1]}", f"{urdu[0]} {theirs[1].split(' ')[-1]}"
        if kind and kind != "again" and len(latin) > 1 and len(latin) == len(urdu) and chance.random() < 0.35:
            drop = 0 if latin[0] in {"Muhammad", "Syed"} and chance.random() < 0.6 else len(latin) - 1
            if drop == 0 and len(latin) == 1:
                return person.name
            if chance.random() < 0.12:
                latin, urdu = [*latin[1:], latin[0]], [*urdu[1:], urdu[0]]
            elif not (drop and latin[:drop] == ["Muhammad"]):
                del latin[drop], urdu[drop]
        return " ".join(latin), " ".join(urdu)

    def _put(self, values: dict[str, object], field: str, name: tuple[str, str], form: _Form, clerk: Clerk) -> None:
        chance = self._chance
        latin, urdu = (
            " ".join(typed_wrong(word, chance) if chance.random() < form.slips else word for word in text.split(" "))
            for text in name
        )
        scripts = chance.random()
        if not form.only_urdu:
            values[f"person.{field}_latin"] = clerk.latin(latin, chance)
        if form.only_urdu or scripts > self._rates.only_latin:
            values[f"person.{field}_urdu"] = clerk.urdu(urdu, chance)

    def _put_birth(self, values: dict[str, object], person: Person, form: _Form) -> None:
        chance, rates = self._chance, self._rates
        birth = person.birth
        if form.vague:
            year = birth.year + (chance.choice((-3, -2, -1, -1, 0, 0, 0, 0, 1, 1, 2)) if chance.random() < 0.6 else 0)
            guessed = chance.random() < rates.new_year_dates
            values["person.birth"] = f"{year}-01-01" if guessed else f"{year}~" if chance.random() < 0.5 else str(year)
            return
        if chance.random() < max(rates.date_slip, form.slips):
            way = chance.randrange(4)
            if way == 0 and birth.day <= 12:
                birth = birth.replace(month=birth.day, day=birth.month)
            elif way == 1:
                birth = birth.replace(year=birth.year + chance.choice((-10, -1, 1, 10)), day=min(birth.day, 28))
            elif way == 2:
                birth += timedelta(days=chance.choice((-10, -1, 1, 10, 2)))
            else:
                birth = birth.replace(month=birth.month % 12 + 1, day=min(birth.day, 28))
        values["person.birth"] = birth.isoformat()

    def _put_phone(self, values: dict[str, object], person: Person, *, again: bool) -> None:
        chance, rates = self._chance, self._rates
        if chance.random() < rates.no_phone:
            return
        phone = person.phone
        if chance.random() < rates.agents:
            phone = chance.choice(self._agents)
        elif again and chance.random() < rates.other_phone:
            phone = f"+923{chance.randrange(50):02d}{chance.randrange(10**7):07d}"
        elif chance.random() < 0.02:
            phone = phone[:4] + wrong_digits(phone[4:], chance)
        values["person.phones.1.number"] = phone

    def _put_place(self, values: dict[str, object], person: Person, *, moved: bool) -> None:
        chance = self._chance
        if chance.random() < 0.04:
            return
        district = person.district
        if moved:
            district = chance.choice(districts_by_province()[person.province if chance.random() < 0.6 else "PK-PB"])
            if chance.random() < 0.4:
                values["person.address_current.district"] = person.district
        values["person.address_permanent.district"] = district
