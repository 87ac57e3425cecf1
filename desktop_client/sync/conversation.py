"""One request of a run and its answer, in the fewest bytes that head office has said it understands."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

import msgspec

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import expect
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import framing, short_form
from shared_models.protocol.messages import PROTOCOL_HEADER, SyncReply, SyncRequest
from shared_models.protocol.problems import ProtocolError

PATH = "/api/v1/sync"


def exchange(
    line: SignedLine, request: SyncRequest, blobs: Sequence[bytes], sent: Sequence[str]
) -> tuple[SyncReply, list[bytes]]:
    """The reply and what follows it; `sent` names the batches among the blobs. Raises LineDown or ProblemError."""
    with reading(line.engine) as connection:
        is_short = settings.get_number(connection, settings.SPEAKS) >= short_form.PROTOCOL
    if is_short:
        facts, headers = short_form.write_request(request), {PROTOCOL_HEADER: str(short_form.PROTOCOL)}
    else:
        facts, headers = msgspec.json.encode(request), {"Content-Type": framing.MEDIA_TYPE}
    answer = line.send("POST", PATH, framing.join(facts, blobs), headers)
    if is_short and answer.status == HTTPStatus.UPGRADE_REQUIRED:  # an older head office stands there now
        with writing(line.engine) as connection:
            settings.put(connection, settings.SPEAKS, 0)
        return exchange(line, request, blobs, sent)
    parts: tuple[bytes, list[bytes]] = expect(answer, _split)
    not_understood = ProblemError(problem("line.answer_not_understood", status=answer.status))
    try:
        if not parts[0].startswith(b"{"):
            reply = short_form.read_reply(parts[0], request.epoch, sent)
        else:
            reply = msgspec.json.decode(parts[0], type=SyncReply)
    except (msgspec.MsgspecError, UnicodeDecodeError, ProtocolError):
        raise not_understood from None
    if len(parts[1]) != reply.receipt + reply.page:
        raise not_understood
    return reply, parts[1]


def _split(body: bytes) -> tuple[bytes, list[bytes]]:
    try:
        return framing.split(body)
    except ProtocolError as failure:
        raise msgspec.DecodeError(failure.code) from failure
