"""Weights learnt by logistic regression on candidate pairs: look-alikes are among the negatives, as at the desk."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared_models.matching.model import Model

__all__ = ["CROSSES", "Lesson", "learnt"]

MILLIBITS = 1_000 / math.log(2)  # of one natural unit of log odds
STRENGTH = 0.4  # of the data against the wish for small weights
FEWEST_SEEN = 30  # pairs: a cross seen less often keeps no weight
CROSSES = (
    "call*birth", "call*card", "birth*card", "call*father", "birth*father", "father*card", "birth*place",
    "father*phone", "call*rest", "call*phone", "birth*phone", "card*phone", "family*card", "family*phone",
    "call*husband", "father*husband", "call*place", "father*place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """One pair to learn from: its levels, hundredths of decades of rows above ten thousand, and the truth."""

    levels: Mapping[str, str]
    decades: float
    same: bool
    weight: float = 1.0


def learnt(model: Model, lessons: Sequence[Lesson]) -> dict[str, Any]:
    """`comparisons`, `crosses` and `intercept` of the model file as the lessons ask for, in 1/1000 bit."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    names: dict[str, int] = {"rows": 0}
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for lesson in lessons:
        columns.append(0)
        values.append(lesson.decades)
        for feature in _features(model, lesson.levels):
            columns.append(names.setdefault(feature, len(names)))
            values.append(1.0)
        ends.append(len(columns))
    table = csr_matrix((values, columns, ends), shape=(len(lessons), len(names)))
    same = np.array([lesson.same for lesson in lessons])
    weights = np.array([lesson.weight for lesson in lessons])
    seen = np.bincount(np.array(columns), minlength=len(names))
    kept = np.array([place for name, place in names.items() if "*" not in name or seen[place] >= FEWEST_SEEN])
    regression = LogisticRegression(C=STRENGTH, max_iter=2_000, tol=1e-5)
    regression.fit(table[:, kept], same, sample_weight=weights)
    found = dict.fromkeys(names, 0)
    order = list(names)
    for place, weight in zip(kept, regression.coef_[0], strict=True):
        found[order[place]] = round(float(weight) * MILLIBITS)
    return _written(model, found, round(float(regression.intercept_[0]) * MILLIBITS))


def _features(model: Model, levels: Mapping[str, str]) -> Iterable[str]:
    groups = {name: model.comparisons[name][level].group for name, level in levels.items()}
    for name, level in levels.items():
        if level not in {"missing", "none"}:
            yield f"{name}:{level}"
    for cross in CROSSES:
        first, second = cross.split("*")
        if not {groups[first], groups[second]} & {"missing", "none"}:
            yield f"{cross}:{groups[first]}*{groups[second]}"


def _written(model: Model, found: Mapping[str, int], intercept: int) -> dict[str, Any]:
    comparisons = {
        name: {
            level: {"weight": found.get(f"{name}:{level}", 0), "group": entry.group}
            | ({"en": entry.en, "ur": entry.ur} if entry.en else {})
            for level, entry in levels.items()
        }
        for name, levels in model.comparisons.items()
    }
    crosses: dict[str, dict[str, int]] = {}
    for feature, weight in sorted(found.items()):
        cross, _, groups = feature.partition(":")
        if "*" in cross and weight:
            crosses.setdefault(cross, {})[groups] = weight
    return {
        "comparisons": comparisons, "crosses": crosses,
        "intercept": {"weight": intercept, "per_decade": found["rows"]},
    }  # fmt: skip
