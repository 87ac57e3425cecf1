"""How common a name is, and which numbers too many people share: the same agreement tells more when it is rare."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from shared_models.matching.comparable import Comparable, Name

__all__ = ["Frequencies", "counted"]

MILLION = 1_000_000
PRIOR_PEOPLE = 1_000  # the reference table counts as much as this many people seen
UNKNOWN_PARTS = 300  # of a million: a name that no table has
CROWD = 4  # people: a number that more of them give tells nothing about one


@dataclass(frozen=True, slots=True)
class Frequencies:
    """
    Shares of call names in parts of a million by key, and the numbers that more than four people gave.

    `crowded` holds card numbers and phones (their last nine digits) as `Comparable` has them.
    """

    names: Mapping[str, int] = field(default_factory=dict)
    crowded: Collection[str] = frozenset()

    def parts_of(self, key: str) -> int:
        """Of a million people, how many have this name."""
        return self.names.get(key, UNKNOWN_PARTS)


def counted(people: Iterable[Comparable], prior: Mapping[str, int]) -> Frequencies:
    """
    The frequencies in a set of people, held near `prior` (parts of a million) while they are few.

    One person who was written down often does not make a crowd of a number: its names begin with one sound.
    """
    names: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    sounds: dict[str, set[str]] = {}  # first ones of the names given with a number
    total = 0
    for person in people:
        total += 1
        names.update(_calls(person.names))
        for number in {*person.phones, *person.cards}:
            numbers[number] += 1
            sounds.setdefault(number, set()).update(name.call.skeletons[0][:1] for name in person.names)
    whole = total + PRIOR_PEOPLE
    shares = {
        key: (names[key] * MILLION + prior.get(key, UNKNOWN_PARTS) * PRIOR_PEOPLE) // whole
        for key in names.keys() | prior.keys()
    }
    crowded = (number for number, given in numbers.items() if given > CROWD and len(sounds[number]) >= CROWD)
    return Frequencies(shares, frozenset(crowded))


def _calls(names: tuple[Name, ...]) -> set[str]:
    return {name.call.keys[0] for name in names}
