"""Which changes of desks are signed by whoever wrote them: those in a closing that head office found good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from shared_models.records.changes import Change
from sync_server.storage.tables.closings import closing
from sync_server.storage.tables.intake import change_log

_AT_ONCE = 500
_GOOD = closing.c.state == "good"


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: int
    last: int
    name: str


@dataclass(slots=True)
class Signatures:
    """The good closings of some openings of desks, by everything that a change must share with one."""

    _of: dict[tuple[str, str, str, str], list[_Stretch]] = field(default_factory=dict)

    @classmethod
    def for_openings(cls, connection: sa.Connection, incarnations: Iterable[str]) -> Signatures:
        """Those over changes of these incarnations."""
        found, names = cls(), sorted(set(incarnations))
        for start in range(0, len(names), _AT_ONCE):
            some = sa.select(closing).where(_GOOD, closing.c.incarnation.in_(names[start : start + _AT_ONCE]))
            for row in connection.execute(some):
                whose = row.device, row.incarnation, row.session, row.author
                found._of.setdefault(whose, []).append(_Stretch(row.first_seq, row.last_seq, row.name or row.author))
        return found

    def signer_of(self, change: Change) -> str:
        """Who signed this change, by name; empty when nobody did."""
        name = change.id
        stretches = self._of.get((name.device, name.incarnation, change.session, change.author), ())
        return next((one.name for one in stretches if one.first <= name.seq <= one.last), "")


def is_countersigned() -> sa.ColumnElement[bool]:
    """Whether a row of the log of changes lies in a good closing, in SQL."""
    change = change_log.c
    covers = sa.exists().where(
        _GOOD,
        closing.c.incarnation == change.incarnation,
        closing.c.device == change.device,
        closing.c.session == change.session,
        closing.c.author == change.author,
        change.seq.between(closing.c.first_seq, closing.c.last_seq),
    )
    return covers.correlate(change_log)
