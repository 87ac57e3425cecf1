"""What a kind of field can do, and what it is told about the moment and the row it works in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.problems import Problem, ProblemError, problem

__all__ = ["FieldKind", "Surroundings", "refuse"]

_NO_ROW: Mapping[str, object] = MappingProxyType({})


class Surroundings(NamedTuple):
    """
    What a check may look at besides the value.

    `codes` is the field's list, `today` the day in Pakistan (None = not known, then nothing is judged by it), `row` the
    other fields of the same row by name, `path` the leaf path a problem names.
    """

    path: str
    codes: CodeList | None = None
    today: date | None = None
    row: Mapping[str, object] = _NO_ROW


Parse: TypeAlias = Callable[[Field, str, Surroundings], object]
Check: TypeAlias = Callable[[Field, object, Surroundings], Problem | None]
Format: TypeAlias = Callable[[object, CodeList | None, str], str]


@dataclass(frozen=True, slots=True)
class FieldKind:
    """
    `parse` turns what was typed into a value or raises ProblemError; `check` says what is wrong with a value from
    anywhere; `show` writes a value for people in a language. `max_length` bounds the text of the value.
    """

    name: str
    parse: Parse
    check: Check
    show: Format
    max_length: int
    says: str = ""  # one line for the data dictionary


def refuse(code: str, around: Surroundings, **params: object) -> ProblemError:
    """The error that carries a problem at the place being parsed."""
    return ProblemError(problem(code, around.path, **params))
