"""What head office lets the desks of other offices recognise a person by, and what a desk asks of that list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from shared_models.matching.comparable import Comparable
from shared_models.matching.facts import YEAR
from shared_models.matching.keys import key_of, keys_of, office_key
from shared_models.matching.model import Model, Recipe

__all__ = ["CARD_NEAR", "Met", "asked_keys", "says_enough", "told_keys", "told_recipes"]

CARD, CARD_NEAR, PHONE = "card", "card_near", "phone"
MOST_CARDS_VARIED = 2  # of one person, tried with a slip in them
_NEAR_YEARS = "near_years"
_DIGITS = "0123456789"
# Where, when and by what: what one line of the list says, and by which recipes it met somebody.
Met = tuple[str, int, tuple[str, ...]]


def told_recipes(model: Model) -> tuple[Recipe, ...]:
    """The recipes that other offices hold keys of. The list says the year itself; who asks tries its neighbours."""
    return tuple(
        msgspec.structs.replace(recipe, parts=tuple(YEAR if part == _NEAR_YEARS else part for part in recipe.parts))
        for recipe in model.blocking
        if recipe.office
    )


def told_keys(person: Comparable, model: Model, secret: bytes) -> tuple[tuple[str, int], ...]:
    """(recipe, 40-bit key) of everything by which other offices may recognise this person; `secret` at most 64 bytes."""
    facts: dict[str, Sequence[str]] = {}
    return _distinct(
        (recipe.name, office_key(key))
        for recipe in told_recipes(model)
        for key in keys_of(recipe, person, facts, secret)
    )


def asked_keys(person: Comparable, model: Model, secret: bytes) -> tuple[tuple[str, int], ...]:
    """(recipe, 40-bit key) of everything by which this person may stand in the list.

    The year before and after are asked for, and under `card_near` the card's number with one digit otherwise or two
    neighbours swapped.
    """
    facts: dict[str, Sequence[str]] = {}
    if person.birth is not None:
        facts[YEAR] = [str(person.birth.year + step) for step in (0, -1, 1)]
    found = [
        (recipe.name, office_key(key))
        for recipe in told_recipes(model)
        for key in keys_of(recipe, person, facts, secret)
    ]
    for card in person.cards[:MOST_CARDS_VARIED]:
        found += [(CARD_NEAR, office_key(key_of(CARD, (slip,), secret))) for slip in _slips(card)]
    return _distinct(found)


def says_enough(recipes: Iterable[str]) -> bool:
    """Whether these keys together are worth a clerk's attention.

    A number does it alone. A name with its father and year, or its year and district, is shared by namesakes, a phone by
    a household, a card with one slip by brothers: two of them have to meet.
    """
    met = set(recipes)
    return bool(met - _WEAK) or len(met & _WEAK) > 1


_WEAK = frozenset({CARD_NEAR, PHONE, "call_guardian_year", "call_year_place"})


def _slips(card: str) -> Iterator[str]:
    for place, digit in enumerate(card):
        yield from (card[:place] + other + card[place + 1 :] for other in _DIGITS if other != digit)
        if place and card[place - 1] != digit:
            yield card[: place - 1] + digit + card[place - 1] + card[place + 1 :]


def _distinct(found: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(dict.fromkeys(found))


def met_by(found: Iterable[tuple[str, int, str]]) -> list[Met]:
    """What met, from (office, year, recipe) of each key that was found: most recipes first; what says too little is left out."""
    met: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for office, year, recipe in found:
        met[office, year][recipe] = None
    hits = [(office, year, tuple(recipes)) for (office, year), recipes in met.items() if says_enough(recipes)]
    return sorted(hits, key=lambda hit: (-len(set(hit[2]) - _WEAK), -len(hit[2]), -hit[1], hit[0]))
