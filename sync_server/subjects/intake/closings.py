"""What people at a desk signed of what they wrote: believed when key, place and contents are theirs, never a condition.

Changes are taken whether anybody signed them or not. A closing that is not what it should be raises the desk's alarm, stands
in the audit with its reason, and countersigns nothing. One whose changes are not all here waits for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import closing as closings
from shared_models.protocol.closing import Closing, Statement
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.unreadable import is_unreadable
from shared_models.records.changes import Change, content_bytes, content_hash
from sync_server.storage.audit import append_audit, kept_reason
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.closings import closing, user_key
from sync_server.storage.tables.intake import change_log, waiting_change
from sync_server.subjects.intake import erased, log, waiting
from sync_server.subjects.intake.alarms import CLOSING_WRONG, OTHER_KEY, raise_alarm
from sync_server.subjects.intake.log import Judged

_NOTHING: Mapping[str, Judged] = {}
WAITING, GOOD, WRONG = "waiting", "good", "wrong"


class AtHand:
    """The changes of a batch while it is taken in, and which of them were `placed` in the log just now under their own id."""

    def __init__(self, changes: Sequence[Change] = (), placed: Mapping[str, Judged] = _NOTHING) -> None:
        self._changes = changes
        self._placed = placed

    @property
    def incarnations(self) -> set[str]:
        """The openings in which these changes were made."""
        return {change.id.incarnation for change in self._changes}

    def by_name(self) -> dict[str, Change]:
        """The changes by their ids."""
        return {str(change.id): change for change in self._changes}

    def covered(self, said: Statement) -> list[Judged] | None:
        """What a statement covers, where its whole stretch was placed just now and its contents can all be read."""
        found: list[Judged] = []
        for seq in range(said.first, min(said.last, said.first + len(self._placed)) + 1):
            one = self._placed.get(f"{said.device}.{said.incarnation}.{seq}")
            if one is None or not one.written.content:
                return None
            if (one.change.session, one.change.author) == (said.session, said.user):
                found.append(one)
        return found


def take_in(
    connection: sa.Connection,
    head_office: HeadOffice,
    device: str,
    batch: str,
    found: Sequence[Closing],
    at_hand: AtHand,
) -> None:
    """Judge the closings that came with the batch of a desk, and those that had been waiting for its changes."""
    for one in found:
        try:
            said = closings.read(one)
        except ProtocolError as failure:
            _tell(connection, head_office, device, one.id, {"reason": failure.code})
            continue
        known = sa.select(closing.c.id).where(closing.c.id == one.id)
        if said.device != device:
            _tell(connection, head_office, device, one.id, {"reason": "closing.foreign"})
        elif connection.execute(known).scalar() is None:
            connection.execute(closing.insert(), _row(head_office, batch, one, said))
            _settle(connection, head_office, one.id, said, at_hand)
    named = at_hand.incarnations
    of_desk = (closing.c.device == device) & closing.c.incarnation.in_(named) & (closing.c.state == WAITING)
    for row in connection.execute(sa.select(closing).where(of_desk).order_by(closing.c.first_seq)).all():
        _settle(connection, head_office, row.id, _statement_of(head_office, row), at_hand)


def accept_other_key(
    connection: sa.Connection,
    head_office: HeadOffice,
    device: str,
    author: str,
    *,
    who: str,
    reason: str,
    shown: str | None = None,
) -> int:
    """From now on the newest other key of somebody at a desk counts as theirs, too: how many closings that made good.

    `shown` is the key that the screen showed, where one did: another one is not accepted in its place. Raises ProblemError
    `closing.no_such_key`, `closing.key_reason`.
    """
    commit_order_lock(connection)
    column = user_key.c
    mine = (column.device == device) & (column.author == author)
    newest = sa.select(column.key).where(mine & ~column.accepted).order_by(column.seen_at.desc(), column.key).limit(1)
    key = connection.execute(newest).scalar()
    if key is None or shown not in {None, key}:
        raise ProblemError(Problem("closing.no_such_key", "", {"user": author[:60]}))
    said = kept_reason(reason, "closing.key_reason")
    connection.execute(user_key.update().where(mine & (column.key == key)).values(accepted=True))
    signed = (closing.c.device == device) & (closing.c.author == author) & (closing.c.key == key)
    again = signed & (closing.c.problem == "closing.other_key")
    rows = connection.execute(sa.select(closing).where(again).order_by(closing.c.first_seq)).all()
    for row in rows:
        _settle(connection, head_office, row.id, _statement_of(head_office, row), AtHand())
    made_good = sa.select(sa.func.count()).where(closing.c.id.in_([row.id for row in rows]), closing.c.state == GOOD)
    count = int(connection.execute(made_good).scalar_one())
    detail: dict[str, str | int | None] = {"author": author, "key": key, "closings": count, "reason": said}
    append_audit(connection, head_office.clock(), who, "closing.key_accepted", device, detail)
    return count


def _statement_of(head_office: HeadOffice, row: sa.Row[Any]) -> Statement:
    """What a stored closing says."""
    text = head_office.cipher.reveal_bytes("closing", "statement", row.id, row.statement)
    return closings.read(Closing(text.decode(), row.signature))


def _row(head_office: HeadOffice, batch: str, one: Closing, said: Statement) -> dict[str, Any]:
    return {
        "id": one.id,
        "device": said.device,
        "incarnation": said.incarnation,
        "session": said.session,
        "author": said.user,
        "name": said.name,
        "key": said.key,
        "first_seq": said.first,
        "last_seq": said.last,
        "count": said.count,
        "statement": head_office.cipher.protect_bytes("closing", "statement", one.id, one.text.encode()),
        "signature": one.signature,
        "batch": batch,
        "received_at": head_office.clock(),
        "state": WAITING,
    }


def _settle(connection: sa.Connection, head_office: HeadOffice, name: str, said: Statement, at_hand: AtHand) -> None:
    """Judge a closing that is written down, as far as its changes are here."""
    here = at_hand.covered(said)
    covered: list[tuple[sa.Table, sa.Row[Any]]] = []
    contents: Sequence[bytes | None] = []
    if here is not None:
        records = [one.change.record for one in here]
        contents = [one.written.content for one in here]
    else:
        covered = [(table, row) for table in (change_log, waiting_change) for row in _covered(connection, table, said)]
        records = [row.record for _, row in covered]
    if len(records) < said.count:
        return
    if erased.among(connection, records):
        return  # part of what was signed is gone for ever: nobody can say any more whether it was this
    if here is None and len(records) == said.count:
        contents = _contents(connection, head_office, covered, at_hand.by_name())
    problem = _wrong(connection, said, contents)
    state = WRONG if problem else GOOD
    connection.execute(closing.update().where(closing.c.id == name).values(state=state, problem=problem or None))
    if problem != "closing.other_content":
        _note_key(connection, head_office, said, accepted=not problem)
    if problem:
        _tell(connection, head_office, said.device, name, {"reason": problem, "author": said.user})


def _wrong(connection: sa.Connection, said: Statement, contents: Sequence[bytes | None]) -> str:
    """Which rule a closing breaks whose changes are all here with these contents; "" when it is good."""
    whole = [content for content in contents if content is not None]
    if len(whole) != said.count or closings.hash_of(whole) != said.hash:
        return "closing.other_content"
    column = user_key.c
    keys = sa.select(column.author, column.key).where(column.device == said.device, column.accepted)
    accepted = {(row.author, row.key) for row in connection.execute(keys)}
    somebody_elses = any(key == said.key and author != said.user for author, key in accepted)
    of_user = {key for author, key in accepted if author == said.user}
    if somebody_elses or (of_user and said.key not in of_user):
        return "closing.other_key"
    overlapping = sa.select(closing.c.id).where(
        closing.c.device == said.device,
        closing.c.incarnation == said.incarnation,
        closing.c.session == said.session,
        closing.c.author == said.user,
        closing.c.state == GOOD,
        closing.c.first_seq <= said.last,
        closing.c.last_seq >= said.first,
    )
    return "closing.twice" if connection.execute(overlapping.limit(1)).scalar() is not None else ""


def _covered(connection: sa.Connection, table: sa.Table, said: Statement) -> Sequence[sa.Row[Any]]:
    """The changes of this user and session in the stretch, as far as a table has them; one more than there may be."""
    column = table.c
    query: sa.Select[Any] = sa.select(column.seq, column.change_id, column.content_hash, column.record).where(
        column.device == said.device,
        column.incarnation == said.incarnation,
        column.seq.between(said.first, said.last),
        column.session == said.session,
        column.author == said.user,
    )
    return connection.execute(query.order_by(column.seq).limit(said.count + 1)).all()


def _contents(
    connection: sa.Connection,
    head_office: HeadOffice,
    covered: Sequence[tuple[sa.Table, sa.Row[Any]]],
    at_hand: Mapping[str, Change],
) -> list[bytes | None]:
    """The contents of these changes as they are kept here, in their order; None for one that nobody can read."""
    found: dict[int, bytes | None] = {}
    for table, row in covered:
        change = at_hand.get(row.change_id)
        # Another content under the same id is kept under another name; what stands here is what counts.
        if change is None or content_hash(head_office.keys.change_hash, change) != row.content_hash:
            stored = connection.execute(sa.select(table).where(table.c.change_id == row.change_id)).one()
            read = log.read_change if table is change_log else waiting.read_change
            change = read(head_office, stored)
        unreadable = any(is_unreadable(value) for value in change.set.values())
        found[row.seq] = None if unreadable else content_bytes(change)
    return [content for _, content in sorted(found.items())]


def _note_key(connection: sa.Connection, head_office: HeadOffice, said: Statement, *, accepted: bool) -> None:
    row = {"device": said.device, "author": said.user, "key": said.key}
    known = sa.select(user_key.c.key).where(*(user_key.c[name] == value for name, value in row.items()))
    if connection.execute(known).scalar() is None:
        connection.execute(user_key.insert(), {**row, "seen_at": head_office.clock(), "accepted": accepted})


def _tell(
    connection: sa.Connection, head_office: HeadOffice, device: str, name: str, detail: dict[str, str | int | None]
) -> None:
    alarm = OTHER_KEY if detail["reason"] == "closing.other_key" else CLOSING_WRONG
    raise_alarm(connection, head_office, device, alarm)
    append_audit(connection, head_office.clock(), "head office", "closing.wrong", device, {**detail, "closing": name})
