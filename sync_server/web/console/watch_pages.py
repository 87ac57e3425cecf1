"""The administrator's pages about silence: whom to call and what to ask, what the office said, when offices are closed."""

import datetime as dt

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared_models.catalogue.opening import PAKISTAN
from shared_models.catalogue.problems import Problem, ProblemError, sentence
from sync_server.storage.engine import reading, writing
from sync_server.subjects import watching
from sync_server.subjects.desk_page import read_desk
from sync_server.subjects.offices import offices
from sync_server.web.authorization import ADMINISTRATOR
from sync_server.web.console.blueprint import console, show, this_person
from sync_server.web.console.language import language
from sync_server.web.context import this_office


@console.get("/desks/<device>/call")
def call_sheet(device: str) -> ResponseReturnValue:
    """What somebody needs beside the telephone: printable, and the place to note what the office says."""
    return _sheet(device)


@console.post("/desks/<device>/note")
def note(device: str) -> ResponseReturnValue:
    """Keeps what the office said; its silence alarms nobody until the time given."""
    office, form = this_office(), request.form
    try:
        with writing(office.engine) as connection:
            until = _moment(form.get("until", ""), Problem("watching.note_until"))
            watching.write_note(
                connection, device, form.get("text", ""), until, who=this_person().name, at=office.clock()
            )
    except ProblemError as failure:
        if not failure.problem.code.startswith("watching."):
            raise
        return _sheet(device, 400, said=sentence(failure.problem, language()))
    flash("noted")
    return redirect(url_for("console.network"))


@console.post("/offices/<office_code>/telephone")
def telephone(office_code: str) -> ResponseReturnValue:
    """Keeps whom to call at an office."""
    office, form = this_office(), request.form
    try:
        with writing(office.engine) as connection:
            watching.write_contact(
                connection, office_code, form.get("phone", ""), form.get("person", ""),
                who=this_person().name, at=office.clock(),
            )  # fmt: skip
    except ProblemError as failure:
        if not failure.problem.code.startswith("watching."):
            raise
        return _sheet(form.get("device", ""), 400, phone_said=sentence(failure.problem, language()))
    return redirect(url_for("console.call_sheet", device=form.get("device", "")))


@console.get("/closures")
def closures() -> ResponseReturnValue:
    """When offices are closed beside the calendar."""
    return _closures()


@console.post("/closures")
def announce() -> ResponseReturnValue:
    """Enters hours in which an office is closed."""
    office, form = this_office(), request.form
    wrong = Problem("watching.closure_hours")
    try:
        begins, ends = _moment(form.get("begins", ""), wrong), _moment(form.get("ends", ""), wrong)
        with writing(office.engine) as connection:
            watching.announce_closure(
                connection, form.get("office", ""), begins, ends, form.get("why", ""),
                who=this_person().name, at=office.clock(),
            )  # fmt: skip
    except ProblemError as failure:
        return _closures(400, sentence(failure.problem, language()))
    flash("announced")
    return redirect(url_for("console.closures"))


@console.post("/closures/<closure>/take-back")
def take_back(closure: str) -> ResponseReturnValue:
    """The office is open after all."""
    office = this_office()
    try:
        with writing(office.engine) as connection:
            watching.take_closure_back(connection, closure, who=this_person().name, at=office.clock())
    except ProblemError as failure:
        return _closures(409, sentence(failure.problem, language()))
    return redirect(url_for("console.closures"))


def _sheet(device: str, status: int = 200, *, said: str = "", phone_said: str = "") -> ResponseReturnValue:
    office = this_office()
    with reading(office.engine) as connection:
        page = read_desk(connection, office, device)
        contact = watching.contact_of(connection, page.desk.office)
        notes = watching.notes_of(connection, page.desk.id)
    tomorrow = _written(page.now + 24 * 60 * 60 * 1000)
    values = {"page": page, "contact": contact, "notes": notes, "until": request.form.get("until", tomorrow)}
    told = {"said": said, "phone_said": phone_said, "form": request.form}
    return show("call_sheet.html", status, may_act=_may_act(), **values, **told)


def _closures(status: int = 200, said: str = "") -> ResponseReturnValue:
    office = this_office()
    with reading(office.engine) as connection:
        coming = watching.coming_closures(connection, office.clock())
    return show(
        "closures.html", status, coming=coming, offices=offices(), said=said, form=request.form, may_act=_may_act()
    )


def _may_act() -> bool:
    return this_person().role == ADMINISTRATOR


def _moment(text: str, otherwise: Problem) -> int:
    """UTC milliseconds of `2026-11-25T09:00`, as a browser sends it, by the clock of Pakistan."""
    try:
        when = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise ProblemError(otherwise) from None
    return int(when.replace(tzinfo=PAKISTAN).timestamp() * 1000)


def _written(moment: int) -> str:
    return f"{dt.datetime.fromtimestamp(moment / 1000, PAKISTAN):%Y-%m-%dT%H:00}"
