"""Which version this server works by, found anew for each request, so that every web process follows a publication."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.catalogue.in_use import Reference
from shared_models.catalogue.loading import shipped_version
from shared_models.catalogue.versions import version_order
from shared_models.protocol.reference_reader import LastRead
from sync_server.events import log
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.reference import reference_version

_NEWEST = sa.select(reference_version.c.version, reference_version.c.sha256).order_by(
    reference_version.c.number.desc()
).limit(1)  # fmt: skip


def _not_readable(sha256: str, failure: Exception) -> None:
    """A version that this program cannot read (it was put back to an older one) is left alone, and the log says so."""
    log("reference.not_readable", reference=sha256[:16], code=type(failure).__name__)


_last_read = LastRead(_not_readable)


def version_in_use(connection: sa.Connection, head_office: HeadOffice) -> Reference | None:
    """
    The newest published version; None (the one this program ships with) when none was published.

    A program is never given less than it ships with: where its own version is the newer one, that one counts until the
    next publication.
    """
    row = connection.execute(_NEWEST).first()
    if row is None or version_order(row.version) < version_order(shipped_version()):
        return None
    public = head_office.receipt_public_key
    return _last_read.of(row.sha256, public, lambda: raw_version(connection, row.sha256) or b"")


def newest_hash(connection: sa.Connection) -> str:
    """The name of the version desks should have, "" while nothing was published."""
    row = connection.execute(_NEWEST).first()
    return "" if row is None else str(row.sha256)


def raw_version(connection: sa.Connection, sha256: str) -> bytes | None:
    """The signed file with this name."""
    found = connection.execute(sa.select(reference_version.c.raw).where(reference_version.c.sha256 == sha256)).scalar()
    return None if found is None else bytes(found)


def piece_of(connection: sa.Connection, sha256: str, start: int, length: int) -> tuple[bytes, int] | None:
    """(bytes from `start`, length of the whole) of the signed file with this name."""
    raw = reference_version.c.raw
    asked = sa.select(sa.func.substr(raw, start + 1, length).label("piece"), sa.func.length(raw).label("whole"))
    row = connection.execute(asked.where(reference_version.c.sha256 == sha256)).first()
    return None if row is None else (bytes(row.piece), int(row.whole))
