"""Who sends a request: the signing key decides the desk and its office, here and nowhere else."""

from __future__ import annotations

from flask import Response, g, request

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import http_signature
from shared_models.protocol.messages import PROTOCOL_HEADER, SUPPORTED
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.network import PENDING, Device, advance_counter, find_device
from sync_server.web.desks.blueprint import desks
from sync_server.web.refusals import refusal


class AnsweredError(Exception):
    """The request has its answer already."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@desks.errorhandler(AnsweredError)
def _answered(failure: AnsweredError) -> Response:
    """The answer leaves as it is, whichever route asked who signed."""
    return failure.answer


def signed_desk(office: HeadOffice, body: bytes | None, *, cut: bool = False) -> Device:
    """The approved (or closed) desk that signed this request, its counter taken; also set as `g.desk`,
    and as `g.signed_at` the seconds of the desk's clock.

    `body` None stands for a part of an upload, `cut` for a body of which only the beginning came. Raises ProblemError, or
    AnsweredError with the answer to a counter that was seen before or to a protocol this server does not speak.
    """
    if request.headers.get(PROTOCOL_HEADER) not in {str(number) for number in SUPPORTED}:
        raise AnsweredError(refusal(Problem("sync.protocol_unknown"), supported=list(SUPPORTED)))
    message = http_signature.Message(request.method, request.url, dict(request.headers.items()))
    found: dict[str, Device] = {}

    def public_of(device_id: str) -> bytes | None:
        with reading(office.engine) as connection:
            known = find_device(connection, device_id)
        if known is None:
            return None
        found[device_id] = known
        return known.public_key

    try:
        sender = http_signature.verify_request(message, public_of=public_of, body=body, cut=cut)
    except http_signature.SignatureRefusedError:
        raise ProblemError(Problem("sync.signature_wrong")) from None
    desk = found[sender.device]
    if desk.state == PENDING:
        raise ProblemError(Problem("enrolment.device_not_approved"))
    with writing(office.engine) as connection:
        highest = advance_counter(connection, desk.id, sender.counter)
    if highest is not None:
        answer = refusal(Problem("sync.counter_seen"), highest=highest)
        answer.headers[http_signature.COUNTER_HEADER] = str(highest)
        raise AnsweredError(answer)
    g.desk = desk
    g.signed_at = sender.created
    return desk
