"""A desk fetches a published version of the reference data, in pieces where the line is poor."""

from __future__ import annotations

import re

from flask import Response

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.reference import MAX_BYTES
from sync_server.storage.engine import reading
from sync_server.subjects.reference import piece_of
from sync_server.web.context import this_office
from sync_server.web.desks import ranges
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk

_HASH = re.compile(r"[0-9a-f]{64}")


@desks.get("/reference/<name>")
def reference_version(name: str) -> Response:
    """The signed file named by its hash: whole, or the bytes that `Range` asks for with the length of the whole."""
    office = this_office()
    signed_desk(office, b"")
    start, length = ranges.asked(MAX_BYTES)
    with reading(office.engine) as connection:
        found = piece_of(connection, name, start, length) if _HASH.fullmatch(name) else None
    if found is None:
        raise ProblemError(Problem("reference.unknown"))
    return ranges.answer(*found, start)
