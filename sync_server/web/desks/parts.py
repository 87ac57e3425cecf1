"""What a broken line brings in parts, batches and photos alike: kept as it arrives, under the hash it will have."""

from __future__ import annotations

import msgspec
from flask import Response, request

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.messages import LENGTH_HEADER, OFFSET_HEADER, BatchAnswer
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import uploads
from sync_server.subjects.network import Device
from sync_server.web.body import arriving

MOST_PART_BYTES = 1024 * 1024
_GOES_ON, _WHOLE = 202, 200


def stated(most: int, too_large: str) -> tuple[int, int]:
    """(offset, whole length) as the desk states them. Raises ProblemError, `too_large` for more than `most` bytes."""
    try:
        offset, whole = int(request.headers[OFFSET_HEADER]), int(request.headers[LENGTH_HEADER])
    except (KeyError, ValueError):
        raise ProblemError(Problem("server.body_wrong")) from None
    if not 0 <= offset <= whole or whole < 1:
        raise ProblemError(Problem("server.body_wrong"))
    if whole > most:
        raise ProblemError(Problem(too_large))
    return offset, whole


def how_far(office: HeadOffice, desk: Device, name: str, whole: int, *, here: bool) -> Response:
    """The offset at which the desk goes on; everything when it is `here` already."""
    if here:
        return _at(whole, _WHOLE)
    with reading(office.engine) as connection:
        return _at(uploads.arrived(connection, desk.id, name))


def take_part(office: HeadOffice, desk: Device, name: str, offset: int, whole: int) -> bytes | Response:
    """Keep what arrives of a part, even when the line breaks under it: all bytes when they are here, else what to answer."""
    piece = b"".join(arriving(min(MOST_PART_BYTES, whole - offset)))
    with writing(office.engine) as connection:
        have = uploads.keep(connection, desk.id, name, offset, piece, office.clock())
        raw = uploads.whole(connection, desk.id, name) if have >= whole else None
    return _at(have) if raw is None else raw


def forget(office: HeadOffice, desk: Device, name: str) -> None:
    """The parts became what they should, or cannot."""
    with writing(office.engine) as connection:
        uploads.forget(connection, desk.id, name)


def said(answer: BatchAnswer) -> Response:
    """What became of the whole."""
    return Response(msgspec.json.encode(answer), content_type="application/json")


def _at(offset: int, status: int = _GOES_ON) -> Response:
    answer = Response(b"", status, content_type="application/octet-stream")
    answer.headers[OFFSET_HEADER] = str(offset)
    return answer
