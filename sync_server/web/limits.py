"""Bounds on what a request may bring and how often it may come, checked before a byte of its body is read."""

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from shared_models.catalogue.problems import Problem
from shared_models.protocol.bundle import MOST_BYTES
from sync_server.web.body import arriving
from sync_server.web.context import this_office
from sync_server.web.refusals import refusal

# Guessing is stopped by counters in the database; these only keep a noisy address from taking all threads.
SIGN_IN_RATE = "30 per minute"
ENROL_RATE = "60 per minute"
FORM_BODY_BYTES = 1024 * 1024
# The form that brings a desk's files from a stick; its body is read after the authorization table was asked, onto the disk.
STICK_ENDPOINT = "console.take_stick"
STICK_FILES_AT_ONCE = 12
STICK_BODY_BYTES = STICK_FILES_AT_ONCE * MOST_BYTES + 64 * 1024
DRAIN_BYTES = 32 * 1024 * 1024

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def install_limits(app: Flask) -> None:
    """Refuse bodies that are too large or of unknown length; count requests where a route asks for it."""
    limiter.init_app(app)

    @app.before_request
    def _bounded_body() -> Response | None:
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return _closing(refusal(Problem("server.length_missing")))
        length = request.content_length or 0
        most = this_office().configuration.max_body_bytes
        if request.endpoint == STICK_ENDPOINT:
            request.max_content_length = most = STICK_BODY_BYTES
        elif not request.path.startswith("/api/"):
            most = min(most, FORM_BODY_BYTES)
        if length > most:
            return _closing(refusal(Problem("server.too_large", "", {"megabytes": str(most // (1024 * 1024))})))
        return refusal(Problem("server.body_wrong")) if _holds_nul() else None


def _holds_nul() -> bool:
    """Whether something typed or asked for holds a NUL: no keyboard writes one, and PostgreSQL cannot look for it."""
    asked = [request.path, *request.args.values()]
    if not request.path.startswith("/api/") and request.endpoint != STICK_ENDPOINT:
        asked += request.form.values()
    return any("\0" in text for text in asked)


def _closing(answer: Response) -> Response:
    """End the connection. What is already on its way is read and thrown away, up to a bound: a client that is still
    sending when we close would see a broken line instead of the sentence.
    """
    for _ in arriving(DRAIN_BYTES):
        pass
    answer.headers["Connection"] = "close"
    return answer
