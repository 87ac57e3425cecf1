"""Members of a set as one cell: `needs.N01 = 1, needs.N07 = 2` travels as the list of its codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared_models.records.paths import set_member

_PLAIN = "{}"
_RANKED = "[]"


def join_sets(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells in which whole sets stand under `field{}` and whole rankings under `field[]`; everything else as it was."""
    members: dict[str, dict[str, Any]] = {}
    for path, value in cells.items():
        member = set_member("kind." + path)
        if member is not None:
            members.setdefault(member[0].partition(".")[2], {})[member[1]] = value
    joined = dict(cells)
    for name, codes in members.items():
        whole = join_set(codes)
        if whole is not None:
            for code in codes:
                del joined[f"{name}.{code}"]
            joined[name + whole[0]] = whole[1]
    return joined


def join_set(codes: Mapping[str, Any]) -> tuple[str, list[str]] | None:
    """(what follows the field's name, the codes) for the members of one field; None where they are neither set nor ranking."""
    values = list(codes.values())
    if all(value is True for value in values):
        return _PLAIN, sorted(codes)
    if all(type(value) is int for value in values) and sorted(values) == list(range(1, len(values) + 1)):
        return _RANKED, sorted(codes, key=codes.__getitem__)
    return None


def is_joined(name: str) -> bool:
    """Whether a cell of this name may hold a whole set."""
    return name.endswith((_PLAIN, _RANKED))


def split_set(name: str, value: Any) -> list[tuple[str, Any]]:
    """What join_sets joined, as single members again; a cell that is no list of codes stays and fails its check later."""
    if not isinstance(value, list):
        return [(name, value)]
    field, ranked = name[:-2], name.endswith(_RANKED)
    return [(f"{field}.{code}", rank if ranked else True) for rank, code in enumerate(value, start=1)]
