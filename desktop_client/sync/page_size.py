"""How many changes a page may hold: as many as the line has shown that it carries in one piece."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_client.sync.transport import LineDown
from shared_models.protocol.messages import PAGE_CHANGES

FEWEST = 4


@dataclass(slots=True)
class PageSize:
    """`changes` a page; it doubles up to a bound, which after a break rises slowly."""

    changes: int = PAGE_CHANGES
    _bound: int = PAGE_CHANGES

    def came(self) -> None:
        """A page came through."""
        self._bound = min(PAGE_CHANGES, self._bound + self._bound // 8 + 1)
        self.changes = min(self._bound, self.changes * 2)

    def broke(self, down: LineDown) -> None:
        """The line broke under a page. Raises `down` when nothing smaller is worth a try.

        A connection that had carried others may have been at its end; on a fresh one the same page is asked for again.
        """
        if not down.answer_began:
            raise down
        if down.kept:
            return
        if self.changes <= FEWEST:
            raise down
        self._bound = max(FEWEST, self.changes // 2)
        self.changes = max(FEWEST, self.changes // 4)
