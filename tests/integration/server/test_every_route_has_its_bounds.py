"""Who may ask, how much they may send, and what they are told when something is wrong."""

import re
import socket
import struct
import threading

import msgspec
import pytest
import requests
import sqlalchemy as sa
from flask import Flask, Response, make_response

from sync_server.storage.head_office import HeadOffice
from sync_server.web import authorization, sessions
from sync_server.web.app import create_app, form_tokens
from sync_server.web.body import arriving
from sync_server.web.context import Server
from sync_server.web.desks.description import openapi
from sync_server.web.server import HeadOfficeServer, make_server
from tests.head_offices import TrialOffice
from tests.integration.server.conftest import Ask
from tests.serving import answering


@pytest.fixture
def app(trial: TrialOffice) -> Flask:
    return create_app(Server(trial.head_office))


def test_every_route_has_a_row_in_the_authorization_table(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes == set(authorization.TABLE)


def test_a_route_without_a_row_is_closed(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open to everybody")
    assert app.test_client().get("/forgotten", headers={"Accept": "application/json"}).status_code == 403


def test_a_desk_route_that_forgot_to_ask_who_sends_is_closed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(authorization.TABLE, "careless", authorization.DESK)
    app.add_url_rule("/api/v1/careless", "careless", lambda: "open to everybody")
    answer = app.test_client().get("/api/v1/careless")
    assert (answer.status_code, answer.json["code"]) == (403, "server.not_allowed")  # type: ignore[index]


def test_a_page_with_roles_asks_to_sign_in_and_then_for_the_role(
    app: Flask, trial: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(authorization.TABLE, "desks_page", frozenset({"administrator"}))
    monkeypatch.setitem(authorization.TABLE, "audit_page", frozenset({"auditor"}))
    monkeypatch.setitem(authorization.TABLE, "sign_in", authorization.ANYONE)
    app.add_url_rule("/desks", "desks_page", lambda: "desks")
    app.add_url_rule("/audit", "audit_page", lambda: "lines")
    name, password = trial.printed.administrator, trial.printed.one_time_password

    def sign_in() -> Response:
        answer = make_response("welcome")
        sessions.sign_in(answer, name, password)
        return answer

    app.add_url_rule("/in", "sign_in", sign_in)
    client = app.test_client()
    as_json = {"Accept": "application/json"}
    assert client.get("/desks", headers=as_json).status_code in {302, 401}
    welcome = client.get("/in")
    assert "HttpOnly" in welcome.headers["Set-Cookie"]
    assert "SameSite=Strict" in welcome.headers["Set-Cookie"]
    # The printed password opens nothing but the page on which another one is chosen.
    assert client.get("/desks", headers=as_json).status_code in {302, 403}
    assert client.get("/audit", headers=as_json).status_code == 403


def test_a_form_without_its_token_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(authorization.TABLE, "form", authorization.ANYONE)
    app.add_url_rule("/form", "form", lambda: "done", methods=["POST"])
    answer = app.test_client().post("/form", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (400, "server.form_expired")  # type: ignore[index]


@pytest.mark.parametrize(
    ("size", "path", "megabytes"), [(10 * 1024 * 1024 + 1, "/api/v1/enrol", "10"), (1024 * 1024 + 1, "/sign-in", "1")]
)
def test_a_body_that_is_too_large_is_told_so_while_it_is_still_being_sent(
    ask: Ask, size: int, path: str, megabytes: str
) -> None:
    answer = ask("POST", path, data=b"\0" * size, headers={"Accept": "application/json"})
    told = answer.json()
    assert (answer.status_code, told["code"], told["params"]) == (413, "server.too_large", {"megabytes": megabytes})


def test_a_body_of_unknown_length_is_refused(ask: Ask) -> None:
    answer = ask("POST", "/api/v1/enrol", data=iter([b"one", b"two"]))
    assert (answer.status_code, answer.json()["code"]) == (411, "server.length_missing")


def test_what_arrived_of_a_body_is_kept_when_the_line_is_cut(app: Flask) -> None:
    class BrokenLine:
        left = 5

        def read(self, size: int) -> bytes:
            self.left -= 1
            if self.left < 0:
                raise ConnectionResetError
            return b"x" * size

    with app.test_request_context(
        "/api/v1/x", method="POST", environ_overrides={"wsgi.input": BrokenLine(), "CONTENT_LENGTH": "100000"}
    ):
        assert sum(len(piece) for piece in arriving(100_000)) == 5 * 2048


@pytest.mark.parametrize("reset", [True, False])
def test_what_a_real_line_carried_before_it_broke_is_read(
    app: Flask, trial: TrialOffice, monkeypatch: pytest.MonkeyPatch, reset: bool
) -> None:
    read: list[int] = []
    done = threading.Event()

    def take() -> str:
        read.extend(len(piece) for piece in arriving(100_000))
        done.set()
        return "taken"

    monkeypatch.setitem(authorization.TABLE, "take", authorization.ANYONE)
    app.add_url_rule("/api/v1/take", "take", take, methods=["PUT"])
    form_tokens.exempt(take)
    with answering(make_server(app, trial.head_office, host="127.0.0.1", port=0, tls=False)) as server:
        with socket.create_connection(server.bind_addr[:2]) as line:
            if reset:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.sendall(b"PUT /api/v1/take HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n" + b"x" * 3 * 2048)
            while sum(read) < 3 * 2048 and not done.wait(0.05):
                pass
        assert done.wait(20)
    assert sum(read) == 3 * 2048


def test_health_says_what_is_ill_and_nothing_else(app: Flask, ask: Ask, trial: TrialOffice) -> None:
    told = ask("GET", "/healthz").json()
    assert told == {
        "status": "ok",
        "database": "reachable",
        "worker": "alive",
        "failing_duties": 0,
        "epoch": trial.head_office.epoch.id,
    }
    numbers = ask("GET", "/metrics").text
    assert "frc_worker_alive 1" in numbers
    assert ask("GET", "/metrics", headers={"X-Forwarded-For": "10.1.1.1"}).status_code == 403


@pytest.mark.allows_log_errors
def test_a_database_that_went_away_is_a_sick_head_office_and_a_failure_shows_no_traceback(
    trial: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise sa.exc.OperationalError("SELECT secret_of_a_person", {}, Exception("0123456789012"))

    broken = sa.create_engine("sqlite://", creator=refuse)
    office = trial.head_office
    sick = HeadOffice(**{name: getattr(office, name) for name in HeadOffice.__dataclass_fields__} | {"engine": broken})
    client = create_app(Server(sick)).test_client()
    assert client.get("/healthz").status_code == 503
    answer = client.get("/metrics")
    assert answer.status_code == 500
    for secret in ("Traceback", "secret_of_a_person", "0123456789012"):
        assert secret not in answer.text


def test_answers_to_browsers_carry_the_headers_that_protect_them_and_answers_to_desks_are_short(ask: Ask) -> None:
    page = ask("GET", "/public/").headers
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert (page["X-Content-Type-Options"], page["X-Frame-Options"]) == ("nosniff", "DENY")
    desk = ask("GET", "/api/v1/openapi.json").headers
    assert sum(len(name) + len(value) + 4 for name, value in desk.items()) < 250


def test_an_unknown_address_and_a_wrong_method_are_sentences_too(ask: Ask) -> None:
    assert ask("GET", "/api/v1/nothing").json()["code"] == "server.not_found"
    assert ask("GET", "/api/v1/enrol").json()["code"] == "server.method_wrong"
    page = ask("GET", "/nothing", headers={"Accept": "text/html"})
    assert "There is nothing at this address" in page.text
    assert "اس پتے پر کچھ نہیں" in page.text


def test_the_description_names_every_route_of_the_desks(app: Flask) -> None:
    described = set(openapi()["paths"])
    routes = {
        re.sub("<[a-z]+>", "{hash}", rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desks.")
    }
    assert routes <= described
    assert openapi()["openapi"] == "3.1.0"
    msgspec.json.encode(openapi())


def test_too_many_enrolments_from_one_address_have_to_wait(server: HeadOfficeServer, session: requests.Session) -> None:
    codes = {session.post(server.url + "/api/v1/enrol", data=b"{}", timeout=20).status_code for _ in range(70)}
    assert codes == {400, 429}
