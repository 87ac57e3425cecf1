"""Pieces of a file that a desk fetches: the one range it may ask for, and the answer that goes with it."""

from __future__ import annotations

import re

from flask import Response, request

from shared_models.catalogue.problems import Problem, ProblemError

_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")
_WHOLE, _PIECE = 200, 206


def asked(most: int) -> tuple[int, int]:
    """(start, length) of what is asked for, `most` bytes without a range. Raises ProblemError."""
    text = request.headers.get("Range")
    if text is None:
        return 0, most
    found = _RANGE.fullmatch(text)
    if found is None or (found[2] and int(found[2]) < int(found[1])):
        raise ProblemError(Problem("server.body_wrong"))
    return int(found[1]), int(found[2]) - int(found[1]) + 1 if found[2] else most


def answer(piece: bytes, whole: int, start: int) -> Response:
    """The bytes from `start` of a file with so many bytes. Raises ProblemError for none."""
    if not piece:
        raise ProblemError(Problem("server.body_wrong"))
    said = Response(piece, _WHOLE if len(piece) == whole else _PIECE, content_type="application/octet-stream")
    if said.status_code == _PIECE:
        said.headers["Content-Range"] = f"bytes {start}-{start + len(piece) - 1}/{whole}"
    return said
