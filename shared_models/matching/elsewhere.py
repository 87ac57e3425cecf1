"""What head office lets the desks of other offices recognise a person by, and what a desk asks of that list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from shared_models.matching.comparable import Comparable
from shared_models.matching.facts import YEAR
from shared_models.matching.keys import key_of, keys_of, office_key
from shared_models.matching.model import Model, Recipe

__all__ = ["CARD_NEAR", "Asked", "Met", "asked_keys", "met_by", "told_keys", "told_recipes"]

CARD, CARD_NEAR, PHONE = "card", "card_near", "phone"
MOST_CARDS_VARIED = 2  # of one person, tried with a slip in them
_NEAR_YEARS = "near_years"
_DIGITS = "0123456789"
FEW = 3  # entries of one key: what more people share tells too little of any of them
_NAMES = frozenset({"call_guardian_year", "call_year_place"})
_WEAK = frozenset({CARD_NEAR, PHONE, *_NAMES})
# Where, when and by what: what one line of the list says, and by which recipes it met somebody.
Met = tuple[str, int, tuple[str, ...]]


class Asked(NamedTuple):
    """One 40-bit key that is looked for; not `sure` where it was made with the year before or after the one given."""

    recipe: str
    key: int
    sure: bool


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
    keys = (
        (recipe.name, office_key(key))
        for recipe in told_recipes(model)
        for key in keys_of(recipe, person, facts, secret)
    )
    return tuple(dict.fromkeys(keys))


def asked_keys(person: Comparable, model: Model, secret: bytes) -> tuple[Asked, ...]:
    """Everything by which this person may stand in the list: also the year before and after, and under `card_near` the
    card's number with one digit otherwise or two neighbours swapped.
    """
    found = list(_of_year(person, model, secret, 0))
    for step in (-1, 1) if person.birth is not None else ():
        found += [asked for asked in _of_year(person, model, secret, step) if not asked.sure]
    for card in person.cards[:MOST_CARDS_VARIED]:
        found += [Asked(CARD_NEAR, office_key(key_of(CARD, (slip,), secret)), sure=True) for slip in _slips(card)]
    return tuple(dict.fromkeys(found))


def _of_year(person: Comparable, model: Model, secret: bytes, step: int) -> Iterator[Asked]:
    facts: dict[str, Sequence[str]] = {}
    if person.birth is not None:
        facts[YEAR] = [str(person.birth.year + step)]
    for recipe in told_recipes(model):
        sure = step == 0 or YEAR not in recipe.parts
        yield from (Asked(recipe.name, office_key(key), sure) for key in keys_of(recipe, person, facts, secret))


def met_by(found: Mapping[Asked, Collection[tuple[str, int]]]) -> list[Met]:
    """Where somebody stands, from the (office, year) pairs found under each key; the surest first.

    What says too little is left out: a number does it alone; two of the others have to meet in one office and year. A name
    with father and year, and a name with year and district, are shared by namesakes: the two together count only in the
    very year, and where few have them.
    """
    met: dict[tuple[str, int], dict[str, bool]] = defaultdict(dict)
    for asked, places in found.items():
        sure = asked.sure and len(places) <= FEW
        for place in places:
            met[place][asked.recipe] = sure or met[place].get(asked.recipe, False)
    hits = [(office, year, tuple(recipes)) for (office, year), recipes in met.items() if _says_enough(recipes)]
    return sorted(hits, key=lambda hit: (-len(set(hit[2]) - _WEAK), -len(hit[2]), -hit[1], hit[0]))


def _says_enough(recipes: Mapping[str, bool]) -> bool:
    weak = recipes.keys() & _WEAK
    if recipes.keys() - _WEAK or (len(weak) > 1 and weak - _NAMES):
        return True
    return len(weak) > 1 and all(recipes[name] for name in weak)


def _slips(card: str) -> Iterator[str]:
    for place, digit in enumerate(card):
        yield from (card[:place] + other + card[place + 1 :] for other in _DIGITS if other != digit)
        if place and card[place - 1] != digit:
            yield card[: place - 1] + digit + card[place - 1] + card[place + 1 :]
