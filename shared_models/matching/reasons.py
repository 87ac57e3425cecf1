"""Why a pair got its score, in the words of clerks: the strongest evidence first, in English or Urdu."""

from dataclasses import dataclass

from shared_models.matching.model import Model
from shared_models.matching.scoring import Scored

__all__ = ["Reason", "reasons"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: the comparison, its sentence, and what it added to the score in 1/1000 bit."""

    comparison: str
    text: str
    weight: int


def reasons(model: Model, scored: Scored, language: str) -> tuple[Reason, ...]:
    """
    The evidence for and against, strongest first; a conflict comes before all. `language` is en or ur.

    What is missing is no evidence and has no sentence. A cross of two comparisons counts half to each.
    """
    groups = {name: model.comparisons[name][level].group for name, level in scored.levels.items()}
    weights = {name: 2 * model.comparisons[name][level].weight for name, level in scored.levels.items()}
    for cross, crossed in model.crosses.items():
        first, second = cross.split("*")
        weight = crossed.get(f"{groups[first]}*{groups[second]}", 0)
        weights[first] += weight
        weights[second] += weight
    found = []
    for name, level in scored.levels.items():
        entry = model.comparisons[name][level]
        text = entry.ur if language == "ur" else entry.en
        if text:
            found.append(Reason(name, text, weights[name] // 2))
    found.sort(key=lambda reason: (-abs(reason.weight), reason.comparison))
    if scored.conflict:
        texts = model.conflicts[scored.conflict]
        found.insert(0, Reason("conflict", texts.ur if language == "ur" else texts.en, 0))
    return tuple(found)
