"""A desk fetches a published version of the reference data, in pieces where the line is poor."""

from __future__ import annotations

import re

from flask import Response, request

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.reference import MAX_BYTES
from sync_server.storage.engine import reading
from sync_server.subjects.reference import piece_of
from sync_server.web.context import this_office
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk

_HASH = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")
_WHOLE, _PIECE = 200, 206


@desks.get("/reference/<name>")
def reference_version(name: str) -> Response:
    """The signed file named by its hash: whole, or the bytes that `Range` asks for with the length of the whole."""
    office = this_office()
    signed_desk(office, b"")
    start, length = _asked()
    with reading(office.engine) as connection:
        found = piece_of(connection, name, start, length) if _HASH.fullmatch(name) else None
    if found is None:
        raise ProblemError(Problem("reference.unknown"))
    piece, whole = found
    if not piece:
        raise ProblemError(Problem("server.body_wrong"))
    answer = Response(piece, _WHOLE if len(piece) == whole else _PIECE, content_type="application/octet-stream")
    if answer.status_code == _PIECE:
        answer.headers["Content-Range"] = f"bytes {start}-{start + len(piece) - 1}/{whole}"
    return answer


def _asked() -> tuple[int, int]:
    """(start, length) of the one range that a desk may ask for."""
    text = request.headers.get("Range")
    if text is None:
        return 0, MAX_BYTES
    found = _RANGE.fullmatch(text)
    if found is None or (found[2] and int(found[2]) < int(found[1])):
        raise ProblemError(Problem("server.body_wrong"))
    return int(found[1]), int(found[2]) - int(found[1]) + 1 if found[2] else MAX_BYTES
