"""The weights of a model one by one, and how answers of people correct them: no weight moves further than answers ask for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared_models.matching import Model

__all__ = ["CROSSES", "MILLIBITS", "Lesson", "corrected", "features", "written"]

MILLIBITS = 1_000 / math.log(2)  # of one natural unit of log odds
NEARNESS = 4.0  # of a weight to what it was: as strong as some ten answers that leave it in doubt
SWEEPS = 30
ENOUGH = 0.002  # of a natural unit: below it a sweep changes nothing that is written
FURTHEST = 30.0  # of odds in natural units; beyond it they are as good as certain
INTERCEPT = ""
CROSSES = (
    "call*birth", "call*card", "birth*card", "call*father", "birth*father", "father*card", "birth*place",
    "father*phone", "call*rest", "call*phone", "birth*phone", "card*phone", "family*card", "family*phone",
    "call*husband", "father*husband", "call*place", "father*place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """One pair to learn from: its levels, decades of rows above ten thousand, and the truth."""

    levels: Mapping[str, str]
    decades: float
    same: bool
    weight: float = 1.0


def features(model: Model, levels: Mapping[str, str]) -> Iterator[str]:
    """The levels of a pair, and the crossed groups, that have a weight of their own."""
    groups = {name: model.comparisons[name][level].group for name, level in levels.items()}
    for name, level in levels.items():
        if level not in {"missing", "none"}:
            yield f"{name}:{level}"
    for cross in CROSSES:
        first, second = cross.split("*")
        if not {groups[first], groups[second]} & {"missing", "none"}:
            yield f"{cross}:{groups[first]}*{groups[second]}"


def corrected(model: Model, lessons: Sequence[Lesson], scores: Sequence[int]) -> dict[str, Any]:
    """
    `comparisons`, `crosses` and `intercept` as the lessons correct them; `scores` are what the model says of the lessons.

    Logistic regression with the model as its beginning: each weight is drawn to what it was, so that some hundred answers
    do not overthrow what many thousand pairs taught. One weight after the other takes its Newton step.
    """
    shown: defaultdict[str, list[int]] = defaultdict(list)
    for place, lesson in enumerate(lessons):
        shown[INTERCEPT].append(place)
        for feature in features(model, lesson.levels):
            shown[feature].append(place)
    odds = [score / MILLIBITS for score in scores]
    same = [float(lesson.same) for lesson in lessons]
    moved = dict.fromkeys(shown, 0.0)
    for _ in range(SWEEPS):
        longest = 0.0
        for feature, places in shown.items():
            slope, bend = NEARNESS * moved[feature], NEARNESS
            for place in places:
                chance = 1 / (1 + math.exp(-max(-FURTHEST, min(FURTHEST, odds[place]))))
                slope += chance - same[place]
                bend += chance * (1 - chance)
            step = -slope / bend
            moved[feature] += step
            for place in places:
                odds[place] += step
            longest = max(longest, abs(step))
        if longest < ENOUGH:
            break
    found = _weights_of(model)
    for feature, move in moved.items():
        found[feature] = found.get(feature, 0) + round(move * MILLIBITS)
    return written(model, found, found[INTERCEPT], found["rows"])


def written(model: Model, found: Mapping[str, int], intercept: int, per_decade: int) -> dict[str, Any]:
    """The parts of a model file that hold weights."""
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
        "comparisons": comparisons,
        "crosses": crosses,
        "intercept": {"weight": intercept, "per_decade": per_decade},
    }


def _weights_of(model: Model) -> dict[str, int]:
    singles = {f"{name}:{key}": level.weight for name, of in model.comparisons.items() for key, level in of.items()}
    crossed = {f"{cross}:{groups}": weight for cross, of in model.crosses.items() for groups, weight in of.items()}
    return {INTERCEPT: model.intercept.weight, "rows": model.intercept.per_decade, **singles, **crossed}
