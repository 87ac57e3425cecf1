"""Refusals as head office keeps them: looked up before a change is judged, so that no restored server decides otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.records.changes import Change, ChangeId
from shared_models.records.refusals import reason_of, refused_change
from sync_server.storage.tables.intake import change_log, refusal
from sync_server.subjects.intake import pieces
from sync_server.subjects.intake.log import of_run


def known(connection: sa.Connection, changes: Sequence[Change]) -> dict[str, Mapping[str, Any]]:
    """Reason by id, of those among these changes (of one incarnation) that were refused already, in whichever life."""
    if not changes:
        return {}
    query = sa.select(refusal).where(of_run(refusal, changes))
    return {
        str(ChangeId(row.device, row.incarnation, row.seq)): msgspec.json.decode(row.reason)
        for row in connection.execute(query)
    }


def note(connection: sa.Connection, said: Change) -> str:
    """Remember a refusal; the id of the change it speaks of. The first one of a change is the one that is told."""
    name = ChangeId.parse(refused_change(said))
    mine = (refusal.c.device == name.device) & (refusal.c.incarnation == name.incarnation) & (refusal.c.seq == name.seq)
    if connection.execute(sa.select(refusal.c.refused_by).where(mine)).scalar() is None:
        row = {"device": name.device, "incarnation": name.incarnation, "seq": name.seq}
        reason = msgspec.json.encode(reason_of(said)).decode()
        connection.execute(refusal.insert(), row | {"refused_by": str(said.id), "reason": reason})
    return str(name)


def refuse_after_all(connection: sa.Connection, name: str, reason: Mapping[str, Any]) -> bool:
    """Whether a change that had been taken in this life is refused by a word of an earlier one."""
    taken = change_log.update().where(change_log.c.change_id == name, change_log.c.outcome != "refused")
    text = msgspec.json.encode(reason).decode()
    if connection.execute(taken.values(outcome="refused", reason=text)).rowcount == 0:
        return False
    pieces.drop(connection, change_log.c.change_id == name)
    return True
