"""One round trip: batches and a cursor come in, a receipt and a page go out."""

from __future__ import annotations

import msgspec
from flask import Response, g, request

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import batch as batches
from shared_models.protocol import framing, short_form
from shared_models.protocol.messages import PROTOCOL_HEADER, SUPPORTED, SyncRequest
from shared_models.protocol.problems import ProtocolError, decode_json
from sync_server.exchange import answer, apply_now, learn_people, look_behind, take_back, take_in
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import intake, uploads
from sync_server.subjects.network import Contact, Device
from sync_server.web.body import received
from sync_server.web.context import this_office, wake_worker
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk


@desks.post("/sync")
def sync() -> Response:
    """Store, receipt, apply, and answer with the next page of the desk's scope."""
    office = this_office()
    body, whole = received(framing.MAX_BODY_BYTES)
    desk = signed_desk(office, body, cut=not whole)
    if not whole:
        _keep_what_came(office, desk, body)
        raise ProblemError(Problem("server.body_wrong"))
    try:
        facts, blobs = framing.split(body)
        is_short = request.headers.get(PROTOCOL_HEADER) == str(short_form.PROTOCOL)
        asked = (
            short_form.read_request(facts, g.signed_at * 1000)
            if is_short
            else decode_json(facts, SyncRequest, "message.frames_wrong")
        )
    except ProtocolError:
        raise ProblemError(Problem("message.frames_wrong")) from None
    doubtful = look_behind(office, desk, asked, blobs[: asked.shown or 0])
    blobs = blobs[asked.shown or 0 :]
    take_back(office, desk, blobs[: asked.pages])
    people = learn_people(office, desk, asked)
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
    said = answer(office, desk, asked, answers, contact, short=is_short)
    reply = msgspec.structs.replace(said.reply, show=doubtful, people=people, speaks=max(SUPPORTED))
    told = short_form.write_reply(reply, asked.epoch) if is_short else msgspec.json.encode(reply)
    return Response(framing.join(told, said.blobs), content_type=framing.MEDIA_TYPE)


def _keep_what_came(office: HeadOffice, desk: Device, body: bytes) -> None:
    """The line broke under a request: its message counts for nothing, for no digest covers what came of it.

    A batch is believed by its own signature, and the beginning of one is kept under the name that its header gives it, as
    a part of an upload is; the desk goes on there.
    """
    parts, rest, whole = framing.split_cut(body)
    came = [take_in(office, desk, blob) for blob in parts[1:] if batches.name_in(blob)]
    if any(one.kept for one in came):
        wake_worker()
    name = batches.name_in(rest) if parts and whole <= batches.MAX_BYTES else None
    if name is not None:
        with writing(office.engine) as connection:
            if not intake.held_hashes(connection, desk.id, [name]):
                uploads.keep(connection, desk.id, name, 0, rest, office.clock())
