"""Sample answers that must agree with others, each told by the invented life; every other field is answered by its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from shared_models.catalogue import sample_words as words
from shared_models.catalogue.conditions import Lookup
from shared_models.catalogue.sample_life import HOME, USUAL_WAGE, Life, Member, Trip, money, on_paper

__all__ = ["TOLD", "Place"]

PAPER_LIFE: Final = timedelta(days=10 * 365)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is asked: the row (1 first, 0 outside rows), what was answered there, and here in earlier rows."""

    row: int
    answer: Lookup
    above: tuple[object, ...] = ()


def _day(text: object, or_else: date) -> date:
    return date.fromisoformat(text) if isinstance(text, str) else or_else


def _paper_country(life: Life, at: Place) -> str:
    return life.country if at.answer("person.documents.type") == "RESID" else HOME


def _expiry(life: Life, at: Place) -> str:
    issued = _day(at.answer("person.documents.issue_date"), life.today)
    return (issued + PAPER_LIFE).isoformat()


def _paper_type(life: Life, at: Place) -> str:
    """First the card, then the passport, then any other paper."""
    others = [code for code in life.codes("DOC_TYPE") if code not in {"NONE", "CNIC", "PASSPORT"}]
    return ("CNIC", "PASSPORT", life.chance.choice(others))[min(at.row, 3) - 1]


def _status_on_exit(life: Life, _at: Place) -> str:
    return life.any_of([code for code in life.codes("EXIT_STATUS") if code != "VAL" or life.return_type != "DEP"])


def _helper(life: Life, _at: Place) -> str:
    return life.any_of([code for code in life.codes("ASSISTED_BY") if code != "NONE"])


def _consent(life: Life, _at: Place) -> str:
    usual = {"SIGN": 60, "THUMB": 20, "LEGACY_PAPER": 0}
    codes = life.codes("CONSENT_METHOD")
    return life.chance.choices(codes, [usual.get(code, 5) for code in codes])[0]


def _town(life: Life, country: str) -> str:
    row = life.catalogue.lists["COUNTRY"].get(country)
    towns = [place for place in row.places if place.isascii()] if row else []
    return life.chance.choice(towns or [row.en if row else country])


def _trip(life: Life, at: Place) -> Trip:
    return life.trips[at.row - 1]


def _member(life: Life, at: Place) -> Member:
    return life.members[at.row - 1]


def _years(life: Life, _at: Place) -> str:
    halves = max(1, sum(trip.months for trip in life.trips) // 6)
    return str(halves / 2).removesuffix(".0")


Told: TypeAlias = Callable[[Life, Place], object]
# By path; a field that is not there is answered by its kind alone, also one that is added.
TOLD: Final[Mapping[str, Told]] = {
    "person.name_latin": lambda life, _: life.names[0],
    "person.name_urdu": lambda life, _: life.names[1],
    "person.father_name_latin": lambda life, _: life.father[0],
    "person.father_name_urdu": lambda life, _: life.father[1],
    "person.husband_name_latin": lambda life, _: life.husband[0],
    "person.husband_name_urdu": lambda life, _: life.husband[1],
    "person.surname_latin": lambda life, _: life.names[0].split()[-1].upper(),
    "person.given_latin": lambda life, _: " ".join(life.names[0].split()[:-1]).upper(),
    "person.mother_name": lambda life, _: words.person_name(life.chance, "F")[0],
    "person.gender": lambda life, _: life.gender,
    "person.birth": lambda life, _: on_paper(life, life.birth),
    "person.nationality": lambda life, _: (HOME, life.country)[: life.chance.choice((1, 1, 1, 2))],
    "person.birth_country": lambda _life, _: HOME,
    "person.birth_district": lambda life, _: life.birthplace,
    "person.birth_place": lambda life, _: life.label("DISTRICT", life.birthplace),
    "person.aliases.name": lambda life, _: words.person_name(life.chance, life.gender)[0].split()[0],
    "person.legacy_ref": lambda life, _: f"REG-{life.past():%Y}/{life.chance.randrange(1, 900)}",
    "person.documents.type": _paper_type,
    "person.documents.issuing_country": _paper_country,
    "person.documents.issuing_place": lambda life, at: _town(life, _paper_country(life, at)),
    "person.documents.issue_date": lambda life, _: life.past(3000).isoformat(),
    "person.documents.expiry_date": _expiry,
    "person.address_permanent.tehsil": lambda life, at: life.label(
        "DISTRICT", at.answer("person.address_permanent.district")
    ),
    "person.address_current.tehsil": lambda life, at: life.label(
        "DISTRICT", at.answer("person.address_current.district")
    ),
    "person.address_permanent.union_council": lambda life, _: f"UC {life.chance.randrange(1, 150)}",
    "person.address_current.union_council": lambda life, _: f"UC {life.chance.randrange(1, 150)}",
    "person.email": lambda life, _: f"{life.names[0].split()[0].lower()}.{life.chance.randrange(10, 99)}@example.pk",
    "person.certificates.name": lambda life, _: life.chance.choice(words.TITLES_OF_COURSES),
    "person.certificates.issuer": lambda life, _: life.chance.choice(words.FIRMS),
    "person.withdrawals.withdrawn_at": lambda life, _: life.today.isoformat(),
    "episode.registered_on": lambda life, _: life.today.isoformat(),
    "episode.c_register": lambda _life, _: True,
    "episode.consent_method": _consent,
    "episode.hh_size": lambda life, _: life.household,
    "episode.earners": lambda life, _: life.earners,
    "episode.dependants_total": lambda life, _: life.household - life.earners,
    "episode.children_u5": lambda life, _: life.young,
    "episode.children_5_15": lambda life, _: life.pupils,
    "episode.school_children": lambda life, _: life.pupils // 2,
    "episode.out_of_school": lambda life, _: life.pupils - life.pupils // 2,
    "episode.elders_60p": lambda life, _: life.chance.randrange(3),
    "episode.disabled": lambda life, _: life.chance.randrange(3),
    "episode.members.name": lambda life, at: _member(life, at).name,
    "episode.members.relation": lambda life, at: _member(life, at).relation,
    "episode.members.gender": lambda life, at: _member(life, at).gender,
    "episode.members.birth": lambda life, at: on_paper(life, _member(life, at).birth),
    "episode.trips.country": lambda life, at: _trip(life, at).country,
    "episode.trips.city": lambda life, at: _town(life, _trip(life, at).country),
    "episode.trips.departed": lambda life, at: _trip(life, at).departed.isoformat(),
    "episode.trips.arrived": lambda life, at: f"{_trip(life, at).departed + timedelta(days=1):%Y-%m}",
    "episode.trips.left": lambda life, at: f"{_trip(life, at).left:%Y-%m}",
    "episode.trips.protector_date": lambda life, at: f"{_trip(life, at).departed - timedelta(days=40):%Y-%m}",
    "episode.trips.monthly_wage": lambda life, at: money(life, USUAL_WAGE, _trip(life, at).country),
    "episode.trips.promised_wage": lambda life, at: money(life, USUAL_WAGE, _trip(life, at).country),
    "episode.trips.oep_name": lambda life, _: life.chance.choice(words.OUTFITS),
    "episode.trips.employer_name": lambda life, _: life.chance.choice(words.FIRMS),
    "episode.trips.sponsor_name": lambda life, _: life.chance.choice(words.FIRMS),
    "episode.trips.status_on_exit": _status_on_exit,
    "episode.trips_total": lambda life, _: len(life.trips) + life.chance.randrange(3),
    "episode.total_years_abroad": _years,
    "episode.return_date": lambda life, _: life.returned.isoformat(),
    "episode.return_from_country": lambda life, _: life.country,
    "episode.return_type": lambda life, _: life.return_type,
    "episode.return_reasons": lambda life, _: life.reasons,
    "episode.return_reason_main": lambda life, _: life.reasons[0],
    "episode.assisted_by": _helper,
    "episode.flight_no": lambda life, _: f"PK {life.chance.randrange(100, 800)}",
    "episode.claims.against_name": lambda life, _: life.chance.choice(words.FIRMS),
    "episode.claims.months_unpaid": lambda life, _: life.chance.randrange(1, 7),
    "episode.claims.poa_date": lambda life, _: life.returned.isoformat(),
    "episode.heirs.name": lambda life, _: words.person_name(life.chance, life.chance.choice("MF"))[0],
    "episode.heirs.birth": lambda life, _: str(life.chance.randrange(life.birth.year, life.today.year)),
    "episode.heirs.spoken_for_by": lambda life, _: words.person_name(life.chance, "M")[0],
    "episode.interviewer_note": lambda life, _: "\n".join(life.chance.sample(words.NOTES, 2)),
    "episode.minutes_spent": lambda life, _: life.chance.randrange(15, 60),
}
