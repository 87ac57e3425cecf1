"""The tables of head office, one module per subject; importing this package makes `metadata` complete."""

from sync_server.storage.tables import (
    accounts,
    audit,
    backups,
    closings,
    desk_people,
    elsewhere,
    erasures,
    intake,
    linkage,
    network,
    people,
    reference,
    state,
    watching,
)
from sync_server.storage.tables.names import metadata

__all__ = [
    "accounts",
    "audit",
    "backups",
    "closings",
    "desk_people",
    "elsewhere",
    "erasures",
    "intake",
    "linkage",
    "metadata",
    "network",
    "people",
    "reference",
    "state",
    "watching",
]
