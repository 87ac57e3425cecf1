"""A machine asks to become a desk."""

import msgspec
from flask import Response, request

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.messages import EnrolmentRequest
from shared_models.protocol.problems import ProtocolError, decode_json
from sync_server.events import log
from sync_server.storage.engine import writing
from sync_server.subjects import enrolment
from sync_server.web.body import whole_body
from sync_server.web.context import this_office
from sync_server.web.desks.blueprint import desks
from sync_server.web.limits import ENROL_RATE, limiter

MOST_BYTES = 16 * 1024


@desks.post("/enrol")
@limiter.limit(ENROL_RATE)
def enrol() -> Response:
    """Check the machine's proofs and answer with what it needs to know; it may not send work before it is approved."""
    if (request.content_length or 0) > MOST_BYTES:
        raise ProblemError(Problem("server.body_wrong"))
    body = whole_body(MOST_BYTES)
    try:
        asked = decode_json(body or b"", EnrolmentRequest, "server.body_wrong")
    except ProtocolError:
        raise ProblemError(Problem("server.body_wrong")) from None
    office = this_office()
    with writing(office.engine) as connection:
        outcome = enrolment.enrol(connection, office, asked)
    if outcome.reply is None:
        raise ProblemError(outcome.problem or Problem("server.failed"))
    log("enrolment.asked", device=outcome.reply.device, office=outcome.reply.office, code=outcome.reply.code)
    return Response(msgspec.json.encode(outcome.reply), content_type="application/json")
