"""A desk that has just sent its work is told what became of it, mostly the same of hundreds: counted, not read row by row."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.protocol.page import OutcomeRun
from sync_server.storage.tables.intake import change_log
from sync_server.subjects.intake import pieces
from sync_server.subjects.intake.log import ACCEPTED

FEWEST = 64  # for less it is not worth another way

_column = change_log.c
_MINE = (_column.device == sa.bindparam("by")) & (_column.position > sa.bindparam("behind"))
_FIRST = sa.select(_column.position, _column.seq, _column.incarnation).where(_MINE).order_by(_column.position).limit(1)
_IS_PLAIN = (
    (_column.outcome == ACCEPTED)
    & _column.reason.is_(None)
    & (_column.scope == sa.bindparam("of"))
    & (_column.incarnation == sa.bindparam("opened"))
    & (_column.seq - _column.position == sa.bindparam("apart"))
)
_TOLD = sa.select(sa.func.count(), sa.func.max(_column.position), sa.func.sum(sa.case((_IS_PLAIN, 1), else_=0))).where(
    _MINE, _column.position <= sa.bindparam("upto")
)
_IN_SCOPE = sa.select(sa.func.count()).where(
    _column.scope == sa.bindparam("of"),
    _column.position > sa.bindparam("behind"),
    _column.position <= sa.bindparam("upto"),
)


def own_run(
    connection: sa.Connection, desk: tuple[str, str], cursor: int, bound: int, limit: int
) -> tuple[OutcomeRun, int] | None:
    """What became of the own changes of a desk (id, office), and up to where in the order that is all there is to tell.

    None where something else lies between its cursor and `bound`, or where not all of it was simply accepted in one run.
    """
    device, office = desk
    first = connection.execute(_FIRST, {"by": device, "behind": cursor}).one_or_none()
    if first is None:
        return None
    span = {"behind": cursor, "upto": min(bound, first.position + limit - 1)}
    apart = first.seq - first.position
    asked = {"by": device, "of": office, "opened": first.incarnation, "apart": apart, **span}
    count, last, plain = connection.execute(_TOLD, asked).one()
    if count < FEWEST or plain != count or last != first.position + count - 1:
        return None
    if connection.execute(_IN_SCOPE, {"of": office, **span}).scalar_one() != count:
        return None
    if pieces.has_more(connection, office, cursor, span["upto"]) is not None:
        return None
    origin = f"{device}.{first.incarnation}"
    return OutcomeRun(origin, first.seq, first.position, int(count), ACCEPTED, {}), span["upto"]
