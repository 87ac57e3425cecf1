"""The rules of the design said a second time, plainly and slowly: which answers stand on a record, from its writes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared_models.records.changes import Change, Value
from shared_models.records.paths import RECORD_VOID, VOID, row_leaf, row_prefix
from shared_models.records.reconcile import same_value


@dataclass(frozen=True, slots=True)
class Write:
    """One write of one leaf."""

    change: Change
    value: Value
    base: tuple[str, ...]
    refused: bool


def writes_of(log: Sequence[tuple[Change, bool]]) -> dict[str, dict[str, Write]]:
    """Path to the writes of that leaf by id, from (change, refused)."""
    leaves: dict[str, dict[str, Write]] = {}
    for change, refused in log:
        for path, value in change.set.items():
            leaves.setdefault(path, {})[str(change.id)] = Write(change, value, change.base_of(path), refused)
    return leaves


def behind(writes: Mapping[str, Write], start: Iterable[str]) -> set[str]:
    """These writes and all they stand on."""
    found: set[str] = set()
    todo = set(start)
    while todo:
        write = todo.pop()
        found.add(write)
        if write in writes:
            todo |= set(writes[write].base) - found
    return found


def heads(writes: Mapping[str, Write]) -> set[str]:
    """The writes that were not refused and on which no other write that was not refused stands."""
    taken = {name: write for name, write in writes.items() if not write.refused}
    covered = {below for write in taken.values() for below in behind(writes, write.base)}
    return set(taken) - covered


def standing(writes: Mapping[str, Write]) -> str | None:
    """The write that is shown, of those in their order: the first one, until one stands on it."""
    shown: str | None = None
    arrived: dict[str, Write] = {}
    for name, write in writes.items():
        arrived[name] = write
        stand = heads(arrived)
        if shown in stand:
            continue
        there = [one for one in arrived if one in stand]
        on_it = [one for one in there if shown in behind(writes, writes[one].base)]
        shown = next(iter(on_it or there), None)
    return shown


def conflicts(leaves: Mapping[str, Mapping[str, Write]]) -> dict[str, set[str]]:
    """Path to the answers that differ there; a withdrawal disagrees with what it did not cover of its row or record."""
    stand = {path: heads(writes) for path, writes in leaves.items()}
    found: dict[str, set[str]] = {}
    for path, names in stand.items():
        values = [leaves[path][name].value for name in sorted(names)]
        if any(not same_value(values[0], other) for other in values[1:]):
            found[path] = set(names)
    for path in leaves:
        prefix = withdrawn_by(path)
        strangers = _uncovered(path, prefix, leaves, stand) if prefix else set()
        if strangers:
            found[path] = stand[path] | strangers
    return found


def withdrawn_by(path: str) -> str:
    """How the paths begin that a write at this path withdraws: those of a row, or all of a record; "" for others."""
    leaf = row_leaf(path)
    if leaf is not None and leaf.name == VOID:
        return row_prefix(path) or ""
    kind, _, last = path.partition(".")
    return f"{kind}." if last == RECORD_VOID else ""


def _uncovered(
    path: str, prefix: str, leaves: Mapping[str, Mapping[str, Write]], stand: Mapping[str, set[str]]
) -> set[str]:
    strangers: set[str] = set()
    for name in stand[path]:
        void = leaves[path][name]
        if void.value is None:
            continue
        seen = {name, *void.change.covers, *void.change.base}
        for other, names in stand.items():
            if other != path and other.startswith(prefix):
                strangers |= names - seen
    return strangers
