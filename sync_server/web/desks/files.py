"""Photos and papers between desks and head office: several small ones at once, large ones in parts, each fetched on demand."""

from __future__ import annotations

import re

import msgspec
from flask import Response, request

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import framing
from shared_models.protocol.attached import MAX_FILE_BYTES, RECORD_HEADER, FilesRequest, name_of
from shared_models.protocol.file_store import FileStore
from shared_models.protocol.messages import BatchAnswer
from shared_models.protocol.problems import ProtocolError, decode_json
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import files
from sync_server.subjects.network import REVOKED, Device
from sync_server.web.body import whole_body
from sync_server.web.context import this_office
from sync_server.web.desks import parts
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk

_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{1,9})")
_WHOLE, _PIECE = 200, 206


@desks.post("/files")
def take_files() -> Response:
    """Which of these are here; what follows is kept."""
    office = this_office()
    body = whole_body(framing.MAX_BODY_BYTES)
    if body is None:
        raise ProblemError(Problem("server.body_wrong"))
    desk = signed_desk(office, body)
    try:
        facts, stored = framing.split(body)
        asked = decode_json(facts, FilesRequest, "message.frames_wrong")
    except ProtocolError:
        raise ProblemError(Problem("message.frames_wrong")) from None
    if len(stored) != sum(one.here for one in asked.files) or any(len(raw) > MAX_FILE_BYTES for raw in stored):
        raise ProblemError(Problem("message.frames_wrong"))
    reply = files.take(office, desk.office, asked.files, stored)
    return Response(msgspec.json.encode(reply), content_type="application/json")


@desks.route("/files/<name>", methods=["HEAD"])
def file_offset(name: str) -> Response:
    """How much of a file is here: the offset at which the desk goes on."""
    office = this_office()
    desk = signed_desk(office, None)
    _known(office, desk, name)
    _, whole = parts.stated(MAX_FILE_BYTES, "server.body_wrong")
    return parts.how_far(office, desk, name, whole, here=files.store_of(office).has(name))


@desks.put("/files/<name>")
def file_part(name: str) -> Response:
    """Keep what arrives of a part; put the file in place when it is whole."""
    office = this_office()
    desk = signed_desk(office, None)
    _known(office, desk, name)
    offset, whole = parts.stated(MAX_FILE_BYTES, "server.body_wrong")
    store = files.store_of(office)
    if not store.has(name):
        raw = parts.take_part(office, desk, name, offset, whole)
        if isinstance(raw, Response):
            return raw
        kept = name_of(raw) == name and store.put(raw) == name
        parts.forget(office, desk, name)
        if not kept:
            raise ProblemError(Problem("attachment.damaged"))
    return parts.said(BatchAnswer(hash=name))


@desks.get("/files/<name>")
def file_piece(name: str) -> Response:
    """The bytes that `Range` asks for of a file of which a record of the desk's office speaks."""
    office = this_office()
    desk = signed_desk(office, b"")
    if desk.state == REVOKED:  # it may still bring what it has, and is given nothing
        raise ProblemError(Problem("enrolment.device_revoked", "", {"device": desk.code}))
    _known(office, desk, name)
    stored = files.store_of(office).get(name)
    if stored is None:
        raise ProblemError(Problem("attachment.not_there"))
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    start, end = (int(found[1]), int(found[2]) + 1) if found is not None else (0, len(stored))
    piece = stored[start:end]
    if not piece:
        raise ProblemError(Problem("server.body_wrong"))
    answer = Response(piece, _PIECE if found is not None else _WHOLE, content_type="application/octet-stream")
    if found is not None:
        answer.headers["Content-Range"] = f"bytes {start}-{start + len(piece) - 1}/{len(stored)}"
    return answer


def _known(office: HeadOffice, desk: Device, name: str) -> None:
    record = request.headers.get(RECORD_HEADER, "")
    if not FileStore.is_name(name) or not files.may_touch(office, desk.office, name, record):
        raise ProblemError(Problem("attachment.not_known"))
