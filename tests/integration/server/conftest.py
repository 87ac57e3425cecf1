"""A real server on a real port, with the embedded database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.web.app import create_app
from sync_server.web.context import Server
from sync_server.web.server import HeadOfficeServer, make_server
from tests.head_offices import TrialOffice, make_office
from tests.serving import answering


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[TrialOffice]:
    made = make_office(tmp_path / "head-office")
    yield made
    made.head_office.close()


@contextmanager
def serving(trial: TrialOffice, *, tls: bool) -> Iterator[HeadOfficeServer]:
    worker = Worker(trial.head_office.engine, duties_of(trial.head_office))
    app = create_app(Server(trial.head_office, worker))
    worker.start()
    try:
        with answering(make_server(app, trial.head_office, host="127.0.0.1", port=0, tls=tls)) as server:
            yield server
    finally:
        worker.stop()


@pytest.fixture
def server(trial: TrialOffice) -> Iterator[HeadOfficeServer]:
    with serving(trial, tls=False) as running:
        yield running


@pytest.fixture
def tls_server(trial: TrialOffice) -> Iterator[HeadOfficeServer]:
    with serving(trial, tls=True) as running:
        yield running


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.trust_env = False
        yield opened


Ask = Callable[..., requests.Response]


@pytest.fixture
def ask(server: HeadOfficeServer, session: requests.Session) -> Ask:
    def send(method: str, path: str, **more: object) -> requests.Response:
        return session.request(method, server.url + path, timeout=20, allow_redirects=False, **more)  # type: ignore[arg-type]

    return send
