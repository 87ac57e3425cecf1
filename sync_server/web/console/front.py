"""Coming in and going out: sign-in, the first password, language, and the page each role begins with."""

import secrets
from urllib.parse import urlsplit

from flask import Response, current_app, flash, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from sync_server.web import sessions
from sync_server.web.authorization import ADMINISTRATOR, AUDITOR, REVIEWER
from sync_server.web.console.assets import assets_by_address
from sync_server.web.console.blueprint import console, show, this_person
from sync_server.web.console.language import language, remember_language
from sync_server.web.limits import SIGN_IN_RATE, limiter
from sync_server.web.refusals import status_of

FIRST_PAGE = {ADMINISTRATOR: "console.network", AUDITOR: "console.network", REVIEWER: "console.answers"}
A_YEAR = "public, max-age=31536000, immutable"


@console.get("/")
def front() -> ResponseReturnValue:
    """Leads to the page on which this role begins its day."""
    first = FIRST_PAGE.get(this_person().role)
    return redirect(url_for(first)) if first else show("front.html")


@console.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_RATE, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Name and password; a printed password leads on to the page where another one is chosen."""
    if request.method == "GET":
        return redirect(url_for("console.front")) if sessions.signed_in() else show("sign_in.html", name="", said="")
    name = request.form.get("name", "").strip().lower()[:80]
    answer = make_response(redirect(url_for("console.front")))
    try:
        account = sessions.sign_in(answer, name, request.form.get("password", ""))
    except ProblemError as failure:
        return _refused("sign_in.html", failure.problem, name=name)
    _renew_form_token()
    if account.must_change_password:
        answer.location = url_for("console.password")
    return answer


@console.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ends this session."""
    answer = make_response(redirect(url_for("console.sign_in")))
    sessions.sign_out(answer)
    _renew_form_token()
    flash("signed_out")
    return answer


@console.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """A password of one's own; every other session of the person ends with it."""
    person = this_person()
    if request.method == "GET":
        return show("password.html", said="", first=person.must_change_password)
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _refused("password.html", Problem("account.passwords_differ"), first=person.must_change_password)
    try:
        sessions.choose_password(request.form.get("old", ""), new)
        answer = make_response(redirect(url_for("console.front")))
        sessions.sign_in(answer, person.name, new)
    except ProblemError as failure:
        return _refused("password.html", failure.problem, first=person.must_change_password)
    _renew_form_token()
    flash("password_chosen")
    return answer


@console.post("/language", endpoint="language")
def language_chosen() -> ResponseReturnValue:
    """Shows the same page in the other language."""
    remember_language(request.form.get("language", ""))
    return redirect(own_address(request.form.get("back", "")))


@console.get("/static/<name>")
def asset(name: str) -> ResponseReturnValue:
    """Stylesheet, fonts, script and mark."""
    found = assets_by_address().get(name)
    if found is None:
        raise ProblemError(Problem("server.not_found"))
    return Response(found.content, content_type=found.kind, headers={"Cache-Control": A_YEAR})


def own_address(wanted: str) -> str:
    """`wanted`, or the page above it, when that is a page of this console; else the front page.

    Nobody is led away by a form's field, and the answer to a form leads back to the page that held it.
    """
    parts = urlsplit(wanted)
    if parts.netloc or parts.scheme or not wanted.startswith("/") or not wanted.isprintable() or "\\" in wanted:
        return url_for("console.front")
    for address, path in ((wanted, parts.path), (parts.path.rpartition("/")[0],) * 2):
        try:
            endpoint, _values = current_app.url_map.bind("").match(path, "GET")
        except HTTPException:
            continue
        if str(endpoint).startswith("console."):
            return address
    return url_for("console.front")


def _refused(template: str, problem: Problem, **values: object) -> Response:
    return show(template, status_of(problem.code), said=sentence(problem, language()), **values)


def _renew_form_token() -> None:
    """Forms drawn for whoever sat here before are worth nothing afterwards."""
    session["csrf_token"] = secrets.token_hex(20)
