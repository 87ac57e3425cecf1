"""What is shown of people like the one in an open form: those of this desk, and what other offices let be known."""

from __future__ import annotations

from dataclasses import dataclass

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Why:
    """One piece of evidence in both languages; `weight` in 1/1000 bit, above 0 where it speaks for one person."""

    en: str
    ur: str
    weight: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody this desk shows who may be the person of a form.

    `born` is a year, `since` the ISO day of the newest return, `office` where the record is now. `score` is log2 of the
    odds in 1/1000 bit by `model`; `zone` what head office would do with the pair; `conflict` whether one number may belong
    to two people; `warns` whether the desk draws attention to it.
    """

    person: str
    name_latin: str
    name_urdu: str
    born: str
    father_latin: str
    father_urdu: str
    district_en: str
    district_ur: str
    office_en: str
    office_ur: str
    since: str
    score: int
    zone: str
    conflict: bool
    warns: bool
    model: str
    reasons: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class ElsewhereHit:
    """An office that registered somebody alike, the year, and by which recipes of the model both agree."""

    office: str
    year: int
    recipes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Who is like the person of a form, best first. `enough`: the form says enough to look at all.

    `compared` is how many people of this desk can be met, `elsewhere_people` how many of other offices by the list of the
    ISO day `elsewhere_day`; nothing is known of other offices while that is empty.
    """

    enough: bool = False
    compared: int = 0
    people: tuple[Alike, ...] = ()
    elsewhere: tuple[ElsewhereHit, ...] = ()
    elsewhere_people: int = 0
    elsewhere_day: str = ""
