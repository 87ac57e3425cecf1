"""Bugs that show or keep what belongs to another office, or lose what comes to this one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

from desktop_client.services import intake as desk_intake
from desktop_client.storage import moved, settings
from desktop_client.storage.tables.scope import moved as moved_table
from desktop_client.sync import epochs, leaving
from shared_models.protocol.page import Outcome
from shared_models.records.changes import ChangeId
from sync_server.storage.tables.intake import change_log
from sync_server.subjects.intake import handed_back, judging, pieces, stretches
from sync_server.subjects.intake import pages as pages_of_head_office
from sync_server.subjects.intake.moved import Moved
from sync_server.subjects.intake.moves import Moves
from tests.simulation.planted.bugs import replaced


def frozen_copy_is_edited() -> AbstractContextManager[None]:
    """The copy of a record that has left is changed like any other (protocol.md, B2)."""
    return replaced((desk_intake, "ask_is_here", lambda _connection, _desk, _shown: None))


def entry_without_the_past() -> AbstractContextManager[None]:
    """A record that enters an office brings only what happens from then on (C4)."""

    def none_whole(self: Moved, end: int) -> set[str]:
        del self, end
        return set()

    return replaced((Moved, "entered_until", none_whole))


def leaving_is_not_said() -> AbstractContextManager[None]:
    """Nobody tells a desk that a record has left its office (C4)."""

    def no_notices(self: Moved, end: int) -> list[Any]:
        del self, end
        return []

    return replaced((Moved, "left_until", no_notices))


def leave_notice_outlives_its_life() -> AbstractContextManager[None]:
    """A leave notice of a life of head office that is gone is not undone (C3)."""
    return replaced((moved, "forget_above", lambda _connection, _position: None))


def copy_dropped_too_soon() -> AbstractContextManager[None]:
    """The frozen copy goes with the notice, before any backup holds the move (C10)."""

    def at_once(connection: sa.Connection) -> list[str]:
        return list(connection.execute(sa.select(moved_table.c.record)).scalars())

    return replaced((leaving, "_may_go", at_once))


def cursor_is_only_cut() -> AbstractContextManager[None]:
    """After a restore the cursor goes back to where the old life ended, not to the last page built before that (C2)."""

    def cut(connection: sa.Connection, cuts: dict[str, int]) -> int:
        ended = cuts.get(settings.get(connection, settings.EPOCH), 0)
        return min(settings.get_number(connection, settings.CURSOR), ended)

    return replaced((epochs, "_last_shared_point", cut))


def whole_batch_in_the_page() -> AbstractContextManager[None]:
    """A change brings all that stood in its batch, whoever's record that is (D1)."""
    honest = stretches.rows_of

    def rows(
        connection: sa.Connection, of: tuple[str, str], span: range, limit: int, **how: bool
    ) -> tuple[list[Any], int]:
        found, end = honest(connection, of, span, limit, **how)
        names = {row.batch for row in found if row.batch is not None}
        beside = sa.select(change_log).where(change_log.c.batch.in_(names), change_log.c.position <= end)
        return [_as_if_of(row, of[1]) for row in connection.execute(beside.order_by(change_log.c.position))], end

    return replaced((pages_of_head_office, "rows_of", rows))


class _as_if_of:  # noqa: N801 (stands for a row)
    """A row of the log that says it is in the scope of an office."""

    def __init__(self, row: sa.Row[Any], office: str) -> None:
        self._row, self.scope = row, office

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def packed_for_ever() -> AbstractContextManager[None]:
    """What was packed for the desks of an office stays so, also when a record has left it since."""
    return replaced((pieces, "drop", lambda _connection, _changed: None))


def outcome_tells_of_another_office() -> AbstractContextManager[None]:
    """What became of an old edit is told in full, wherever its record is now (D2)."""

    def told(row: sa.Row[Any], _office: str) -> Outcome:
        return Outcome(row.position, ChangeId(row.device, row.incarnation, row.seq), row.outcome, {})

    return replaced((stretches, "_outcome", told))


def office_left_may_not_write() -> AbstractContextManager[None]:
    """What was typed before the notice came is refused, for the record is another office's now."""

    def never(self: Moves, name: str, office: str) -> bool:
        del self, name, office
        return False

    return replaced((Moves, "had", never))


def return_stays_behind() -> AbstractContextManager[None]:
    """A person goes to another office, and what hangs on it stays."""

    def alone(self: Moves, standing: Any, office: str, position: int) -> None:
        self._give(standing, office, position)

    return replaced((Moves, "move", alone))


def moved_only_in_a_life_that_is_gone() -> AbstractContextManager[None]:
    """An office that was shown a record in an earlier life never hears that it is elsewhere in this one."""
    return replaced((handed_back, "leave_behind", lambda _connection, _names, _office: None))


def lost_version_refuses() -> AbstractContextManager[None]:
    """Head office judges by what it knows what was written by a version that it lost."""
    return replaced((judging, "_is_of_a_later_version", lambda _change, _catalogue: False))
