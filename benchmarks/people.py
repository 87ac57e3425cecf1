"""Invented registrations as a desk really gets them on a day: seeded, in both scripts, half of them in quick mode."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from benchmarks import names
from shared_models.catalogue import Catalogue, load_catalogue
from shared_models.catalogue.sample_values import sample_registration

Values = dict[str, object]
QUICK_SHARE = 0.5
NEXT_REASONS = {"SAU": "R05", "ARE": "R02", "GRC": "R19", "TUR": "R19", "ITA": "R23"}
TYPES = {"CON": 24, "LAY": 20, "FEX": 16, "VOL": 12, "DEP": 10, "ERE": 8, "AMN": 5, "AVR": 2, "MED": 2, "OTH": 1}
NEEDS = {"N01": 30, "N06": 14, "N07": 12, "N19": 12, "N03": 10, "N02": 9, "N11": 6, "N14": 5, "N16": 4, "N17": 3}
TRADES = {
    "LABOURER": 30, "DRIVER_LIGHT": 10, "DRIVER_HEAVY": 5, "MASON": 8, "ELECTRICIAN": 6, "CARPENTER": 5, "PLUMBER": 4,
    "STEEL_FIXER": 4, "WELDER": 4, "SALESMAN": 5, "COOK": 4, "GUARD": 3, "TAILOR": 3, "PAINTER": 3, "RIDER": 3,
    "TECHNICIAN": 3, "FARMER": 2, "CLERK": 2, "OPERATOR": 2, "AC_TECHNICIAN": 2, "FOREMAN": 1, "ACCOUNTANT": 1,
}  # fmt: skip
LANGUAGES = {"PK-PB": "pnb", "PK-KP": "pus", "PK-SD": "snd", "PK-BA": "bal", "PK-JK": "phr"}
PROVINCES = {"PK-PB": 52, "PK-KP": 24, "PK-SD": 11, "PK-BA": 5, "PK-JK": 6, "PK-GB": 1, "PK-IS": 1}


@dataclass(frozen=True, slots=True)
class Registration:
    """Flat values of one person and one return as the form hands them over: rows by position."""

    person: Values
    episode: Values


def whole_registration(chance: random.Random, today: date) -> Registration:
    """Somebody who answered every question of every section."""
    answers = sample_registration(load_catalogue(), chance, today)
    person, episode = (
        {path: value for path, value in answers.items() if path.startswith(kind)} for kind in ("person.", "episode.")
    )
    return Registration(person, episode)


class Day:
    """People who come to the desk; the same seed gives the same people in the same order."""

    def __init__(self, seed: int, today: date, catalogue: Catalogue | None = None) -> None:
        self._chance = random.Random(seed)
        self._today = today
        self._catalogue = catalogue or load_catalogue()

    def registrations(self, count: int) -> Iterator[Registration]:
        """So many registrations that `check_record` has nothing to block in."""
        for _ in range(count):
            quick = self._chance.random() < QUICK_SHARE
            person = self._person(quick)
            yield Registration(person, self._episode(person, quick))

    def _pick(self, weights: dict[str, int]) -> str:
        return self._chance.choices(list(weights), list(weights.values()))[0]

    def _one(self, pairs: tuple[names.Pair, ...]) -> names.Pair:
        return self._chance.choice(pairs)

    @cached_property
    def _districts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code in self._catalogue.lists["DISTRICT"].rows:
            found.setdefault(str(code.parent), []).append(code.code)
        return found

    def _name(self, gender: str) -> names.Pair:
        if gender == "F":
            parts = [self._one(names.WOMEN), self._one(names.AFTER_WOMEN)]
        else:
            parts = [self._one(names.MEN)]
            if self._chance.random() < 0.55:
                parts.insert(0, self._one(names.BEFORE))
            if self._chance.random() < 0.5 or len(parts) == 1:
                parts.append(self._one(names.AFTER))
        return " ".join(latin for latin, _ in parts), " ".join(urdu for _, urdu in parts)

    def _put_name(self, values: Values, field: str, name: names.Pair) -> None:
        """Most clerks write both scripts, some only one."""
        scripts = self._chance.random()
        if scripts < 0.85:
            values[f"person.{field}_latin"] = name[0]
        if scripts > 0.25:
            values[f"person.{field}_urdu"] = name[1]

    def _person(self, quick: bool) -> Values:
        chance = self._chance
        gender = "F" if chance.random() < 0.08 else "M"
        values: Values = {}
        self._put_name(values, "name", self._name(gender))
        if gender == "F" and chance.random() < 0.6:
            self._put_name(values, "husband_name", self._name("M"))
        if gender == "M" or not quick or "person.husband_name_latin" not in values:
            self._put_name(values, "father_name", self._name("M"))
        values["person.gender"] = gender
        values["person.birth"] = self._birth()
        self._put_papers(values, gender, quick)
        self._put_phone(values, quick)
        province = self._pick(PROVINCES)
        values["person.address_permanent.province"] = province
        values["person.address_permanent.district"] = chance.choice(self._districts[province])
        if not quick:
            self._put_locality(values)
        return values

    def _birth(self) -> str:
        born = self._today - timedelta(days=int(self._chance.triangular(19, 64, 31) * 365.25))
        known = self._chance.random()
        if known < 0.6:
            return born.isoformat()
        return f"{born.year}~" if known < 0.85 else str(born.year)

    def _put_papers(self, values: Values, gender: str, quick: bool) -> None:
        chance = self._chance
        if chance.random() < 0.07:
            values["person.documents!"] = chance.choice(("LOST", "EMPLOYER", "SEIZED", "HOME"))
            return
        last = chance.choice("13579" if gender == "M" else "02468")
        self._put_paper(values, 1, "CNIC", f"0{chance.randrange(10**11):011d}{last}")
        if not quick and chance.random() < 0.6:
            letters = "".join(chance.choice("ABCDEFGHJKLMNPR") for _ in range(2))
            self._put_paper(values, 2, "PASSPORT", f"{letters}{chance.randrange(10**6, 10**7)}")

    def _put_paper(self, values: Values, row: int, kind: str, number: str) -> None:
        path = f"person.documents.{row}"
        values[f"{path}.type"], values[f"{path}.number"] = kind, number
        values[f"{path}.status"] = self._pick({"VALID": 70, "EXPIRED": 24, "LOST": 6})
        values[f"{path}.evidence"] = self._pick({"E2": 60, "E1": 25, "E0": 15})

    def _put_phone(self, values: Values, quick: bool) -> None:
        chance = self._chance
        if chance.random() < 0.04:
            values["person.phones!"] = "NA"
            return
        for row in range(1, 3 if not quick and chance.random() < 0.3 else 2):
            values[f"person.phones.{row}.number"] = f"+923{chance.randrange(0, 50):02d}{chance.randrange(10**7):07d}"
            values[f"person.phones.{row}.owner"] = "SELF" if row == 1 else chance.choice(("SPOUSE", "SIBLING"))
            if not quick:
                values[f"person.phones.{row}.safe"] = self._pick({"YES": 80, "CALL_ONLY": 15, "NO": 5})

    def _put_locality(self, values: Values) -> None:
        number = self._chance.randrange(1, 400)
        latin, urdu = self._one(names.PLACES)
        if self._chance.random() < 0.5:
            latin, urdu = f"Chak No. {number}/JB", f"چک نمبر {number} ج ب"
        values["person.address_permanent.locality_latin"] = f"{latin}, House {number % 97 + 1}"
        values["person.address_permanent.locality_urdu"] = urdu

    def _episode(self, person: Values, quick: bool) -> Values:
        chance = self._chance
        country = self._pick({code: weight for code, (weight, _) in names.COUNTRIES.items()})
        kind = self._pick(TYPES)
        returned = self._today - timedelta(days=int(chance.expovariate(1 / 60)) % 600)
        values: Values = {
            "episode.c_register": True,
            "episode.consent_method": self._pick({"SIGN": 70, "THUMB": 28, "VERBAL_WITNESS": 2}),
            "episode.consent_version": "permission-1",
            "episode.channel": self._pick({"WALKIN": 80, "AIRPORT": 10, "CAMP": 6, "PHONE": 4}),
            "episode.respondent": "SELF",
            "episode.trips.1.country": country,
            "episode.return_date": returned.isoformat() if chance.random() < 0.6 else returned.isoformat()[:7],
            "episode.return_from_country": country,
            "episode.return_type": kind,
        }
        for rank, need in enumerate(dict.fromkeys(self._pick(NEEDS) for _ in range(chance.choice((1, 2, 3)))), start=1):
            values[f"episode.needs.{need}"] = rank
        if not quick:
            self._put_the_rest(values, str(person["person.address_permanent.province"]), country, kind)
        return values

    def _put_the_rest(self, values: Values, province: str, country: str, kind: str) -> None:
        chance = self._chance
        city = chance.choice(names.COUNTRIES[country][1])
        values["episode.language"] = LANGUAGES.get(province, "urd") if chance.random() < 0.6 else "urd"
        values["episode.trips.1.city"] = city
        values["episode.trips.1.occupation_abroad"] = self._pick(TRADES)
        values["episode.total_years_abroad"] = str(chance.randrange(1, 40) / 2).removesuffix(".0")
        reasons = {NEXT_REASONS.get(country, "R01"), chance.choice(("R01", "R02", "R06", "R07", "R15", "R28"))}
        for reason in sorted(reasons):
            values[f"episode.return_reasons.{reason}"] = True
        values["episode.return_reason_main"] = min(reasons)
        values["episode.travel_document"] = "ETD" if kind == "DEP" else "PASSPORT"
        values["episode.plan"] = self._pick({"STAY": 45, "GO_BACK_SAME": 20, "GO_OTHER_COUNTRY": 20, "UNDECIDED": 15})
        if chance.random() < 0.5:
            remark = chance.choice(names.REMARKS)
            values["episode.interviewer_note"] = remark.format(city=city, number=chance.randrange(2, 900))
