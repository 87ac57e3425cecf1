"""Candidate pairs of an invented register with their levels and the truth, made once and weighed many times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks.matching.register import Record
from shared_models.matching import Comparable, Frequencies, Model, comparable_of, counted
from shared_models.matching.bulk import candidate_pairs
from shared_models.matching.scoring import Scored, score

__all__ = ["SECRET", "Labelled", "Pair", "labelled", "truth_of"]

SECRET = b"benchmark"


@dataclass(frozen=True, slots=True)
class Pair:
    """One candidate pair: the rows, what the model says of it, and whether it is one person."""

    one: int
    other: int
    scored: Scored
    same: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A register with its candidate pairs and every true pair."""

    records: Sequence[Record]
    people: Sequence[Comparable]
    frequencies: Frequencies
    pairs: Sequence[Pair]
    truth: frozenset[tuple[int, int]]


def truth_of(records: Sequence[Record]) -> frozenset[tuple[int, int]]:
    """Every two rows of one person, the smaller first."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, record in enumerate(records):
        rows[record.person.number].append(row)
    return frozenset(pair for same in rows.values() for pair in combinations(same, 2))


def labelled(records: Sequence[Record], model: Model) -> Labelled:
    """The candidate pairs among records, scored."""
    people = [comparable_of(record.values) for record in records]
    frequencies = counted(people, model.names)
    truth = truth_of(records)
    pairs = [
        Pair(one, other, score(model, people[one], people[other], frequencies, len(people)), (one, other) in truth)
        for one, other in candidate_pairs(people, model, SECRET)
    ]
    return Labelled(records, people, frequencies, pairs, truth)
