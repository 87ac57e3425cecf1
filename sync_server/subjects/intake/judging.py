"""Why a change is not taken: authority and format only, never because of what others did or of the state it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared_models.catalogue import Catalogue, check_leaf
from shared_models.catalogue.versions import version_order
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.protocol.sealed_entry import is_sealed_change
from shared_models.protocol.unreadable import is_unreadable
from shared_models.records.changes import Change
from shared_models.records.paths import RECORD_VOID, row_leaf
from shared_models.records.refusals import ACTION as REFUSE
from sync_server.subjects.intake.standing import Standing

_NO_ROW: Mapping[str, object] = {}


def refusal_of(
    change: Change, office: str, standing: Standing | None, catalogue: Catalogue
) -> Mapping[str, Any] | None:
    """The rule (code, path, params) that a change of a desk of `office` breaks; None when it is taken."""
    kind = change.kind
    if kind not in catalogue.kinds or change.action == REFUSE:
        return {"code": "record.kind_unknown", "path": kind[:60]}
    if kind == SEALED and not is_sealed_change(change.action, change.set, (change.author, change.session)):
        return {"code": "sealed.only_created", "path": kind}
    if standing is not None:
        if change.action == "create":
            return {"code": "record.created_twice", "path": kind}
        if standing.kind != kind:
            return {"code": "record.kind_differs", "path": kind}
        if office not in {"", standing.office}:
            return {"code": "record.other_office", "path": kind}
    later = _is_of_a_later_version(change, catalogue)
    for path, value in change.set.items():
        found = _wrong_leaf(change, path, value, None if later else catalogue)
        if found is not None:
            return found
    return None


def _is_of_a_later_version(change: Change, catalogue: Catalogue) -> bool:
    """Whether a desk wrote by a version that this head office has lost with a restore: what it cannot know it carries."""
    try:
        return version_order(change.reference) > version_order(catalogue.version)
    except ValueError:
        return False


def _wrong_leaf(change: Change, path: str, value: object, catalogue: Catalogue | None) -> Mapping[str, Any] | None:
    """The rule that a leaf breaks, by `catalogue`; without one only that it is a leaf of this kind and can be read."""
    if is_unreadable(value):
        return {"code": "field.unreadable", "path": path[:160]}
    if path == f"{change.kind}.{RECORD_VOID}":
        return None
    if not path.startswith(change.kind + "."):
        return {"code": "field.unknown", "path": path[:160], "params": {"path": path[:160]}}
    if catalogue is None:
        return None
    row = _row_of(change, path) if path.endswith(".number") else _NO_ROW
    found = check_leaf(path, value, catalogue, row=row)
    if found is not None and found.level == "block":
        return {"code": found.code, "path": path, "params": dict(found.params)}
    return None


def _row_of(change: Change, path: str) -> Mapping[str, object]:
    """The other fields of the same row, by name: only a document number is judged by them, by the kind of paper."""
    leaf = row_leaf(path)
    if leaf is None:
        return _NO_ROW
    prefix = path[: len(path) - len(leaf.name)]
    return {name.removeprefix(prefix): value for name, value in change.set.items() if name.startswith(prefix)}
