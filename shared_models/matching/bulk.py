"""All pairs worth comparing among many people, block by block, so that a million fit into memory."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from shared_models.matching.comparable import Comparable
from shared_models.matching.frequencies import Frequencies
from shared_models.matching.keys import match_keys
from shared_models.matching.model import Model
from shared_models.matching.scoring import Scored, Zone, score

__all__ = ["candidate_pairs", "scored_pairs"]

ROW_BITS = 24  # sixteen million people
KEY_MASK = (1 << (64 - ROW_BITS)) - 1
PARTS = 8  # of each recipe's keys, and of the pairs: sorted one after the other
_ROW_MASK = (1 << ROW_BITS) - 1


def candidate_pairs(people: Iterable[Comparable], model: Model, secret: bytes) -> Iterator[tuple[int, int]]:
    """
    The places (smaller first) of every two people who share a key that not too many share; each pair once.

    Keys are held in 8 bytes each; in sorting, an eighth of one recipe's keys at a time.
    """
    keys = {recipe.name: [array("Q") for _ in range(PARTS)] for recipe in model.blocking}
    count = 0
    for row, person in enumerate(people):
        count += 1
        for name, key in match_keys(person, model, secret):
            keys[name][key % PARTS].append((key & KEY_MASK) << ROW_BITS | row)
    width = count // PARTS + 1
    pairs = [array("Q") for _ in range(PARTS)]
    for recipe in model.blocking:
        for part in keys.pop(recipe.name):
            for block in _blocks(part, recipe.cap):
                for one, other in combinations(block, 2):
                    pairs[one // width].append(one << ROW_BITS | other)
    while pairs:
        for pair in sorted(set(pairs.pop(0))):
            yield pair >> ROW_BITS, pair & _ROW_MASK


def scored_pairs(
    people: Sequence[Comparable], model: Model, secret: bytes, frequencies: Frequencies
) -> Iterator[tuple[int, int, Scored]]:
    """The pairs of a whole register that are worth showing to anybody, with their scores."""
    for one, other in candidate_pairs(people, model, secret):
        found = score(model, people[one], people[other], frequencies, len(people))
        if found.warns or found.zone is not Zone.NONE:
            yield one, other, found


def _blocks(part: Sequence[int], cap: int) -> Iterator[list[int]]:
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
