"""The weights of a model laid out for adding up: a million pairs are weighed by a few thousand sums."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from shared_models.matching.levels import PLAIN
from shared_models.matching.model import Level, Model
from shared_models.matching.vocabulary import COMPARISONS

__all__ = ["Weights", "weights_of"]

_ORDER: Final = tuple(COMPARISONS)
_LATER: Final = tuple(name for name in _ORDER if name not in {*PLAIN, "call", "rest"})
SUMS_KEPT = 32_768


class Weights:
    """What levels add up to by one model, and the most that levels can still add up to when only some are known."""

    def __init__(self, model: Model) -> None:
        self._levels = model.comparisons
        self._crosses = [
            (first, second, weights) for cross, weights in model.crosses.items() for first, second in [cross.split("*")]
        ]
        self._sums: dict[tuple[str, ...], int] = {}
        self._most: dict[tuple[str, ...], int] = {}

    def sum_of(self, levels: Mapping[str, str]) -> int:
        """The weights of all levels and of their crosses, in 1/1000 bit."""
        key = tuple(levels.values())
        if key not in self._sums:
            found = {name: self._levels[name][level] for name, level in levels.items()}
            total = sum(level.weight for level in found.values())
            for first, second, weights in self._crosses:
                total += weights.get(f"{found[first].group}*{found[second].group}", 0)
            _bounded(self._sums)[key] = total
        return self._sums[key]

    def most_of_plain(self, plain: tuple[str, ...]) -> int:
        """No pair with these levels of `PLAIN` has a higher sum, whatever its names."""
        if plain not in self._most:
            _bounded(self._most)[plain] = self._most_beside(
                dict(zip(PLAIN, plain, strict=True)), ("call", "rest", *_LATER)
            )
        return self._most[plain]

    def most_of_named(self, plain: tuple[str, ...], call: str, rest: str) -> int:
        """The same when the levels of the name are known as well."""
        key = (*plain, call, rest)
        if key not in self._most:
            known = dict(zip((*PLAIN, "call", "rest"), key, strict=True))
            _bounded(self._most)[key] = self._most_beside(known, _LATER)
        return self._most[key]

    def _most_beside(self, known: Mapping[str, str], open_: Iterable[str]) -> int:
        """
        Each unknown comparison at the level that adds most beside the known ones.

        Two unknown ones may cross, too: of each such cross the greatest weight is allowed for.
        """
        groups = {name: self._levels[name][level].group for name, level in known.items()}
        total = sum(self._levels[name][level].weight for name, level in known.items())
        beside: dict[str, list[tuple[bool, str, Mapping[str, int]]]] = {name: [] for name in open_}
        for first, second, weights in self._crosses:
            if first in groups and second in groups:
                total += weights.get(f"{groups[first]}*{groups[second]}", 0)
            elif first in groups:
                beside[second].append((True, groups[first], weights))
            elif second in groups:
                beside[first].append((False, groups[second], weights))
            else:
                total += max(0, *weights.values())
        return total + sum(
            max(_beside(level, crossed) for level in self._levels[name].values()) for name, crossed in beside.items()
        )


def _beside(level: Level, crossed: Iterable[tuple[bool, str, Mapping[str, int]]]) -> int:
    return level.weight + sum(
        weights.get(f"{known}*{level.group}" if before else f"{level.group}*{known}", 0)
        for before, known, weights in crossed
    )


def _bounded(kept: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    if len(kept) >= SUMS_KEPT:
        kept.clear()
    return kept


@lru_cache(8)
def weights_of(model: Model) -> Weights:
    """The weights of a model, laid out once."""
    return Weights(model)
