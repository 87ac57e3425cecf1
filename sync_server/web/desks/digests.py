"""A desk that counts otherwise than head office finds out where, and both put it right."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from flask import Response

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import framing
from shared_models.protocol.digest import statement
from shared_models.protocol.messages import MAX_ROWS, DigestReply, DigestRequest
from shared_models.protocol.problems import ProtocolError, decode_json
from sync_server.events import log
from sync_server.storage.engine import commit_order_lock, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.subjects import intake
from sync_server.subjects.intake import digests as scope
from sync_server.subjects.network import REVOKED, Device
from sync_server.web.body import whole_body
from sync_server.web.context import this_office
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk

MOST_BYTES = 64 * 1024


@desks.post("/digests")
def digests() -> Response:
    """Sums of ranges, rows of one, or whole records."""
    office = this_office()
    body = whole_body(MOST_BYTES)
    if body is None:
        raise ProblemError(Problem("server.body_wrong"))
    desk = signed_desk(office, body)
    try:
        asked = decode_json(body, DigestRequest, "message.frames_wrong")
    except ProtocolError:
        raise ProblemError(Problem("message.frames_wrong")) from None
    with writing(office.engine) as connection:
        commit_order_lock(connection)
        reply, page = _answer(connection, office, desk, asked)
    parts = [] if page is None else [page]
    return Response(framing.join(msgspec.json.encode(reply), parts), content_type=framing.MEDIA_TYPE)


def _answer(
    connection: sa.Connection, office: HeadOffice, desk: Device, asked: DigestRequest
) -> tuple[DigestReply, bytes | None]:
    position = intake.newest_position(connection)
    epoch = read_epoch(connection).id
    reply = DigestReply(epoch, position)
    if asked.epoch != epoch or asked.cursor < position or desk.state == REVOKED:
        return reply, None
    if asked.records:
        whose = {"device": desk.id, "office": desk.office}
        if not asked.anew:
            intake.heal(connection, office, records=asked.records, again=asked.again, **whose)
        page = intake.page_of_records(
            connection, office, cursor=asked.cursor, records=asked.records, dictionary=asked.dictionary, **whose
        )
        log("scope.signed_anew" if asked.anew else "scope.repaired", device=desk.id, count=len(asked.records))
        return msgspec.structs.replace(reply, page=True), page
    if len(asked.bounds) > 1 and asked.rows:
        rows = scope.rows_between(connection, desk.office, asked.bounds[0], asked.bounds[1], MAX_ROWS)
        return msgspec.structs.replace(reply, rows=rows), None
    if asked.bounds == ["", ""]:
        scope.recount(connection, desk.office)
    sums = [statement(*one) for one in scope.between(connection, desk.office, asked.bounds)]
    return msgspec.structs.replace(reply, sums=sums), None
