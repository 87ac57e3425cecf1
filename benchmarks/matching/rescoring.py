"""How long it takes, and how much memory, to compare a whole register anew after a new model."""

from __future__ import annotations

import resource
import time
from itertools import count

from benchmarks.matching.labelled import SECRET
from benchmarks.matching.rates import USUAL
from benchmarks.matching.register import register_of
from shared_models.matching import Comparable, comparable_of, counted, load_model, match_keys
from shared_models.matching.bulk import candidate_pairs
from shared_models.matching.scoring import score

__all__ = ["rescore"]

KIB_IN_MIB = 1024
PEOPLE_IN_PARTS = 100_000  # invented at a time, so that the inventing does not count as memory of the comparing


def rescore(rows: int) -> str:
    """One line with the seconds of each step and the largest memory of the process."""
    model = load_model()
    people: list[Comparable] = []
    taken = {"folding": 0.0}
    for part in count():
        if len(people) >= rows:
            break
        records = register_of(min(PEOPLE_IN_PARTS, rows - len(people)), 900 + part, USUAL)
        began = time.process_time()
        people += [comparable_of(record.values) for record in records]
        taken["folding"] += time.process_time() - began
    began = time.process_time()
    sample = [match_keys(person, model, SECRET) for person in people[:5_000]]
    each = (time.process_time() - began) / len(sample)
    began = time.process_time()
    frequencies = counted(people, model.names)
    taken["counting"] = time.process_time() - began
    began = time.process_time()
    pairs = worth = 0
    for one, other in candidate_pairs(people, model, SECRET):
        pairs += 1
        worth += score(model, people[one], people[other], frequencies, rows).score >= model.thresholds.review
    taken["blocks and scores"] = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_IN_MIB
    steps = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in taken.items())
    return (
        f"{rows:,} records: {steps} of one processor, {pairs:,} pairs, {worth:,} worth showing, {memory:.0f} MiB, "
        f"keys of one person {each * 1e6:.0f} µs ({sum(map(len, sample)) / len(sample):.0f} keys)"
    )
