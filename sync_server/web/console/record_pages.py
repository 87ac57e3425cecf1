"""People: the list, the search, and one person's page with the history of every field."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared_models.catalogue.problems import ProblemError, sentence
from sync_server.storage.engine import reading, writing
from sync_server.subjects.offices import offices
from sync_server.subjects.people import (
    RecordPage,
    Transfer,
    ask_to_see,
    list_people,
    note_reading,
    read_person,
    search_people,
    transfer_person,
)
from sync_server.web.console.blueprint import console, not_a_reason, show, this_person, this_reader
from sync_server.web.console.language import language
from sync_server.web.context import this_office


@console.get("/records")
def records() -> ResponseReturnValue:
    """People, newest first, or those whom a search finds."""
    office, reader = this_office(), this_reader()
    typed, before = request.args.get("q", "").strip(), request.args.get("before", "")
    with reading(office.engine) as connection:
        if typed:
            page = search_people(connection, office, reader, typed, before)
        else:
            page = list_people(connection, office, reader, before)
    return show("records.html", page=page, names=reader.sees_names(), first=not before)


@console.get("/records/<record>")
def record(record: str) -> ResponseReturnValue:
    """One person with the returns that belong to them."""
    office, reader = this_office(), this_reader()
    with reading(office.engine) as connection:
        page = read_person(connection, office, reader, record)
    if page.id != record:  # a return was asked for: it stands on its person's page
        return redirect(url_for("console.record", record=page.id, _anchor=record))
    if reader.sees_names():
        note_reading(office, this_person().name, page.id)
    return _page(page)


@console.post("/records/<record>/reveal")
def reveal(record: str) -> ResponseReturnValue:
    """The same page with one masked field shown; the reason is written down first."""
    office, who = this_office(), this_person().name
    path, reason = request.form.get("path", ""), request.form.get("reason", "")
    with reading(office.engine) as connection:
        person = read_person(connection, office, this_reader(), record).id
    said, reader = "", this_reader()
    try:
        reader = ask_to_see(office, reader, person, path, reason=reason, who=who)
    except ProblemError as failure:
        said = not_a_reason(failure)
    with reading(office.engine) as connection:
        page = read_person(connection, office, reader, person)
    return _page(page, said)


@console.post("/records/<record>/transfer")
def transfer(record: str) -> ResponseReturnValue:
    """Give a person with all that hangs on it to another office, for a reason."""
    office, said = this_office(), ""
    form = request.form
    asked = Transfer(record, form.get("shown", ""), form.get("office", ""), form.get("reason", ""))
    try:
        with writing(office.engine) as connection:
            transfer_person(connection, office, asked, this_person().name)
    except ProblemError as failure:
        if failure.problem.code == "server.not_found":
            raise
        said = sentence(failure.problem, language())
    with reading(office.engine) as connection:
        page = read_person(connection, office, this_reader(), record)
    return _page(page, said) if said else redirect(url_for("console.record", record=page.id))


def _page(page: RecordPage, said: str = "") -> ResponseReturnValue:
    return show("record.html", 400 if said else 200, page=page, said=said, offices=offices())
