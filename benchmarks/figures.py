"""A figure: what was measured how often, against which limit; and how all figures look on paper."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """Samples of one quantity. `most` is the limit it must not pass; `aim` marks a limit that is only hoped for.

    The limit is held against the smallest sample where `noisy` (time on a shared machine can only be too long), against the
    median of a noisy ratio (`×`: both its sides are disturbed), else against the largest.
    """

    group: str
    name: str
    unit: str
    samples: tuple[float, ...]
    most: float | None = None
    least: float | None = None
    aim: bool = False
    noisy: bool = True
    note: str = ""

    @property
    def verdict(self) -> str:
        """`kept`, `missed`, or nothing where there is no limit."""
        if self.most is None and self.least is None:
            return ""
        noisy = statistics.median(self.samples) if self.unit == "×" else min(self.samples)
        judged = noisy if self.noisy else max(self.samples)
        passed = judged <= self.most if self.most is not None else max(self.samples) >= (self.least or 0)
        return ("aim reached" if passed else "aim missed") if self.aim else ("kept" if passed else "MISSED")

    def as_json(self) -> dict[str, Any]:
        """The figure for programs."""
        return {
            "group": self.group,
            "name": self.name,
            "unit": self.unit,
            "min": min(self.samples),
            "median": statistics.median(self.samples),
            "max": max(self.samples),
            "samples": list(self.samples),
            "most": self.most,
            "least": self.least,
            "verdict": self.verdict,
            "note": self.note,
        }


@dataclass(slots=True)
class Figures:
    """The figures of one run, in the order in which they were measured."""

    found: list[Figure] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def add(self, group: str, name: str, unit: str, samples: Sequence[float], **more: Any) -> None:
        """Keep one figure and say it at once, so that a long run shows where it is."""
        figure = Figure(group, name, unit, tuple(samples), **more)
        self.found.append(figure)
        seconds = time.monotonic() - self._began
        print(
            f"{seconds:4.0f} s  {group}: {name}: {' / '.join(_cells(figure)[:3])} {unit}  {_limit(figure)} {figure.verdict}",
            flush=True,
        )


def shown(number: float) -> str:
    """A number with as many digits as mean something."""
    if number == int(number) and abs(number) < 1000:
        return str(int(number))
    size = abs(number)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 3
    return f"{number:,.{digits}f}"


def _cells(figure: Figure) -> tuple[str, str, str]:
    return shown(min(figure.samples)), shown(statistics.median(figure.samples)), shown(max(figure.samples))


def _limit(figure: Figure) -> str:
    if figure.most is not None:
        return f"≤ {shown(figure.most)}"
    return "" if figure.least is None else f"≥ {shown(figure.least)}"


def table(figures: Sequence[Figure]) -> str:
    """All figures as Markdown, one table a group, with the notes below it."""
    parts: list[str] = []
    for group in dict.fromkeys(figure.group for figure in figures):
        some = [figure for figure in figures if figure.group == group]
        parts.append(f"\n### {group}\n\n| figure | unit | min | median | max | limit | |")
        parts.append("| --- | --- | ---: | ---: | ---: | ---: | --- |")
        parts += [
            "| " + " | ".join((one.name, one.unit, *_cells(one), _limit(one), one.verdict)) + " |" for one in some
        ]
        notes = list(dict.fromkeys(one.note for one in some if one.note))
        if notes:
            parts.append("\n" + "\n".join(f"- {note}" for note in notes))
    return "\n".join(parts)
