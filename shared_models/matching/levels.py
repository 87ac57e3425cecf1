"""Two people compared fact by fact: which level each comparison comes out at, and whether they look like relatives."""

from collections.abc import Callable, Iterable
from typing import Final

from rapidfuzz.distance import OSA

from shared_models.matching.comparable import Birth, Comparable, Name
from shared_models.matching.frequencies import Frequencies
from shared_models.matching.vocabulary import MISSING
from shared_models.matching.wording import Grade, Place, call_grade, pairs_of, rest_level, whole_level

__all__ = ["PLAIN", "Hopeless", "compare", "plain_levels", "with_names"]

PLAIN: Final = ("birth", "card", "passport", "paper", "phone", "place", "sex", "email")
Hopeless = Callable[[tuple[str, ...], str, str], bool]  # the levels of PLAIN, of the call name and of the other words

COMMON, RARE = 12_000, 2_500  # of a million: where a call name begins to be common, and to be rare
NEIGHBOURING_SERIALS = 50  # brothers and sisters are often registered on one day
LOCALITY_DIGITS, SERIAL_END = 5, 12
MONTHS_BETWEEN_BIRTHS = 9
NEAR_YEARS, VAGUE_YEARS, APART_YEARS = 2, 5, 6
_SLIP, _ELSEWHERE = Grade.SLIP, Place.ELSEWHERE  # an enumeration takes long to ask
_ALIKE: Final = frozenset({"same", "sound", "slip"})


def compare(one: Comparable, other: Comparable, frequencies: Frequencies) -> dict[str, str]:
    """The level of every comparison. Symmetric: `compare(b, a)` is the same."""
    return with_names(one, other, plain_levels(one, other, frequencies), frequencies)


def plain_levels(one: Comparable, other: Comparable, frequencies: Frequencies) -> tuple[str, ...]:
    """The levels of `PLAIN`, in that order: what is compared without looking at a name, which takes longest."""
    return (
        _birth(one.birth, other.birth),
        _card(one.cards, other.cards, frequencies),
        _numbers(one.passports, other.passports),
        "same" if one.papers and not set(one.papers).isdisjoint(other.papers) else MISSING,
        _phone(one.phones, other.phones, frequencies),
        _place(one, other),
        _equal(one.sex, other.sex),
        _equal(one.email, other.email),
    )


def with_names(
    one: Comparable,
    other: Comparable,
    plain: tuple[str, ...],
    frequencies: Frequencies,
    hopeless: Hopeless | None = None,
) -> dict[str, str]:
    """Every level. What `hopeless` says of the plain levels and that of the call name ends it early: nothing is found."""
    call, rest = _name_levels(one.names, other.names, frequencies)
    if hopeless is not None and hopeless(plain, call, rest):
        return {}
    birth, card, passport, paper, phone, place, sex, email = plain
    father = _father(one, other, frequencies)
    levels = {
        "call": call, "rest": rest, "father": father, "husband": _husband(one, other), "mother": _mother(one, other),
        "birth": birth, "card": card, "passport": passport, "paper": paper, "phone": phone, "place": place, "sex": sex,
        "email": email,
    }  # fmt: skip
    levels["family"] = _family(one, other, levels)
    return levels


def _equal(one: str, other: str) -> str:
    return MISSING if not one or not other else "same" if one == other else "different"


def _name_levels(ours: tuple[Name, ...], theirs: tuple[Name, ...], frequencies: Frequencies) -> tuple[str, str]:
    best: tuple[Place, Grade, int, str] | None = None
    rarest, found_place = 0, Place.OWN
    for across in (False, True):
        for one, other in pairs_of(ours, theirs, across=across):
            call, place = call_grade(one, other)
            rest = rest_level(one, other)
            # A swapped name counts more than one that is only alike.
            found = (place if call >= _SLIP else _ELSEWHERE, call, _REST_ORDER[rest], rest)
            if best is None or found > best:
                best = found
                rarest = min(frequencies.parts_of(one.call.keys[0]), frequencies.parts_of(other.call.keys[0]))
                found_place = place
        if best is not None and best[0] is not _ELSEWHERE:
            break
    if best is None:
        return MISSING, MISSING
    _place, call, _order, rest = best
    if call >= _SLIP and found_place is not Place.OWN:
        return ("swapped" if found_place is Place.SWAPPED else "elsewhere"), rest
    if call == Grade.SAME:
        return "same_common" if rarest >= COMMON else "same_rare" if rarest < RARE else "same_usual", rest
    return _CALL_LEVELS[call], rest


_CALL_LEVELS = {
    Grade.SOUND: "sound", Grade.SLIP: "slip", Grade.NEAR: "near", Grade.INITIAL: "initial", Grade.NONE: "different",
}  # fmt: skip
_REST_ORDER = {
    level: place
    for place, level in enumerate(("missing", "one_sided", "different", "near", "some", "light", "more", "all"))
}


def _father(one: Comparable, other: Comparable, frequencies: Frequencies) -> str:
    level = whole_level(one.fathers, other.fathers)
    if level == "same":
        keys = {name.call.keys[0] for name in one.fathers} & {name.call.keys[0] for name in other.fathers}
        rarest = min((frequencies.parts_of(key) for key in keys), default=COMMON)
        return "same_common" if rarest >= COMMON else "same_rare"
    if level in {MISSING, "different", "near"}:
        crossed = {whole_level(one.fathers, other.husbands), whole_level(one.husbands, other.fathers)}
        if crossed & _ALIKE:
            return "as_husband"
    return level


def _husband(one: Comparable, other: Comparable) -> str:
    if not one.husbands or not other.husbands:
        return MISSING
    level = whole_level(one.husbands, other.husbands)
    return {"sound": "same", "near": "different"}.get(level, level)


def _mother(one: Comparable, other: Comparable) -> str:
    if not one.mothers or not other.mothers:
        return MISSING
    level = whole_level(one.mothers, other.mothers)
    return {"sound": "same", "part": "slip", "near": "different"}.get(level, level)


def _birth(one: Birth | None, other: Birth | None) -> str:
    if one is None or other is None:
        return MISSING
    years = abs(one.year - other.year)
    if not (one.day and other.day) or one.vague or other.vague:
        return _vague_birth(one, other, years)
    if years == 0:
        if (one.month, one.day) == (other.month, other.day):
            return "day"
        if (one.month, one.day) == (other.day, other.month):
            return "swapped"
        return "day_slip" if one.month == other.month or one.day == other.day else "year"
    if (one.month, one.day) == (other.month, other.day):
        return (
            "year_slip" if years <= 1 or _one_digit(one.year, other.year) else "far" if years > APART_YEARS else "apart"
        )
    return "near_year" if years == 1 else "apart" if years <= APART_YEARS else "far"


def _vague_birth(one: Birth, other: Birth, years: int) -> str:
    if years == 0:
        if (one.month, one.day) == (other.month, other.day) and one.day:
            return "guessed_day"
        return "month" if one.month and one.month == other.month and not (one.day and other.day) else "year"
    return "vague_near" if years <= NEAR_YEARS else "vague_apart" if years <= VAGUE_YEARS else "far"


def _one_digit(one: int, other: int) -> bool:
    return sum(mine != theirs for mine, theirs in zip(str(one), str(other), strict=True)) == 1


def _card(ours: Iterable[str], theirs: Iterable[str], frequencies: Frequencies) -> str:
    best = MISSING
    for one in ours:
        for other in theirs:
            level = _two_cards(one, other, frequencies)
            if best == MISSING or _CARD_ORDER[level] > _CARD_ORDER[best]:
                best = level
    return best


_CARD_ORDER = {
    level: place
    for place, level in enumerate(
        ("different", "locality", "two_slips", "neighbour", "near_slip", "crowded", "slip", "same")
    )
}


def _two_cards(one: str, other: str, frequencies: Frequencies) -> str:
    if one == other:
        return "crowded" if one in frequencies.crowded else "same"
    locality = one[:LOCALITY_DIGITS] == other[:LOCALITY_DIGITS]
    apart = OSA.distance(one, other, score_cutoff=2)
    if locality and abs(_serial(one) - _serial(other)) <= NEIGHBOURING_SERIALS:
        # A swap is a slip of the hand; another last digit may be one, or a brother's number.
        swapped = apart == 1 and sorted(one) == sorted(other)
        return "slip" if swapped else "near_slip" if apart == 1 else "neighbour"
    return "slip" if apart == 1 else "two_slips" if apart == 2 else "locality" if locality else "different"


def _serial(card: str) -> int:
    return int(card[LOCALITY_DIGITS:SERIAL_END])


def _numbers(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    if not ours or not theirs:
        return MISSING
    if not set(ours).isdisjoint(theirs):
        return "same"
    close = any(OSA.distance(one, other, score_cutoff=1) <= 1 for one in ours for other in theirs)
    return "slip" if close else "different"


def _phone(ours: tuple[str, ...], theirs: tuple[str, ...], frequencies: Frequencies) -> str:
    level = _numbers(ours, theirs)
    if level == "same" and all(number in frequencies.crowded for number in set(ours) & set(theirs)):
        return "crowded"
    return level


def _place(one: Comparable, other: Comparable) -> str:
    if not one.districts or not other.districts:
        shared = set(one.provinces) & set(other.provinces)
        return "province" if shared else MISSING if not one.provinces or not other.provinces else "different"
    if one.districts[0] == other.districts[0]:
        return "same"
    if set(one.districts) & set(other.districts):
        return "crossed"
    return "province" if one.districts[0][:3] == other.districts[0][:3] else "different"


def _family(one: Comparable, other: Comparable, levels: dict[str, str]) -> str:
    """Whether the two look like relatives rather than like one person."""
    if _is_child(one, other) or _is_child(other, one):
        return "parent"
    if levels["sex"] == "different" and (_is_wife(one, other) or _is_wife(other, one)):
        return "couple"
    if levels["father"] not in {"same_rare", "same_common", "sound", "slip"}:
        return "none"
    if levels["call"] not in {"different", "near", "elsewhere"}:
        return "none"
    if levels["birth"] in {"day", "guessed_day"}:
        return "twin" if levels["birth"] == "day" else "maybe_sibling"
    return "sibling" if _births_apart(one.birth, other.birth) else "maybe_sibling"


def _is_child(child: Comparable, parent: Comparable) -> bool:
    """Whether one is the father or mother of the other: the name fits and at least fifteen years lie between."""
    if child.birth is None or parent.birth is None or child.birth.year - parent.birth.year < 15:
        return False
    return whole_level(child.fathers or child.mothers, parent.names) in {"same", "sound"}


def _is_wife(wife: Comparable, husband: Comparable) -> bool:
    return whole_level(wife.husbands, husband.names) in {"same", "sound"}


def _births_apart(one: Birth | None, other: Birth | None) -> bool:
    if one is None or other is None:
        return False
    if one.day and other.day and not (one.vague or other.vague):
        return True  # two whole dates that differ
    return abs(one.year - other.year) > 1
