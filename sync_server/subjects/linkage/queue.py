"""The queue of pairs: which one a reviewer looks at next, kept for that reviewer for ten minutes, and how many are left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.matching import Reason, Scored, Zone, load_model, reasons
from sync_server.storage.tables.linkage import candidate_pair, judgement, review_act
from sync_server.storage.tables.people import record
from sync_server.subjects.linkage.answers import PERSON, Pair, pair_is
from sync_server.subjects.linkage.together import members

MINUTE_MS = 60 * 1000
LEASE_MS = 10 * MINUTE_MS
SITTING_MS = 12 * 60 * MINUTE_MS  # the longest session
LONGEST_LOOK_MS = 5 * MINUTE_MS  # between two answers; more is a pause
PACED_BY = 30  # answers
PAGE = 50
ANSWERS = ("SAME", "DIFFERENT", "NOT_SURE", "ASK")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answered about a pair. `desk` and `office` are empty for head office."""

    answer: str
    reason: str
    who: str
    office: str
    desk: str
    at: int


@dataclass(frozen=True, slots=True)
class CameBack:
    """Why a pair waits again: what `because` names (changed, answered, edited, taken_back), who said what before, and when."""

    because: str
    at: int
    who: str = ""
    office: str = ""
    reason: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair as its reviewer gets it. Scores are in 1/1000 bit; what is not in `reasons` is in `start`.

    `shown` names the state of both records that the screen showed; `together` are others already joined with either.
    """

    one: str
    other: str
    score: int
    start: int
    reasons: tuple[Reason, ...]
    conflict: str
    source: str
    said: tuple[Said, ...]
    came_back: CameBack | None
    until: int
    shown: str
    together: tuple[str, ...]
    fresh: bool = field(default=False, compare=False)  # it comes onto this reviewer's screen for the first time


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair that head office has decided."""

    one: str
    other: str
    answer: str
    reason: str
    who: str
    at: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How a reviewer gets on: pairs left, answered in this sitting, milliseconds a pair (0 = not known), begun when."""

    left: int
    answered: int
    each: int
    since: int


def count_waiting(connection: sa.Connection) -> int:
    """How many pairs wait for a reviewer."""
    column = candidate_pair.c
    query = sa.select(sa.func.count()).where(column.state == "open", column.asked_at.is_(None))
    return int(connection.execute(query).scalar_one())


def count_asked(connection: sa.Connection) -> int:
    """About how many pairs a desk has been asked."""
    query = sa.select(sa.func.count()).where(candidate_pair.c.state == "open", candidate_pair.c.asked_at.is_not(None))
    return int(connection.execute(query).scalar_one())


def take_next(connection: sa.Connection, who: str, now: int, language: str) -> Waiting | None:
    """The pair this reviewer has, or the next one, kept for ten minutes; None when nothing waits. Writes the lease."""
    while (row := _next(connection, who, now)) is not None:
        pair = row.one, row.other
        shown = stamp(connection, pair)
        if not shown:  # somebody was erased since it was found
            connection.execute(candidate_pair.update().where(pair_is(pair)).values(state="superseded"))
            continue
        column = candidate_pair.c
        mine = row.leased_by == who and (row.leased_until or 0) > now
        until = row.leased_until if mine else now + LEASE_MS
        free = column.leased_until.is_(None) | (column.leased_until <= now) | (column.leased_by == who)
        taken = candidate_pair.update().where(pair_is(pair), free).values(leased_by=who, leased_until=until)
        if connection.execute(taken).rowcount:
            return replace(_waiting(connection, row, until, shown, language), fresh=not mine)
    return None


def stamp(connection: sa.Connection, pair: Pair) -> str:
    """The state of both records; empty when one of them is not here."""
    query = sa.select(record.c.updated_position).where(record.c.id.in_(pair), record.c.kind == PERSON)
    found = connection.execute(query.order_by(record.c.id)).scalars().all()
    return ".".join(map(str, found)) if len(found) == len(pair) else ""


def said_of(connection: sa.Connection, pair: Pair) -> tuple[Said, ...]:
    """What was answered about a pair, the newest first."""
    column = judgement.c
    query = sa.select(judgement).where(column.one == pair[0], column.other == pair[1]).order_by(column.at.desc())
    return tuple(
        Said(row.answer, row.reason, row.who, row.office, row.desk, row.at) for row in connection.execute(query)
    )


def list_decided(connection: sa.Connection, before: str = "") -> tuple[tuple[Decided, ...], str]:
    """What head office decided, the newest first, and the id to ask the next page with (empty on the last)."""
    query = sa.select(judgement).where(judgement.c.desk == "").order_by(judgement.c.id.desc()).limit(PAGE + 1)
    rows = connection.execute(query.where(judgement.c.id < before) if before else query).all()
    lines = tuple(Decided(row.one, row.other, row.answer, row.reason, row.who, row.at) for row in rows[:PAGE])
    return lines, (rows[PAGE - 1].id if len(rows) > PAGE else "")


def last_act(connection: sa.Connection, who: str, now: int) -> str:
    """What this reviewer did last in this sitting and may still take back; empty for nothing."""
    column = review_act.c
    mine = (column.who == who) & column.taken_back.is_(None) & (column.at > now - SITTING_MS)
    query = sa.select(column.act).where(mine).order_by(column.number.desc()).limit(1)
    return str(connection.execute(query).scalar() or "")


def pace_of(connection: sa.Connection, who: str, now: int) -> Pace:
    """How many are left, and how fast this reviewer answers in this sitting."""
    column = review_act.c
    mine = (column.who == who) & (column.at > now - SITTING_MS) & column.act.in_(ANSWERS) & column.taken_back.is_(None)
    times = list(connection.execute(sa.select(column.at).where(mine).order_by(column.at)).scalars())
    gaps = [later - at for at, later in pairwise(times)]
    looks = [gap for gap in gaps if gap <= LONGEST_LOOK_MS][-PACED_BY:]
    since = now
    for at in reversed(times):
        if since - at > LONGEST_LOOK_MS:
            break
        since = at
    return Pace(count_waiting(connection), len(times), int(median(looks)) if looks else 0, since)


def _next(connection: sa.Connection, who: str, now: int) -> sa.Row[Any] | None:
    """The pair in this reviewer's hands, else the first of the queue, else one about which another reviewer was not sure."""
    column = candidate_pair.c
    open_ = (column.state == "open") & column.asked_at.is_(None)
    free = column.leased_until.is_(None) | (column.leased_until <= now) | (column.leased_by == who)
    mine = sa.select(candidate_pair).where(column.leased_by == who, column.leased_until > now)
    order = column.turn, column.doubt, column.found_at, column.one, column.other
    of_pair = (judgement.c.one == column.one) & (judgement.c.other == column.other)
    own = sa.select(judgement.c.id).where(of_pair, judgement.c.desk == "", judgement.c.who == who).exists()
    unsure = (column.state == "unsure") & ~own
    for query in (
        mine.where(open_ | unsure),
        sa.select(candidate_pair).where(open_, free).order_by(*order),
        sa.select(candidate_pair).where(unsure, free).order_by(*order),
    ):
        row = connection.execute(query.limit(1)).first()
        if row is not None:
            return row
    return None


def _waiting(connection: sa.Connection, row: sa.Row[Any], until: int, shown: str, language: str) -> Waiting:
    found = _reasons(row, language)
    joined = {*members(connection, row.one), *members(connection, row.other)} - {row.one, row.other}
    return Waiting(
        one=row.one,
        other=row.other,
        score=row.score,
        start=row.score - sum(reason.weight for reason in found),
        reasons=found,
        conflict=row.conflict,
        source=row.source,
        said=said_of(connection, (row.one, row.other)),
        came_back=None if row.came_back is None else msgspec.json.decode(row.came_back, type=CameBack),
        until=until,
        shown=shown,
        together=tuple(sorted(joined)),
    )


def _reasons(row: sa.Row[Any], language: str) -> tuple[Reason, ...]:
    """Levels of an older program that this one does not know explain nothing; the score stands until it is made anew."""
    model = load_model()
    levels = msgspec.json.decode(row.levels, type=dict[str, str])
    if not all(level in model.comparisons.get(name, {}) for name, level in levels.items()):
        return ()
    return reasons(model, Scored(row.score, levels, Zone(row.zone), row.conflict, row.model_version, False), language)
