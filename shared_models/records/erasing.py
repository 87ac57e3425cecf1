"""An erased record leaves its id and nothing else: what a change of it looks like once its contents are gone."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from shared_models.records.changes import Change

KIND: Final = "erasure"
ACTION: Final = "erase"


def without_contents(change: Change) -> Change:
    """What stays of a change: its name, its record and who made it when; no value, and nothing that it stood on."""
    return replace(change, action=ACTION, set={}, base=(), bases={}, covers=())


def is_without_contents(change: Change) -> bool:
    """Whether the contents of this change are gone for ever."""
    return change.action == ACTION
