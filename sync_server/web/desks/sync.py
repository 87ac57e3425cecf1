"""One round trip: batches and a cursor come in, a receipt and a page go out."""

from __future__ import annotations

import msgspec
from flask import Response

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import framing
from shared_models.protocol.messages import SyncRequest
from shared_models.protocol.problems import ProtocolError, decode_json
from sync_server.exchange import answer, apply_now, look_behind, take_back, take_in
from sync_server.subjects.network import Contact
from sync_server.web.body import whole_body
from sync_server.web.context import this_office, wake_worker
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk


@desks.post("/sync")
def sync() -> Response:
    """Store, receipt, apply, and answer with the next page of the desk's scope."""
    office = this_office()
    body = whole_body(framing.MAX_BODY_BYTES)
    if body is None:
        raise ProblemError(Problem("server.body_wrong"))
    desk = signed_desk(office, body)
    try:
        facts, blobs = framing.split(body)
        asked = decode_json(facts, SyncRequest, "message.frames_wrong")
    except ProtocolError:
        raise ProblemError(Problem("message.frames_wrong")) from None
    doubtful = look_behind(office, desk, asked, blobs[: asked.shown or 0])
    blobs = blobs[asked.shown or 0 :]
    take_back(office, desk, blobs[: asked.pages])
    answers = [take_in(office, desk, blob) for blob in blobs[asked.pages :]]
    if any(one.kept for one in answers) and not apply_now(office, desk):
        wake_worker()
    at = office.clock()
    contact = Contact(
        at,
        asked.incarnation,
        asked.unsent,
        asked.at - at if asked.at else None,
        asked.version,
        cursor=asked.cursor,
        cursor_epoch=asked.epoch,
    )
    said = answer(office, desk, asked, answers, contact)
    reply = msgspec.structs.replace(said.reply, show=doubtful)
    return Response(framing.join(msgspec.json.encode(reply), said.blobs), content_type=framing.MEDIA_TYPE)
