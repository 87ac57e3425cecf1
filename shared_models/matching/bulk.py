"""All pairs worth comparing among many people, block by block, so that a million fit into memory and work can be shared."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from shared_models.matching.comparable import Comparable
from shared_models.matching.frequencies import Frequencies
from shared_models.matching.keys import MatchKey, match_keys
from shared_models.matching.model import Model
from shared_models.matching.scoring import Scored, score_if_kept

__all__ = ["PARTS", "KeyParts", "blocks", "candidate_pairs", "key_parts", "pair_of", "pairs_within", "scored_pairs"]

ROW_BITS = 24  # sixteen million people
KEY_MASK = (1 << (64 - ROW_BITS)) - 1
PARTS = 8  # of each recipe's keys, and of the pairs: sorted one after the other
_ROW_MASK = (1 << ROW_BITS) - 1

KeyParts = Mapping[str, Sequence["array[int]"]]  # by recipe and part: key and row in 8 bytes


def candidate_pairs(people: Iterable[Comparable], model: Model, secret: bytes) -> Iterator[tuple[int, int]]:
    """
    The places (smaller first) of every two people who share a key that not too many share; each pair once.

    Keys are held in 8 bytes each; in sorting, an eighth of one recipe's keys at a time.
    """
    count = 0

    def keys() -> Iterator[tuple[MatchKey, ...]]:
        nonlocal count
        for person in people:
            count += 1
            yield match_keys(person, model, secret)

    parts = key_parts(keys(), model)
    pairs = [array("Q") for _ in range(PARTS)]
    for recipe in model.blocking:
        for part in parts[recipe.name]:
            for found, more in zip(pairs, pairs_within(part, recipe.cap, count), strict=True):
                found.extend(more)
    while pairs:
        yield from map(pair_of, sorted(set(pairs.pop(0))))


def scored_pairs(
    people: Sequence[Comparable], model: Model, secret: bytes, frequencies: Frequencies
) -> Iterator[tuple[int, int, Scored]]:
    """The pairs of a whole register that are worth showing to anybody, with their scores."""
    for one, other in candidate_pairs(people, model, secret):
        found = score_if_kept(model, people[one], people[other], frequencies, len(people))
        if found is not None:
            yield one, other, found


def key_parts(keys: Iterable[Iterable[MatchKey]], model: Model, first_row: int = 0) -> KeyParts:
    """The keys of people in their order, apart by recipe and by part. Those of further people are put behind them."""
    found = {recipe.name: [array("Q") for _ in range(PARTS)] for recipe in model.blocking}
    for row, of_person in enumerate(keys, start=first_row):
        for recipe, key in of_person:
            found[recipe][key % PARTS].append((key & KEY_MASK) << ROW_BITS | row)
    return found


def pairs_within(part: Sequence[int], cap: int, people: int) -> list["array[int]"]:
    """The pairs of a part of one recipe's keys, in parts of the smaller row of `people`; `pair_of` reads one."""
    width = people // PARTS + 1
    pairs = [array("Q") for _ in range(PARTS)]
    for block in blocks(part, cap):
        for one, other in combinations(block, 2):
            pairs[one // width].append(one << ROW_BITS | other)
    return pairs


def pair_of(packed: int) -> tuple[int, int]:
    """The rows of a pair, the smaller first."""
    return packed >> ROW_BITS, packed & _ROW_MASK


def blocks(part: Iterable[int], cap: int) -> Iterator[list[int]]:
    """The rows of each key that at least two and at most `cap` people share, ascending."""
    before = -1
    block: list[int] = []
    for packed in sorted(part):
        key, row = packed >> ROW_BITS, packed & _ROW_MASK
        if key != before:
            if 1 < len(block) <= cap:
                yield block
            before, block = key, []
        block.append(row)
    if 1 < len(block) <= cap:
        yield block
