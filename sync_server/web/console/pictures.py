"""Draws the console's pages in both languages from an invented network.

`python -m sync_server.web.console.pictures DIR [NAME …]` draws all of them, or those whose names begin so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Flask, Response
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server

from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.subjects.accounts import change_password, create_account
from sync_server.subjects.initialise import initialise
from sync_server.subjects.linkage.queue import stamp
from sync_server.subjects.people import Reader, list_answers, read_answer
from sync_server.web.authorization import install_authorization
from sync_server.web.console import (
    answer_pages,
    came_back_page,
    erasure_pages,
    front,
    network_pages,
    pair_pages,
    record_pages,
    stick_page,
    watch_pages,
)
from sync_server.web.console.assets import ADDRESS, assets_by_address
from sync_server.web.console.blueprint import console
from sync_server.web.console.language import NAMES
from sync_server.web.console.sample_network import (
    SampleNetwork,
    StoryClock,
    fill_needing,
    fill_well,
    fill_whole,
)
from sync_server.web.console.sample_pairs import fill_decided, fill_pairs
from sync_server.web.console.samples import SampleDesk, sample_person, sample_return
from sync_server.web.context import Server, attach
from sync_server.web.limits import install_limits
from sync_server.web.refusals import install_refusals
from sync_server.web.sessions import install_sessions

ROUTES = (
    answer_pages,
    came_back_page,
    erasure_pages,
    front,
    network_pages,
    pair_pages,
    record_pages,
    stick_page,
    watch_pages,
)  # importing them puts their routes on the blueprint
PASSWORD = "a lamp in the window"  # noqa: S105 (opens invented networks only)
ACCOUNTS = {"administrator": "administrator", "rabia": "reviewer", "junaid": "auditor"}
FILLED = {
    "empty": None,
    "well": fill_well,
    "needing": fill_needing,
    "whole": fill_whole,
    "pairs": fill_pairs,
    "decided": fill_decided,
}
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    "--virtual-time-budget=3000",  # until the fonts are there
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"),
)
WINDOW = (1366, 768)


@dataclass(frozen=True)
class Picture:
    """One page to draw: who looks at it, at which address, after which forms were sent."""

    name: str
    account: str
    path: str
    form: tuple[tuple[str, str], ...] = ()
    height: int = WINDOW[1]
    opened: int = 3  # how many folded histories a picture shows open
    file: bytes | None = None  # sent with the form


EMPTY = (
    Picture("sign-in", "", "/sign-in"),
    Picture("sign-in-refused", "", "/sign-in", (("name", "rabia"), ("password", "wrong"))),
    Picture("password", "administrator", "/password"),
    Picture("network-empty", "administrator", "/network"),
    Picture("records-empty", "rabia", "/records"),
    Picture("answers-empty", "rabia", "/answers"),
    Picture("pair-empty", "rabia", "/pairs"),
    Picture("enrolment-code", "administrator", "/enrolment-code"),
    Picture("enrolment-code-made", "administrator", "/enrolment-code", (("office", "LHE"),)),
)


def draw(folder: Path, beginnings: tuple[str, ...] = ("",)) -> list[Path]:
    """Write the pictures whose names begin with one of `beginnings` into the folder."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("Chromium is not installed: sudo apt install -y chromium")
    folder.mkdir(parents=True, exist_ok=True)
    pages: dict[str, tuple[str, int]] = {}
    for network in FILLED:
        with tempfile.TemporaryDirectory() as scratch:
            pages |= dict(_pages(network, Path(scratch), beginnings))
    with _served({name: html for name, (html, _height) in pages.items()}) as address:
        return [_shoot(browser, f"{address}/{name}", folder / f"{name}.png", pages[name][1]) for name in pages]


def _pages(network: str, scratch: Path, beginnings: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, int]]]:
    clock = StoryClock()
    with _office(scratch, clock) as office:
        filled = FILLED[network]
        story = filled(office, clock) if filled else None
        app = _console_alone(office)
        for picture in _wanted(network, office, story):
            for language in NAMES:
                if not f"{picture.name}.{language}".startswith(beginnings):
                    continue
                client = app.test_client()
                _prepare(client, picture.account, language)
                as_page = {"Accept": "text/html"}
                if picture.file is not None:
                    sent = {"file": (BytesIO(picture.file), "2YA-20261112.frcusb")}
                    answer = client.post(picture.path, headers=as_page, data=sent, content_type="multipart/form-data")
                elif picture.form:
                    answer = client.post(picture.path, headers=as_page, data=MultiDict(picture.form))
                else:
                    answer = client.get(picture.path, headers=as_page)
                html = answer.text.replace("<details", "<details open", picture.opened)
                yield f"{picture.name}.{language}", (html, picture.height)


def _console_alone(office: HeadOffice) -> Flask:
    """The console without the other two faces, and with forms that need no token."""
    app = Flask("sync_server.web", static_folder=None)
    attach(app, Server(office))
    app.config.update(SECRET_KEY=office.keys.web, WTF_CSRF_ENABLED=False)
    for install in (install_refusals, install_limits, install_sessions, install_authorization):
        install(app)
    CSRFProtect(app)
    app.register_blueprint(console)
    return app


def _prepare(client: FlaskClient, account: str, language: str) -> None:
    client.post("/language", data={"language": language, "back": "/sign-in"})
    if account:
        client.post("/sign-in", data={"name": account, "password": PASSWORD})


def _wanted(network: str, office: HeadOffice, story: SampleNetwork | None) -> Sequence[Picture]:
    if story is None:
        return EMPTY
    if network == "well":
        return (
            Picture("network-well", "administrator", "/network"),
            Picture("desk-well", "administrator", f"/desks/{story.lahore.id}", height=1000),
            Picture("sticks", "administrator", "/sticks"),
            Picture("sticks-taken", "administrator", "/sticks", file=_stick(story.lahore)),
            Picture("sticks-half", "administrator", "/sticks", file=_stick(story.lahore)[:40_000]),
        )
    if network in {"pairs", "decided"}:
        return _pairs(network, office, story)
    if network == "whole":
        return _whole(office, story)
    with reading(office.engine) as connection:
        reader = Reader("HO_REV", "en")
        lines, _more = list_answers(connection, office, reader)
        choice, *_others = read_answer(connection, office, reader, lines[0].id).heads
    answer = f"/answers/{lines[0].id}"
    aslam = story.people["Muhammad Aslam"]
    stale = (("shown", choice), ("shown", f"{story.lahore.id}.{story.lahore.incarnation}.1"), ("chosen", choice))
    return (
        Picture("network-needs-you", "administrator", "/network", height=1250),
        Picture("call-sheet", "administrator", "/desks/R4X/call", height=1250),
        Picture(
            "call-sheet-not-noted",
            "administrator",
            "/desks/R4X/note",
            (("text", ""), ("until", "2026-11-25T10:00")),
            1250,
        ),
        Picture("closures", "administrator", "/closures", height=900),
        Picture(
            "closures-turned", "administrator", "/closures", (("office", "LHE"), ("begins", "x"), ("why", "Eid")), 900
        ),
        Picture("desk-silent", "administrator", "/desks/R4X", height=1100),
        Picture("desk-waiting", "administrator", f"/desks/{story.waiting.id}", height=900),
        Picture("desk-closing-refused", "administrator", f"/desks/{story.lahore.id}/revoke", (("code", "x"),), 1100),
        Picture("records-reviewer", "rabia", "/records"),
        Picture("records-administrator", "administrator", "/records"),
        Picture("records-found", "rabia", "/records?q=aslam"),
        Picture("records-nobody", "administrator", "/records?q=aslam"),
        Picture("record-reviewer", "rabia", f"/records/{aslam}", height=1300),
        Picture("record-auditor", "junaid", f"/records/{aslam}", height=1300),
        Picture("record-administrator", "administrator", f"/records/{aslam}"),
        Picture("answers", "rabia", "/answers"),
        Picture("answer", "rabia", answer),
        Picture("answer-stale", "rabia", answer, stale, 1000),
        Picture("answer-auditor", "junaid", answer),
        Picture("erasures", "administrator", "/erasures"),
        Picture("erasures-nobody", "administrator", "/erasures?person=LHE-26-000"),
        Picture("erasure", "administrator", f"/erasures/{aslam}", height=1100),
        Picture(
            "erasure-not-typed",
            "administrator",
            f"/erasures/{aslam}",
            (("typed", "no"), ("reason", "Asked by letter")),
            1150,
        ),
        Picture("erasure-auditor", "junaid", f"/erasures/{aslam}"),
        Picture("not-found", "rabia", "/records/nobody"),
    )


def _stick(desk: SampleDesk) -> bytes:
    """The file of a desk that registered somebody without a line."""
    person = sample_person(desk, "Nadia Bibi", "نادیہ بی بی", ("Ghulam Rasool", "غلام رسول"))
    desk.register(desk.head_office.clock(), "asma", person, sample_return(desk, "2026-11-20"))
    return desk.stick()


def _whole(office: HeadOffice, story: SampleNetwork) -> Sequence[Picture]:
    """One person with a full registration, as each role reads it, and what two desks differ on."""
    with reading(office.engine) as connection:
        lines, _more = list_answers(connection, office, Reader("HO_REV", "en"))
    name = story.people["Rashid Ali Bhatti"]
    reason = ("reason", "The wage claim names two employers")
    shown = (("path", "episode.trips"), reason)
    need = next(line.id for line in lines if line.of_member)
    paper = next(line.id for line in lines if line.of_row)
    return (
        Picture("whole-reviewer", "rabia", f"/records/{name}", opened=0),
        Picture("whole-reviewer-all", "rabia", f"/records/{name}", height=5600, opened=0),
        Picture("whole-revealed", "rabia", f"/records/{name}/reveal", shown, 4600, 0),
        Picture("whole-refused", "rabia", f"/records/{name}/reveal", (("path", "episode.trips"), ("reason", " "))),
        Picture("whole-auditor", "junaid", f"/records/{name}", height=2400, opened=0),
        Picture("whole-administrator", "administrator", f"/records/{name}"),
        Picture("whole-answers", "rabia", "/answers"),
        Picture("whole-answer-masked", "rabia", f"/answers/{need}"),
        Picture("whole-answer-shown", "rabia", f"/answers/{need}/reveal", (reason,)),
        Picture("whole-answer-row", "rabia", f"/answers/{paper}"),
    )


def _pairs(network: str, office: HeadOffice, story: SampleNetwork) -> Sequence[Picture]:
    """Pairs that wait; after answers, and an answer that would join two who are different."""
    if network == "pairs":
        return (
            Picture("pair", "rabia", "/pairs", height=820, opened=0),
            Picture("pair-different", "rabia", "/pairs", height=820),
        )
    one, other = sorted((story.people["Zulfiqar Haider"], story.people["Zulfiqar Hyder"]))
    with reading(office.engine) as connection:
        shown = stamp(connection, (one, other))
    same = (("one", one), ("other", other), ("shown", shown), ("act", "SAME"))
    return (
        Picture("pair-answered", "rabia", "/pairs", height=1000),
        Picture("pair-refused", "rabia", "/pairs", same, 1100),
        Picture("pairs-decided", "rabia", "/pairs/decided"),
    )


@contextmanager
def _office(scratch: Path, clock: StoryClock) -> Iterator[HeadOffice]:
    configuration = ServerConfiguration(data=scratch / "head-office")
    initialise(configuration, clock, os.urandom)
    office = open_head_office(configuration, clock, os.urandom)
    try:
        with writing(office.engine) as connection:
            for name, role in ACCOUNTS.items():
                if name != role:
                    create_account(
                        connection, name, role, None, one_time_password="x" * 20, made_by="pictures", at=clock.now
                    )  # fmt: skip
                change_password(connection, name, PASSWORD, clock.now)
        yield office
    finally:
        office.close()


@contextmanager
def _served(pages: dict[str, str]) -> Iterator[str]:
    """The pages with what they load, on a port of this machine."""
    app = Flask("sync_server.web.console.pictures", static_folder=None)

    @app.get("/<name>")
    def page(name: str) -> Response:
        return Response(pages[name], mimetype="text/html")

    @app.get(ADDRESS + "<name>")
    def asset(name: str) -> Response:
        found = assets_by_address()[name]
        return Response(found.content, content_type=found.kind)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)


def _shoot(browser: str, address: str, file: Path, height: int) -> Path:
    with tempfile.TemporaryDirectory() as profile:
        size = f"--window-size={WINDOW[0]},{height}"
        command = [browser, *FLAGS, size, f"--user-data-dir={profile}", f"--screenshot={file}", address]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return file


def main(arguments: list[str]) -> int:
    """Draw into the folder named."""
    if not arguments:
        print("use: python -m sync_server.web.console.pictures DIR [NAME …]", file=sys.stderr)  # noqa: T201
        return 2
    for file in draw(Path(arguments[0]), tuple(arguments[1:]) or ("",)):
        print(file)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
