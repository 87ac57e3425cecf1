"""Requests of this desk: signed, counted, over TLS with head office's own certificate, and honest about why they failed."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec
import requests

from shared_models.catalogue.problems import Problem, ProblemError, problem

CONNECT_SECONDS = 10
REQUEST_TIMEOUT = 408
STALL_SECONDS = 30  # between two bytes, never for the whole: a slow line is no broken line


class LineDown(Exception):  # noqa: N818 (a state of the line, not a mistake)
    """The request or its answer did not come through; nothing is known of what arrived.

    `answer_began` tells that head office was answering when the line broke: a shorter answer may come through.
    """

    def __init__(self, *, answer_began: bool = False) -> None:
        super().__init__()
        self.answer_began = answer_began


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Traffic:
    """What the line carried: bytes of headers and bodies both ways, and round trips."""

    bytes_up: int = 0
    bytes_down: int = 0
    round_trips: int = 0


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
    """The real line. `ca_file` pins head office's certificate authority; the machine's proxies and bundles have no say."""

    base: str
    ca_file: Path | None = None
    traffic: Traffic = field(default_factory=Traffic)
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        check_address(self.base)
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.headers.update({"Accept": "*/*"})

    def url(self, path: str) -> str:
        """See Transport."""
        return self.base.rstrip("/") + path

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """See Transport."""
        try:
            response = self._session.request(
                method,
                self.url(path),
                data=body or None,
                headers=dict(headers),
                timeout=(CONNECT_SECONDS, STALL_SECONDS),
                verify=str(self.ca_file) if self.ca_file else True,
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.SSLError as failure:
            raise ProblemError(problem("line.certificate_unknown")) from failure
        except requests.RequestException as failure:
            self.traffic.bytes_up += len(body)
            raise LineDown from failure
        try:
            content = response.content
        except requests.RequestException as failure:
            self.traffic.bytes_up += len(body)
            raise LineDown(answer_began=True) from failure
        if not _came_through(response):
            raise LineDown(answer_began=True)
        self._count(response, body)
        return Answer(response.status_code, response.headers, content)

    def _count(self, response: requests.Response, body: bytes) -> None:
        sent = response.request
        self.traffic.round_trips += 1
        self.traffic.bytes_up += len(body) + len(f"{sent.method} {sent.path_url} HTTP/1.1\r\n\r\n")
        self.traffic.bytes_up += sum(len(name) + len(value) + 4 for name, value in sent.headers.items())
        self.traffic.bytes_down += len(response.content) + len(
            f"HTTP/1.1 {response.status_code} {response.reason}\r\n\r\n"
        )
        self.traffic.bytes_down += sum(len(name) + len(value) + 4 for name, value in response.headers.items())


def _came_through(response: requests.Response) -> bool:
    """Whether head office read the request and this is its whole answer: a line cut inside the headers looks like a short
    answer without a length, and one that fell silent like a server that stopped waiting.
    """
    return response.status_code != REQUEST_TIMEOUT and "Content-Length" in response.headers


def problem_of(answer: Answer) -> Problem:
    """The problem an answer speaks of; one for "not understood" when it speaks of none."""
    try:
        told: dict[str, Any] = msgspec.json.decode(answer.body)
        code = str(told["code"])
        places = told.get("params")
    except (msgspec.MsgspecError, KeyError, TypeError, UnicodeDecodeError):
        return problem("line.answer_not_understood", status=answer.status)
    named = {str(name): str(value) for name, value in places.items()} if isinstance(places, dict) else {}
    return problem(code, "", **named)


def expect(answer: Answer, decode: Callable[[bytes], Any], status: int = 200) -> Any:
    """The decoded body of an answer with the expected status. Raises ProblemError with head office's own sentence."""
    if answer.status != status:
        raise ProblemError(problem_of(answer))
    try:
        return decode(answer.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ProblemError(problem("line.answer_not_understood", status=answer.status)) from None
