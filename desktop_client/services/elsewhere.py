"""Whom other offices may know: what is typed is held against the list of their keys, on this disk and without a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_client.services.desk import OpenDesk
from desktop_client.services.likeness import ElsewhereHit
from desktop_client.storage import elsewhere as stored
from desktop_client.storage.engine import reading
from shared_models.catalogue import Catalogue
from shared_models.catalogue.context import day_in_pakistan
from shared_models.matching import asked_keys, comparable_of, load_model
from shared_models.matching.elsewhere import CARD_NEAR, met_by

MOST_SHOWN = 5
SHOWN = "ELSEWHERE_SHOWN"  # the list of what a hit may show, each with its words
OFFICE, YEAR = "OFFICE", "YEAR"


@dataclass(frozen=True, slots=True)
class KnownElsewhere:
    """How many people of other offices this desk would recognise, and as of which day in Pakistan."""

    people: int
    day: dt.date


def known(desk: OpenDesk) -> KnownElsewhere | None:
    """What the list of other offices holds; None before one came."""
    with reading(desk.engine) as connection:
        used = stored.known(connection)
    return None if used is None else KnownElsewhere(used.people, day_in_pakistan(used.at))


def hits(desk: OpenDesk, values: Mapping[str, object]) -> tuple[ElsewhereHit, ...]:
    """
    Where somebody like the person of these flat values (`person.…`) is registered, the surest first, five at most.

    A hit says the office, the year of registration and which keys met, as far as the reference data lets it be shown.
    Whether it is the same person only head office can say. Raises ProtocolError when the list is damaged.
    """
    with reading(desk.engine) as connection:
        used = stored.known(connection)
        if used is None:
            return ()
        asked = asked_keys(comparable_of(values), load_model(), bytes.fromhex(used.secret))
        found = stored.find(connection, used, {one.key for one in asked if one.recipe != CARD_NEAR})
        if found:  # a slip in a card says nothing alone, and its neighbours are most of what is asked
            found |= stored.find(connection, used, {one.key for one in asked if one.recipe == CARD_NEAR})
    met = met_by({one: found[one.key] for one in asked if one.key in found})
    shown = _shown(desk.catalogue, desk.today())
    return tuple(_hit(office, year, recipes, shown) for office, year, recipes in met[:MOST_SHOWN])


def _hit(office: str, year: int, recipes: tuple[str, ...], shown: frozenset[str]) -> ElsewhereHit:
    return ElsewhereHit(
        office if OFFICE in shown else "",
        year if YEAR in shown else 0,
        tuple(recipe for recipe in recipes if recipe.upper() in shown),
    )


def _shown(catalogue: Catalogue, today: dt.date) -> frozenset[str]:
    """The codes in force of the list that says what a hit may show; the least of it where a version has no such list."""
    listed = catalogue.lists.get(SHOWN)
    if listed is None:
        return frozenset({OFFICE, YEAR, "CARD"})
    return frozenset(row.code for row in listed.rows if row.is_active(today.isoformat()))
