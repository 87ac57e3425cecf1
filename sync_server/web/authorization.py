"""One table says who may ask for what; a route that is not in it is closed."""

from ipaddress import ip_address

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from shared_models.catalogue.problems import Problem
from sync_server.events import log
from sync_server.web.refusals import refusal
from sync_server.web.sessions import signed_in

ANYONE = "anyone"
DESK = "desk"  # a request signed by an approved desk: the route sets g.desk when it has checked that
THIS_MACHINE = "this machine"  # monitoring on the server itself, or somebody with the role
SIGNED_IN = "signed in"

ADMINISTRATOR = "administrator"
REVIEWER = "reviewer"
ANALYST = "analyst"
COMMITTEE = "committee"
AUDITOR = "auditor"

EVERY_ROLE = frozenset({ADMINISTRATOR, REVIEWER, ANALYST, COMMITTEE, AUDITOR})

# endpoint -> who may: one of the words above, or roles.
TABLE: dict[str, str | frozenset[str]] = {
    "desks.enrol": ANYONE,
    "desks.description": ANYONE,
    "desks.sync": DESK,
    "desks.digests": DESK,
    "desks.blob_offset": DESK,
    "desks.blob_part": DESK,
    "desks.reference_version": DESK,
    "desks.elsewhere": DESK,
    "desks.elsewhere_file": DESK,
    "desks.take_files": DESK,
    "desks.file_offset": DESK,
    "desks.file_part": DESK,
    "desks.file_piece": DESK,
    "health.healthz": ANYONE,
    "health.metrics": THIS_MACHINE,
    "public.front": ANYONE,
    "console.asset": ANYONE,
    "console.sign_in": ANYONE,
    "console.language": ANYONE,
    "console.sign_out": SIGNED_IN,
    "console.password": SIGNED_IN,
    "console.front": EVERY_ROLE,
    "console.network": frozenset({ADMINISTRATOR, AUDITOR}),
    "console.desk": frozenset({ADMINISTRATOR, AUDITOR}),
    "console.approve": frozenset({ADMINISTRATOR}),
    "console.revoke": frozenset({ADMINISTRATOR}),
    "console.clear_alarm": frozenset({ADMINISTRATOR}),
    "console.release": frozenset({ADMINISTRATOR}),
    "console.call_sheet": frozenset({ADMINISTRATOR, AUDITOR}),
    "console.note": frozenset({ADMINISTRATOR}),
    "console.telephone": frozenset({ADMINISTRATOR}),
    "console.closures": frozenset({ADMINISTRATOR, AUDITOR}),
    "console.announce": frozenset({ADMINISTRATOR}),
    "console.take_back": frozenset({ADMINISTRATOR}),
    "console.sticks": frozenset({ADMINISTRATOR}),
    "console.take_stick": frozenset({ADMINISTRATOR}),
    "console.stick_answer": frozenset({ADMINISTRATOR}),
    "console.came_back": frozenset({ADMINISTRATOR, REVIEWER, AUDITOR}),
    "console.enrolment_code": frozenset({ADMINISTRATOR}),
    "console.accept_key": frozenset({ADMINISTRATOR}),
    "console.erasures": frozenset({ADMINISTRATOR, AUDITOR}),
    "console.erasure": frozenset({ADMINISTRATOR, AUDITOR}),
    "console.erase": frozenset({ADMINISTRATOR}),
    "console.records": frozenset({ADMINISTRATOR, REVIEWER, AUDITOR}),
    "console.record": frozenset({ADMINISTRATOR, REVIEWER, AUDITOR}),
    "console.reveal": frozenset({REVIEWER}),
    "console.transfer": frozenset({REVIEWER}),
    "console.pairs": frozenset({REVIEWER}),
    "console.answer_pair": frozenset({REVIEWER}),
    "console.take_back_pair": frozenset({REVIEWER}),
    "console.decided_pairs": frozenset({REVIEWER}),
    "console.take_back_decided": frozenset({REVIEWER}),
    "console.answers": frozenset({REVIEWER, AUDITOR}),
    "console.answer": frozenset({REVIEWER, AUDITOR}),
    "console.choose": frozenset({REVIEWER}),
    "console.reveal_answer": frozenset({REVIEWER}),
}


def install_authorization(app: Flask) -> None:
    """Ask the table before each request, and once more after it for routes that desks sign."""

    @app.before_request
    def _may_ask() -> ResponseReturnValue | None:
        if request.endpoint is None:  # nothing lives there: the usual "not found"
            return None
        allowed = TABLE.get(request.endpoint)
        if allowed is None:
            log("request.route_without_row", endpoint=request.endpoint)
            return refusal(Problem("server.not_allowed"))
        return _decide(allowed)

    @app.after_request
    def _was_signed(answer: Response) -> Response:
        unsigned = TABLE.get(request.endpoint or "") == DESK and g.get("desk") is None
        if unsigned and answer.status_code < 400:
            log("request.route_asked_nobody", endpoint=request.endpoint)
            return refusal(Problem("server.not_allowed"))
        return answer


def _decide(allowed: str | frozenset[str]) -> ResponseReturnValue | None:
    account = signed_in()
    if allowed in {ANYONE, DESK}:
        return None
    if allowed == THIS_MACHINE:
        if _from_this_machine() or (account is not None and account.role in {ADMINISTRATOR, AUDITOR}):
            return None
        return refusal(Problem("server.not_allowed"))
    if account is None:
        return _ask_to_sign_in()
    if allowed == SIGNED_IN:
        return None
    if isinstance(allowed, frozenset) and account.role in allowed:
        # Who still has the printed password chooses one first; the page for that is open to everybody signed in.
        return _choose_password_first() if account.must_change_password else None
    return refusal(Problem("server.not_allowed"))


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "GET" and "console.sign_in" in TABLE and not request.path.startswith("/api/"):
        return redirect("/sign-in")
    return refusal(Problem("account.sign_in_first"))


def _choose_password_first() -> ResponseReturnValue:
    if "console.password" in TABLE:
        return redirect("/password")
    return refusal(Problem("account.choose_password"), 403)


def _from_this_machine() -> bool:
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded")):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
