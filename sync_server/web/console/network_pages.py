"""The administrator's pages: the network, one desk, and the code with which a new machine becomes a desk."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from sync_server.storage.engine import reading, writing
from sync_server.subjects.desk_page import read_desk
from sync_server.subjects.enrolment import make_enrolment_code
from sync_server.subjects.intake.closings import accept_other_key
from sync_server.subjects.intake.releasing import release_put_aside
from sync_server.subjects.network import approve_device, find_device_by_name, revoke_device
from sync_server.subjects.network import clear_alarm as take_alarm_away
from sync_server.subjects.offices import offices, require_office
from sync_server.subjects.overview import read_network
from sync_server.web.authorization import ADMINISTRATOR
from sync_server.web.console.blueprint import console, show, this_person
from sync_server.web.console.language import language
from sync_server.web.context import this_office, this_server


@console.get("/network")
def network() -> ResponseReturnValue:
    """Every desk, and what needs somebody."""
    office = this_office()
    with reading(office.engine) as connection:
        page = read_network(connection, office)
    return show("network.html", page=page, may_act=_may_act())


@console.get("/desks/<device>")
def desk(device: str) -> ResponseReturnValue:
    """One desk with its receipt and what came from it."""
    return _desk(device)


@console.post("/desks/<device>/approve")
def approve(device: str) -> ResponseReturnValue:
    """Lets a machine whose fingerprint was compared exchange work."""
    office = this_office()
    with writing(office.engine) as connection:
        approved = approve_device(connection, device, this_person().name, office.clock())
    flash("approved")
    return redirect(url_for("console.desk", device=approved.id))


@console.post("/desks/<device>/revoke")
def revoke(device: str) -> ResponseReturnValue:
    """Closes a desk; its code is typed out, for this is not taken back."""
    office = this_office()
    with reading(office.engine) as connection:
        found = find_device_by_name(connection, device)
    if request.form.get("code", "").strip().upper() != found.code:
        problem = Problem("enrolment.code_not_typed", "", {"device": found.code})
        return _desk(device, 400, sentence(problem, language()))
    with writing(office.engine) as connection:
        revoke_device(connection, found.id, this_person().name, office.clock())
    flash("revoked")
    return redirect(url_for("console.desk", device=found.id))


@console.post("/desks/<device>/clear-alarm")
def clear_alarm(device: str) -> ResponseReturnValue:
    """Takes the alarm away; the reason typed here is kept in the audit."""
    office = this_office()
    try:
        with writing(office.engine) as connection:
            take_alarm_away(connection, device, this_person().name, office.clock(), request.form.get("reason", ""))
    except ProblemError as failure:
        if failure.problem.code != "enrolment.alarm_reason":
            raise
        return _desk(device, 400, alarm_said=sentence(failure.problem, language()))
    flash("alarm_cleared")
    return redirect(url_for("console.desk", device=device))


@console.post("/desks/<device>/accept-key")
def accept_key(device: str) -> ResponseReturnValue:
    """Lets another key of somebody at a desk countersign; the reason typed here is kept in the audit."""
    office, form = this_office(), request.form
    try:
        with writing(office.engine) as connection:
            found = find_device_by_name(connection, device)
            accept_other_key(
                connection, office, found.id, form.get("user", ""), who=this_person().name,
                reason=form.get("reason", ""), shown=form.get("key", ""),
            )  # fmt: skip
    except ProblemError as failure:
        if not failure.problem.code.startswith("closing."):
            raise
        return _desk(device, 400, key_said=sentence(failure.problem, language()))
    flash("key_accepted")
    return redirect(url_for("console.desk", device=found.id))


@console.post("/desks/<device>/release")
def release(device: str) -> ResponseReturnValue:
    """Takes in what came after the desk was closed; the reason typed here is kept in the audit."""
    office = this_office()
    try:
        with writing(office.engine) as connection:
            reason = request.form.get("reason", "")
            found = find_device_by_name(connection, device)
            release_put_aside(connection, found.id, this_person().name, office.clock(), reason)
    except ProblemError as failure:
        if failure.problem.code != "enrolment.release_reason":
            raise
        return _desk(device, 400, release_said=sentence(failure.problem, language()))
    worker = this_server().worker
    if worker is not None:
        worker.wake()
    flash("released")
    return redirect(url_for("console.desk", device=device))


@console.route("/enrolment-code", methods=["GET", "POST"])
def enrolment_code() -> ResponseReturnValue:
    """A one-time code for a new machine; it is shown on this page only, and nowhere kept."""
    office = this_office()
    if request.method == "GET":
        return show("enrolment_code.html", offices=offices(), made=None, said="", root="")
    try:
        wanted = require_office(request.form.get("office", ""))
    except ProblemError as failure:
        said = sentence(failure.problem, language())
        return show("enrolment_code.html", 400, offices=offices(), made=None, said=said, root="")
    with writing(office.engine) as connection:
        made = make_enrolment_code(connection, office, wanted.code, this_person().name)
    return show("enrolment_code.html", offices=offices(), made=made, said="", root=office.root_fingerprint)


def _desk(
    device: str, status: int = 200, said: str = "", alarm_said: str = "", release_said: str = "", key_said: str = ""
) -> ResponseReturnValue:
    office = this_office()
    with reading(office.engine) as connection:
        page = read_desk(connection, office, device)
    told = {"said": said, "alarm_said": alarm_said, "release_said": release_said, "key_said": key_said}
    return show("desk.html", status, page=page, may_act=_may_act(), **told)


def _may_act() -> bool:
    return this_person().role == ADMINISTRATOR
