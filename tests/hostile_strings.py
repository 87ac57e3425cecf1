"""Strings nobody should type and somebody will: by family, from the corpus, whatever a text field is asked."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

__all__ = ["FAMILIES", "corpus", "every_string", "printable"]

_CORPUS = Path(__file__).parent / "corpora" / "hostile_strings.jsonl"


@cache
def corpus() -> dict[str, tuple[str, ...]]:
    """Family -> its strings. Long ones stand in the file as a piece and how often it is repeated."""
    found: dict[str, list[str]] = {}
    for line in _CORPUS.read_text("ascii").splitlines():
        entry = json.loads(line)
        text = entry["text"] if "text" in entry else _repeated(entry)
        found.setdefault(entry["family"], []).append(text)
    return {family: tuple(texts) for family, texts in found.items()}


def _repeated(entry: dict[str, object]) -> str:
    before, after = (str(entry.get(name, "")) for name in ("before", "after"))
    return before + str(entry["repeat"]) * int(str(entry["times"])) + after


FAMILIES = tuple(corpus())


def every_string() -> tuple[str, ...]:
    """All of them, each once."""
    return tuple(dict.fromkeys(text for texts in corpus().values() for text in texts))


def printable(text: str) -> str:
    """How a failing test names a string: short, and in letters that every terminal can show."""
    return f"{text[:40]!a} ({len(text)})"
