"""The facts of a person that blocking keys are made of, by the names recipes give them."""

from collections.abc import Callable, Iterable, Iterator

from shared_models.matching.comparable import Birth, Comparable, Name

__all__ = ["PARTS", "YEAR"]

YEAR = "year"
FEWEST_SOUNDS = 2  # one consonant would find everybody


def _less_one(person: Comparable) -> Iterator[str]:
    """A card number without each of its digits: two numbers with one slip or one swap between them meet."""
    for card in person.cards:
        for place in range(len(card)):
            yield card[:place] + card[place + 1 :]


def _call(names: Iterable[Name]) -> Iterator[str]:
    for name in names:
        for skeleton in name.call.skeletons[:2]:
            if len(skeleton) >= FEWEST_SOUNDS:
                yield skeleton


def _any_word(names: Iterable[Name]) -> Iterator[str]:
    """The sounds of every telling word, so that a name in another order is met, too."""
    for name in names:
        for word in (name.call, *name.rest[:3]):
            if (not word.light or word is name.call) and len(word.skeletons[0]) >= FEWEST_SOUNDS:
                yield word.skeletons[0]


def _whole(names: Iterable[Name]) -> Iterator[str]:
    for name in names:
        if name.rest:
            yield " ".join(sorted(word.skeletons[0] for word in (name.call, *name.rest)))


def _start(names: Iterable[Name]) -> Iterator[str]:
    """The first two sounds: what a slip later in the word leaves alone."""
    for name in names:
        if len(name.call.skeletons[0]) >= FEWEST_SOUNDS:
            yield name.call.skeletons[0][:2]


def _years(birth: Birth | None) -> Iterator[str]:
    """Two buckets, so that neighbouring years share one."""
    if birth is not None:
        yield str(birth.year)
        yield str(birth.year + 1)


def _day(birth: Birth | None) -> Iterator[str]:
    """The whole date; day and month in one order, as they are swapped on forms."""
    if birth is not None and birth.day and not birth.vague:
        yield f"{birth.year}-{min(birth.month, birth.day)}-{max(birth.month, birth.day)}"


def _anniversary(birth: Birth | None) -> Iterator[str]:
    if birth is not None and birth.day and not birth.vague:
        yield f"{birth.month}-{birth.day}"


# What a recipe in the model file may name.
PARTS: dict[str, Callable[[Comparable], Iterable[str]]] = {
    "card": lambda person: person.cards,
    "card_less_one": _less_one,
    "passport": lambda person: person.passports,
    "paper": lambda person: person.papers,
    "phone": lambda person: person.phones,
    "email": lambda person: [person.email] if person.email else [],
    "call": lambda person: _call(person.names),
    "any_word": lambda person: _any_word(person.names),
    "start": lambda person: _start(person.names),
    "whole_name": lambda person: _whole(person.names),
    "father": lambda person: _call(person.fathers),
    "guardian": lambda person: _call((*person.fathers, *person.husbands)),
    "any_guardian_word": lambda person: _any_word((*person.fathers, *person.husbands)),
    YEAR: lambda person: [str(person.birth.year)] if person.birth else [],
    "near_years": lambda person: _years(person.birth),
    "day": lambda person: _day(person.birth),
    "anniversary": lambda person: _anniversary(person.birth),
    "district": lambda person: person.districts[:2],
    "sex": lambda person: [person.sex] if person.sex else [],
}
