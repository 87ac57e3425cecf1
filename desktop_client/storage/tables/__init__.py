"""Every table of the desk's database, one module a subject, on one metadata."""

from desktop_client.storage.tables import (
    desk,
    elsewhere,
    erasures,
    files,
    groups,
    intake,
    journal,
    matching,
    papers,
    people,
    reference,
    scope,
    sealed,
    slips,
    waiting,
)
from desktop_client.storage.tables.names import metadata

__all__ = [
    "desk",
    "elsewhere",
    "erasures",
    "files",
    "groups",
    "intake",
    "journal",
    "matching",
    "metadata",
    "papers",
    "people",
    "reference",
    "scope",
    "sealed",
    "slips",
    "waiting",
]
