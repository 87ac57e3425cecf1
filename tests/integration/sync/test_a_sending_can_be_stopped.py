"""A sending ends at its person's word, at any byte, and the next one goes on; a stranger who answers is told apart."""

import http.server
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from desktop_client.sync.transport import HttpTransport
from shared_models.catalogue.problems import ProblemError
from tests.networks import TrialNetwork, assert_settled


def _after(times: int) -> Callable[[], bool]:
    asked = itertools.count(1)
    return lambda: next(asked) > times


def test_a_sending_that_is_stopped_at_any_byte_goes_on_with_the_next(net: TrialNetwork) -> None:
    desk, other = net.desk(), net.desk()
    address = f"http://127.0.0.1:{net.address[1]}"
    for asked in range(1, 9):
        for _ in range(60):
            desk.register()
        stopped = desk.sync(transport=HttpTransport(address, stop=_after(asked)))
        assert stopped.more or desk.status().unsent == 0
    assert_settled(net, desk, other)
    assert set(net.log()) == set(desk.own_ids())


class _Portal(http.server.BaseHTTPRequestHandler):
    answer = (200, "text/html", b"<html>Please pay for your line</html>", "")

    def do_POST(self) -> None:
        status, kind, body, wait = self.answer
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if wait:
            self.send_header("Retry-After", wait)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: object) -> None:
        """Quiet."""


@contextmanager
def _portal(status: int, kind: str, body: bytes, wait: str = "") -> Iterator[str]:
    handler = type("Portal", (_Portal,), {"answer": (status, kind, body, wait)})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [200, 302, 511])
def test_a_sign_in_page_of_the_line_is_told_apart_from_head_office(net: TrialNetwork, status: int) -> None:
    desk = net.desk()
    desk.register()
    with (
        _portal(status, "text/html; charset=utf-8", b"<html>Please pay</html>") as url,
        pytest.raises(ProblemError) as told,
    ):
        desk.sync(url=url)
    assert told.value.problem.code == "line.stranger_answered"
    desk.sync()
    assert desk.status().unsent == 0


def test_a_busy_head_office_says_how_long_to_wait(net: TrialNetwork) -> None:
    desk = net.desk()
    with _portal(503, "application/problem+json", b'{"code":"server.database_busy"}', "90") as url:
        line = HttpTransport(url)
        with pytest.raises(ProblemError):
            desk.sync(transport=line)
    assert line.traffic.retry_after == 90
