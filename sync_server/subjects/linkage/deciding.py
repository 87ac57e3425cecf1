"""What a reviewer does with a pair: answer, ask the desk, put off, take back; an answer is a link record of head office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import ProblemError, load_catalogue, problem
from shared_models.records.changes import Value
from shared_models.records.ids import RANDOM_BYTES, record_id
from shared_models.records.paths import RECORD_VOID
from shared_models.records.reconcile import shown_base, unpack_writers
from sync_server.storage.audit import append_audit, kept_reason
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.linkage import candidate_pair, judgement, review_act
from sync_server.storage.tables.people import record
from sync_server.subjects.intake import HeadOfficeEdit, append_change
from sync_server.subjects.linkage.answers import FIRST, LINK, STATES, Pair, in_order, pair_is, take_answer
from sync_server.subjects.linkage.queue import LEASE_MS, SITTING_MS, stamp
from sync_server.subjects.linkage.together import Between, against_different, against_same

ASK, LATER = "ASK", "LATER"
TAKEN_BACK = "taken back at head office"
_STANDING = ("state", "turn", "came_back", "asked_at")


@dataclass(frozen=True, slots=True)
class Act:
    """What a reviewer did: an answer (SAME, DIFFERENT, NOT_SURE), ASK or LATER; `shown` is the state on the screen."""

    one: str
    other: str
    act: str
    reason: str
    shown: str
    who: str

    @property
    def pair(self) -> Pair:
        """The two people as pairs are stored."""
        return in_order(self.one, self.other)


def decide(connection: sa.Connection, head_office: HeadOffice, asked: Act) -> Between | None:
    """Do it, in the caller's transaction; what stands against it otherwise, and then nothing was done.

    Raises ProblemError `duplicates.pair_unknown`, `duplicates.answered_meanwhile`, `duplicates.kept_for_other`,
    `duplicates.changed_meanwhile`, `duplicates.reason_needed`.
    """
    commit_order_lock(connection)
    row = _asked_for(connection, head_office, asked)
    if asked.act in STATES:
        against = _against(connection, asked.pair, asked.act)
        if against is not None:
            return against
        before = _standing(row) | {"said": _own(connection, asked.pair)}
        _say(connection, head_office, asked.pair, (asked.act, asked.reason), asked.who)
    elif asked.act in {ASK, LATER}:
        before = _standing(row)
        values = {"asked_at": head_office.clock()} if asked.act == ASK else {"turn": _last_turn(connection)}
        connection.execute(candidate_pair.update().where(pair_is(asked.pair)).values(values))
    else:
        raise ProblemError(problem("server.body_wrong"))
    connection.execute(candidate_pair.update().where(pair_is(asked.pair)).values(leased_by=None, leased_until=None))
    _note(connection, asked, before, head_office.clock())
    return None


def take_back_last(connection: sa.Connection, head_office: HeadOffice, who: str) -> str:
    """Take back the last thing this reviewer did in this sitting; what it was. The pair is in the reviewer's hands again.

    Raises ProblemError `duplicates.nothing_to_take_back`, `duplicates.answered_since`.
    """
    commit_order_lock(connection)
    column, now = review_act.c, head_office.clock()
    mine = (column.who == who) & column.taken_back.is_(None) & (column.at > now - SITTING_MS)
    row = connection.execute(sa.select(review_act).where(mine).order_by(column.number.desc()).limit(1)).first()
    if row is None:
        raise ProblemError(problem("duplicates.nothing_to_take_back"))
    pair = row.one, row.other
    of_pair = (column.one == row.one) & (column.other == row.other) & (column.who != who)
    since = sa.select(column.at).where(of_pair, column.taken_back.is_(None), column.at >= row.at)
    before = msgspec.json.decode(row.before, type=dict[str, Any])
    if connection.execute(since.limit(1)).first() is not None:
        raise ProblemError(problem("duplicates.answered_since"))
    if row.act in STATES:
        earlier = before.pop("said")
        if earlier is None:
            _unsay(connection, head_office, pair, who)
        elif _against(connection, pair, earlier[0]) is not None:
            raise ProblemError(problem("duplicates.answered_since"))
        else:
            _say(connection, head_office, pair, (earlier[0], earlier[1]), who)
    back = {**before, "leased_by": who, "leased_until": now + LEASE_MS}
    connection.execute(
        candidate_pair.update().where(column_is_leased_by(who)).values(leased_by=None, leased_until=None)
    )
    connection.execute(candidate_pair.update().where(pair_is(pair)).values(back))
    this = (column.who == who) & (column.number == row.number)
    connection.execute(review_act.update().where(this).values(taken_back=now))
    return str(row.act)


def take_back(connection: sa.Connection, head_office: HeadOffice, pair: Pair, *, reason: str, who: str) -> None:
    """Take back what head office decided about a pair at any later time; it waits again, and says why.

    Raises ProblemError `duplicates.reason_of_taking_back`, `duplicates.pair_unknown`.
    """
    why = kept_reason(reason, "duplicates.reason_of_taking_back")
    commit_order_lock(connection)
    if _own(connection, pair) is None:
        raise ProblemError(problem("duplicates.pair_unknown"))
    _unsay(connection, head_office, pair, who)
    told = {"because": "taken_back", "who": who, "at": head_office.clock()}
    values = {"turn": FIRST, "came_back": msgspec.json.encode(told).decode()}
    connection.execute(candidate_pair.update().where(pair_is(pair)).values(values))
    detail: dict[str, str | int | None] = {"other": pair[1], "reason": why}
    append_audit(connection, head_office.clock(), who, "duplicates.taken_back", pair[0], detail)


def column_is_leased_by(who: str) -> sa.ColumnElement[bool]:
    """The pair that a reviewer has on the screen."""
    return candidate_pair.c.leased_by == who


def _asked_for(connection: sa.Connection, head_office: HeadOffice, asked: Act) -> sa.Row[Any]:
    """The pair, when it is still the one that the screen showed and nobody else has it."""
    row = connection.execute(sa.select(candidate_pair).where(pair_is(asked.pair))).first()
    if row is None or row.state == "superseded":
        raise ProblemError(problem("duplicates.pair_unknown"))
    if row.state in {"same", "different"} or row.asked_at is not None:
        raise ProblemError(problem("duplicates.answered_meanwhile"))
    if row.leased_by not in {None, asked.who} and (row.leased_until or 0) > head_office.clock():
        raise ProblemError(problem("duplicates.kept_for_other"))
    if stamp(connection, asked.pair) != asked.shown:
        raise ProblemError(problem("duplicates.changed_meanwhile"))
    if asked.act == "DIFFERENT" and asked.reason not in load_catalogue().lists["LINK_REASON"]:
        raise ProblemError(problem("duplicates.reason_needed"))
    return row


def _against(connection: sa.Connection, pair: Pair, answer: str) -> Between | None:
    if answer == "SAME":
        return against_same(connection, *pair)
    return against_different(connection, *pair) if answer == "DIFFERENT" else None


def _standing(row: sa.Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _STANDING}


def _own(connection: sa.Connection, pair: Pair) -> tuple[str, str, str] | None:
    """Answer, reason and link record of what head office says of a pair now."""
    column = judgement.c
    mine = sa.select(judgement).where(column.one == pair[0], column.other == pair[1], column.desk == "")
    row = connection.execute(mine).first()
    return None if row is None else (row.answer, row.reason, row.id)


def _say(connection: sa.Connection, head_office: HeadOffice, pair: Pair, answer: tuple[str, str], who: str) -> None:
    """Write the answer as a link record, or into the one there is; it reaches desks only where both people are theirs."""
    said: dict[str, Value] = {"link.answer": answer[0], "link.reason": answer[1] if answer[0] == "DIFFERENT" else None}
    before = _own(connection, pair)
    if before is not None:
        _edit(connection, head_office, before[2], "edit", said, who)
        take_answer(connection, head_office, before[2])
        return
    scored = connection.execute(sa.select(candidate_pair).where(pair_is(pair))).one()
    people: Mapping[str, Value] = {"link.person": pair[0], "link.other": pair[1]}
    shown: Mapping[str, Value] = {"link.score": scored.score, "link.model": scored.model_version}
    stated = {path: value for path, value in {**people, **said, **shown}.items() if value is not None}
    where = set(connection.execute(sa.select(record.c.office).where(record.c.id.in_(pair))).scalars())
    name = record_id(head_office.clock(), head_office.random_bytes(RANDOM_BYTES))
    made = HeadOfficeEdit(name, "create", stated, (), who, kind=LINK, office=where.pop() if len(where) == 1 else "")
    append_change(connection, head_office, made)
    take_answer(connection, head_office, name)


def _unsay(connection: sa.Connection, head_office: HeadOffice, pair: Pair, who: str) -> None:
    own = _own(connection, pair)
    if own is not None:
        _edit(connection, head_office, own[2], "void", {f"{LINK}.{RECORD_VOID}": TAKEN_BACK}, who)
        take_answer(connection, head_office, own[2])


def _edit(
    connection: sa.Connection, head_office: HeadOffice, link: str, action: str, said: Mapping[str, Value], who: str
) -> None:
    row = connection.execute(sa.select(record).where(record.c.id == link)).one()
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    writers = unpack_writers(msgspec.json.decode(row.writers), msgspec.json.decode(text))
    base, bases = shown_base(writers, said)
    append_change(connection, head_office, HeadOfficeEdit(link, action, said, base, who, bases))


def _last_turn(connection: sa.Connection) -> int:
    """Behind everything that waits."""
    newest = sa.select(sa.func.max(candidate_pair.c.turn)).where(candidate_pair.c.state == "open")
    return max(int(connection.execute(newest).scalar() or 0), 0) + 1


def _note(connection: sa.Connection, asked: Act, before: Mapping[str, Any], at: int) -> None:
    column = review_act.c
    newest = connection.execute(sa.select(sa.func.max(column.number)).where(column.who == asked.who)).scalar() or 0
    connection.execute(
        review_act.insert(),
        {
            "who": asked.who,
            "number": newest + 1,
            "at": at,
            "act": asked.act,
            "one": asked.pair[0],
            "other": asked.pair[1],
            "before": msgspec.json.encode(before).decode(),
        },
    )
