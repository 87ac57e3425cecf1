"""The keys two records of one person have in common: keyed hashes of a few facts together, looked up by equality."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice, product

from shared_models.matching.comparable import Comparable
from shared_models.matching.facts import PARTS
from shared_models.matching.model import Model, Recipe

__all__ = ["MatchKey", "key_of", "keys_of", "match_keys", "office_key"]

MatchKey = tuple[str, int]
KEY_BYTES = 8
OFFICE_BITS = 40
MOST_KEYS_OF_A_RECIPE = 32


def match_keys(person: Comparable, model: Model, secret: bytes) -> tuple[MatchKey, ...]:
    """
    The blocking keys of a person as (recipe, signed 64-bit integer), in the order of the model's recipes.

    Two people are a candidate pair when they share a key. The key is a BLAKE2b under `secret` (at most 64 bytes) of the
    recipe and its facts, so equal keys mean equal facts to who has the secret and nothing to anybody else.
    """
    facts: dict[str, Sequence[str]] = {}
    found: dict[MatchKey, None] = {}
    for recipe in model.blocking:
        for texts in _combined(recipe, person, facts):
            found[recipe.name, key_of(recipe.name, texts, secret)] = None
    return tuple(found)


def key_of(recipe: str, texts: Iterable[str], secret: bytes) -> int:
    """The key of a recipe for these facts, in the order of its parts."""
    digest = _begun(recipe, secret).copy()
    digest.update("\0".join(texts).encode())
    return int.from_bytes(digest.digest(), "big", signed=True)


@lru_cache(256)
def _begun(recipe: str, secret: bytes) -> blake2b:
    """The hash before any fact: taking the secret in costs as much as the facts."""
    return blake2b(digest_size=KEY_BYTES, key=secret, person=recipe.encode()[:16])


def keys_of(recipe: Recipe, person: Comparable, facts: dict[str, Sequence[str]], secret: bytes) -> Iterable[int]:
    """The keys of one recipe; `facts` keeps the parts that were worked out, or says them otherwise than the person."""
    return (key_of(recipe.name, texts, secret) for texts in _combined(recipe, person, facts))


def office_key(key: int) -> int:
    """The 40 bits of a key that other offices' desks hold."""
    return key & ((1 << OFFICE_BITS) - 1)


def _combined(recipe: Recipe, person: Comparable, facts: dict[str, Sequence[str]]) -> Iterable[tuple[str, ...]]:
    columns = []
    for part in recipe.parts:
        if part not in facts:
            facts[part] = tuple(dict.fromkeys(PARTS[part](person)))
        if not facts[part]:
            return ()
        columns.append(facts[part])
    return islice(product(*columns), MOST_KEYS_OF_A_RECIPE)
