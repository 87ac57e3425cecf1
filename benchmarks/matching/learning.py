"""Weights learnt by logistic regression on candidate pairs: look-alikes are among the negatives, as at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared_models.matching.model import Model
from sync_server.subjects.linkage.weights import MILLIBITS, Lesson, features, written

__all__ = ["Lesson", "learnt"]

STRENGTH = 0.4  # of the data against the wish for small weights
FEWEST_SEEN = 30  # pairs: a cross seen less often keeps no weight


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
        for feature in features(model, lesson.levels):
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
    return written(model, found, round(float(regression.intercept_[0]) * MILLIBITS), found["rows"])
