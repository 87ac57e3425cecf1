"""Two answers: the list of fields on which two desks differ, and the page on which a reviewer lets one of them stand."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared_models.catalogue.problems import ProblemError
from sync_server.storage.engine import reading, writing
from sync_server.subjects.people import ask_to_see, list_answers, read_answer, resolve_answer
from sync_server.web.authorization import REVIEWER
from sync_server.web.console.blueprint import console, not_a_reason, show, this_person, this_reader
from sync_server.web.context import this_office

CHANGED_MEANWHILE = 409


@console.get("/answers")
def answers() -> ResponseReturnValue:
    """Fields that wait for a choice, the oldest first."""
    office, after = this_office(), request.args.get("after", "")
    with reading(office.engine) as connection:
        lines, more = list_answers(connection, office, this_reader(), after)
    return show("answers.html", lines=lines, more=more, first=not after)


@console.get("/answers/<name>")
def answer(name: str) -> ResponseReturnValue:
    """The answers side by side."""
    office = this_office()
    with reading(office.engine) as connection:
        page = read_answer(connection, office, this_reader(), name)
    return show("answer.html", page=page, may_choose=this_person().role == REVIEWER, unchosen=False)


@console.post("/answers/<name>")
def choose(name: str) -> ResponseReturnValue:
    """Lets the chosen answer stand and leads to the next field that waits; a form from an older state decides nothing."""
    office, person, reader = this_office(), this_person(), this_reader()
    shown, chosen = request.form.getlist("shown"), request.form.get("chosen", "")
    if not chosen:
        with reading(office.engine) as connection:
            page = read_answer(connection, office, reader, name)
        return show("answer.html", 400, page=page, may_choose=True, unchosen=True)
    with writing(office.engine) as connection:
        stale = resolve_answer(connection, office, reader, name, shown=shown, chosen=chosen, who=person.name)
    if stale is not None:
        return show("answer.html", CHANGED_MEANWHILE, page=stale, may_choose=True, unchosen=False)
    with reading(office.engine) as connection:
        following, _more = list_answers(connection, office, reader)
    flash("chosen")
    return redirect(url_for("console.answer", name=following[0].id) if following else url_for("console.answers"))


@console.post("/answers/<name>/reveal")
def reveal_answer(name: str) -> ResponseReturnValue:
    """The same answers, shown to a reviewer whose role sees them masked; the reason is written down first."""
    office, person = this_office(), this_person()
    with reading(office.engine) as connection:
        page = read_answer(connection, office, this_reader(), name)
    reason = request.form.get("reason", "")
    said, reader = "", this_reader()
    try:
        reader = ask_to_see(office, reader, page.person, page.ask, reason=reason, who=person.name)
    except ProblemError as failure:
        said = not_a_reason(failure)
    with reading(office.engine) as connection:
        page = read_answer(connection, office, reader, name)
    if said:
        return show("answer.html", 400, page=page, may_choose=True, unchosen=False, said=said)
    # Sent without a choice, the form would come back masked: here the browser asks for one.
    return show("answer.html", page=page, may_choose=True, unchosen=False, revealed=True)
