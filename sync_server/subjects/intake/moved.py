"""Which records entered or left an office in a stretch of the order: what a page brings whole, and of what it takes leave."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from shared_models.protocol.page import Leave
from sync_server.storage.tables.intake import scope_guest, scope_move
from sync_server.storage.tables.people import record
from sync_server.subjects.intake import guests, log


@dataclass(frozen=True, slots=True)
class _Line:
    """A record came into an office or left it; "" stands for no office of its own: it was or is shown as a guest."""

    position: int
    record: str
    left: str
    entered: str


class Moved:
    """The moves in and out of the scope of one office between two positions, seen from where each record is now.

    `come_whole` are records in its scope that this page or a later one brings with everything: single changes of them
    would make no record.
    """

    def __init__(self, connection: sa.Connection, office: str, span: range) -> None:
        self._office = office
        lines = [*_moves(connection, office, span), *_shown(connection, office, span)]
        self._lines = sorted(lines, key=lambda line: line.position)
        self._now: dict[str, str] = {}
        names = {line.record for line in self._lines}
        for piece in log.in_pieces(names):
            rows = connection.execute(sa.select(record.c.id, record.c.office).where(record.c.id.in_(piece)))
            self._now.update({row.id: row.office for row in rows})
        self._here = {name for name, now in self._now.items() if now == office}
        self._here |= guests.guests_among(connection, office, names) & self._now.keys()
        self.come_whole = self.entered_until(span.stop)

    def cut(self, end: int, most: int) -> int:
        """`end`, or less of the order when more than `most` moves lie in it."""
        positions = sorted({int(line.position) for line in self._lines if line.position <= end})
        return end if len(positions) <= most else positions[most] - 1

    def entered_until(self, end: int) -> set[str]:
        """Records that came into the scope up to `end` and are in it now."""
        return {
            line.record
            for line in self._lines
            if line.position <= end and line.entered == self._office and line.record in self._here
        }

    def left_until(self, end: int) -> list[Leave]:
        """Leave notices of records that were in the scope when this stretch began and are not now."""
        first: dict[str, str] = {}
        last: dict[str, int] = {}
        for line in self._lines:
            if line.position <= end:
                first.setdefault(line.record, line.left)
                last[line.record] = line.position
        return [
            Leave(position, name, self._now.get(name, ""))
            for name, position in last.items()
            if first[name] == self._office and name not in self._here
        ]


def _moves(connection: sa.Connection, office: str, span: range) -> list[_Line]:
    column = scope_move.c
    within = (column.position >= span.start) & (column.position < span.stop)
    concerned = (column.left == office) | (column.entered == office)
    rows = connection.execute(sa.select(scope_move).where(within, concerned).order_by(column.position))
    return [_Line(row.position, row.record, row.left, row.entered) for row in rows]


def _shown(connection: sa.Connection, office: str, span: range) -> list[_Line]:
    """The same of what the office was shown without being given it."""
    column = scope_guest.c
    lines: list[_Line] = []
    for at, left, entered in ((column.entered, "", office), (column.ended, office, "")):
        within = (column.office == office) & (at >= span.start) & (at < span.stop)
        rows = connection.execute(sa.select(column.record, at.label("position")).where(within))
        lines += [_Line(row.position, row.record, left, entered) for row in rows]
    return lines
