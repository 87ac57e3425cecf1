"""Where each record belonged and since when, worked out from head office's order alone: against it both sides are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from shared_models.records.changes import Change
from shared_models.records.paths import PERSON_OFFICE
from tests.simulation import expected


class Stay(NamedTuple):
    """A record belongs to an office from a position on."""

    since: int
    office: str


@dataclass
class Homes:
    """The stays of every record; what was written for a person goes where the person goes."""

    stays: dict[str, list[Stay]] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)

    def copied(self) -> Homes:
        """The same, kept for later."""
        return Homes({record: list(stays) for record, stays in self.stays.items()}, dict(self.owner))

    def now(self, record: str) -> str:
        """The office a record belongs to; "" while head office knows none."""
        return self.stays[record][-1].office if record in self.stays else ""

    def since(self, record: str) -> int:
        """The position at which a record came to where it is; 0 while head office knows none."""
        return self.stays[record][-1].since if record in self.stays else 0

    def had(self, record: str, office: str) -> bool:
        """Whether the record belongs to this office or once did."""
        return any(stay.office == office for stay in self.stays.get(record, ()))

    def has_moved(self, record: str) -> bool:
        """Whether the record ever went to another office."""
        return len(self.stays.get(record, ())) > 1

    def may_hold(self, record: str, office: str, position: int) -> bool:
        """Whether a desk of this office may have been told of what happened to the record at a position."""
        stays = self.stays.get(record, [])
        left = [after.since for stay, after in pairwise(stays) if stay.office == office]
        return self.now(record) == office or (bool(left) and position < left[-1])

    def begin(self, change: Change, office: str, position: int) -> None:
        """A record is made in an office; what was written for a person that had left meanwhile goes after it."""
        self.stays[change.record] = [Stay(position, office)]
        person = change.set.get(f"{change.kind}.person")
        if isinstance(person, str):
            self.owner[change.record] = person
            if self.had(person, office) and self.now(person) != office:
                self.stays[change.record].append(Stay(position, self.now(person)))

    def follow(self, person: str, log: Sequence[tuple[Change, bool]], position: int) -> None:
        """What was said of a person's office may have moved it, with all that hangs on it."""
        writes = expected.writes_of(log).get(PERSON_OFFICE, {})
        standing = expected.standing(writes)
        office, before = writes[standing].value if standing else None, self.now(person)
        if isinstance(office, str) and office != before:
            hanging = [record for record, owner in self.owner.items() if owner == person and self.now(record) == before]
            for record in (person, *hanging):
                self.stays[record].append(Stay(position, office))
