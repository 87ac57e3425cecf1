"""Why a change is not taken: authority and format only, never because of what others did or of the state it leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from shared_models.catalogue import Catalogue, check_leaf
from shared_models.catalogue.fields import Leaf
from shared_models.catalogue.plain_columns import are_plainly_right
from shared_models.catalogue.validation import MAX_PATH_LETTERS
from shared_models.catalogue.versions import version_order
from shared_models.protocol.columns import Cells
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.protocol.sealed_entry import is_sealed_change
from shared_models.protocol.unreadable import is_unreadable
from shared_models.records.changes import Change
from shared_models.records.paths import RECORD_VOID, row_leaf
from shared_models.records.refusals import ACTION as REFUSE
from sync_server.subjects.intake.standing import Standing

_NO_PATHS: frozenset[str] = frozenset()
_NO_ROW: Mapping[str, object] = {}
_NO_CELLS: Mapping[str, Cells] = {}


class Doubts:
    """Which leaves of a run of changes have to be looked at singly: the others were judged column by column, and are right.

    `cells` is what they set outside of rows and sets, by kind and path, where it is at hand as columns.
    """

    def __init__(self, changes: Sequence[Change], catalogue: Catalogue, cells: Mapping[str, Cells] = _NO_CELLS) -> None:
        self._doubted: dict[int, Collection[str]] = {}
        self._changes = changes  # held, so that nothing else gets the identity of one of them
        for kind in {change.kind for change in changes} & catalogue.kinds.keys():
            self._look_at(kind, catalogue, cells.get(kind, {}))

    def _look_at(self, kind: str, catalogue: Catalogue, cells: Cells) -> None:
        mine = [change for change in self._changes if change.kind == kind]
        for change in mine:
            self._doubted[id(change)] = _NO_PATHS
        places: dict[str, _Column] = {}
        columns: dict[str, _Column] = {}
        for path, pieces in cells.items():
            column = places[path] = _column_of(path, kind, columns, catalogue)
            column.pieces += pieces
        shapes: dict[tuple[str, ...], list[Iterable[object]]] = {}
        for change in mine:
            if not cells or not cells.keys() >= change.set.keys():
                shapes.setdefault(tuple(change.set), []).append(change.set.values())
        for paths, rows in shapes.items():
            for path, values in zip(paths, zip(*rows, strict=True), strict=True):
                if path in cells:
                    continue
                column = places.get(path) or _column_of(path, kind, columns, catalogue)
                places[path] = column
                column.pieces.append(values)
        doubted = {path for path, column in places.items() if not column.is_right(catalogue)}
        if doubted:
            for change in mine:
                self._doubted[id(change)] = doubted.intersection(change.set)

    def of(self, change: Change) -> Collection[str]:
        """The paths of this change that are in doubt; all of a change that was not among those looked at."""
        return self._doubted.get(id(change), change.set.keys())


class _Column:
    """The values that changes of one kind set at one leaf, whichever row it stands in."""

    __slots__ = ("leaf", "pieces", "right")

    def __init__(self, leaf: Leaf | None) -> None:
        self.leaf = leaf
        self.pieces: list[Sequence[object]] = []
        self.right: bool | None = None  # not known yet

    def is_right(self, catalogue: Catalogue) -> bool:
        """Whether nothing in it has to be looked at singly."""
        if self.right is None:
            values = self.pieces[0] if len(self.pieces) == 1 else list(chain.from_iterable(self.pieces))
            self.right = self.leaf is not None and are_plainly_right(self.leaf, values, catalogue)
        return self.right


def _column_of(path: str, kind: str, columns: dict[str, _Column], catalogue: Catalogue) -> _Column:
    leaf = catalogue.leaf_of(path) if len(path) <= MAX_PATH_LETTERS and path.startswith(kind + ".") else None
    key = path if leaf is None else leaf.key
    return columns.setdefault(key, _Column(leaf))


def refusal_of(
    change: Change, office: str, standing: Standing | None, catalogue: Catalogue, doubted: Collection[str] | None = None
) -> Mapping[str, Any] | None:
    """The rule (code, path, params) that a change of a desk of `office` breaks; None when it is taken.

    Of its values only the `doubted` ones are judged: all of them where nobody has looked at them before.
    """
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
    if doubted is not None and not doubted:
        return None
    later = _is_of_a_later_version(change, catalogue)
    for path, value in change.set.items():
        if doubted is not None and path not in doubted:
            continue
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
