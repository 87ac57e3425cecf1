"""A desk asks for the list by which it recognises people of other offices: what it lacks of it, then the files in pieces."""

from __future__ import annotations

import re

from flask import Response

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.elsewhere import Asked
from shared_models.protocol.problems import ProtocolError, decode_json
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import elsewhere as lists
from sync_server.subjects.network import REVOKED, Device
from sync_server.web.body import whole_body
from sync_server.web.context import this_office
from sync_server.web.desks import ranges
from sync_server.web.desks.blueprint import desks
from sync_server.web.desks.signed import signed_desk

MOST_ASKED_BYTES = 1024
MOST_PIECE_BYTES = 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


@desks.post("/elsewhere")
def elsewhere() -> Response:
    """Which files the desk lacks and under which secret their keys are made, sealed to the key it names."""
    office = this_office()
    body = whole_body(MOST_ASKED_BYTES)
    if body is None:
        raise ProblemError(Problem("server.body_wrong"))
    desk = _heeded(office, body)
    try:
        asked = decode_json(body, Asked, "message.frames_wrong")
        with reading(office.engine) as connection:
            sealed = lists.said_to(connection, office, desk.id, desk.office, asked)
    except ProtocolError:
        raise ProblemError(Problem("message.frames_wrong")) from None
    if sealed is None:
        raise ProblemError(Problem("elsewhere.unknown"))
    return Response(sealed, content_type="application/octet-stream")


@desks.get("/elsewhere/<name>")
def elsewhere_file(name: str) -> Response:
    """The bytes that `Range` asks for of a file that was made for the desk's office."""
    office = this_office()
    desk = _heeded(office, b"")
    start, length = ranges.asked(MOST_PIECE_BYTES)
    with reading(office.engine) as connection:
        known = _HASH.fullmatch(name) is not None
        found = (
            lists.piece_of(connection, office, desk.office, name, start, min(length, MOST_PIECE_BYTES))
            if known
            else None
        )
    if found is None:
        raise ProblemError(Problem("elsewhere.unknown"))
    return ranges.answer(*found, start)


def _heeded(office: HeadOffice, body: bytes) -> Device:
    desk = signed_desk(office, body)
    if desk.state == REVOKED:  # it may still bring what it has, and is given nothing
        raise ProblemError(Problem("enrolment.device_revoked", "", {"device": desk.code}))
    return desk
