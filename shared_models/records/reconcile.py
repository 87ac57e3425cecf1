"""The fold: from all changes of a record to what is shown and where two answers stand; pure, the same on both sides.

The rules are those of docs/adr/0004: per leaf, a *head* is a write that was not refused and on which no other write that
was not refused stands, directly or through others (refused ones included as bridges). Several heads with different
values are a conflict. The standing value is the first write and moves only to a head that stands on it. Neither clock,
nor device, nor the order of arrival decides which heads there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from shared_models.records.changes import Change, Value
from shared_models.records.paths import RECORD_VOID, VOID, row_leaf, row_prefix

_canonical = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Applied:
    """A change together with whether head office refused it."""

    change: Change
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One of several answers to the same question: the write that gave it, and its value."""

    write: str
    value: Value


@dataclass(frozen=True, slots=True)
class Folded:
    """A record as its changes make it.

    `values` holds the standing values (cleared leaves are absent). `writers` names the write that stands first and those
    that agree with it, for each leaf ever written. `conflicts` holds every head of a leaf whose answers differ.
    """

    values: dict[str, Value] = field(default_factory=dict)
    writers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: dict[str, tuple[Head, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Write:
    id: str
    value: Value
    base: tuple[str, ...]
    refused: bool


def same_value(one: Value, other: Value) -> bool:
    """Whether two values are the same answer."""
    return _canonical.encode(one) == _canonical.encode(other)


def _add_behind(writes: Mapping[str, _Write], start: Iterable[str], seen: set[str]) -> set[str]:
    """Add the given writes and everything they stand on to `seen`; refused writes are passed through."""
    todo = list(start)
    while todo:
        write = todo.pop()
        if write not in seen:
            seen.add(write)
            if write in writes:
                todo.extend(writes[write].base)
    return seen


def _fold_leaf(ordered: Sequence[_Write]) -> tuple[list[_Write], _Write | None]:
    """(heads in order, the standing write)."""
    known = {write.id: write for write in ordered}
    under: set[str] = set()
    arrived: list[_Write] = []
    standing: _Write | None = None
    for write in ordered:
        arrived.append(write)
        if not write.refused:
            _add_behind(known, write.base, under)
        if standing is None or standing.id in under:
            standing = _standing(known, _heads(arrived, under), standing)
    return _heads(arrived, under), standing


def _heads(arrived: Sequence[_Write], under: set[str]) -> list[_Write]:
    return [write for write in arrived if not write.refused and write.id not in under]


def _standing(known: Mapping[str, _Write], heads: Sequence[_Write], before: _Write | None) -> _Write | None:
    """The head that stands on what was shown before, else the first one."""
    for head in heads:
        if before is not None and before.id in _add_behind(known, head.base, set()):
            return head
    return heads[0] if heads else None


def _writes_by_leaf(changes: Sequence[Applied]) -> dict[str, list[_Write]]:
    leaves: dict[str, list[_Write]] = {}
    for applied in changes:
        change = applied.change
        for path, value in change.set.items():
            write = _Write(str(change.id), value, change.base_of(path), applied.refused)
            leaves.setdefault(path, []).append(write)
    return leaves


def fold(changes: Sequence[Applied]) -> Folded:
    """Put the changes of one record together, given in head office's order (own pending ones last)."""
    folded = Folded()
    heads_of: dict[str, list[_Write]] = {}
    for path, writes in _writes_by_leaf(changes).items():
        heads, standing = _fold_leaf(writes)
        if standing is None:
            continue
        heads_of[path] = heads
        agreeing = [head.id for head in heads if head is not standing and same_value(head.value, standing.value)]
        folded.writers[path] = (standing.id, *agreeing)
        if standing.value is not None:
            folded.values[path] = standing.value
        if len(agreeing) + 1 < len(heads):
            folded.conflicts[path] = tuple(Head(head.id, head.value) for head in heads)
    _add_void_conflicts(changes, heads_of, folded)
    return folded


def _voided_leaves(path: str, leaves: Iterable[str]) -> list[str]:
    if path.endswith("." + RECORD_VOID):
        return [leaf for leaf in leaves if leaf != path]
    prefix = row_prefix(path)
    return [leaf for leaf in leaves if prefix and leaf.startswith(prefix) and leaf != path]


def is_void_path(path: str) -> bool:
    """Whether a write at this path withdraws a record or a row."""
    leaf = row_leaf(path)
    return path.endswith("." + RECORD_VOID) or (leaf is not None and leaf.name == VOID)


def _add_void_conflicts(changes: Sequence[Applied], heads_of: Mapping[str, list[_Write]], folded: Folded) -> None:
    """A void conflicts with every standing write it does not cover, whichever came first (protocol.md, B8)."""
    by_id = {str(applied.change.id): applied.change for applied in changes}
    for path, heads in heads_of.items():
        if not is_void_path(path):
            continue
        strangers: dict[tuple[str, str], Head] = {}
        for head in heads:
            if head.value is None:  # taken back: it withdraws nothing
                continue
            void = by_id[head.id]
            covered = set(void.covers) | set(void.base) | {head.id}
            for leaf in _voided_leaves(path, heads_of):
                unseen = (other for other in heads_of[leaf] if other.id not in covered)
                strangers.update(((leaf, other.id), Head(other.id, other.value)) for other in unseen)
        if strangers:
            answers = (Head(head.id, head.value) for head in heads)
            folded.conflicts[path] = (*answers, *strangers.values())


def advance(current: Folded, change: Change) -> Folded | None:
    """The record after one more accepted change that stands on everything it replaces, or None when a full fold is needed.

    This is the common case (one person edits what he sees) and needs no history.
    """
    if current.conflicts or change.action == "void" or any(map(is_void_path, (*current.values, *change.set))):
        return None
    values, writers = dict(current.values), dict(current.writers)
    written = str(change.id)
    for path, value in change.set.items():
        heads = writers.get(path, ())
        if not set(heads) <= set(change.base_of(path)):
            return None
        writers[path] = (written,)
        if value is None:
            values.pop(path, None)
        else:
            values[path] = value
    return Folded(values, writers, {})


def covered_by(writers: Mapping[str, tuple[str, ...]], changed: Mapping[str, Value]) -> tuple[str, ...]:
    """The writes that a withdrawal among these changes saw: every writer shown of the row or record it withdraws."""
    withdrawn = [path for path, value in changed.items() if value is not None and is_void_path(path)]
    leaves = {leaf for path in withdrawn for leaf in _voided_leaves(path, writers)}
    return tuple(sorted({write for leaf in leaves for write in writers[leaf]}))


def shown_base(
    writers: Mapping[str, tuple[str, ...]], paths: Iterable[str]
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """(base for all, exceptions) of an edit of these paths made on a screen that showed these writers' values."""
    wanted = {path: writers.get(path, ()) for path in paths}
    counted: dict[tuple[str, ...], int] = {}
    for ids in wanted.values():
        counted[ids] = counted.get(ids, 0) + 1
    common = max(counted, key=lambda ids: (counted[ids], ids)) if counted else ()
    return common, {path: ids for path, ids in wanted.items() if ids != common}


def pack_writers(writers: Mapping[str, tuple[str, ...]], values: Mapping[str, Value]) -> dict[str, str | list[str]]:
    """`writers` as it is stored: the commonest writer once under `*`, the others and those of cleared leaves by path."""
    counted: dict[str, int] = {}
    for ids in writers.values():
        if len(ids) == 1:
            counted[ids[0]] = counted.get(ids[0], 0) + 1
    default = max(counted, key=lambda write: (counted[write], write)) if counted else ""
    packed: dict[str, str | list[str]] = {"*": default} if default else {}
    for path, ids in writers.items():
        if ids != (default,) or path not in values:
            packed[path] = ids[0] if len(ids) == 1 else list(ids)
    return packed


def pack_only_write(write: str, written: Mapping[str, Value]) -> dict[str, str | list[str]]:
    """As pack_writers, of a record that one write made."""
    cleared = [path for path, value in written.items() if value is None] if None in written.values() else ()
    return {"*": write, **dict.fromkeys(cleared, write)} if written else {}


def unpack_writers(packed: Mapping[str, str | list[str]], values: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    """What pack_writers stored: the default writer for every leaf that has a value, then the exceptions."""
    writers: dict[str, tuple[str, ...]] = {}
    default = packed.get("*")
    if isinstance(default, str):
        writers = dict.fromkeys(values, (default,))
    for path, ids in packed.items():
        if path != "*":
            writers[path] = (ids,) if isinstance(ids, str) else tuple(ids)
    return writers
