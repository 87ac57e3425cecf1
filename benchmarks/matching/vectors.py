"""Five thousand pairs with the scores they must get wherever they are computed, written whenever the weights change."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import zstandard

from benchmarks.matching.labelled import labelled
from benchmarks.matching.rates import drawn
from benchmarks.matching.register import register_of
from shared_models.matching import Model

__all__ = ["VECTORS_FILE", "write_vectors"]

VECTORS_FILE = Path(__file__).parents[2] / "tests/unit/shared_models/matching/vectors.json.zst"
PAIRS, ROWS, SEED = 5_000, 6_000, 77
LEVEL = 19


def write_vectors(model: Model) -> None:
    """The values of people, and (one, other, score, conflict) of pairs of them, likely and unlikely ones."""
    found = labelled(register_of(ROWS, SEED, drawn(SEED)), model)
    pairs = random.Random(SEED).sample(list(found.pairs), PAIRS)
    rows = sorted({row for pair in pairs for row in (pair.one, pair.other)})
    places = {row: place for place, row in enumerate(rows)}
    content = msgspec.json.encode({
        "version": model.version,
        "rows": ROWS,
        "names": dict(found.frequencies.names),
        "crowded": sorted({number for person in found.people for number in (*person.phones, *person.cards)
                           if number in found.frequencies.crowded}),
        "people": [found.records[row].values for row in rows],
        "pairs": [(places[pair.one], places[pair.other], pair.scored.score, pair.scored.conflict) for pair in pairs],
    })  # fmt: skip
    VECTORS_FILE.write_bytes(zstandard.compress(content, LEVEL))
