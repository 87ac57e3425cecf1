"""People like the one in an open form: whoever shares a key is compared, and the likeliest are shown with the reasons."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.services import lease, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.likeness import MOST_SHOWN, Alike, Likenesses, Why
from desktop_client.services.looking_up import slips_of
from desktop_client.services.match_keys import ASKED_ONLY, secret_of
from desktop_client.services.transferring import office_name
from desktop_client.storage import match_index, moved
from desktop_client.storage.engine import reading
from shared_models.catalogue.validation import show_value
from shared_models.matching import (
    Comparable,
    Frequencies,
    Model,
    Scored,
    Zone,
    comparable_of,
    key_of,
    load_model,
    match_keys,
    reasons,
    score,
)
from shared_models.matching.frequencies import CROWD
from shared_models.records.changes import Value
from shared_models.records.paths import PERSON_OFFICE, RECORD_VOID

LEAST_FACTS = 2  # of name, father, year of birth and district; a number alone is enough
LEAST_ROWS = 2_000  # the fewest people the model was learnt from; among fewer it would see likeness everywhere
MOST_COMPARED = 24  # of those who share a key: the ones who share most, a third of a millisecond each
CARD = "card"  # the recipe of whole card numbers
MOST_SLIPPED = 500  # people with a number one slip away
_VOID = f"person.{RECORD_VOID}"
_FATHERS = ("father_name", "husband_name")
_DISTRICT = "person.address_permanent.district"
_READ = 'SELECT number, id, kind, voided, office, created_at, "values" FROM record WHERE number = ?'


@dataclass(frozen=True, slots=True)
class _Met:
    """Somebody who shares a key, and how the two compare."""

    person: str
    office: str
    values: Mapping[str, Any]
    scored: Scored


def is_enough(one: Comparable) -> bool:
    """Whether a form says enough to look anybody up: a name alone would find everybody of that name."""
    if one.cards or one.passports or one.phones:
        return True
    facts = (one.names, one.fathers or one.husbands, one.birth, one.districts)
    return sum(map(bool, facts)) >= LEAST_FACTS


def people_like(
    desk: OpenDesk,
    values: Mapping[str, Value],
    *,
    leave_out: Collection[str] = (),
    wanted: Callable[[], bool] = lambda: True,
) -> Likenesses | None:
    """Whom this desk shows that may be the person of these values, at most five; nobody of `leave_out`, nobody withdrawn.

    None as soon as it is not `wanted` any more: somebody typed on.
    """
    one, model, closed = comparable_of(values), load_model(), lease.closed_before(desk)
    with reading(desk.engine) as connection:
        compared = match_index.people_with_keys(connection)
        if not is_enough(one) or not compared:
            return Likenesses(is_enough(one), compared)
        found = _blocks(connection, one, model, compared)
        if not wanted():
            return None
        frequencies = Frequencies(model.names, found.crowded)
        rows = max(compared, LEAST_ROWS)
        met: list[_Met] = []
        for number in found.best(MOST_COMPARED):
            if not wanted():
                return None
            other = _other(connection, number, leave_out, closed)
            if other is not None:
                scored = score(model, one, comparable_of(other[2]), frequencies, rows)
                met.append(_Met(*other, scored))
        shown = sorted(filter(_is_shown, met), key=lambda each: (-each.scored.score, each.person))[:MOST_SHOWN]
        return Likenesses(True, compared, tuple(_alike(connection, desk, model, each) for each in shown))


def _is_shown(met: _Met) -> bool:
    return met.scored.warns or met.scored.zone is not Zone.NONE or bool(met.scored.conflict)


# ---- who shares a key


class _Blocks:
    """People who share a key with the one asked about: the fewer share it, the more it says."""

    def __init__(self, people_in_all: int) -> None:
        self._in_all = people_in_all
        self._said: dict[int, dict[str, float]] = defaultdict(dict)
        self.crowded: set[str] = set()

    def add(self, recipe: str, numbers: list[int]) -> None:
        bits = math.log2((self._in_all + 1) / max(1, len(numbers)))
        for number in numbers:
            said = self._said[number]
            said[recipe] = max(bits, said.get(recipe, 0.0))

    def best(self, most: int) -> list[int]:
        """The row numbers of those who share most, most first."""
        bits = {number: sum(said.values()) for number, said in self._said.items()}
        return sorted(bits, key=lambda number: (-bits[number], number))[:most]


def _blocks(connection: sa.Connection, one: Comparable, model: Model, people_in_all: int) -> _Blocks:
    caps = {recipe.name: recipe.cap for recipe in model.blocking}
    found, secret = _Blocks(people_in_all), secret_of(connection)
    for number, recipe, key in _asked_keys(one, model, secret):
        numbers = match_index.sharing(connection, key, caps[recipe])
        if number and len(numbers) > CROWD:
            found.crowded.add(number)
            if recipe != CARD:
                continue  # an agent's phone brings nobody together; a card is asked about by whoever has it
        if len(numbers) <= caps[recipe]:
            found.add(recipe, numbers)
    for card in one.cards:
        slips = [key_of(CARD, (slip,), secret) for slip in slips_of(card)]
        for numbers in match_index.with_one_of(connection, slips, MOST_SLIPPED).values():
            if len(numbers) <= caps[CARD]:
                found.add(ASKED_ONLY, numbers)
    return found


def _asked_keys(one: Comparable, model: Model, secret: bytes) -> Iterator[tuple[str, str, int]]:
    """(the number it is of, if it may belong to a crowd; recipe; key) of everything to look up."""
    numbers = {"phone": iter(one.phones), "card": iter(one.cards)}
    for recipe, key in match_keys(one, model, secret):
        if recipe != ASKED_ONLY:
            yield next(numbers[recipe], "") if recipe in numbers else "", recipe, key


def _other(
    connection: sa.Connection, number: int, leave_out: Collection[str], closed: int | None
) -> tuple[str, str, Mapping[str, Any]] | None:
    driver: Any = connection.connection.driver_connection
    row = driver.execute(_READ, (number,)).fetchone()
    if row is None or row[2] != "person" or row[3] or row[1] in leave_out or (closed is not None and row[5] <= closed):
        return None
    values: dict[str, Any] = msgspec.json.decode(row[6])
    return None if _VOID in values else (row[1], row[4], values)


# ---- what is shown of them


def _alike(connection: sa.Connection, desk: OpenDesk, model: Model, met: _Met) -> Alike:
    values, scored, catalogue = met.values, met.scored, desk.catalogue
    away = moved.among(connection, [met.person]).get(met.person)
    office = away.office if away is not None else str(values.get(PERSON_OFFICE) or met.office)
    district = values.get(_DISTRICT)
    place = catalogue.fields[_DISTRICT]
    whole = people.values_of(connection, met.person)

    def text(*names: str) -> str:
        return next((str(values[f"person.{name}"]) for name in names if values.get(f"person.{name}")), "")

    said = zip(reasons(model, scored, "en"), reasons(model, scored, "ur"), strict=True)
    return Alike(
        person=met.person,
        name_latin=text("name_latin"),
        name_urdu=text("name_urdu"),
        born=text("birth").rstrip("~")[:4],
        father_latin=text(*(f"{name}_latin" for name in _FATHERS)),
        father_urdu=text(*(f"{name}_urdu" for name in _FATHERS)),
        district_en=show_value(place, district, "en", catalogue) if district else "",
        district_ur=show_value(place, district, "ur", catalogue) if district else "",
        office_en=office_name(catalogue, office, "en"),
        office_ur=office_name(catalogue, office, "ur"),
        since=str(whole.get("episode.registered_on") or ""),
        score=scored.score,
        zone=str(scored.zone),
        conflict=bool(scored.conflict),
        warns=scored.warns,
        model=scored.model_version,
        reasons=tuple(Why(english.text, urdu.text, english.weight) for english, urdu in said),
    )
