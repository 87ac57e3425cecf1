"""A refusal is a change of head office: it names the change that is not taken, and why; the fold passes through that one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId

KIND = "refusal"
ACTION = "refuse"
_CODE, _PATH, _PARAMS = f"{KIND}.code", f"{KIND}.path", f"{KIND}.params"


def refuse(name: ChangeId, refused: Change, reason: Mapping[str, Any], *, author: str, at: int) -> Change:
    """The refusal of a change, under head office's id `name`; it stands with the record of which that change speaks."""
    said = {_CODE: reason["code"], _PATH: reason.get("path", ""), _PARAMS: dict(reason.get("params", {}))}
    return Change(
        id=name,
        record=refused.record,
        kind=KIND,
        action=ACTION,
        set=said,
        at=at,
        author=author,
        reference=refused.reference,
        base=(str(refused.id),),
    )


def is_refusal(change: Change) -> bool:
    """Whether this is head office's word that another change is not taken; no desk can say it."""
    return change.kind == KIND and change.action == ACTION and change.id.device == HEAD_OFFICE and len(change.base) == 1


def refused_change(refusal: Change) -> str:
    """The id of the change that a refusal speaks of."""
    return refusal.base[0]


def refused_among(changes: Iterable[Change]) -> set[str]:
    """Ids of the changes that a refusal among these speaks of."""
    return {refused_change(change) for change in changes if is_refusal(change)}


def reason_of(refusal: Change) -> dict[str, Any]:
    """Which rule a refusal names, at which field: code, path, params."""
    said = refusal.set
    params = said.get(_PARAMS)
    reason = {"code": str(said.get(_CODE) or ""), "path": str(said.get(_PATH) or "")}
    return {**reason, "params": dict(params)} if params else reason
