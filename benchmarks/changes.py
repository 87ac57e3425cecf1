"""Changes as a desk's journal would hold them, made without a desk: for training and for measuring the wire alone."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from benchmarks.people import Day, Registration
from shared_models.catalogue import load_catalogue
from shared_models.records import ids
from shared_models.records.changes import Change, ChangeId
from shared_models.records.rows import name_rows
from shared_models.security import signing

MINUTE = 60_000


class Journalist:
    """Writes registrations and small edits as changes of one desk in one opening."""

    def __init__(self, seed: int, at_ms: int, office: str = "LHE") -> None:
        self._chance = random.Random(seed)
        self._at = at_ms
        self._office = office
        self._device = signing.key_id(self._chance.randbytes(32))
        self._code = "".join(self._chance.choice(ids.CODE_ALPHABET) for _ in range(3))
        self._incarnation = self._chance.randbytes(8).hex()
        self._session = self._chance.randbytes(6).hex()
        self._author = self._chance.choice(("asma", "bilal", "sana", "imran", "clerk1", "n.khan"))
        self._seq = self._serial = self._chance.randrange(1, 3000)
        self._reference = load_catalogue().version

    def write(self, registrations: Iterable[Registration]) -> Iterator[Change]:
        """Two changes a registration, minutes apart."""
        for registration in registrations:
            self._at += self._chance.randrange(3 * MINUTE, 15 * MINUTE)
            person, episode = (ids.record_id(self._at, self._chance.randbytes(ids.RANDOM_BYTES)) for _ in range(2))
            opening = {
                "episode.registered_on": datetime.fromtimestamp(self._at / 1000, UTC).date().isoformat(),
                **registration.episode,
                "episode.person": person,
                "episode.registration_no": self._number(),
            }
            yield self._change(person, "person", "create", registration.person)
            yield self._change(episode, "episode", "create", opening)

    def amend(self, change: Change) -> Change:
        """An edit of two fields that stands on `change`."""
        self._at += self._chance.randrange(MINUTE, 9 * MINUTE)
        edited = {
            "person": {"person.birth": "1984-05-06", "person.address_permanent.locality_latin": "Street 7, House 12"},
            "episode": {"episode.plan": "STAY", "episode.interviewer_note": "Came again with the passport copy."},
        }[change.kind]
        return self._change(change.record, change.kind, "edit", edited, (str(change.id),))

    def _number(self) -> str:
        def serial() -> int:
            self._serial += 1
            return self._serial

        return ids.next_registration_number(self._office, 2026, self._code, serial)

    def _change(
        self, record: str, kind: str, action: str, values: Mapping[str, object], base: tuple[str, ...] = ()
    ) -> Change:
        self._seq += 1
        return Change(
            id=ChangeId(self._device, self._incarnation, self._seq),
            record=record,
            kind=kind,
            action=action,
            set=name_rows(values, {}, self._code, self._incarnation),
            at=self._at,
            session=self._session,
            author=self._author,
            reference=self._reference,
            base=base,
        )


def day_of_changes(seed: int, at_ms: int, registrations: int, *, office: str = "LHE", amended: int = 0) -> list[Change]:
    """What one desk wrote: so many registrations, and then so many amendments of them."""
    today = datetime.fromtimestamp(at_ms / 1000, UTC).date()
    desk = Journalist(seed, at_ms, office)
    written = list(desk.write(Day(seed, today).registrations(registrations)))
    return written + [desk.amend(change) for change in written[:amended]]
