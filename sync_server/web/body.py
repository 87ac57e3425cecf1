"""Reading a request's body piece by piece, so that what a broken line did carry is not lost with the rest."""

from collections.abc import Iterator

from flask import request

PIECE_BYTES = 2048


def arriving(most: int) -> Iterator[bytes]:
    """The pieces of this request's body as they come, `most` bytes at most; ends early when the line breaks or stalls.

    The caller compares what came with `request.content_length`. The raw stream is read on purpose: the framework's own
    wrapper throws away what arrived when the rest does not.
    """
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, most)
    while left > 0:
        try:
            piece = stream.read(min(PIECE_BYTES, left))
        except OSError:
            return
        if not piece:
            return
        left -= len(piece)
        yield piece


def received(most: int) -> tuple[bytes, bool]:
    """What came of the body, and whether that is all of it."""
    body = b"".join(arriving(most))
    return body, len(body) == (request.content_length or 0)


def whole_body(most: int) -> bytes | None:
    """The body if all of it came, else None."""
    body, whole = received(most)
    return body if whole else None
