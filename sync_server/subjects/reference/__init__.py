"""Versions of the reference data: published once, signed, kept for ever, read by this server and fetched by desks."""

from sync_server.subjects.reference.in_use import newest_hash, piece_of, version_in_use
from sync_server.subjects.reference.publishing import Published, publish_folder, publish_sheet, published
from sync_server.subjects.reference.sheet import write_sheet

__all__ = [
    "Published", "newest_hash", "piece_of", "publish_folder", "publish_sheet", "published", "version_in_use",
    "write_sheet",
]  # fmt: skip
