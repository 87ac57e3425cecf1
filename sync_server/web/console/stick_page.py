"""The page for desks without a line: their file is read here, and the answer saved to be carried home."""

from functools import partial
from pathlib import PurePath

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from shared_models.protocol.bundle import ENDING, MOST_BYTES, START_BYTES
from sync_server.exchange import Imported, StickFile, import_bundles
from sync_server.storage.answers import keep_answer, kept_answers, read_answer
from sync_server.storage.engine import reading
from sync_server.subjects.network import devices, find_device_by_name
from sync_server.web.console.blueprint import console, show, this_person
from sync_server.web.console.language import language
from sync_server.web.context import this_office, wake_worker

# What is wrong with the file, told on the page; everything else is head office's own trouble.
_ABOUT_THE_FILE = ("bundle.", "enrolment.device_not_approved")


@console.get("/sticks")
def sticks() -> ResponseReturnValue:
    """Where a desk's file is chosen, and which answers can be saved again."""
    return _page()


@console.post("/sticks")
def take_stick() -> ResponseReturnValue:
    """Takes in what a desk wrote and makes its answer; the same files change nothing a second time."""
    office, sent = this_office(), [one for one in request.files.getlist("file") if one.filename]
    if not sent:
        return _page(400, said=sentence(Problem("bundle.no_file"), language()))
    # Each lies on this server's disk until its turn comes.
    files = [StickFile(PurePath(one.filename or "").name, _start(one), partial(_whole, one)) for one in sent]
    try:
        made = import_bundles(office, files, this_person().name)
    except ProblemError as failure:
        if not failure.problem.code.startswith(_ABOUT_THE_FILE):
            raise
        return _page(400, said=sentence(failure.problem, language()))
    keep_answer(office.configuration.data, made.desk.id, made.answer)
    if not made.applied:
        wake_worker()
    return _page(made=made)


@console.get("/sticks/<device>/answer")
def stick_answer(device: str) -> ResponseReturnValue:
    """The newest answer for a desk, as a file."""
    office = this_office()
    with reading(office.engine) as connection:
        found = find_device_by_name(connection, device)
    answer = Response(read_answer(office.configuration.data, found.id), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.code}-answer{ENDING}"'
    return answer


def _start(sent: FileStorage) -> bytes:
    return sent.stream.read(START_BYTES)


def _whole(sent: FileStorage) -> bytes:
    sent.stream.seek(0)
    return sent.stream.read(MOST_BYTES + 1)


def _page(status: int = 200, *, said: str = "", made: Imported | None = None) -> ResponseReturnValue:
    office = this_office()
    with reading(office.engine) as connection:
        desks = {desk.id: desk for desk in devices(connection)}
    kept = [(desks[one.device], one) for one in kept_answers(office.configuration.data) if one.device in desks]
    not_kept = [sentence(found, language()) for found in made.said] if made else []
    not_kept += [sentence(Problem(one.problem), language()) for one in made.not_kept] if made else []
    return show("sticks.html", status, said=said, made=made, kept=kept, not_kept=not_kept)
