"""Bytes that a broken line brings in pieces: kept as they arrive, under the hash they will have, from an offset both know."""

from __future__ import annotations

import re

import msgspec
from flask import Response, request

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import batch as batches
from shared_models.protocol.messages import LENGTH_HEADER, OFFSET_HEADER, BatchAnswer
from sync_server.exchange import apply_now, take_in
from sync_server.storage.engine import reading, writing
from sync_server.subjects import intake, uploads
from sync_server.subjects.network import Device
from sync_server.web.body import arriving
from sync_server.web.context import this_office, wake_worker
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk

_HASH = re.compile(r"[0-9a-f]{64}")
MOST_PART_BYTES = 1024 * 1024
_GOES_ON, _KEPT = 202, 200


def _waiting(offset: int, status: int = _GOES_ON) -> Response:
    answer = Response(b"", status, content_type="application/octet-stream")
    answer.headers[OFFSET_HEADER] = str(offset)
    return answer


def _numbers() -> tuple[int, int]:
    """(offset, whole length) as the desk states them, within the bound of a batch."""
    try:
        offset, whole = int(request.headers[OFFSET_HEADER]), int(request.headers[LENGTH_HEADER])
    except (KeyError, ValueError):
        raise ProblemError(Problem("server.body_wrong")) from None
    if not 0 <= offset <= whole or whole < 1:
        raise ProblemError(Problem("server.body_wrong"))
    if whole > batches.MAX_BYTES:
        raise ProblemError(Problem("batch.too_large"))
    return offset, whole


def _is_here(desk: Device, name: str) -> bool:
    with reading(this_office().engine) as connection:
        return bool(intake.held_hashes(connection, desk.id, [name]))


@desks.route("/blobs/<name>", methods=["HEAD"])
def blob_offset(name: str) -> Response:
    """How much of a blob is here: the offset at which the desk goes on."""
    office = this_office()
    desk = signed_desk(office, None)
    _, whole = _numbers()
    if _is_here(desk, name):
        return _waiting(whole, _KEPT)
    with reading(office.engine) as connection:
        return _waiting(uploads.arrived(connection, desk.id, name))


@desks.put("/blobs/<name>")
def blob_part(name: str) -> Response:
    """Keep what arrives of a part, even when the line breaks under it; put the whole together when it is complete."""
    office = this_office()
    desk = signed_desk(office, None)
    offset, whole = _numbers()
    if not _HASH.fullmatch(name):
        raise ProblemError(Problem("server.body_wrong"))
    if _is_here(desk, name):
        return Response(msgspec.json.encode(BatchAnswer(hash=name)), content_type="application/json")
    piece = b"".join(arriving(min(MOST_PART_BYTES, whole - offset)))
    with writing(office.engine) as connection:
        have = uploads.keep(connection, desk.id, name, offset, piece, office.clock())
        raw = uploads.whole(connection, desk.id, name) if have >= whole else None
    if raw is None:
        return _waiting(have)
    answer = take_in(office, desk, raw)
    if answer.kept and answer.hash == name:
        if not apply_now(office, desk):
            wake_worker()
    else:
        answer = BatchAnswer(name, kept=False, problem=answer.problem or "batch.payload_altered", where=answer.where)
    with writing(office.engine) as connection:
        uploads.forget(connection, desk.id, name)
    return Response(msgspec.json.encode(answer), content_type="application/json")
