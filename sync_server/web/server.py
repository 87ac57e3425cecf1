"""Serves the app on a port: TLS from the private authority, bodies streamed, plain HTTP on this machine only."""

import ipaddress
import logging
import socket
import ssl
from pathlib import Path
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from flask import Flask

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.events import log
from sync_server.storage.authority import write_leaf
from sync_server.storage.head_office import HeadOffice

QUEUE_PER_THREAD = 4


class PatientSSLAdapter(BuiltinSSLAdapter):
    """TLS whose handshake happens on the thread that will read the request.

    The stock adapter shakes hands on the thread that accepts connections, where one silent client stops all others.
    """

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Put TLS around a new connection without waiting for the other side."""
        wrapped = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class HeadOfficeServer(wsgi.Server):
    """The threaded server, with its complaints in our log instead of on stderr."""

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Count a broken connection; the text of the message may hold what a client sent, so it is left out."""
        del msg, traceback
        if level >= logging.WARNING:
            log("connection.failed", count=1)

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.bind_addr[:2]
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.ssl_adapter else 'http'}://{shown}:{port}"


def make_server(app: Flask, head_office: HeadOffice, *, host: str, port: int, tls: bool) -> HeadOfficeServer:
    """A server that is not listening yet: `prepare()` then `serve()`, or `start()` for both.

    Raises ProblemError `server.plain_off_loopback` rather than sending people's data in the clear.
    """
    if not tls and not is_loopback(host):
        raise ProblemError(Problem("server.plain_off_loopback", "", {"host": host}))
    configuration = head_office.configuration
    server = HeadOfficeServer(
        (host, port),
        app,
        numthreads=configuration.threads,
        server_name="frc",
        request_queue_size=64,
        timeout=configuration.stall_seconds,
        shutdown_timeout=10,
        accepted_queue_size=configuration.threads * QUEUE_PER_THREAD,
        accepted_queue_timeout=10,
    )
    server.max_request_header_size = 32 * 1024
    if tls:
        server.ssl_adapter = _adapter(head_office, host)
    return server


def is_loopback(host: str) -> bool:
    """True when only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def certificate_names(head_office: HeadOffice, host: str) -> list[str]:
    """The names and addresses on the server's certificate: what the operator configured and what we listen on."""
    names = list(head_office.configuration.host_names)
    if host not in {"0.0.0.0", "::", *names}:  # noqa: S104 (compared, not bound)
        names.insert(0, host)
    return names


def _adapter(head_office: HeadOffice, host: str) -> Any:
    folder: Path = head_office.configuration.key_folder
    names = certificate_names(head_office, host)
    certificate, key = write_leaf(folder, head_office.authority, names, head_office.clock())
    adapter = PatientSSLAdapter(str(certificate), str(key))
    adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
    return adapter
