"""Whoever is signed in signs what they wrote since they signed last: at lock, sign-out, and before anything is sealed.

Nothing is signed while somebody types: the changes are read back from the journal when a stretch ends. What a crash leaves
is signed by nobody later on: the key would put its name to whatever stood on the disk by then. Head office shows such work
as not countersigned and takes it like any other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

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
    return _sign_all(desk, sealed=False)


def sign_what_was_sealed(desk: OpenDesk) -> int:
    """The same of changes that stand in a batch already; `sign_run` signs the others when they are sealed."""
    return _sign_all(desk, sealed=True)


def sign_run(desk: OpenDesk, connection: sa.Connection, run: Sequence[OwnChange], contents: Sequence[bytes]) -> None:
    """Sign those of these changes that nobody signed, in the transaction that seals them: they are read once for both."""
    if not desk.own_key.private:
        return
    through, here = _signed_through(connection, desk), desk.journal.incarnation
    mine = [
        (own, content)
        for own, content in zip(run, contents, strict=True)
        if own.change.id.seq > through
        and (own.change.id.incarnation, own.change.session, own.change.author)
        == (here, desk.person.session, desk.person.login)
    ]
    with contextlib.suppress(ProblemError):
        for start in range(0, len(mine), closing.MOST_CHANGES):
            some = mine[start : start + closing.MOST_CHANGES]
            signed = _signed(desk, [own for own, _ in some], [content for _, content in some])
            connection.execute(tables.closing.insert(), signed)


def _sign_all(desk: OpenDesk, *, sealed: bool) -> int:
    made = 0
    with contextlib.suppress(ProblemError, sa.exc.SQLAlchemyError):
        while desk.own_key.private and _sign_next(desk, sealed=sealed):
            made += 1
    return made


def _sign_next(desk: OpenDesk, *, sealed: bool) -> bool:
    with reading(desk.engine) as connection:
        if not _unsigned(connection, desk, 1, sealed=sealed):
            return False
    # Read again in the writer's place: of two ends of a stretch at once only one signs it.
    with writing(desk.engine) as connection:
        run = _unsigned(connection, desk, closing.MOST_CHANGES, sealed=sealed)
        if run:
            contents = [content_bytes(own.change) for own in run]
            connection.execute(tables.closing.insert(), _signed(desk, run, contents))
    return bool(run)


def _signed_through(connection: sa.Connection, desk: OpenDesk) -> int:
    """The number within this opening of the last change of this sign-in that was signed."""
    here = (_closing.incarnation == desk.journal.incarnation) & (_closing.session == desk.person.session)
    return int(connection.execute(sa.select(sa.func.max(_closing.last_seq)).where(here)).scalar() or 0)


def _unsigned(connection: sa.Connection, desk: OpenDesk, most: int, *, sealed: bool) -> list[OwnChange]:
    """The oldest changes of this sign-in that nobody signed, perhaps only of those that are `sealed`."""
    incarnation = desk.journal.incarnation
    through = _signed_through(connection, desk)
    mine = (_change.session == desk.person.session) & (_change.author == desk.person.login)
    since = (_change.incarnation == incarnation) & (_change.seq > through) & mine
    if sealed:
        first = sa.select(_change.incarnation, _change.seq).where(_change.batch.is_(None)).order_by(_change.number)
        open_ = connection.execute(first.limit(1)).one_or_none()
        if open_ is not None:  # an earlier opening's are sealed before any of this one
            since &= _change.seq < (open_.seq if open_.incarnation == incarnation else 0)
    numbers = sa.select(_change.number).where(since).order_by(_change.seq).limit(most)
    return list(own_changes(connection, desk.identity.device, _change.number.in_(numbers)))


def _signed(desk: OpenDesk, run: Sequence[OwnChange], contents: Sequence[bytes]) -> dict[str, object]:
    """The row of a closing over these changes with these contents."""
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
        hash=closing.hash_of(contents),
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
