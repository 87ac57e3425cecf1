"""One round trip: batches and a cursor come in, a receipt and a page go out."""

from __future__ import annotations

import msgspec
from flask import Response

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import compression, framing
from shared_models.protocol.digest import statement
from shared_models.protocol.messages import MAX_WAITING, BatchAnswer, SyncReply, SyncRequest
from shared_models.protocol.problems import ProtocolError, decode_json
from sync_server.events import log
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import intake
from sync_server.subjects.intake import digests, waiting
from sync_server.subjects.network import REVOKED, Contact, Device, change_device_code, record_contact
from sync_server.subjects.reference import newest_hash
from sync_server.web.body import whole_body
from sync_server.web.context import this_office
from sync_server.web.desks.arrival import apply_now, take_back, take_in
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import AnsweredError, signed_desk


@desks.post("/sync")
def sync() -> Response:
    """Store, receipt, apply, and answer with the next page of the desk's scope."""
    office = this_office()
    body = whole_body(framing.MAX_BODY_BYTES)
    if body is None:
        raise ProblemError(Problem("server.body_wrong"))
    try:
        desk = signed_desk(office, body)
    except AnsweredError as answered:
        return answered.answer
    try:
        facts, blobs = framing.split(body)
        asked = decode_json(facts, SyncRequest, "message.frames_wrong")
    except ProtocolError:
        raise ProblemError(Problem("message.frames_wrong")) from None
    take_back(office, desk, blobs[: asked.pages])
    answers = [take_in(office, desk, blob) for blob in blobs[asked.pages :]]
    if any(answer.kept for answer in answers):
        apply_now(office, desk)
    reply, parts = _answer(office, desk, asked, answers)
    return Response(framing.join(msgspec.json.encode(reply), parts), content_type=framing.MEDIA_TYPE)


def _answer(
    office: HeadOffice, desk: Device, asked: SyncRequest, answers: list[BatchAnswer]
) -> tuple[SyncReply, list[bytes]]:
    """The reply and its blobs: the receipt, then the page."""
    at, epoch = office.clock(), office.epoch
    digests.make_ready(office.engine, desk.office, at)
    same_epoch = asked.epoch == epoch.id
    closed = desk.state == REVOKED
    with writing(office.engine) as connection:
        contact = Contact(at, asked.incarnation, asked.unsent, asked.at - at if asked.at else None, asked.version)
        record_contact(connection, desk.id, contact)
        holds = intake.held_hashes(connection, desk.id, asked.offered)
        lacks_head = bool(asked.head) and not intake.held_hashes(connection, desk.id, [asked.head])
        receipt = None
        if asked.head and (asked.head != asked.kept or not same_epoch or answers):
            receipt = intake.receipt_for(connection, office, desk.id, asked.head, quarantined=closed)
        elif asked.head and not closed:
            known = asked.safe, asked.safe_position
            receipt = intake.backed_up_receipt(connection, office, desk.id, asked.head, *known)
        reference = "" if closed else newest_hash(connection)
        code = ""
        if asked.code and not closed:
            code = change_device_code(connection, desk.id, office.random_bytes, at)
        page = intake.BuiltPage(None, more=False, held=0)
        if same_epoch and not closed:
            page = intake.page_for(
                connection,
                office,
                device=desk.id,
                office=desk.office,
                cursor=asked.cursor,
                limit=asked.page_changes,
                dictionary=asked.dictionary,
                whole=asked.whole,
            )
        scope = ""
        if same_epoch and not closed and not page.more:
            scope = statement(*digests.of_office(connection, desk.office))
        waits = waiting.of_desk(connection, desk.id, MAX_WAITING) if page.held else []
    newest = compression.newest_dictionary()
    reply = SyncReply(
        epoch=epoch.id,
        at=at,
        lineage=[] if same_epoch else [(ancestor.id, ancestor.cut) for ancestor in epoch.lineage],
        holds=holds,
        lacks_head=lacks_head,
        batches=answers,
        receipt=receipt is not None,
        page=page.raw is not None,
        more=page.more or not same_epoch,
        held=page.held,
        waiting=waits,
        dictionary="" if asked.dictionary == newest else newest,
        protection=office.protection_statement(asked.protection) if not closed else "",
        reference="" if asked.reference and reference.startswith(asked.reference) else reference,
        code=code,
        orders=[{"order": "closed"}] if closed else [],
        scope=scope,
    )
    log("sync.answered", device=desk.id, count=len(answers), state=desk.state)
    return reply, [part for part in (receipt, page.raw) if part is not None]
