"""What this desk can prove of who wrote its changes: every closing on the disk, held against the journal, without a line."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.storage.journal import own_changes
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal as tables
from shared_models.protocol import closing
from shared_models.protocol.closing import Closing
from shared_models.protocol.problems import ProtocolError
from shared_models.records.changes import content_bytes
from shared_models.records.erasing import is_without_contents

GOOD, GONE, BAD = "good", "gone", "bad"


@dataclass(frozen=True, slots=True)
class ClosingCheck:
    """The result of checking every closing; `changes` counts what is signed by whoever wrote it.

    `gone` closings were signed as they should be, but some of their changes were erased or are not on this disk. `first_bad` is
    the first closing that is not what was signed, or that covers other changes than the journal holds.
    """

    closings: int
    genuine: int
    gone: int
    changes: int
    first_bad: int | None


def verify_closings(connection: sa.Connection, identity: Identity) -> ClosingCheck:
    """Check signature, place and contents of every closing against the journal of this disk."""
    found = {GOOD: 0, GONE: 0, BAD: 0}
    changes, first_bad = 0, None
    column = tables.closing.c
    for row in connection.execute(sa.select(tables.closing).order_by(column.number)).all():
        count, state = _check(connection, identity.device, row.incarnation, Closing(row.statement, row.signature))
        found[state] += 1
        changes += count
        if state == BAD and first_bad is None:
            first_bad = int(row.number)
    return ClosingCheck(sum(found.values()), found[GOOD], found[GONE], changes, first_bad)


def _check(connection: sa.Connection, device: str, incarnation: str, signed: Closing) -> tuple[int, str]:
    """(how many changes it proves, what it is worth)."""
    try:
        said = closing.read(signed)
    except ProtocolError:
        return 0, BAD
    if (said.device, said.incarnation) != (device, incarnation):
        return 0, BAD
    column = tables.change.c
    within = (column.incarnation == incarnation) & column.seq.between(said.first, said.last)
    mine = within & (column.session == said.session) & (column.author == said.user)
    changes = [own.change for own in own_changes(connection, device, mine)]
    if len(changes) < said.count or any(map(is_without_contents, changes)):
        return 0, GONE
    contents = [content_bytes(change) for change in changes]
    proven = len(contents) == said.count and closing.hash_of(contents) == said.hash
    return (said.count, GOOD) if proven else (0, BAD)
