"""How the residence cards of the usual countries are numbered: hints for the desk, never a reason to refuse."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared_models.catalogue.identifiers.cards import digits_of

__all__ = ["ResidenceShape", "birth_year_in", "residence_shape"]


@dataclass(frozen=True, slots=True)
class ResidenceShape:
    """The shape of one country's numbers: how many digits (for the sentence), an example, and the pattern."""

    digits: str
    example: str
    pattern: re.Pattern[str]

    def fits(self, number: str) -> bool:
        """Whether the digits of `number` have this shape."""
        return self.pattern.fullmatch(digits_of(number)) is not None


_SHAPES: Final[Mapping[str, ResidenceShape]] = {
    # An iqama begins with 2, the number given at the border with 3, 4 or 5.
    "SAU": ResidenceShape("10", "2123456789", re.compile(r"[2-5]\d{9}")),
    "ARE": ResidenceShape("15", "784-1985-1234567-1", re.compile(r"784(?:19|20)\d{2}\d{8}")),
    "QAT": ResidenceShape("11", "28558612345", re.compile(r"[23]\d{10}")),
    "KWT": ResidenceShape("12", "285032412345", re.compile(r"[23]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{5}")),
    "BHR": ResidenceShape("9", "850312345", re.compile(r"\d{9}")),
    "OMN": ResidenceShape("7-9", "71234567", re.compile(r"\d{7,9}")),
}
_CENTURIES: Final = {"2": 1900, "3": 2000}


def residence_shape(country: str) -> ResidenceShape | None:
    """The shape of the residence numbers of a country (three letters), None where nothing is known."""
    return _SHAPES.get(country)


def birth_year_in(country: str, number: str) -> int | None:
    """The year of birth that a number carries (Emirates, Qatar, Kuwait); None when it carries none."""
    shape, digits = _SHAPES.get(country), digits_of(number)
    if shape is None or not shape.pattern.fullmatch(digits):
        return None
    if country == "ARE":
        return int(digits[3:7])
    if country in {"QAT", "KWT"}:
        return _CENTURIES[digits[0]] + int(digits[1:3])
    return None
