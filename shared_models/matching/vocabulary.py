"""The levels a comparison can come out at, from agreement to contradiction; the model file weighs exactly these."""

from types import MappingProxyType
from typing import Final

__all__ = ["COMPARISONS", "CONFLICTS", "MISSING"]

MISSING: Final = "missing"  # one side says nothing: neither agreement nor disagreement

COMPARISONS: Final = MappingProxyType({
    # the word a person is called by
    "call": (
        "same_rare", "same_usual", "same_common", "sound", "slip", "swapped", "elsewhere", "near", "initial", "different",
        MISSING,
    ),
    # the other words of the name, Muhammad left out
    "rest": ("all", "light", "more", "some", "near", "different", "one_sided", MISSING),
    "father": (
        "same_rare", "same_common", "sound", "slip", "part", "near", "as_husband", "different", MISSING,
    ),
    "husband": ("same", "slip", "part", "different", MISSING),
    "mother": ("same", "slip", "different", MISSING),
    "birth": (
        "day", "guessed_day", "swapped", "day_slip", "month", "year_slip", "year", "near_year", "vague_near",
        "vague_apart", "apart", "far", MISSING,
    ),
    "card": ("same", "crowded", "slip", "near_slip", "neighbour", "two_slips", "locality", "different", MISSING),
    "passport": ("same", "slip", "different", MISSING),
    "paper": ("same", MISSING),
    "phone": ("same", "crowded", "slip", "different", MISSING),
    "place": ("same", "crossed", "province", "different", MISSING),
    "sex": ("same", "different", MISSING),
    "email": ("same", "different", MISSING),
    # what two people of one family look like
    "family": ("none", "sibling", "maybe_sibling", "twin", "parent", "couple"),
})  # fmt: skip

# One number, two people? Never decided without a person.
CONFLICTS: Final = ("number_other_sex", "number_other_age", "number_other_name")
