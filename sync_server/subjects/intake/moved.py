"""Which records entered or left an office in a stretch of the order: what a page brings whole, and of what it takes leave."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.protocol.page import Leave
from sync_server.storage.tables.intake import scope_move
from sync_server.storage.tables.people import record
from sync_server.subjects.intake import log


class Moved:
    """The moves in and out of one office between two positions, seen from where each record is now.

    `come_whole` are records of the office that this page or a later one brings with everything: single changes of them
    would make no record.
    """

    def __init__(self, connection: sa.Connection, office: str, span: range) -> None:
        column = scope_move.c
        within = (column.position >= span.start) & (column.position < span.stop)
        concerned = (column.left == office) | (column.entered == office)
        lines = sa.select(scope_move).where(within, concerned).order_by(column.position)
        self._office = office
        self._lines = connection.execute(lines).all()
        self._now: dict[str, str] = {}
        for piece in log.in_pieces({line.record for line in self._lines}):
            rows = connection.execute(sa.select(record.c.id, record.c.office).where(record.c.id.in_(piece)))
            self._now.update({row.id: row.office for row in rows})
        self.come_whole = self.entered_until(span.stop)

    def cut(self, end: int, most: int) -> int:
        """`end`, or less of the order when more than `most` moves lie in it."""
        positions = sorted({int(line.position) for line in self._lines if line.position <= end})
        return end if len(positions) <= most else positions[most] - 1

    def entered_until(self, end: int) -> set[str]:
        """Records that came into the office up to `end` and belong to it now."""
        return {
            line.record
            for line in self._lines
            if line.position <= end and line.entered == self._office and self._now.get(line.record) == self._office
        }

    def left_until(self, end: int) -> list[Leave]:
        """Leave notices of records that belonged to the office when this stretch began and do not now."""
        first: dict[str, str] = {}
        last: dict[str, int] = {}
        for line in self._lines:
            if line.position <= end:
                first.setdefault(line.record, line.left)
                last[line.record] = line.position
        return [
            Leave(position, name, self._now.get(name, ""))
            for name, position in last.items()
            if first[name] == self._office and self._now.get(name, "") != self._office
        ]
