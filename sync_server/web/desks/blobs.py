"""Batches that a broken line brings in parts, put together under the hash that names them."""

from __future__ import annotations

import re

from flask import Response

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import batch as batches
from shared_models.protocol.messages import BatchAnswer
from sync_server.exchange import apply_now, take_in
from sync_server.storage.engine import reading
from sync_server.subjects import intake
from sync_server.subjects.network import Device
from sync_server.web.context import this_office, wake_worker
from sync_server.web.desks import parts
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk

_HASH = re.compile(r"[0-9a-f]{64}")
_TOO_LARGE = "batch.too_large"


def _is_here(desk: Device, name: str) -> bool:
    with reading(this_office().engine) as connection:
        return bool(intake.held_hashes(connection, desk.id, [name]))


@desks.route("/blobs/<name>", methods=["HEAD"])
def blob_offset(name: str) -> Response:
    """How much of a blob is here: the offset at which the desk goes on."""
    office = this_office()
    desk = signed_desk(office, None)
    _, whole = parts.stated(batches.MAX_BYTES, _TOO_LARGE)
    return parts.how_far(office, desk, name, whole, here=_is_here(desk, name))


@desks.put("/blobs/<name>")
def blob_part(name: str) -> Response:
    """Keep what arrives of a part; store and apply the batch when it is whole."""
    office = this_office()
    desk = signed_desk(office, None)
    offset, whole = parts.stated(batches.MAX_BYTES, _TOO_LARGE)
    if not _HASH.fullmatch(name):
        raise ProblemError(Problem("server.body_wrong"))
    if _is_here(desk, name):
        return parts.said(BatchAnswer(hash=name))
    raw = parts.take_part(office, desk, name, offset, whole)
    if isinstance(raw, Response):
        return raw
    answer = take_in(office, desk, raw)
    if answer.kept and answer.hash == name:
        if not apply_now(office, desk):
            wake_worker()
    else:
        answer = BatchAnswer(name, kept=False, problem=answer.problem or "batch.payload_altered", where=answer.where)
    parts.forget(office, desk, name)
    return parts.said(answer)
