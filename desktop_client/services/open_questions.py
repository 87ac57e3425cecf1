"""What of this desk's own work is not yet a good record in Islamabad: refused, in need of repair, or waiting there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.tables import journal as tables
from shared_models.records.erasing import ACTION

_change = tables.change.c
# Of an erased record nothing is left to answer.
_REFUSED = sa.select(_change.record, _change.number).where(
    _change.outcome == sa.literal_column("'refused'"), _change.action != ACTION
)
# Written in the form in which SQLite recognizes ix_change_to_repair.
_TO_REPAIR = sa.select(_change.record, _change.position, _change.reason).where(
    sa.text("outcome <> 'refused' AND reason IS NOT NULL")
)


@dataclass(frozen=True, slots=True)
class Waits:
    """A change of this desk that waits in Islamabad for its record, since when by the clock there."""

    record: str
    since: int


def refused_records(connection: sa.Connection, among: Collection[str] | None = None) -> set[str]:
    """Records whose newest own change was refused: a later change of the same record is the answer to the question.

    `among` names the only ones that are of interest.
    """
    # Grouped here: SQLite would group along the index of records and walk the whole journal.
    newest: dict[str, int] = {}
    for record, number in connection.execute(_REFUSED):
        if among is None or record in among:
            newest[record] = max(number, newest.get(record, 0))
    return {record for record, number in newest.items() if not _later_own(connection, record, number)}


def _later_own(connection: sa.Connection, record: str, number: int) -> bool:
    later = sa.select(_change.number).where((_change.record == record) & (_change.number > number)).limit(1)
    return connection.execute(later).scalar() is not None


def to_repair(connection: sa.Connection, among: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
    """Records that this desk left in a state that is not published, with the first rule it fails.

    Whoever wrote last is asked: a later change, of this desk or of others, makes it good or is asked in its turn.
    `among` names the only ones that are of interest.
    """
    newest: dict[str, tuple[int, str]] = {}
    for record, position, reason in connection.execute(_TO_REPAIR):
        if position is not None and (among is None or record in among):
            newest[record] = max((position, reason), newest.get(record, (0, "")))
    found: dict[str, dict[str, Any]] = {}
    for record, (position, reason) in newest.items():
        problems = msgspec.json.decode(reason).get("repair")
        if problems and not _later(connection, record, position):
            code, path, params = problems[0]
            found[record] = {"code": code, "path": path, "params": params, "to_repair": True}
    return found


def _later(connection: sa.Connection, record: str, position: int) -> bool:
    """Whether something was written since: settled later, or saved here and on its way."""
    pulled = tables.pulled_change.c
    theirs = sa.select(pulled.position).where(
        (pulled.record == record) & (pulled.position > position) & pulled.refused.is_(False)
    )
    own = sa.select(_change.number).where(
        (_change.record == record) & (_change.position.is_(None) | (_change.position > position))
    )
    return any(connection.execute(one.limit(1)).scalar() is not None for one in (theirs, own))


def waiting_there(connection: sa.Connection) -> list[Waits]:
    """Own changes that are in Islamabad and wait for the record they speak of, as it said at the last contact."""
    told = settings.get(connection, settings.WAITING)
    found: list[Waits] = []
    for incarnation, seq, since in msgspec.json.decode(told) if told else ():
        mine = (_change.incarnation == incarnation) & (_change.seq == seq) & _change.outcome.is_(None)
        record = connection.execute(sa.select(_change.record).where(mine)).scalar()
        if record is not None:
            found.append(Waits(record, since))
    return found
