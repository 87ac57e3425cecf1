"""Requests of this desk: signed, counted, over TLS with head office's own certificate, and honest about why they failed."""

from __future__ import annotations

import io
import ipaddress
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec
import requests
from urllib3.util import SKIP_HEADER

from shared_models.catalogue.problems import Problem, ProblemError, problem

CONNECT_SECONDS = 10
REQUEST_TIMEOUT = 408
PORTAL = HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED
BUSY = {429, 503}
OUTDATED = {9, 10}  # what OpenSSL says of a certificate that does not count yet, or not any more
PIECE = 16 * 1024
_MOST_WRAPPED = 100
STALL_SECONDS = 30  # between two bytes, never for the whole: a slow line is no broken line


class LineDown(Exception):  # noqa: N818 (a state of the line, not a mistake)
    """The request or its answer did not come through; nothing is known of what arrived.

    `answer_began` tells that head office was answering when the line broke: a shorter answer may come through. `kept`:
    it was a connection that had carried an answer before, so that the line itself may well be there.
    """

    def __init__(self, *, answer_began: bool = False, kept: bool = False) -> None:
        super().__init__()
        self.answer_began = answer_began
        self.kept = kept


class Stopped(Exception):  # noqa: N818 (somebody's wish, not a mistake)
    """The person took the sending back while bytes were on their way; nothing is known of what arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Traffic:
    """What the line carried: bytes of headers and bodies both ways, and round trips; `carried` bytes of the requests that
    were answered took `seconds`; `retry_after` seconds head office asked to wait, 0 = it did not ask.
    """

    bytes_up: int = 0
    bytes_down: int = 0
    round_trips: int = 0
    carried: int = 0
    seconds: float = 0.0
    retry_after: int = 0


class Transport(Protocol):
    """One request and its answer. Raises LineDown."""

    traffic: Traffic

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send the request to head office."""

    def url(self, path: str) -> str:
        """The address that `path` has at head office, as the signature sees it."""


def is_loopback(url: str) -> bool:
    """Whether an address is this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_address(url: str) -> None:
    """Raise ProblemError unless the address is TLS, or plain on this very machine."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ProblemError(problem("enrolment.address_wrong", address=url[:120]))
    if parts.scheme == "http" and not is_loopback(url):
        raise ProblemError(problem("enrolment.address_plain", address=url[:120]))


@dataclass(slots=True)
class HttpTransport:
    """The real line. `ca_file` pins head office's certificate authority; the machine's proxies and bundles have no say.

    `stop` is asked at every piece of a body, so that whoever takes a sending back need not wait for the line.
    """

    base: str
    ca_file: Path | None = None
    stop: Callable[[], bool] = field(default=lambda: False)
    traffic: Traffic = field(default_factory=Traffic)
    _session: requests.Session = field(default_factory=requests.Session)
    _kept: bool = False  # a connection stands that has carried an answer

    def __post_init__(self) -> None:
        check_address(self.base)
        self._session.trust_env = False
        self._session.headers.clear()
        # What libraries add by themselves says nothing that head office needs, and every sync would carry it.
        self._session.headers.update(dict.fromkeys(("User-Agent", "Accept-Encoding"), SKIP_HEADER))

    def url(self, path: str) -> str:
        """See Transport."""
        return self.base.rstrip("/") + path

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """See Transport."""
        began = time.monotonic()
        kept, self._kept = self._kept, False
        try:
            response = self._session.request(
                method,
                self.url(path),
                data=_Watched(body, self.stop) if body else None,
                headers=dict(headers),
                timeout=(CONNECT_SECONDS, STALL_SECONDS),
                verify=str(self.ca_file) if self.ca_file else True,
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.SSLError as failure:
            outdated = _verify_code(failure) in OUTDATED
            raise ProblemError(problem("line.certificate_" + ("outdated" if outdated else "unknown"))) from failure
        except requests.RequestException as failure:
            self.traffic.bytes_up += len(body)
            raise LineDown(kept=kept) from failure
        try:
            content = self._read(response)
        except requests.RequestException as failure:
            self.traffic.bytes_up += len(body)
            raise LineDown(answer_began=True, kept=kept) from failure
        if not _came_through(response):
            raise LineDown(answer_began=True, kept=kept)
        self._count(response, body, content)
        self.traffic.seconds += time.monotonic() - began
        self._kept = True
        return Answer(response.status_code, response.headers, content)

    def _read(self, response: requests.Response) -> bytes:
        pieces = []
        for piece in response.iter_content(PIECE):
            if self.stop():
                raise Stopped
            pieces.append(piece)
        return b"".join(pieces)

    def _count(self, response: requests.Response, body: bytes, content: bytes) -> None:
        sent, counted = response.request, self.traffic
        up = len(body) + len(f"{sent.method} {sent.path_url} HTTP/1.1\r\n\r\n")
        up += sum(len(name) + len(value) + 4 for name, value in sent.headers.items() if value != SKIP_HEADER)
        up += len(f"Host: {urlsplit(self.base).netloc}\r\n")
        down = len(content) + len(f"HTTP/1.1 {response.status_code} {response.reason}\r\n\r\n")
        down += sum(len(name) + len(value) + 4 for name, value in response.headers.items())
        counted.round_trips += 1
        counted.bytes_up += up
        counted.bytes_down += down
        counted.carried += up + down
        if response.status_code in BUSY:
            asked = response.headers.get("Retry-After", "")
            counted.retry_after = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0


class _Watched(io.BytesIO):
    """A body that stops being read when its sender no longer wants it sent."""

    def __init__(self, body: bytes, stop: Callable[[], bool]) -> None:
        super().__init__(body)
        self._stop = stop

    def read(self, size: int | None = -1, /) -> bytes:
        if self._stop():
            raise Stopped
        return super().read(size)


def _verify_code(failure: BaseException) -> int:
    """Why TLS did not believe a certificate, in OpenSSL's numbers; libraries wrap each other's exceptions."""
    todo: list[object] = [failure]
    for one in todo:
        if isinstance(one, ssl.SSLCertVerificationError):
            return one.verify_code
        if isinstance(one, BaseException) and len(todo) < _MOST_WRAPPED:
            todo += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
    return 0


def _came_through(response: requests.Response) -> bool:
    """Whether head office read the request and this is its whole answer: a line cut inside the headers looks like a short
    answer without a length, or with half the word of it, and one that fell silent like a server that stopped waiting.
    """
    length = response.headers.get("Content-Length", "")
    return response.status_code != REQUEST_TIMEOUT and length.isdecimal()


def problem_of(answer: Answer) -> Problem:
    """The problem an answer speaks of; one for "not understood" when it speaks of none."""
    try:
        told: dict[str, Any] = msgspec.json.decode(answer.body)
        code = str(told["code"])
        places = told.get("params")
    except (msgspec.MsgspecError, KeyError, TypeError, UnicodeDecodeError):
        return _not_understood(answer)
    named = {str(name): str(value) for name, value in places.items()} if isinstance(places, dict) else {}
    return problem(code, "", **named)


def expect(answer: Answer, decode: Callable[[bytes], Any], status: int = 200) -> Any:
    """The decoded body of an answer with the expected status. Raises ProblemError with head office's own sentence."""
    if answer.status != status:
        raise ProblemError(problem_of(answer))
    try:
        return decode(answer.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ProblemError(_not_understood(answer)) from None


def _not_understood(answer: Answer) -> Problem:
    """A page for people, or a way to one, is the word of a portal or a proxy: head office speaks to programs here."""
    page = str(answer.headers.get("Content-Type", "")).startswith("text/html")
    if page or HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST or answer.status == PORTAL:
        return problem("line.stranger_answered")
    return problem("line.answer_not_understood", status=answer.status)
