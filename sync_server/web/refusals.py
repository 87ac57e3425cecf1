"""Every refusal leaves as a sentence in two languages; no traceback and no person's data ever does."""

import html
import uuid
from collections.abc import Callable, Mapping

import msgspec
from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from sync_server.events import log, log_fault

DRESSED_REFUSAL = "frc_dressed_refusal"  # among the app's extensions: draws a refusal for people
PROBLEM_TYPE = "application/problem+json"

# Codes that are not plain bad requests. A code that ends with "." stands for all that begin with it.
STATUS_OF = {
    "server.too_large": 413,
    "server.length_missing": 411,
    "server.not_found": 404,
    "server.method_wrong": 405,
    "server.too_often": 429,
    "server.not_allowed": 403,
    "server.form_expired": 400,
    "server.body_wrong": 400,
    "server.database_busy": 503,
    "server.database_unreachable": 503,
    "server.failed": 500,
    "server.": 500,
    "access.may_not_reveal": 403,
    "access.nobody_reads": 403,
    "account.wait": 429,
    "account.sign_in_failed": 401,
    "account.sign_in_first": 401,
    "account.one_time_expired": 401,
    "enrolment.code_unknown": 404,
    "enrolment.proof_wrong": 403,
    "enrolment.code_used": 409,
    "enrolment.code_used_up": 403,
    "enrolment.device_not_approved": 403,
    "enrolment.device_revoked": 403,
    "enrolment.device_unknown": 404,
    "enrolment.key_known": 409,
    "enrolment.no_alarm": 409,
    "enrolment.no_device_code": 507,
    "sync.signature_wrong": 401,
    "sync.counter_seen": 409,
    "sync.protocol_unknown": 426,
    "elsewhere.unknown": 404,
    "reference.unknown": 404,
    "attachment.not_known": 404,
    "attachment.not_there": 404,
    "bundle.no_answer": 404,
}
_CODE_OF_STATUS = {
    400: "server.body_wrong",
    401: "account.sign_in_first",
    403: "server.not_allowed",
    404: "server.not_found",
    405: "server.method_wrong",
    411: "server.length_missing",
    413: "server.too_large",
    415: "server.body_wrong",
    429: "server.too_often",
}


def status_of(code: str) -> int:
    """The HTTP status with which a problem leaves."""
    return STATUS_OF.get(code) or STATUS_OF.get(code.partition(".")[0] + ".") or 400


_WAIT_SECONDS = {429: "60", 503: "60"}


def refusal(problem: Problem, status: int | None = None, **detail: object) -> Response:
    """The answer for a problem: problem+json for programs, a short page for people. `detail` are further members."""
    status = status or status_of(problem.code)
    words = {language: sentence(problem, language) for language in ("en", "ur")}
    if _asks_program():
        members = {
            "type": "about:blank",
            "status": status,
            "title": words["en"],
            "code": problem.code,
            "sentence_en": words["en"],
            "sentence_ur": words["ur"],
            **({"path": problem.path} if problem.path else {}),
            **({"params": dict(problem.params)} if problem.params else {}),
            **detail,
        }
        answer = Response(msgspec.json.encode(members), status, content_type=PROBLEM_TYPE)
    else:
        answer = Response(_page(words), status, content_type="text/html; charset=utf-8")
    if status in _WAIT_SECONDS:
        answer.headers["Retry-After"] = _WAIT_SECONDS[status]
    return answer


def _page(words: Mapping[str, str]) -> str:
    """The refusal as people meet it: dressed by a face that knows how, else the bare sentences."""
    dress: Callable[[Mapping[str, str]], str] | None = current_app.extensions.get(DRESSED_REFUSAL)
    try:
        if dress is not None:
            return dress(words)
    except Exception as failure:  # noqa: BLE001 (a refusal is told even where its page cannot be drawn)
        log_fault("request.refusal_not_drawn", failure, endpoint=request.endpoint)
    return (
        "<!doctype html><meta charset=utf-8><title>FRC</title>"
        f"<p>{html.escape(words['en'])}</p><p dir=rtl lang=ur>{html.escape(words['ur'])}</p>"
    )


def install_refusals(app: Flask) -> None:
    """Catch everything that is raised on the way to an answer."""

    @app.errorhandler(ProblemError)
    def _problem(failure: ProblemError) -> Response:
        log(
            "request.refused",
            code=failure.problem.code,
            endpoint=request.endpoint,
            status=status_of(failure.problem.code),
        )
        return refusal(failure.problem)

    @app.errorhandler(CSRFError)
    def _form(_failure: CSRFError) -> Response:
        return refusal(Problem("server.form_expired"))

    @app.errorhandler(HTTPException)
    def _http(failure: HTTPException) -> Response:
        status = failure.code or 500
        answer = refusal(Problem(_CODE_OF_STATUS.get(status, "server.failed")), status)
        for name, value in failure.get_headers(None, None):
            if name.lower() in {"allow", "retry-after"}:
                answer.headers[name] = value
        return answer

    @app.errorhandler(Exception)
    def _failure(failure: Exception) -> Response:
        reference = uuid.uuid4().hex[:12]
        log_fault("request.failed", failure, endpoint=request.endpoint, reference=reference)
        return refusal(Problem("server.failed", "", {"reference": reference}), 500, reference=reference)


def _asks_program() -> bool:
    wanted = request.accept_mimetypes.best_match(["application/json", "text/html"], default="application/json")
    return request.path.startswith(("/api/", "/healthz", "/metrics")) or wanted == "application/json"
