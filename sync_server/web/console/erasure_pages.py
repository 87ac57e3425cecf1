"""Erasing people who asked for it: who waits, what would go, and a form on which the number is typed out."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from sync_server.storage.engine import reading, writing
from sync_server.subjects.intake import erasures as subject
from sync_server.web.authorization import ADMINISTRATOR
from sync_server.web.console.blueprint import console, show, this_person
from sync_server.web.console.language import language
from sync_server.web.context import this_office

# What the person at the form can put right; everything else is head office's own trouble.
_ABOUT_THE_FORM = frozenset({"erasure.reason", "erasure.not_typed", "record.unknown", subject.CLAIM_OPEN})


@console.get("/erasures")
def erasures() -> ResponseReturnValue:
    """Who waits, what was erased, and where that is not done yet; a number that is looked for opens its page."""
    named = request.args.get("person", "").strip()
    if not named:
        return _list()
    office = this_office()
    try:
        with reading(office.engine) as connection:
            found = subject.about(connection, office, named)
    except ProblemError as failure:
        if failure.problem.code not in _ABOUT_THE_FORM:
            raise
        return _list(404, said=_said(failure.problem), named=named)
    return redirect(url_for("console.erasure", person=found.person))


@console.get("/erasures/<person>")
def erasure(person: str) -> ResponseReturnValue:
    """What goes with a person, what stays, and the form."""
    return _one(person)


@console.post("/erasures/<person>")
def erase(person: str) -> ResponseReturnValue:
    """Erases the person when the number was typed out and a reason given; this is not taken back."""
    office, who = this_office(), this_person().name
    form = request.form
    reason, also = form.get("reason", ""), form.get("also", "").replace(",", " ").split()
    try:
        with reading(office.engine) as connection:
            asked = subject.about(connection, office, person)
        _ask_typed_out(asked, form.get("typed", ""))
        with writing(office.engine) as connection:
            made = subject.erase_person(connection, office, asked.person, reason=reason, who=who, also=also)
    except ProblemError as failure:
        if failure.problem.code not in _ABOUT_THE_FORM:
            raise
        if failure.problem.code == subject.CLAIM_OPEN:
            with writing(office.engine) as connection:
                subject.note_not_possible(connection, office, person, who=who)
        return _one(person, 400, said=_said(failure.problem), reason=reason, also=form.get("also", ""))
    return _list(made=made)


def _ask_typed_out(asked: subject.About, typed: str) -> None:
    """Raise ProblemError `erasure.not_typed` unless the number of this very person was typed."""
    if typed.strip().upper() != asked.to_type.upper():
        raise ProblemError(Problem("erasure.not_typed", "", {"number": asked.to_type}))


def _said(problem: Problem) -> str:
    """The sentence for the form; the record that is not there is one of head office's, not of a desk."""
    if problem.code == "record.unknown":
        problem = Problem("erasure.unknown", "", problem.params)
    return sentence(problem, language())


def _one(person: str, status: int = 200, *, said: str = "", reason: str = "", also: str = "") -> ResponseReturnValue:
    office = this_office()
    try:
        with reading(office.engine) as connection:
            page = subject.about(connection, office, person)
    except ProblemError as failure:
        if failure.problem.code != "record.unknown":
            raise
        raise ProblemError(Problem("server.not_found")) from None
    return show("erasure.html", status, page=page, said=said, reason=reason, also=also, may_act=_may_act())


def _list(
    status: int = 200, *, said: str = "", named: str = "", made: subject.Erasure | None = None
) -> ResponseReturnValue:
    office = this_office()
    with reading(office.engine) as connection:
        waiting, done = subject.requests(connection, office), subject.done(connection)
    told = {"said": said, "named": named, "made": made}
    return show("erasures.html", status, waiting=waiting, done=done, may_act=_may_act(), **told)


def _may_act() -> bool:
    return this_person().role == ADMINISTRATOR
