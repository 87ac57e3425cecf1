"""How likely two records are one person: an additive score in 1/1000 bit, its zone, and what needs a person's eyes."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared_models.matching.comparable import Comparable
from shared_models.matching.frequencies import Frequencies
from shared_models.matching.levels import PLAIN, compare, plain_levels, with_names
from shared_models.matching.model import Model
from shared_models.matching.weighing import weights_of

__all__ = ["Scored", "Zone", "decades_of", "score", "score_if_kept", "zone_of"]

TYPICAL_ROWS = 10_000
BIRTHS_TOO_FAR = 5  # years between two births of one person
_NUMBERED = frozenset({"same", "crowded"})
_CARD, _PASSPORT = PLAIN.index("card"), PLAIN.index("passport")


class Zone(StrEnum):
    """What head office does with a pair of this score."""

    NONE = "none"
    REVIEW = "review"  # queued at head office
    ACCEPT = "accept"  # may be accepted together with others


@dataclass(frozen=True, slots=True)
class Scored:
    """
    The outcome for one pair. `score` is log2 of the odds in 1/1000 bit: from 0 on, one person is likelier than two.

    `conflict` names the rule by which an equal number may belong to two people, else it is empty. `warns` says whether
    the desk shows it while typing: a line of its own, as a warning at the counter costs more than a pair in the queue.
    """

    score: int
    levels: dict[str, str]
    zone: Zone
    conflict: str
    model_version: str
    warns: bool


def score(model: Model, one: Comparable, other: Comparable, frequencies: Frequencies, rows: int) -> Scored:
    """Compare two people among `rows` records. Symmetric, and made of integers alone: equal wherever it is computed."""
    return _scored(model, one, other, compare(one, other, frequencies), rows)


def score_if_kept(
    model: Model, one: Comparable, other: Comparable, frequencies: Frequencies, rows: int
) -> Scored | None:
    """
    The same score for whoever only keeps what is shown to somebody; None for a pair that nobody is shown.

    Most candidates are told apart by their numbers, dates and places; their other names are not compared any more.
    """
    weights = weights_of(model)
    lacking = min(model.thresholds.review, model.thresholds.warn) - intercept(model, rows)
    plain = plain_levels(one, other, frequencies)
    numbered = not _NUMBERED.isdisjoint(plain[_CARD : _PASSPORT + 1])  # may be a conflict, whatever the sum
    if not numbered and weights.most_of_plain(plain) < lacking:
        return None

    def hopeless(plain: tuple[str, ...], call: str, rest: str) -> bool:
        return not numbered and weights.most_of_named(plain, call, rest) < lacking

    levels = with_names(one, other, plain, frequencies, hopeless)
    found = _scored(model, one, other, levels, rows) if levels else None
    return found if found is not None and (found.warns or found.zone is not Zone.NONE) else None


def _scored(model: Model, one: Comparable, other: Comparable, levels: dict[str, str], rows: int) -> Scored:
    total = intercept(model, rows) + weigh(model, levels)
    conflict = _conflict(one, other, levels)
    warns = bool(conflict) or total >= model.thresholds.warn
    return Scored(total, levels, zone_of(model, total, levels, conflict), conflict, model.version, warns)


def intercept(model: Model, rows: int) -> int:
    """What every pair begins with: the more records, the more look-alikes. In 1/1000 bit."""
    return model.intercept.weight + model.intercept.per_decade * decades_of(rows) // 100


def weigh(model: Model, levels: dict[str, str]) -> int:
    """The sum of the weights of levels and of their crosses, in 1/1000 bit."""
    return weights_of(model).sum_of(levels)


@lru_cache(64)
def decades_of(rows: int) -> int:
    """A hundred times the decimal logarithm of rows / 10,000, from the first two digits: the same on every machine."""
    digits = str(max(rows, 10))
    return 100 * (len(digits) - len(str(TYPICAL_ROWS))) + _HUNDREDTHS[int(digits[:2])]


# 100 * log10(n / 10), rounded, for the first two digits n.
_HUNDREDTHS = dict(zip(range(10, 100), (
    0, 4, 8, 11, 15, 18, 20, 23, 26, 28, 30, 32, 34, 36, 38, 40, 41, 43, 45, 46, 48, 49, 51, 52, 53, 54, 56, 57, 58, 59,
    60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 72, 73, 74, 75, 76, 76, 77, 78, 79, 79, 80, 81, 81, 82, 83, 83,
    84, 85, 85, 86, 86, 87, 88, 88, 89, 89, 90, 90, 91, 91, 92, 92, 93, 93, 94, 94, 95, 95, 96, 96, 97, 97, 98, 98, 99,
    99, 100,
), strict=True))  # fmt: skip


def _conflict(one: Comparable, other: Comparable, levels: dict[str, str]) -> str:
    if levels["card"] not in _NUMBERED and levels["passport"] not in _NUMBERED:
        return ""
    if levels["sex"] == "different":
        return "number_other_sex"
    years = abs(one.birth.year - other.birth.year) if one.birth and other.birth else 0
    if years > BIRTHS_TOO_FAR and levels["birth"] != "year_slip":
        return "number_other_age"
    if levels["call"] in {"different", "initial"} and levels["rest"] not in {"all", "more"}:
        return "number_other_name"
    return ""


def zone_of(model: Model, total: int, levels: dict[str, str], conflict: str) -> Zone:
    """What head office does with a pair of this score."""
    if total >= model.thresholds.accept and not conflict and _bears_acceptance(levels):
        return Zone.ACCEPT
    return Zone.REVIEW if conflict or total >= model.thresholds.review else Zone.NONE


_NAMED = frozenset({"same_rare", "same_usual", "same_common", "sound", "slip"})
_BORN = frozenset({"day", "guessed_day", "swapped", "day_slip", "year_slip", "month", "year", "vague_near"})


def _bears_acceptance(levels: dict[str, str]) -> bool:
    """
    Whether nothing speaks against accepting a pair without looking at it.

    An equal number never decides alone, relatives and twins always go to a person.
    """
    return (
        levels["call"] in _NAMED
        and levels["family"] == "none"
        and levels["sex"] != "different"
        and levels["father"] not in {"different", "near"}
        and levels["birth"] in _BORN
        and levels["card"] not in {"different", "neighbour", "locality"}
    )
