"""Problems: what can be wrong has a code, a level and a sentence in each language, said in one place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

import tomli

from shared_models.catalogue.in_use import reference_here
from shared_models.text.normalise import clean_text

__all__ = ["Problem", "ProblemError", "known_codes", "problem", "read_sentences", "sentence", "shipped_sentences"]

PROBLEMS_FOLDER = Path(__file__).parent.parent / "reference" / "problems"
LEVELS = ("block", "warn", "info")
MOST_LETTERS = 200  # of what somebody typed, where a sentence repeats it
_NO_PARAMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """
    One thing that is wrong, or worth a look.

    `level` is "block" (stops what was asked), "warn" (a question to the person in front) or "info". `params` fill the
    named places of the sentence and never hold more than the reader may see.
    """

    code: str
    path: str = ""
    params: Mapping[str, str] = field(default_factory=lambda: _NO_PARAMS, compare=False)
    level: str = "block"


class ProblemError(Exception):
    """A problem raised across layers. Its text is the code alone: exception texts reach logs, people's data must not."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Places(dict[str, str]):
    """Named places of a sentence; a place nobody filled shows as an ellipsis rather than failing the screen."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem(code: str, path: str = "", **params: object) -> Problem:
    """A problem with the level its entry in the reference data gives it (block where it says nothing)."""
    level = str(_sentences().get(code, _NO_PARAMS).get("level", "block"))
    return Problem(code, path, MappingProxyType({name: _told(value) for name, value in params.items()}), level)


def _told(value: object) -> str:
    """A place of a sentence as it can be shown and sent: not endless, and nothing in it that turns the sentence round."""
    text = str(value)
    return clean_text(text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…")


def sentence(problem: Problem, lang: str) -> str:
    """What a person reads: the sentence of the problem in `lang` ("en" or "ur"), or the code when it has none."""
    entry = _sentences().get(problem.code)
    if entry is None:
        return problem.code
    return entry["ur" if lang == "ur" else "en"].format_map(_Places(problem.params))


def known_codes() -> Mapping[str, Mapping[str, str]]:
    """Every problem the reference data describes: code -> {en, ur, level}."""
    return MappingProxyType(_sentences())


def _sentences() -> Mapping[str, Mapping[str, str]]:
    published = reference_here()
    return shipped_sentences() if published is None else published.sentences


@cache
def shipped_sentences() -> Mapping[str, Mapping[str, str]]:
    """The sentences this program ships with, read once: code -> {en, ur, level}."""
    return read_sentences(PROBLEMS_FOLDER)


def read_sentences(folder: Path) -> dict[str, Mapping[str, str]]:
    """The sentences in the files of `folder`. Raises ValueError when a code is described twice."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(folder.glob("*.toml")):
        for code, entry in _entries(tomli.loads(file.read_text("utf-8")), ""):
            full = code if "." in code else f"{file.stem}.{code}"
            if full in found:
                raise ValueError(f"problem {full} is described twice")
            found[full] = entry
    return found


def _entries(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    for key, value in table.items():
        if isinstance(value, dict):
            name = f"{prefix}.{key}" if prefix else key
            if isinstance(value.get("en"), str):
                yield name, {str(part): str(text) for part, text in value.items()}
            else:
                yield from _entries(value, name)
