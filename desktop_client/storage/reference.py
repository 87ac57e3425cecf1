"""The version of the reference data that this desk took from head office, in its encrypted database."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.tables.reference import reference_version
from shared_models.catalogue.in_use import Reference
from shared_models.catalogue.loading import shipped_version
from shared_models.catalogue.problems import Problem, problem
from shared_models.catalogue.versions import version_order
from shared_models.protocol.reference import NAMED_LETTERS
from shared_models.protocol.reference_reader import LastRead

TOLD_OF = "reference.told_of"
REFUSED = "reference.refused"
_last_read = LastRead()


class Arrived(NamedTuple):
    """What is here of a version on its way: the bytes from its beginning, and how long the whole is (0: not known)."""

    raw: bytes = b""
    length: int = 0


class _Refusal(msgspec.Struct, frozen=True):
    """Which version was not taken by which program, and why."""

    sha256: str
    program: str
    code: str
    params: dict[str, str] = {}


def version_in_use(connection: sa.Connection, public: bytes) -> Reference | None:
    """
    The version this desk took last, verified with head office's key `public`; None for the one the program ships with.

    A program is never given less than it ships with, nor what it cannot read.
    """
    column = reference_version.c
    taken = sa.select(column.sha256, column.version).where(column.version != "").order_by(column.arrived_at.desc())
    row = connection.execute(taken.limit(1)).first()
    if row is None or version_order(row.version) < version_order(shipped_version()):
        return None
    raw = sa.select(column.raw).where(column.sha256 == row.sha256)
    return _last_read.of(row.sha256, public, lambda: bytes(connection.execute(raw).scalar_one()))


def told_of(connection: sa.Connection, program: str) -> str:
    """The beginning of the name of the version that this desk has already heard of; empty asks to be told again.

    What this program did not take is asked for again by the next program: it may be able to read it.
    """
    refused = _refusal(connection)
    if refused is not None and refused.program != program:
        return ""
    return settings.get(connection, TOLD_OF)[:NAMED_LETTERS]


def arrived(connection: sa.Connection, sha256: str) -> Arrived:
    """What is here of a version."""
    column = reference_version.c
    row = connection.execute(sa.select(column.raw, column.length).where(column.sha256 == sha256)).first()
    return Arrived() if row is None else Arrived(bytes(row.raw), int(row.length))


def keep_piece(connection: sa.Connection, sha256: str, have: Arrived, now_ms: int) -> None:
    """Keep what has arrived until now of a version; of another one that was on its way nothing is needed any more."""
    column = reference_version.c
    connection.execute(reference_version.delete().where((column.version == "") | (column.sha256 == sha256)))
    row = {"sha256": sha256, "version": "", "length": have.length, "raw": have.raw, "arrived_at": now_ms}
    connection.execute(reference_version.insert(), row)


def take(connection: sa.Connection, sha256: str, version: str) -> None:
    """From the next opening on this version counts; the ones before it are dropped."""
    column = reference_version.c
    connection.execute(reference_version.update().where(column.sha256 == sha256).values(version=version))
    connection.execute(reference_version.delete().where(column.sha256 != sha256))
    settings.put(connection, TOLD_OF, sha256)
    settings.put(connection, REFUSED, "")


def pass_over(connection: sa.Connection, sha256: str) -> None:
    """Drop a version that says no more than this program does by itself."""
    _drop(connection, sha256)
    settings.put(connection, REFUSED, "")


def refuse(connection: sa.Connection, sha256: str, found: Problem, program: str) -> None:
    """Drop a version that this program does not take, and remember why."""
    _drop(connection, sha256)
    why = _Refusal(sha256, program, found.code, dict(found.params))
    settings.put(connection, REFUSED, msgspec.json.encode(why).decode())


def refusal(connection: sa.Connection) -> Problem | None:
    """Why the newest version of head office was not taken; None when it was."""
    found = _refusal(connection)
    return None if found is None else problem(found.code, "", **found.params)


def _drop(connection: sa.Connection, sha256: str) -> None:
    unfinished = (reference_version.c.sha256 == sha256) & (reference_version.c.version == "")
    connection.execute(reference_version.delete().where(unfinished))
    settings.put(connection, TOLD_OF, sha256)


def _refusal(connection: sa.Connection) -> _Refusal | None:
    text = settings.get(connection, REFUSED)
    return msgspec.json.decode(text, type=_Refusal) if text else None
