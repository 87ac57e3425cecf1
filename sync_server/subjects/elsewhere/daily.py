"""When the list is told: once a day by the worker, in units that let others write between them, or at once by command."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.elsewhere.keys import begin_generation, generation_of, is_behind, note_some
from sync_server.subjects.elsewhere.publishing import Edition, is_due, make_edition, put_edition

KEYS, TELL = "keys", "tell"


class Daily:
    """The duty: keys of who came or changed, some at a time; then the files, made while nobody waits, and told."""

    def __init__(self, head_office: HeadOffice) -> None:
        self._head_office = head_office
        self._edition: Edition | None = None

    def due(self, connection: sa.Connection) -> list[str]:
        """See Duty."""
        self._edition = None
        if not is_due(connection, self._head_office.clock()):
            return []
        if not generation_of(connection) or is_behind(connection):
            return [KEYS]
        self._edition = make_edition(connection, self._head_office)
        return [TELL]

    def unit(self, connection: sa.Connection, unit: str) -> None:
        """See Duty."""
        edition, self._edition = self._edition, None
        if unit == TELL and edition is not None:
            put_edition(connection, self._head_office, edition)
        elif not generation_of(connection):
            begin_generation(connection, self._head_office)
        else:
            note_some(connection, self._head_office)


def tell_now(head_office: HeadOffice, *, anew: bool) -> Edition:
    """Tell the list at once; `anew` under another secret, so that whoever had the old one reads nothing of it.

    Raises ProblemError when another list was told at the same time.
    """
    with writing(head_office.engine) as connection:
        if anew or not generation_of(connection):
            begin_generation(connection, head_office)
    while _note(head_office):
        pass
    with reading(head_office.engine) as connection:
        edition = make_edition(connection, head_office)
    with writing(head_office.engine) as connection:
        if not put_edition(connection, head_office, edition):
            raise ProblemError(Problem("elsewhere.told_meanwhile"))
    return edition


def _note(head_office: HeadOffice) -> bool:
    with writing(head_office.engine) as connection:
        if not is_behind(connection):
            return False
        note_some(connection, head_office)
        return True
