"""Who belongs together after the judgements: connected people, where "not the same" is an obstacle nobody jumps."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Clusters", "Refused"]

_Id = TypeVar("_Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Refused(Generic[_Id]):
    """Why two people were not joined: these two, one of each side, were judged not to be the same."""

    one: _Id
    other: _Id


class Clusters(Generic[_Id]):
    """Sets of people joined by judged or accepted edges, with the pairs that must stay apart."""

    def __init__(self, apart: Iterable[tuple[_Id, _Id]] = ()) -> None:
        self._root: dict[_Id, _Id] = {}
        self._members: dict[_Id, list[_Id]] = {}
        self._apart: dict[_Id, set[_Id]] = {}  # by person, not by cluster: it names the two who were judged
        for one, other in apart:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def of(self, person: _Id) -> tuple[_Id, ...]:
        """Everybody joined with a person, the person included, in the order they came."""
        return tuple(self._members.get(self._find(person), (person,)))

    def join(self, one: _Id, other: _Id) -> Refused[_Id] | None:
        """Join two people with all who belong to them; a refusal changes nothing and names what stands between."""
        mine, theirs = self._find(one), self._find(other)
        if mine == theirs:
            return None
        ours, others = self._members.get(mine, [mine]), self._members.get(theirs, [theirs])
        if len(ours) < len(others):
            mine, theirs, ours, others = theirs, mine, others, ours
        inside = set(ours)
        for person in others:
            for judged in self._apart.get(person, ()):
                if judged in inside:
                    return Refused(judged, person)
        self._members[mine] = [*ours, *others]
        self._members.pop(theirs, None)
        for person in others:
            self._root[person] = mine
        return None

    def groups(self) -> tuple[tuple[_Id, ...], ...]:
        """Every cluster of two or more, the oldest member first."""
        return tuple(tuple(members) for members in self._members.values())

    def _find(self, person: _Id) -> _Id:
        return self._root.get(person, person)
