"""Whoever is signed in signs what they wrote since they signed last: at lock, sign-out, and before anything is sealed.

Nothing is signed while somebody types: the changes are read back from the journal when a stretch ends. What a crash leaves
is signed by nobody later on: the key would put its name to whatever stood on the disk by then. Head office shows such work
as not countersigned and takes it like any other.
"""

from __future__ import annotations

import contextlib

import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import OwnChange, own_changes
from desktop_client.storage.tables import journal as tables
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol import closing
from shared_models.protocol.closing import Statement
from shared_models.records.changes import content_bytes
from shared_models.security import signing

_change, _closing = tables.change.c, tables.closing.c


def sign_what_was_written(desk: OpenDesk) -> int:
    """Sign every change of this sign-in that is in no closing yet; how many closings that took.

    A desk that was opened with a code, or whose keys were dropped, has nobody who could sign. What the disk does not take
    is left for the next time.
    """
    made = 0
    with contextlib.suppress(ProblemError, sa.exc.SQLAlchemyError):
        while desk.own_key.private and _sign_next(desk):
            made += 1
    return made


def _sign_next(desk: OpenDesk) -> bool:
    with reading(desk.engine) as connection:
        if not _unsigned(connection, desk, 1):
            return False
    # Read again in the writer's place: of two ends of a stretch at once only one signs it.
    with writing(desk.engine) as connection:
        run = _unsigned(connection, desk, closing.MOST_CHANGES)
        if run:
            connection.execute(tables.closing.insert(), _signed(desk, run))
    return bool(run)


def _unsigned(connection: sa.Connection, desk: OpenDesk, most: int) -> list[OwnChange]:
    """The oldest changes of this sign-in that nobody signed."""
    incarnation = desk.journal.incarnation
    here = (_closing.incarnation == incarnation) & (_closing.session == desk.person.session)
    signed = sa.select(sa.func.max(_closing.last_seq)).where(here)
    through = connection.execute(signed).scalar() or 0
    mine = (_change.session == desk.person.session) & (_change.author == desk.person.login)
    since = (_change.incarnation == incarnation) & (_change.seq > through) & mine
    numbers = sa.select(_change.number).where(since).order_by(_change.seq).limit(most)
    return list(own_changes(connection, desk.identity.device, _change.number.in_(numbers)))


def _signed(desk: OpenDesk, run: list[OwnChange]) -> dict[str, object]:
    """The row of a closing over these changes."""
    first, last = run[0].change.id, run[-1]
    key = signing.load_private(desk.own_key.private)
    statement = Statement(
        v=1,
        device=first.device,
        incarnation=first.incarnation,
        session=desk.person.session,
        user=desk.person.login,
        name=desk.person.name[: closing.LONGEST_NAME],
        key=signing.public_bytes(key).hex(),
        first=first.seq,
        last=last.change.id.seq,
        count=len(run),
        hash=closing.hash_of(content_bytes(own.change) for own in run),
        at=desk.clock(),
    )
    made = closing.sign(statement, key)
    return {
        "incarnation": first.incarnation,
        "session": statement.session,
        "last_seq": statement.last,
        "last_change": last.number,
        "statement": made.text,
        "signature": made.signature,
    }
